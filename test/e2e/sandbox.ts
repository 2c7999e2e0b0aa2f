/** A sandbox in a process of its own, a shell that was pointed at it, and a browser for its consoles. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

export interface StartedSandbox {
  /** First page of its consoles. */
  readonly page: string;
  /** Folder of `sandbox.sh` and its like. */
  readonly folder: string;
  /** What it printed. */
  text(): string;
  /** Ctrl-C, and its exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts one with the built command line and waits until it is up.
 * @param env set beside the environment of the tests
 * @param node runs it
 */
export async function startSandbox(
  stage: 'empty' | 'foundation' | 'connected',
  env: NodeJS.ProcessEnv = {},
  node = process.execPath,
): Promise<StartedSandbox> {
  const program = resolve('bin/entra-workspaces.cjs');
  if (!existsSync('dist/cli.js')) throw new Error('build first: npm run build');
  const child = spawn(node, [program, 'rehearse', `--keep=${stage}`], {
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', COLUMNS: '80', ...env },
  });
  let text = '';
  const take = (chunk: Buffer): void => void (text += chunk.toString());
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = new Promise<number | null>((done) => child.once('close', done));
  let over = false;
  void ended.then(() => (over = true));
  while (!text.includes('Ctrl-C here ends both')) {
    if (over) throw new Error(`it ended early:\n${text}`);
    await new Promise((go) => setTimeout(go, 100));
  }
  return {
    page: /^ {2}(http:\/\/127\.0\.0\.1:\d+\/\S+)$/m.exec(text)?.[1] ?? '',
    folder: /^ {2}\. (\S+)\/sandbox\.sh/m.exec(text)?.[1] ?? '',
    text: () => text,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

export interface Said {
  readonly code: number | null;
  readonly text: string;
}

/** Runs lines in a fresh POSIX shell with nothing in its environment but a path. @param stdin what is piped in */
export async function shell(program: string, stdin = ''): Promise<Said> {
  return new Promise((done, reject) => {
    const child = spawn('/bin/sh', ['-c', program], {
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', NO_COLOR: '1', COLUMNS: '100' },
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    // A program that reads nothing may have ended by then.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    child.once('error', reject);
    child.once('close', (code) => done({ code, text }));
  });
}

/** The page as a browser without scripts shows it. */
export async function open(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** Sends a form of a page. A value of its own with a name is a file. */
export async function press(url: string, fields: Record<string, string | { file: string }>): Promise<string> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([value.file]), 'metadata.xml');
  }
  return (await fetch(url, { method: 'POST', body: form, headers: { origin: new URL(url).origin } })).text();
}

/** Where the links of a page lead, as addresses. */
export function linksOf(page: string, at: string): readonly string[] {
  return [...page.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => new URL(link.replaceAll('&#38;', '&'), at).href);
}

/** The text that a page shows under a name. */
export function shownAs(page: string, term: string): string {
  const [, value = ''] = new RegExp(`<dt>${term}</dt>\\s*<dd>(.*?)</dd>`, 's').exec(page) ?? [];
  return value
    .replace(/<summary>.*?<\/summary>/, '')
    .replace(/<[^>]+>/g, '')
    .trim();
}
