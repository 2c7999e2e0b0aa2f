import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readNotes, writeNotes } from '../../../wizard/terraform/run-notes.js';
import { change, desktop, plan } from '../terraform/plans.js';
import { Stage } from './fake-terraform.js';

// What a command leaves when it does not come to its end, and what the next one makes of it.

let stage: Stage;
let stack: string;
beforeEach(() => {
  stage = new Stage();
  stack = join(stage.folder, 'cdktf.out', 'stacks', stage.name);
  mkdirSync(stack, { recursive: true });
});
afterEach(() => stage.remove());

const making = plan([desktop('ada@contoso.com', ['create'])]);
const removing = plan([change('aws_vpc', 'network', ['delete'])]);
const apply = ['apply', '--auto-approve', '--skip-preflight'] as const;
const destroy = ['destroy', '--auto-approve', '--unprotect'] as const;
const file = (...path: string[]): string => join(stage.folder, ...path);
const write = (name: string, content: unknown): void => {
  mkdirSync(dirname(name), { recursive: true });
  writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o644 });
};
const secret = { version: 4, resources: [{ type: 'x' }], outputs: {} };

describe('the environment', () => {
  test('of another project is refused by name before anything is written or run', async () => {
    rmSync(file('cdktf.out'), { recursive: true });
    for (const command of [['plan'], apply, destroy, ['adopt']]) {
      const { exitCode, stderr } = await stage.run(command, {}, { env: { TF_WORKSPACE: 'other' } });
      expect(exitCode).toBe(1);
      expect(stderr).toContain('TF_WORKSPACE: a deployment has one state');
      expect(stderr).toContain('got: other');
    }
    expect(stage.calls).toEqual([]);
    expect(existsSync(file('cdktf.out'))).toBe(false);
  });

  test('a workspace that was selected in the stack folder is refused before terraform starts', async () => {
    write(join(stack, '.terraform', 'environment'), 'other');
    const { exitCode, stderr } = await stage.run(['plan'], { plan: making });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('workspace select default');
    expect(stage.commands).toEqual([]);
  });
});

describe('files with secrets', () => {
  test('plans of commands that were killed go at the start, a running one keeps its own; states are made private', async () => {
    write(join(stack, '.entra-workspaces-999999999.tfplan'), 'stale');
    write(join(stack, `.entra-workspaces-${process.ppid}.tfplan`), 'running');
    write(file('contoso.tfstate'), secret);
    write(file('contoso.tfstate.backup'), secret);
    write(file('other.json'), '{}');
    await stage.run(['plan'], { plan: making });
    expect(existsSync(join(stack, '.entra-workspaces-999999999.tfplan'))).toBe(false);
    expect(existsSync(join(stack, `.entra-workspaces-${process.ppid}.tfplan`))).toBe(true);
    const mode = (name: string): number => statSync(file(name)).mode & 0o777;
    expect([mode('contoso.tfstate'), mode('contoso.tfstate.backup'), mode('other.json')]).toEqual([
      0o600, 0o600, 0o644,
    ]);
  });

  test('after a destroy they are named, and removed by nobody who did not ask', async () => {
    write(file('contoso.tfstate'), { version: 4, resources: [], outputs: {} });
    write(file('contoso.tfstate.backup'), secret);
    write(join(stack, 'kept.tfplan'), 'plan');
    const { stderr, stdout } = await stage.run([...destroy, '--json'], { plan: removing });
    expect(stderr).toContain('2 files still hold secrets:');
    expect(stderr).toContain(`${file('contoso.tfstate.backup')}  (the state before the last change)`);
    const left = [file('contoso.tfstate.backup'), join(stack, 'kept.tfplan')];
    expect(JSON.parse(stdout)).toMatchObject({ destroyed: true, files: left, handshake: 'none' });
    expect(left.map((each) => existsSync(each))).toEqual([true, true]);
    await stage.run([...destroy, '--remove-files'], { plan: plan([]) });
    expect(left.map((each) => existsSync(each))).toEqual([false, false]);
    expect(existsSync(file('contoso.tfstate'))).toBe(true);
  });

  test('a person is asked, and no is the answer that Enter gives', async () => {
    write(file('contoso.tfstate.backup'), secret);
    const actions = [{ answer: stage.name }, 'enter'] as const;
    const { prompts } = await stage.run(['destroy', '--unprotect'], { plan: removing }, { tty: true, actions });
    expect(prompts.asked.at(-1)).toContain('Remove it?');
    expect(existsSync(file('contoso.tfstate.backup'))).toBe(true);
    // "--auto-approve: do not ask" holds at a terminal and to the end: what would remove them is said.
    const unasked = await stage.run(destroy, { plan: removing }, { tty: true, actions: [] });
    expect(unasked).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('--remove-files') });
    expect(existsSync(file('contoso.tfstate.backup'))).toBe(true);
  });
});

