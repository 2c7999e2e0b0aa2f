import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { capture } from '../../../wizard/terraform/process.js';

const node = (source: string) => [process.execPath, ['-e', source]] as const;

describe('running a program', () => {
  test('lines come as they are written, the exit code is passed on', async () => {
    const lines: string[] = [];
    const end = await capture(
      ...node('console.log("a\\nb"); console.error("c"); process.stdout.write("end"); process.exitCode = 3'),
      {
        onLine: (line, from) => lines.push(`${from} ${line}`),
      },
    );
    expect(end).toMatchObject({ exitCode: 3, stdout: 'a\nb\nend', stderr: 'c\n' });
    expect(lines.sort()).toEqual(['stderr c', 'stdout a', 'stdout b', 'stdout end']);
  });

  test('a letter of several bytes is never cut', async () => {
    const end = await capture(...node('process.stdout.write("é".repeat(100000))'));
    expect(end.stdout).toBe('é'.repeat(100000));
  });

  test('an interrupt reaches the program once, and its orderly end is waited for', async () => {
    const interrupts = new Interrupts();
    const count =
      'let n = 0; process.on("SIGINT", () => { n += 1; setTimeout(() => { console.log("got " + n); process.exit(1); }, 50) });';
    const stops: string[] = [];
    const end = await capture(...node(`${count} console.log("ready"); setInterval(() => 0, 1000)`), {
      interrupts,
      onStop: () => stops.push('told'),
      onLine: (line) => {
        if (line === 'ready') interrupts.deliver('SIGINT');
      },
    });
    expect(end).toMatchObject({ exitCode: 1, stdout: 'ready\ngot 1\n', stopped: 'SIGINT' });
    // A person who pressed Ctrl-C is told that it was heard: an orderly end takes its time.
    expect(stops).toEqual(['told']);
    expect(interrupts.deliver('SIGINT')).toBe(false);
  });

  test('it has a process group of its own, so that Ctrl-C in a terminal does not reach it twice', async () => {
    const { stdout } = await capture('/bin/sh', ['-c', 'ps -o pgid= -p $$; echo $$']);
    const [group, own] = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim());
    expect(group).toBe(own);
  });

  test('a program that is not there is an error that names it', async () => {
    await expect(capture('/nowhere/terraform', [])).rejects.toMatchObject({
      code: 'ENOENT',
      path: '/nowhere/terraform',
    });
  });

  test('a program that dies of a signal ends with 128 and its number', async () => {
    expect(await capture(...node('process.kill(process.pid, "SIGKILL")'))).toMatchObject({
      exitCode: 137,
      signal: 'SIGKILL',
    });
    expect(await capture(...node('process.kill(process.pid, "SIGUSR2")'))).toMatchObject({ exitCode: 140 });
  });

  test('output that goes to private files comes line by line all the same, and outlives whoever reads it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'output-'));
    try {
      const lines: string[] = [];
      let pid = 0;
      const source =
        'const { fstatSync } = require("node:fs"); console.log([1, 2].map((fd) => fstatSync(fd).isFile()).join()); console.error("é".repeat(70000));';
      const end = await capture(...node(`${source} setTimeout(() => console.log("late"), 300)`), {
        outputFolder: folder,
        onStart: (started) => (pid = started),
        onLine: (line, from) => lines.push(`${from} ${line.slice(0, 9)}`),
      });
      expect(end).toMatchObject({ exitCode: 0, stdout: 'true,true\nlate\n', stderr: `${'é'.repeat(70000)}\n` });
      expect(lines.sort()).toEqual(['stderr ééééééééé', 'stdout late', 'stdout true,true']);
      expect(pid).toBeGreaterThan(0);
      expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('files that it makes are for its owner alone, and ours are not changed by that', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'umask-'));
    const before = process.umask();
    try {
      await capture(...node('require("node:fs").writeFileSync("state", "secret")'), { cwd: folder, ownerOnly: true });
      expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o600);
      expect(process.umask()).toBe(before);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
