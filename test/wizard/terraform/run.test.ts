import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Cancelled } from '../../../wizard/terminal/failure.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import {
  firstLeft,
  outputPrefix,
  readNotes,
  settleNotes,
  unfinished,
  writeNotes,
} from '../../../wizard/terraform/run-notes.js';
import { Terraform } from '../../../wizard/terraform/run.js';
import { TerraformFailure } from '../../../wizard/terraform/terraform-failure.js';
import { eventsOf, type TerraformEvent } from '../../../wizard/terraform/events.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A terraform that says one event and, when it is asked to stop, ends with this code. */
function terraform(exitCodeWhenStopped: number, given: { stop: boolean }) {
  const path = join(folder, 'terraform');
  const says = JSON.stringify({ type: 'version', '@message': 'working' });
  writeFileSync(
    path,
    `#!${process.execPath}\nprocess.on('SIGINT', () => process.exit(${exitCodeWhenStopped}));\nconsole.log('${says}');\nsetTimeout(() => process.exit(0), ${given.stop ? 20_000 : 50});\n`,
  );
  chmodSync(path, 0o755);
  const interrupts = new Interrupts();
  const events: TerraformEvent[] = [];
  const made = new Terraform({
    program: { path, product: 'terraform', version: '1.11.4' },
    folder,
    env: process.env,
    interrupts,
    onEvent: (event) => {
      events.push(event);
      if (given.stop) interrupts.deliver('SIGINT');
    },
  });
  return { terraform: made, events };
}

test.each(['-out=mine', '--out', '-generate-config-out=more.tf'])(
  'a plan is written where it is looked at and taken away, whatever a person says: %s',
  async (word) => {
    const { terraform: never } = terraform(0, { stop: false });
    await expect(never.plan({ out: 'plan', extra: ['-parallelism=2', word] })).rejects.toMatchObject({
      message: `terraform is not told where to write, got: -- ${word}`,
      fix: ['To keep the plan: entra-workspaces plan --out FILE'],
    });
  },
);

describe('a person stops terraform', () => {
  test.each([0, 1])('a plan that ends with %i all the same is cancelled: no apply may follow', async (exitCode) => {
    const { terraform: stopped } = terraform(exitCode, { stop: true });
    await expect(stopped.plan({ out: 'plan' })).rejects.toBeInstanceOf(Cancelled);
  });

  test('init that ends well all the same is cancelled, too', async () => {
    await expect(terraform(0, { stop: true }).terraform.init()).rejects.toMatchObject({
      kept: [expect.stringContaining('nothing was changed')],
    });
  });

  test('an apply that was cut short is cancelled, and says that the next one goes on', async () => {
    await expect(terraform(1, { stop: true }).terraform.apply('plan')).rejects.toMatchObject({
      kept: [expect.stringContaining('the next apply goes on')],
    });
  });

  test('an apply that came to its end is done', async () => {
    await expect(terraform(0, { stop: true }).terraform.apply('plan')).resolves.toBeUndefined();
  });

  test('without a stop nothing is cancelled, and what it says is handed on', async () => {
    const { terraform: left, events } = terraform(1, { stop: false });
    await left.plan({ out: 'plan' });
    expect(events).toEqual([{ type: 'version', message: 'working' }]);
  });
});

/** A terraform that runs this program. */
function running(source: string, seen: string[] = []): Terraform {
  const path = join(folder, 'terraform');
  writeFileSync(path, `#!${process.execPath}\nconst fs = require('node:fs');\n${source}\n`);
  chmodSync(path, 0o755);
  return new Terraform({
    program: { path, product: 'terraform', version: '1.11.4' },
    folder,
    env: process.env,
    onEvent: ({ message }) => void seen.push(message),
  });
}

const event = (type: string, addr: string, action = 'create'): string =>
  `console.log(${JSON.stringify(JSON.stringify({ '@message': 'x'.repeat(200), type, hook: { resource: { addr }, action } }))});`;

