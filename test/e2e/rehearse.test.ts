import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

// The command as it is called from a shell: what is printed when the clouds are kept works, and Ctrl-C leaves nothing.

/** A rehearsal in a process of its own, what it printed so far, and its end. */
function rehearse(...options: string[]) {
  const program = resolve('build/from-source.ts');
  const loader = resolve('node_modules/tsx/dist/esm/index.mjs');
  const child = spawn(process.execPath, ['--import', loader, program, 'rehearse', ...options], {
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', COLUMNS: '60' },
  });
  let text = '';
  const take = (chunk: Buffer): void => void (text += chunk.toString());
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  const printed = async (pattern: RegExp): Promise<string> => {
    let over = false;
    void ended.then(() => (over = true));
    for (;;) {
      const found = pattern.exec(text);
      if (found) return found[1] ?? found[0];
      if (over) throw new Error(`it ended without printing ${String(pattern)}:\n${text}`);
      await new Promise((go) => setTimeout(go, 100));
    }
  };
  return { ended, printed, stop: () => child.kill('SIGINT'), text: () => text };
}

async function shell(program: string): Promise<string> {
  return new Promise((done, reject) => {
    const child = spawn('/bin/sh', ['-c', program], { env: { PATH: process.env['PATH'] } });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('error', reject);
    child.once('close', () => done(text));
  });
}

test('--keep: Graph and terraform answer from another shell; Ctrl-C ends both clouds and removes the folder', async () => {
  const rehearsal = rehearse('--keep');
  try {
    const file = await rehearsal.printed(/^ {2}\. (\S+clouds\.sh)$/m);
    await rehearsal.printed(/Ctrl-C here ends both/);
    const told = rehearsal.text().replace(/\s+/g, ' ');
    expect(told).toContain('linus@contoso.com works on a desktop that joined Entra and enrolled in Intune');
    expect(await shell(`. ${file}; graph /v1.0/groups`)).toContain('"displayName":"Contoso desktops users"');
    const [, stack] = /cd (\S+) && terraform plan/.exec(rehearsal.text()) ?? [];
    expect(await shell(`. ${file}; cd ${stack} && terraform plan -no-color`)).toContain('No changes.');
    rehearsal.stop();
    expect(await rehearsal.ended).toBe(0);
    expect(existsSync(dirname(file))).toBe(false);
  } finally {
    rehearsal.stop();
    await rehearsal.ended;
  }
});

test('Ctrl-C while terraform applies ends with 130 and says so, without a stack trace', async () => {
  const rehearsal = rehearse();
  await rehearsal.printed(/First apply: the foundation/);
  rehearsal.stop();
  expect(await rehearsal.ended).toBe(130);
  expect(rehearsal.text()).not.toMatch(/^\s+at /m);
});

test('a deployment that builds on what exists is refused with the reason', async () => {
  const rehearsal = rehearse('--deployment', resolve('examples/existing-federation.json'));
  expect(await rehearsal.ended).toBe(1);
  expect(rehearsal.text().replace(/\s+/g, ' ')).toContain('got: entra.enterpriseApp.existing');
});