describe('a state that could not be saved', () => {
  const unsaved = [{ summary: 'Failed to save state', detail: 'no space left on device' }];

  test('is put there by a second try', async () => {
    const { exitCode, stderr } = await stage.run(apply, { plan: making, errored: secret, fails: { apply: unsaved } });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('no space left on device');
    expect(stderr).toContain('A second try did');
    expect(stage.calls.at(-1)?.words).toEqual(['state', 'push', '-no-color', join(stack, 'errored.tfstate')]);
    expect(existsSync(join(stack, 'errored.tfstate'))).toBe(false);
    expect(await stage.run(['plan'], { plan: making })).toMatchObject({ exitCode: 0 });
  });

  test('is kept beside the state, private; plan, apply, destroy and adopt go no further until it is back', async () => {
    const full = { plan: making, errored: secret, fails: { apply: unsaved, state: unsaved } };
    const { stderr } = await stage.run(apply, full);
    const kept = file('contoso.errored.tfstate');
    expect(stderr).toContain(kept);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    for (const command of [['plan'], apply, destroy, ['adopt']]) {
      const refused = await stage.run(command, { plan: making });
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain('The last apply could not save its state');
      expect(refused.stderr).toContain('--recover-state');
    }
    // Still no place: it stays.
    await stage.run(['plan', '--recover-state'], full);
    expect(existsSync(kept)).toBe(true);
    expect(await stage.run(['plan', '--recover-state'], { plan: making })).toMatchObject({ exitCode: 0 });
    expect(existsSync(kept)).toBe(false);
    expect(await stage.run(['plan'], { plan: making })).toMatchObject({ exitCode: 0 });
  });

  test('a person who says no keeps it, and nothing is planned', async () => {
    write(join(stack, 'errored.tfstate'), secret);
    const { exitCode } = await stage.run(['plan'], { plan: making }, { tty: true, actions: [{ answer: false }] });
    expect(exitCode).toBe(1);
    expect(stage.commands).toEqual(['init']);
    expect(existsSync(join(stack, 'errored.tfstate'))).toBe(true);
  });
});

describe('an apply that was killed', () => {
  test.each([['plan'], ['apply']])('%s refuses, names what it was making and adopt', async (command) => {
    writeNotes(stack, () => ({ unfinished: { started: '2026-01-01T00:00:00Z', making: ['aws_vpc.network'] } }));
    const { exitCode, stderr } = await stage.run(command === 'plan' ? ['plan'] : apply, { plan: making });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/killed[^]*aws_vpc\.network[^]*entra-workspaces adopt[^]*entra-workspaces destroy/);
    expect(stage.commands).toEqual([]);
  });

  test('a terraform that still runs is seen, by its process', async () => {
    writeNotes(stack, () => ({
      running: { command: 'apply', pid: process.pid, started: '2026-01-01T00:00:00Z', output: stage.folder },
    }));
    const { exitCode, stderr } = await stage.run(['plan'], { plan: making });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`still running (process ${process.pid})`);
    expect(stage.commands).toEqual([]);
  });
});