async function failureOf(call: Promise<void>): Promise<TerraformFailure> {
  const failure: unknown = await call.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TerraformFailure);
  return failure as TerraformFailure;
}

describe('terraform ends out of order', () => {
  const killed = `${event('apply_start', 'aws_vpc.a')}${event('apply_complete', 'aws_vpc.a')}${event('apply_start', 'aws_kms_key.b')}`;

  test('its signal is said, what it was making and adopt, and none of its JSON', async () => {
    const failure = await failureOf(running(`${killed} process.kill(process.pid, 'SIGKILL');`).apply('plan'));
    expect(failure.message).toBe(
      'terraform apply was killed by SIGKILL (memory ran out, a container ended, or a person did it).',
    );
    const said = failure.fix.join('\n');
    expect(said).toContain('  aws_kms_key.b');
    expect(said).not.toContain('aws_vpc.a');
    expect(said).toContain('entra-workspaces adopt');
    expect(said).not.toMatch(/[{}]/);
    expect(readNotes(folder)).toMatchObject({ unfinished: { making: ['aws_kms_key.b'] } });
  });

  test('a plan that was killed leaves nothing to adopt', async () => {
    const failure = await failureOf(running("process.kill(process.pid, 'SIGKILL');").plan({ out: 'plan' }));
    expect(failure.fix.join('\n')).not.toContain('adopt');
    expect(readNotes(folder)).toEqual({});
  });

  test('a second interrupt, after which terraform gives up at once, is no orderly stop', async () => {
    await failureOf(running(`${killed} process.exit(1);`).apply('plan'));
    expect(readNotes(folder)).toMatchObject({ unfinished: { making: ['aws_kms_key.b'] } });
  });

  test('a crash is shortened', async () => {
    const failure = await failureOf(
      running("console.error('panic: here\\n' + 'at\\n'.repeat(5000)); process.exit(2);").apply('plan'),
    );
    expect(failure.fix.join('\n')).toContain('panic: here');
    expect(failure.fix.length).toBeLessThan(80);
  });

  test('a state that could be written nowhere is kept in a private file and never said', async () => {
    const dump = JSON.stringify({ '@message': 'Emergency state dump', type: 'log', state: { lineage: 'hunter2' } });
    const terraform = running(`console.log(${JSON.stringify(dump)}); process.exit(1);`);
    const failure = await failureOf(terraform.apply('plan'));
    expect(JSON.stringify(failure)).not.toContain('hunter2');
    const kept = terraform.erroredState!;
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual({ lineage: 'hunter2' });
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    rmSync(dirname(kept), { recursive: true });
  });

  test('an empty file of terraform does not stand for the state that was said', async () => {
    const dump = JSON.stringify({ '@message': 'Emergency state dump', type: 'log', state: { lineage: 'hunter2' } });
    writeFileSync(join(folder, 'errored.tfstate'), '');
    const terraform = running(`console.log(${JSON.stringify(dump)}); process.exit(1);`);
    await failureOf(terraform.apply('plan'));
    expect(JSON.parse(readFileSync(terraform.erroredState!, 'utf8'))).toEqual({ lineage: 'hunter2' });
    rmSync(dirname(terraform.erroredState!), { recursive: true });
  });

  test('half of a state that was said on a full disk is shown nowhere', async () => {
    const line = '{"@level":"info","@message":"Emergency state dump","state":{"password":"hunter2","resou';
    const seen: string[] = [];
    const terraform = running(`process.stdout.write(${JSON.stringify(line)}); process.exit(1);`, seen);
    const failure = await failureOf(terraform.apply('plan'));
    expect(JSON.stringify([failure, failure.fix, seen])).not.toContain('hunter2');
  });
});

