/** The real aws provider in the network of a company: every call of it goes through the proxy that opens TLS. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { atCompany, cloudsBehind } from '../wizard/clouds/company-clouds.js';
import { startCompany, type Company } from '../wizard/clouds/company.js';
import { startTwinClouds, type TwinClouds } from '../wizard/clouds/twin-clouds.js';
import { call, type Ended } from '../wizard/handshake/foundation.js';
import { findAwsProvider } from './aws-mirror.js';
import { greenfield } from './harness.js';
import { asAsked } from './owner-repository.js';
import { nameWhatIsMissing } from './worlds.js';

nameWhatIsMissing();
const aws = findAwsProvider();
const onReal = aws ? test : test.skip;

let started: TwinClouds;
let company: Company;
let folder: string;

beforeAll(async () => {
  if (!aws) return;
  folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-company-'));
  started = await startTwinClouds(await asAsked({ aws }, join(folder, '.mirror')));
  company = await startCompany(cloudsBehind(started.twin));
  started.twin.terraform.workIn(join(folder, 'cdktf.out/stacks/contoso'));
  await writeFile(join(folder, 'deployment.json'), JSON.stringify(greenfield(started.twin)));
});
afterAll(async () => {
  if (!aws) return;
  await company.close();
  await started.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (words: readonly string[]): Promise<Ended> => {
  const all = atCompany(company, { ...started.env, HOME: folder }, {});
  const env = Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined);
  return call(words, { cwd: folder, env: Object.fromEntries(env) });
};

onReal('a plan goes through the proxy, to the hosts of the Region', async () => {
  const { exitCode, stderr } = await run(['plan', '--json']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  for (const service of ['sts', 'sso']) expect(company.connected).toContain(`${service}.eu-central-1.amazonaws.com`);
});

// 48 s on two busy cores.
const onRequest = aws && process.env['ENTRA_WORKSPACES_REAL_AWS'] === '1' ? test : test.skip;
onRequest('a foundation is applied through it', async () => {
  const { exitCode, stderr } = await run(['apply', '--auto-approve', '--skip-preflight']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  for (const service of ['ec2', 'kms', 'lambda', 'logs', 'secretsmanager'])
    expect(company.connected).toContain(`${service}.eu-central-1.amazonaws.com`);
  expect(company.connected).toContain('iam.amazonaws.com');
});

// Without the proxy's authority the provider tries each call for many minutes, whatever AWS_MAX_ATTEMPTS says: our own look
// before terraform says it at once (test/wizard/clouds/company-commands.test.ts).
