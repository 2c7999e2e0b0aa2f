/** `doctor` of a deployment of which nothing is there says that one thing, and what to do; of any other it does not. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { run } from '../../../wizard/cli.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { prepare } from '../clouds/prepared.js';
import { startTwinClouds, type TwinClouds } from '../clouds/twin-clouds.js';
import { keptStream, scriptedPrompts } from '../terminal/screen.js';

let started: TwinClouds;
let folder: string;
/** What the deployment says besides. */
let also: object = {};
beforeAll(async () => {
  started = await startTwinClouds();
  folder = mkdtempSync(join(tmpdir(), 'nothing-there-'));
});
afterAll(async () => {
  await started.stop();
  rmSync(folder, { recursive: true });
});

async function command(example: string, ...words: string[]) {
  const file = JSON.parse(readFileSync(join('examples', example), 'utf8')) as {
    entra: { tenantId: string };
    aws: { accountId: string };
  };
  file.entra.tenantId = started.twin.entra.id;
  file.aws.accountId = '111122223333';
  writeFileSync(join(folder, 'deployment.json'), JSON.stringify({ ...file, ...also }));
  const [stdout, stderr] = [keptStream(), keptStream(false, 100)];
  const exitCode = await run(words, {
    ...{ stdin: { isTTY: false } as NodeJS.ReadStream, stdout, stderr: stderr as never },
    ...{ env: { ...started.env, NO_COLOR: '1' }, cwd: folder, interrupts: new Interrupts() },
    prompts: scriptedPrompts([]),
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

test('before the first apply: one cause, and not a fault for each thing that an apply makes', async () => {
  const { exitCode, stderr } = await command('greenfield-foundation.json', 'doctor');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/Nothing of this deployment is in either cloud[^]*Next\n {2}\S*.*preflight\n {2}.*apply\n$/);
  expect(stderr).not.toContain('Why it matters');
});

test('after a destroy that left the handshake in the file: that goes first', async () => {
  const { stderr } = await command('greenfield-connected.json', 'doctor');
  expect(stderr).toMatch(/Nothing of this deployment[^]*connect --forget\n[^]*apply\n$/);
});

test('a machine has every finding all the same, and preflight speaks of each', async () => {
  const { stdout } = await command('greenfield-foundation.json', 'doctor', '--json');
  expect((JSON.parse(stdout) as { findings: object[] }).findings.length).toBeGreaterThan(0);
  expect((await command('greenfield-foundation.json', 'preflight')).stderr).not.toContain('Nothing of this deployment');
});

test('code of others that runs as a job of main is named by its line in each output, also where nothing is there', async () => {
  const ids = { aws: { mainPlan: 'arn:aws:iam::111122223333:role/plan' }, entra: { mainPlan: started.twin.entra.id } };
  also = {
    state: { s3: { bucket: 'contoso-state', region: 'eu-central-1' } },
    pipeline: { github: { repository: 'contoso/desktops', environment: 'production', level: 'refused', ...ids } },
  };
  mkdirSync(join(folder, '.github', 'workflows'), { recursive: true });
  writeFileSync(
    join(folder, '.github', 'workflows', 'comments.yml'),
    'on: issue_comment\npermissions:\n  id-token: write\njobs: {}\n',
  );
  const { stdout, stderr } = await command('greenfield-foundation.json', 'doctor', '--json');
  also = {};
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; severity: string; subject: object }[] };
  expect(findings.filter(({ rule }) => rule === 'others-code')).toMatchObject([
    { severity: 'warning', subject: { thing: '.github/workflows/comments.yml, line 3' } },
  ]);
  expect(stderr).toMatch(
    /Nothing of this deployment[^]*\.github\/workflows\/comments\.yml, line 3: gives a\s+workflow/,
  );
});

test('once one thing of it is there, doctor names what is missing', async () => {
  const app = started.twin.entra.addServicePrincipal('Contoso desktops device registration', { roles: [] });
  expect(app.appId).not.toBe('');
  const { stderr } = await command('greenfield-foundation.json', 'doctor');
  expect(stderr).not.toContain('Nothing of this deployment');
  expect(stderr).toContain('Why it matters');
});

test('of a foundation each look says that the handshake comes first, however good the rest is', async () => {
  const words = /Nobody can sign in yet: the handshake is not in the deployment\.\s+Next:\s+\S*.*connect/;
  for (const look of ['doctor', 'status']) {
    expect((await command('greenfield-foundation.json', look)).stderr).toMatch(words);
    expect((await command('greenfield-connected.json', look)).stderr).not.toMatch(words);
  }
  expect((await command('greenfield-foundation.json', 'preflight')).stderr).not.toMatch(words);
  const { stderr } = await command('greenfield-foundation.json', 'doctor', '--user', 'ada@contoso.com');
  expect(stderr).toMatch(/come after the handshake[^]*connect\s+leads\s+through\s+it/);
});

test('where the file has lost its handshake doctor says how it comes back, and nothing else', async () => {
  await prepare(started.twin);
  const { stderr } = await command('greenfield-foundation.json', 'doctor');
  expect(stderr).toContain('`git restore deployment.json`');
  expect(stderr).not.toContain('Nobody can sign in yet');
});