describe('a destroy', () => {
  test('that was stopped is noted as one until it has come to its end, and says so', async () => {
    const { terraform: stopped } = terraform(1, { stop: true });
    await expect(stopped.apply('plan', [], { destroy: true })).rejects.toMatchObject({
      kept: [expect.stringContaining('The same command goes on with it')],
    });
    expect(readNotes(folder).destroying).toBeDefined();
    await running('').apply('plan', [], { destroy: true });
    expect(readNotes(folder)).toEqual({});
  });
});

describe('the next command', () => {
  test('sees a terraform that still runs, and says which', async () => {
    const running = { command: 'apply', pid: process.pid, started: '2026-01-01T00:00:00Z', output: folder };
    writeNotes(folder, () => ({ running }));
    await expect(settleNotes(folder, eventsOf)).rejects.toMatchObject({
      message: expect.stringContaining(`process ${process.pid}`),
    });
    // Another process of the same number is not it.
    writeNotes(folder, () => ({ running: { ...running, born: '1', output: join(folder, 'gone') } }));
    expect(await settleNotes(folder, eventsOf)).toMatchObject({ unfinished: { making: [] } });
  });

  test('sees a terraform whose number nobody noted: the command line was killed just after it had started it', async () => {
    const output = mkdtempSync(join(tmpdir(), outputPrefix));
    const handle = openSync(join(output, 'stdout'), 'ax');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: ['ignore', handle, handle] });
    closeSync(handle);
    const ended = once(child, 'exit');
    try {
      // The note of before it was started: the command line itself, which has ended.
      const running = { command: 'apply', pid: process.pid, born: '1', started: '2026-01-01T00:00:00Z', output };
      writeNotes(folder, () => ({ running }));
      await expect(settleNotes(folder, eventsOf)).rejects.toMatchObject({
        message: `terraform apply of an earlier command is still running (process ${child.pid}).`,
      });
      expect(readNotes(folder)).toEqual({ running });
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    expect(await settleNotes(folder, eventsOf)).toMatchObject({ unfinished: { making: [] } });
  });

  test('knows when the first run began that nobody looked at since, however many were killed after it', () => {
    const running = { command: 'plan', pid: 1, started: '2026-01-01T00:00:02Z', output: folder };
    expect(firstLeft({})).toBeUndefined();
    expect(firstLeft({ running })).toBe(running.started);
    const killed = unfinished({ running }, '2026-01-01T00:00:01Z', ['a.b']);
    expect(firstLeft(killed)).toBe('2026-01-01T00:00:01Z');
    const again = unfinished(killed, running.started, ['a.c']);
    expect(again.unfinished).toEqual({ started: '2026-01-01T00:00:01Z', making: ['a.b', 'a.c'] });
  });

  test.each([
    ['came to its end', `${JSON.stringify({ type: 'change_summary' })}\n`, false],
    [
      'was cut off',
      `${[
        { type: 'apply_complete', hook: { resource: { addr: 'a.made' }, action: 'create' } },
        { type: 'apply_complete', hook: { resource: { addr: 'a.gone' }, action: 'delete' } },
        { type: 'apply_start', hook: { resource: { addr: 'a.b' }, action: 'create' } },
      ]
        .map((event) => JSON.stringify(event))
        .join('\n')}\n{"type":`,
      true,
    ],
  ])('reads in the output of an apply that it %s', async (_what, said, isUnfinished) => {
    const output = mkdtempSync(join(tmpdir(), outputPrefix));
    writeFileSync(join(output, 'stdout'), said);
    writeNotes(folder, () => ({ running: { command: 'apply', pid: process.pid, born: '1', started: 'then', output } }));
    expect(await settleNotes(folder, eventsOf)).toEqual(
      isUnfinished
        ? {
            unfinished: { started: 'then', making: ['a.b'] },
            lost: { started: 'then', made: ['a.made'], removed: ['a.gone'] },
          }
        : {},
    );
    expect(existsSync(output)).toBe(false);
  });
});