describe('a destroy that was stopped half-way', () => {
  const halfWay = { plan: removing, fails: { apply: [{ summary: 'DependencyViolation', detail: 'in use' }] } };

  beforeEach(async () => {
    await stage.run(destroy, halfWay);
  });

  test('plan says that it was one, and both ways on', async () => {
    const { exitCode, stderr } = await stage.run(['plan'], { plan: making });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/A destroy that began at \d{4}-\d\d-\d\d \d\d:\d\d UTC was stopped half-way/);
    // The deployment is protected: without the flag the command would be refused.
    expect(stderr).toMatch(/To finish it: +entra-workspaces destroy --unprotect\n/);
    expect(stderr).toContain('entra-workspaces apply --build-again');
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      'Next: entra-workspaces destroy --unprotect to finish it, or entra-workspaces apply --build-again',
    );
  });

  test('without protection the command needs no flag', async () => {
    const deployment = join(stage.folder, 'deployment.json');
    const { protection: _protected, ...rest } = JSON.parse(readFileSync(deployment, 'utf8')) as {
      protection?: boolean;
    };
    writeFileSync(deployment, JSON.stringify({ ...rest, protection: false }));
    const { stderr } = await stage.run(['plan'], { plan: making });
    expect(stderr).toMatch(/To finish it: +entra-workspaces destroy\n/);
    expect(stderr).toContain('Next: entra-workspaces destroy to finish it, or');
  });

  test('apply refuses where nobody can be asked; --build-again builds, and then it is forgotten', async () => {
    const { exitCode, stderr } = await stage.run(apply, { plan: making });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('entra-workspaces apply --build-again');
    expect(stage.commands.filter((command) => command === 'apply')).toHaveLength(1);
    expect(await stage.run([...apply, '--build-again'], { plan: making })).toMatchObject({ exitCode: 0 });
    expect(await stage.run(apply, { plan: making })).toMatchObject({ exitCode: 0 });
  });

  test('a person is asked which way; finishing is the first', async () => {
    const { exitCode, prompts } = await stage.run(
      ['apply', '--skip-preflight'],
      { plan: making },
      { tty: true, actions: ['enter'] },
    );
    expect(exitCode).toBe(130);
    expect(prompts.offered[0]?.[0]).toContain('Finish it');
  });

  test('a destroy that comes to its end, or finds nothing, ends it', async () => {
    write(file('contoso.tfstate'), { version: 4, resources: [], outputs: {} });
    await stage.run(destroy, { plan: plan([]) });
    expect(readNotes(stack)).toEqual({});
    expect(await stage.run(apply, { plan: making })).toMatchObject({ exitCode: 0 });
  });
});

test('after a destroy a handshake is void: it is said, and taken out where that is asked for', async () => {
  const connected = new Stage('greenfield-connected.json');
  try {
    const local = JSON.parse(readFileSync(join(connected.folder, 'deployment.json'), 'utf8')) as object;
    writeFileSync(
      join(connected.folder, 'deployment.json'),
      JSON.stringify({ ...local, state: { local: {} }, pipeline: null }, undefined, 2),
    );
    const said = await connected.run([...destroy, '--json'], { plan: removing });
    expect(said.stderr).toMatch(/still trusts the enterprise app that is gone[^]*connect --forget/);
    expect(JSON.parse(said.stdout)).toMatchObject({ handshake: 'void' });
    const before = readFileSync(join(connected.folder, 'deployment.json'), 'utf8');
    expect(before).not.toContain('"handshake": null');
    await connected.run([...destroy, '--forget-handshake'], { plan: plan([]) });
    expect(readFileSync(join(connected.folder, 'deployment.json'), 'utf8')).toContain('"handshake": null');
  } finally {
    connected.remove();
  }
});
