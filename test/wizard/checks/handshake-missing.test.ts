/** A file that has lost its handshake, and a directory that is still there: named by doctor and before a plan. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseDeployment } from '../../../deployment/load.js';
import { rules } from '../../../wizard/checks/rules/index.js';
import { refuseWhatIsOutOfReach } from '../../../wizard/checks/within-reach.js';
import { Failure } from '../../../wizard/terminal/failure.js';
import { createTerminal } from '../../../wizard/terminal/terminal.js';
import { prepare } from '../clouds/prepared.js';
import { placeholder } from './rules/cases.js';
import { startTwinClouds, type TwinClouds } from '../clouds/twin-clouds.js';

let started: TwinClouds;
beforeAll(async () => {
  started = await startTwinClouds();
});
afterAll(() => started.stop());

const terminal = createTerminal({ stdin: {}, stdout: { write: () => true }, stderr: { write: () => true } }, {}, () => {
  throw new Error('nobody is asked');
});

async function before(keeps: boolean): Promise<unknown> {
  const file = JSON.parse(readFileSync('examples/greenfield-foundation.json', 'utf8'));
  file.entra.tenantId = started.twin.entra.id;
  file.aws.accountId = started.twin.aws.accountId;
  file.state = { local: {} };
  const { deployment } = parseDeployment(JSON.stringify(file), 'deployment.json', () => '');
  const env = started.env;
  return refuseWhatIsOutOfReach(deployment, { env, terminal }, { title: 'Not planned.', state: false, keeps }).catch(
    (error: unknown) => error,
  );
}

test('before there is a directory nothing is said; with one the file is named, and how it comes back', async () => {
  expect(await before(true)).toBeUndefined();
  await prepare(started.twin);
  const failure = await before(true);
  expect(failure).toBeInstanceOf(Failure);
  const { fix } = failure as Failure;
  expect(fix.join('\n')).toMatch(/contoso-berlin: the state REGISTERED, and no handshake in the file/);
  expect(fix.join('\n')).toMatch(/`git restore deployment.json`.*`entra-workspaces connect`/);
  // A destroy takes everything away, with a handshake or without.
  expect(await before(false)).toBeUndefined();
});

test('no fix of a rule holds a placeholder that somebody would have to fill in', () => {
  // Those of their findings are looked at in the tables of cases.
  expect(rules.map(({ fix }) => fix).filter((fix) => placeholder.test(fix))).toEqual([]);
});
