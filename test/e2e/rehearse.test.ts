import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

// The command as it is called from a shell. What stays up with --keep: sandbox.test.ts.

/** A rehearsal in a process of its own, what it printed so far, and its end. */
function rehearse(...options: string[]) {
  const program = resolve('build/from-source.ts');
  const loader = resolve('node_modules/tsx/dist/esm/index.mjs');
  const child = spawn(process.execPath, ['--import', loader, program, 'rehearse', ...options], {
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', COLUMNS: '80' },
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

test('the whole life is told in a hundred lines: the twin is introduced before its guesses, and Next fits the example', async () => {
  const rehearsal = rehearse();
  expect(await rehearsal.ended).toBe(0);
  const text = rehearsal.text();
  // Which guesses a run met first, and how many lines their sentences take, goes by what it had to wait for.
  const [life = '', guesses = ''] = text.trim().split(/(?=Where the documentation)/);
  expect(life.split('\n').length).toBeLessThanOrEqual(90);
  expect(guesses.match(/^ {2}\S/gm)?.length).toBeLessThanOrEqual(6);
  const told = text.replace(/\s+/g, ' ');
  expect(told).toContain('linus@contoso.com works on a desktop that joined Entra and enrolled in Intune');
  // The last table: what each got on the first morning.
  expect(told).toMatch(/Of Intune .*ada@contoso\.com .*enrolled .*\d+ policies; Company .*Portal; compliant/);
  expect(told.indexOf('A twin of both')).toBeGreaterThan(-1);
  expect(told.indexOf('A twin of both')).toBeLessThan(told.indexOf('the twin guessed'));
  // As it is typed where it was started.
  expect(told).toContain('node bin/entra-workspaces.cjs a few questions, and you have a repository of your own');
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
