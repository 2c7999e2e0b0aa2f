import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readNotes, writeNotes } from '../../../wizard/terraform/run-notes.js';
import { change, desktop, plan } from '../terraform/plans.js';
import { Stage } from './fake-terraform.js';

// Terraform 1.11 writes a local state in place: killed meanwhile it leaves nothing, or half of one.

let stage: Stage;
let stack: string;
let state: string;
beforeEach(() => {
  stage = new Stage();
  stack = join(stage.folder, 'cdktf.out', 'stacks', stage.name);
  mkdirSync(stack, { recursive: true });
  state = join(stage.folder, `${stage.name}.tfstate`);
});
afterEach(() => stage.remove());

const making = plan([desktop('ada@contoso.com', ['create'])]);
const removing = plan([change('aws_vpc', 'network', ['delete'])]);
const apply = ['apply', '--auto-approve', '--skip-preflight'] as const;
const destroy = ['destroy', '--auto-approve', '--unprotect'] as const;
const commands = [['plan'], apply, destroy, ['adopt']] as const;
const block = (type: string, name: string) => ({ mode: 'managed', type, name, instances: [{ attributes: {} }] });
const before = JSON.stringify({
  ...{ version: 4, serial: 7, lineage: 'l', outputs: {} },
  resources: [block('aws_vpc', 'network'), block('aws_kms_key', 'key')],
});
const half = before.slice(0, 60);
const text = (file: string): string => readFileSync(file, 'utf8');
const done = (address: string, action: string) => ({
  ...{ type: 'apply_complete', '@message': 'done' },
  hook: { resource: { addr: address }, action },
});

describe('a state of 0 bytes, or half of one, beside a whole backup', () => {
  describe.each([
    ['0 bytes', '', 'was empty'],
    ['half of one', half, 'was half written'],
  ])('%s', (_what, left, said) => {
    test.each(commands.map((words) => [words[0], words] as const))(
      '%s puts the state from before back, private, and says so',
      async (command, words) => {
        writeFileSync(state, left, { mode: 0o644 });
        writeFileSync(`${state}.backup`, before, { mode: 0o644 });
        const { exitCode, stderr } = await stage.run(words, { plan: command === 'destroy' ? removing : making });
        expect(stderr).toContain(said);
        expect(stderr).toContain(`${state}.backup`);
        expect(text(state)).toBe(before);
        expect(statSync(state).mode & 0o777).toBe(0o600);
        expect(existsSync(`${state}.broken`)).toBe(left !== '');
        if (left !== '') {
          expect(text(`${state}.broken`)).toBe(left);
          expect(statSync(`${state}.broken`).mode & 0o777).toBe(0o600);
        }
        if (command === 'plan' || command === 'apply') {
          expect(exitCode).toBe(1);
          expect(stderr).toContain('Next: entra-workspaces adopt');
          expect(stage.commands).toEqual([]);
        } else expect(stderr).toContain('Looking for what exists');
      },
    );
  });
});

test.each([
  ['0 bytes', '', '0 bytes'],
  ['half of one', half, '60 bytes that are no JSON'],
])('%s without a whole backup is refused by every command, with what to do', async (_what, left, got) => {
  writeFileSync(state, left);
  writeFileSync(`${state}.backup`, half);
  for (const words of commands) {
    const { exitCode, stderr } = await stage.run(words, { plan: making });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`got: ${got}`);
    expect(stderr).toContain('entra-workspaces adopt');
  }
  expect(stage.commands).toEqual([]);
  expect(text(state)).toBe(left);
});

test('a state that is whole stays as it is, and so does one that does not exist', async () => {
  writeFileSync(`${state}.backup`, half);
  expect(await stage.run(['plan'], { plan: making })).toMatchObject({ exitCode: 0 });
  expect(existsSync(state)).toBe(false);
  writeFileSync(state, before);
  expect(await stage.run(['plan'], { plan: making })).toMatchObject({ exitCode: 0 });
  expect(text(state)).toBe(before);
  expect(existsSync(`${state}.before-run`)).toBe(false);
});

describe('terraform is killed while it writes the state', () => {
  const killed = (leaves: string, events: readonly object[]) => ({ events, killedWriting: { state, leaves } });

  test('what it had made by then is looked for by name', async () => {
    writeFileSync(state, before);
    const made = done('aws_kms_key.late', 'create');
    expect(await stage.run(apply, { plan: making, ...killed('', [made]) })).toMatchObject({ exitCode: 1 });
    const { exitCode, stderr } = await stage.run(['plan'], { plan: making });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('  aws_kms_key.late');
    expect(stderr).toContain('Next: entra-workspaces adopt');
    expect(text(state)).toBe(before);
  });

  test('a backup that is half written, too, is not needed: a copy of our own was kept, and goes', async () => {
    writeFileSync(state, before);
    await stage.run(apply, { plan: making, ...killed(half, []) });
    expect(statSync(`${state}.before-run`).mode & 0o777).toBe(0o600);
    writeFileSync(`${state}.backup`, half);
    await stage.run(['plan'], { plan: making });
    expect(text(state)).toBe(before);
    expect(existsSync(`${state}.before-run`)).toBe(false);
  });

  test('the first one: before it there was no state, an old backup is not taken for one', async () => {
    writeFileSync(`${state}.backup`, before);
    await stage.run(apply, { plan: making, ...killed('', [done('aws_vpc.network', 'create')]) });
    const { exitCode, stderr } = await stage.run(['plan'], { plan: making });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Before that run there was no state');
    expect(stderr).toContain('  aws_vpc.network');
    expect(existsSync(state)).toBe(false);
  });

  test('of a destroy what was removed goes out of the state that is put back, and the destroy goes on', async () => {
    writeFileSync(state, before);
    await stage.run(destroy, { plan: removing, ...killed('', [done('aws_kms_key.key', 'delete')]) });
    expect(readNotes(stack).destroying).toBeDefined();
    const again = await stage.run(apply, { plan: making });
    expect(again.stderr).toContain('--build-again');
    const { resources } = JSON.parse(text(state)) as { resources: { type: string }[] };
    expect(resources.map(({ type }) => type)).toEqual(['aws_vpc']);
    expect(await stage.run(destroy, { plan: removing })).toMatchObject({ exitCode: 0 });
    expect(readNotes(stack)).toEqual({});
  });
});

test('a plan that was killed before there was a state leaves an empty file: that is no state, and nothing was made', async () => {
  writeFileSync(state, '');
  writeFileSync(`${state}.before-run`, '');
  expect(await stage.run(['plan'], { plan: making })).toMatchObject({ exitCode: 0 });
});

test.each(['unfinished', 'destroying'])(
  'destroy does not end well without any state while the notes say %s',
  async (note) => {
    const started = '2026-01-01T00:00:00Z';
    writeNotes(stack, () =>
      note === 'destroying' ? { destroying: started } : { unfinished: { started, making: [] } },
    );
    rmSync(state, { force: true });
    const { exitCode, stderr } = await stage.run(destroy, { plan: plan([]) });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The state knows of nothing');
    expect(readNotes(stack)).not.toEqual({});
  },
);
