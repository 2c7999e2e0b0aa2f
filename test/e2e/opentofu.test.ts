import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { providersInState } from '../../wizard/terraform/provider-guard.js';
import { shell, startSandbox, type Said, type StartedSandbox } from './sandbox.js';
import { findOrPlayTofu } from './tofu.js';

/** A life with OpenTofu in terraform's place: the stand-ins answer under its registry, and so do guard, state and plan. */
const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-tofu-'));
const tofu = await findOrPlayTofu(folder);
let sandbox: StartedSandbox | undefined;

const run = (words: string): Promise<Said> =>
  shell(
    `. ${sandbox?.folder}/sandbox.sh; cd ${sandbox?.folder}/repository; export ENTRA_WORKSPACES_TERRAFORM='${tofu?.path}'; entra-workspaces ${words}`,
  );
const state = async (): Promise<string> => (await shell(`cat ${sandbox?.folder}/repository/*.tfstate`)).text;

const whereItRuns = tofu === undefined ? describe.skip : describe;
const named = { real: 'OpenTofu', played: 'OpenTofu, played by terraform', none: 'OpenTofu (skipped: none to be had)' };

afterAll(async () => {
  await sandbox?.stop();
  await rm(folder, { recursive: true, force: true });
});

whereItRuns(named[tofu === undefined ? 'none' : tofu.played ? 'played' : 'real'], () => {
  beforeAll(async () => {
    sandbox = await startSandbox('connected', { ENTRA_WORKSPACES_TERRAFORM: tofu?.path });
  });

  test('rehearse applies both stages, people work, and nothing warns of it', () => {
    const told = sandbox?.text().replace(/\s+/g, ' ');
    expect(told).toContain('works on a desktop that joined Entra and enrolled in Intune');
    expect(told).not.toMatch(/not tested|registry\.(terraform|opentofu)/);
  });

  test('the state names providers of its registry, and a plan passes the guard and finds nothing to do', async () => {
    const providers = providersInState(await state());
    expect(providers).toContain('registry.opentofu.org/hashicorp/aws');
    expect(providers.join()).not.toContain('registry.terraform.io');
    const said = await run('plan');
    expect(said).toMatchObject({ code: 0, text: expect.stringContaining('No changes') as unknown as string });
    expect(said.text).not.toMatch(/not tested/);
  });

  test('destroy takes everything away', async () => {
    expect(await run('destroy --auto-approve')).toMatchObject({ code: 0 });
    expect(JSON.parse(await state())).toMatchObject({ version: 4, resources: [] });
  });
});
