/**
 * The pictures of the README, each made of a real run: `npm run pictures` (after `npm run build`; it needs terraform and a
 * Chromium, and takes minutes). `docs/rehearse.svg` is what `rehearse` printed, with its pauses shortened; `docs/page.png` is
 * the page that `doctor --html` writes of a connected sandbox.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { recordingOf, type PrintedLine } from './terminal-recording.js';

const program = resolve('bin/entra-workspaces.cjs');
const browsers = ['chromium', 'chromium-browser', 'google-chrome'];

/** Starts the program; `until` ends the wait for it before it ends by itself. */
async function printed(
  args: readonly string[],
  until: (lines: readonly PrintedLine[]) => boolean = () => false,
): Promise<{ lines: PrintedLine[]; child: ChildProcess }> {
  const start = Date.now();
  const lines: PrintedLine[] = [];
  const env = { ...process.env, FORCE_COLOR: '1', COLUMNS: '80', NODE_OPTIONS: '' };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let rest = '';
  const ended = new Promise<number | null>((done) => child.once('close', done));
  await new Promise<void>((done, fail) => {
    child.stderr?.on('data', (part: Buffer) => {
      const [last = '', ...whole] = (rest + part.toString()).split('\n').reverse();
      rest = last;
      for (const text of whole.reverse()) lines.push({ text, at: (Date.now() - start) / 1000 });
      if (until(lines)) done();
    });
    void ended.then((code) => {
      if (code === 0) done();
      else fail(new Error(`${args.join(' ')} ended with ${code}:\n${lines.map(({ text }) => text).join('\n')}`));
    });
  });
  return { lines, child };
}

async function recordRehearsal(): Promise<void> {
  const { lines } = await printed(['rehearse']);
  const typed = { text: '\u001b[1m$ npm run rehearse\u001b[22m', at: 0 };
  writeFileSync(
    'docs/rehearse.svg',
    recordingOf([typed, ...lines], 'entra-workspaces rehearse: a whole life of a deployment'),
  );
}

async function takePage(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
  const { lines, child } = await printed(['rehearse', '--keep=connected'], (all) =>
    all.some(({ text }) => text.includes('Ctrl-C here ends both')),
  );
  try {
    const text = lines.map((line) => line.text).join('\n');
    const [, sandbox = ''] = /^ {2}\. (\S+)\/sandbox\.sh/m.exec(text) ?? [];
    const [, repository = ''] = /^ {2}cd (\S+)$/m.exec(text) ?? [];
    const page = join(folder, 'page.html');
    const commands = `. ${sandbox}/sandbox.sh; cd ${repository}; node ${program} doctor --html ${page} || test $? = 1`;
    execFileSync('/bin/sh', ['-c', commands], { stdio: 'ignore' });
    // What Intune brought is folded away; the picture shows it of the first person.
    writeFileSync(
      page,
      readFileSync(page, 'utf8').replace('<details class="morning"', '<details open class="morning"'),
    );
    const shot = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--window-size=1100,1250'];
    const args = [
      ...shot,
      `--user-data-dir=${join(folder, 'profile')}`,
      `--screenshot=${resolve('docs/page.png')}`,
      `file://${page}`,
    ];
    execFileSync(browserOf(), args, { stdio: 'ignore' });
  } finally {
    const ended = new Promise((done) => child.once('close', done));
    child.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

function browserOf(): string {
  const found = browsers.find((name) => {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error(`None of these is on the PATH: ${browsers.join(', ')}.`);
  return found;
}

const wanted = process.argv.slice(2);
if (wanted.length === 0 || wanted.includes('rehearse')) await recordRehearsal();
if (wanted.length === 0 || wanted.includes('page')) await takePage();
