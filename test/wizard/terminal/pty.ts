/** The command line in a real pseudo-terminal, its screen read as a person sees it. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';

export const keys = {
  enter: '\r',
  escape: '\u001b',
  down: '\u001b[B',
  up: '\u001b[A',
  interrupt: '\u0003',
  back: '\u007f',
} as const;

/**
 * Words after `node` that run the command line: as it was built, where nothing was changed since, else from its source. That
 * takes a second of the processor to start, of which a person at a prompt needs one each time.
 */
export const commandLine: readonly string[] = isBuilt()
  ? [resolve('bin/entra-workspaces.cjs')]
  : ['--import', resolve('node_modules/tsx/dist/esm/index.mjs'), resolve('build/from-source.ts')];

/** Whether what `npm run build` makes is younger than every file that it is made of. */
function isBuilt(): boolean {
  const built = statSync('dist/cli.js', { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ['domain', 'deployment', 'function', 'modules', 'stacks', 'wizard', 'twin', 'build'].flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)),
  );
  return [...sources, 'package.json'].every((file) => statSync(file).mtimeMs < built);
}

export class PseudoTerminal {
  private readonly screen: InstanceType<typeof xterm.Terminal>;
  private readonly process: ReturnType<typeof pty.spawn>;
  private written = '';
  private ended: number | undefined;
  readonly exit: Promise<number>;

  constructor(
    words: readonly string[],
    options: {
      readonly cwd: string;
      readonly columns?: number;
      readonly env?: Record<string, string>;
      /** Another program than the command line, such as a shell. */
      readonly program?: string;
    },
  ) {
    const size = { cols: options.columns ?? 80, rows: 40 };
    this.screen = new xterm.Terminal({ ...size, allowProposedApi: true, scrollback: 2000 });
    const { CI: _ci, NO_COLOR: _colour, FORCE_COLOR: _force, ...env } = process.env;
    const file = options.program ?? process.execPath;
    this.process = pty.spawn(file, options.program === undefined ? [...commandLine, ...words] : [...words], {
      ...size,
      name: 'xterm-256color',
      cwd: options.cwd,
      env: { ...env, NODE_OPTIONS: '', LANG: 'C.UTF-8', ...options.env },
    });
    this.process.onData((data) => {
      this.written += data;
      this.screen.write(data);
    });
    this.exit = new Promise((done) =>
      this.process.onExit(({ exitCode }) => void this.drained().then(() => done((this.ended = exitCode)))),
    );
  }

  /** The end of a process may be told before its last words have come, and the screen draws later still. */
  private async drained(): Promise<void> {
    let before = -1;
    while (before !== this.written.length) {
      before = this.written.length;
      await new Promise((done) => setTimeout(done, 150));
    }
    await new Promise<void>((done) => this.screen.write('', done));
  }

  /** Id of the program: the root of its process tree. */
  get pid(): number {
    return this.process.pid;
  }

  /** The screen as one line, our commands by their name: in a clone they are shown with the program's path. */
  line(): string {
    return this.text()
      .replace(/\s+/g, ' ')
      .replace(/node \S*entra-workspaces\.cjs/g, 'entra-workspaces');
  }

  /** Everything on the screen and above it, without trailing blanks. */
  text(): string {
    const { active } = this.screen.buffer;
    const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  }

  /** What was written, escapes included. */
  bytes(): string {
    return this.written;
  }

  /** Waits until something is on the screen, or fails with the screen. */
  async sees(pattern: RegExp): Promise<void> {
    const until = Date.now() + 120_000;
    while (!pattern.test(this.text())) {
      if (Date.now() > until || this.ended !== undefined) {
        await new Promise((done) => setTimeout(done, 100));
        if (pattern.test(this.text())) return;
        throw new Error(`never seen: ${pattern} (exit ${this.ended})\n${this.text()}`);
      }
      await new Promise((done) => setTimeout(done, 20));
    }
    // inquirer throws away what was typed before its first rendering is over.
    await new Promise((done) => setTimeout(done, 60));
  }

  type(text: string): void {
    this.process.write(text);
  }

  /** Waits for a question and answers it. */
  async answers(question: RegExp, text: string): Promise<void> {
    await this.sees(question);
    this.type(text);
  }

  stop(): void {
    if (this.ended === undefined) this.process.kill();
  }
}
