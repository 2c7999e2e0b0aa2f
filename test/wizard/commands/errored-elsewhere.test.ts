import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { EmulatedStorage, statesElsewhere } from '../plan-store/emulated-storage.js';
import { desktop, plan } from '../terraform/plans.js';
import { Stage, type Scenario } from './fake-terraform.js';

// A state that could not be saved, where the state lies in a bucket or a container: the machine may be thrown away, so it is
// kept beside the state, where every other machine finds it.

const storage = new EmulatedStorage();
const { objects, seen } = storage;
const stages: Stage[] = [];

beforeAll(async () => storage.listen());
afterAll(async () => storage.close());
beforeEach(() => storage.clear());
afterEach(() => stages.splice(0).forEach((stage) => stage.remove()));

const key = 'a b/c.tfstate.errored.tfstate';
const apply = ['apply', '--auto-approve', '--skip-preflight'] as const;
const unsaved = [{ summary: 'Failed to save state', detail: 'ExpiredToken: the token has expired' }];
const errored = { version: 4, serial: 8, lineage: 'l', resources: [{ type: 'aws_vpc' }], outputs: {} };
const making = { plan: plan([desktop('ada@contoso.com', ['create'])]) };
/** Neither terraform itself nor a second try saves it. */
const failing: Scenario = { ...making, errored, fails: { apply: unsaved, 'state push': unsaved } };

describe.each([
  ['s3', 's3://state/a b/c.tfstate.errored.tfstate'],
  ['azurerm', 'account.blob.core.windows.net/state/a b/c.tfstate.errored.tfstate'],
] as const)('with the state in %s', (kind, place) => {
  /** A machine with the repository. */
  const machine = () => {
    const stage = new Stage();
    stages.push(stage);
    const file = join(stage.folder, 'deployment.json');
    const deployment = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...deployment, state: statesElsewhere[kind] }));
    return {
      stage,
      run: async (words: readonly string[], scenario: Scenario) => {
        const { AWS_ENDPOINT_URL_S3: at, ...env } = storage.env;
        const { exitCode, stderr } = await stage.run(words, scenario, { env: { ...env, AWS_ENDPOINT_URL: at } });
        return { exitCode, said: stderr.replace(/\s+/g, ' ') };
      },
      has: (...path: string[]) => existsSync(join(stage.folder, ...path)),
      here: () => join('cdktf.out', 'stacks', stage.name, 'errored.tfstate'),
      pushed: () => JSON.parse(readFileSync(join(stage.folder, 'pushed.tfstate'), 'utf8')) as object,
    };
  };
  const kept = (): unknown => JSON.parse(String(objects.get(key)));

  test('it is kept beside the state under the same encryption, and nothing of it stays on the machine', async () => {
    const first = machine();
    const { exitCode, said } = await first.run(apply, failing);
    expect(exitCode).toBe(1);
    expect(said).toContain('the token has expired');
    expect(said).toContain(`It is kept in ${kind === 's3' ? place : `https://${place}`}`);
    expect(said).toContain('entra-workspaces apply --recover-state');
    expect([...objects.keys()]).toEqual([key]);
    expect(kept()).toEqual(errored);
    expect([first.has(first.here()), first.has('contoso.errored.tfstate')]).toEqual([false, false]);
    const put = seen.find(({ method }) => method === 'PUT');
    expect(put?.headers).toMatchObject({ 'if-none-match': '*' });
    if (kind === 's3') expect(put?.headers).toMatchObject({ 'x-amz-server-side-encryption': 'aws:kms' });
  });

  test('another machine goes no further until it is in the state, and puts there what was kept', async () => {
    await machine().run(apply, failing);
    const other = machine();
    for (const words of [
      ['plan'],
      apply,
      ['destroy', '--auto-approve', '--unprotect'],
      ['adopt'],
      ['eject', '--out', 'ejected'],
    ]) {
      const { exitCode, said } = await other.run(words, making);
      expect([words[0], exitCode]).toEqual([words[0], 1]);
      expect(said).toContain('The last apply could not save its state');
      expect(said).toContain(place);
    }
    expect(other.stage.commands).not.toContain('plan');
    // Still no place: it stays.
    await other.run(['plan', '--recover-state'], { ...making, fails: { 'state push': unsaved } });
    expect(kept()).toEqual(errored);
    expect((await other.run(['plan', '--recover-state'], making)).exitCode).toBe(0);
    expect(other.pushed()).toEqual(errored);
    expect([...objects.keys()]).toEqual([]);
    expect((await other.run(['plan'], making)).exitCode).toBe(0);
  });

  test('it is kept through busy answers, and once where the answer to the put was lost', async () => {
    const { run, has, here } = machine();
    storage.atPut = [503, 'broken', 'unheard'];
    expect((await run(apply, failing)).said).toContain('It is kept in');
    expect(kept()).toEqual(errored);
    expect(seen.filter(({ method }) => method === 'PUT')).toHaveLength(4);
    expect([has(here()), has('contoso.errored.tfstate')]).toEqual([false, false]);
  });

  test('where it may not be kept there it stays on the machine, and is said to be lost with it', async () => {
    const { run, has, here } = machine();
    storage.refuse = true;
    const { said } = await run(apply, failing);
    expect(said).toContain('It could not be kept beside the state either');
    expect(said).toContain('copy it to a safe place now');
    expect([has(here()), has('contoso.errored.tfstate'), objects.size]).toEqual([false, true, 0]);
    storage.refuse = false;
    expect((await run(['plan'], making)).said).toContain('contoso.errored.tfstate');
  });

  test('one that another machine put there meanwhile is not replaced: both are kept', async () => {
    const { run, has } = machine();
    const theirs = { ...errored, serial: 7 };
    storage.beforePut = () => objects.set(key, Buffer.from(JSON.stringify(theirs)));
    const { said } = await run(apply, failing);
    expect(said).toContain(`another one lies in`);
    expect(kept()).toEqual(theirs);
    expect(has('contoso.errored.tfstate')).toBe(true);
  });
});
