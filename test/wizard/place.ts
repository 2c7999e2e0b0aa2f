/** A folder and a home in which the command line is called inside this process. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from '../../wizard/cli.js';
import { flagOf } from '../../wizard/questions/question.js';
import { Interrupts } from '../../wizard/terminal/interrupts.js';
import { enough } from './questions/seen.js';
import { keptStream, scriptedPrompts, type Action, type ScriptedPrompts } from './terminal/screen.js';

export interface Called {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly prompts: ScriptedPrompts;
}

export interface CallOptions {
  readonly actions?: readonly Action[];
  /** A person sits there. */
  readonly tty?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  readonly columns?: number;
}

export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'place-'));
  readonly home = mkdtempSync(join(tmpdir(), 'place-home-'));

  /** Calls the command line here. */
  async call(words: readonly string[], given: CallOptions = {}): Promise<Called> {
    const stdout = keptStream();
    const stderr = keptStream(given.tty ?? false, given.columns ?? 100);
    const prompts = scriptedPrompts(given.actions ?? []);
    const exitCode = await run(words, {
      stdin: { isTTY: given.tty ?? false } as NodeJS.ReadStream,
      stdout,
      stderr: stderr as never,
      env: { NO_COLOR: '1', XDG_STATE_HOME: this.home, ...given.env },
      cwd: this.folder,
      interrupts: new Interrupts(),
      prompts,
    });
    return { exitCode, stdout: stdout.text, stderr: stderr.text, prompts };
  }

  /** The command line as a process of its own; standard input is closed, or a pipe that says something. */
  process(words: readonly string[], input?: string): Promise<{ code: number; stdout: string; stderr: string }> {
    const program = ['--import', resolve('node_modules/tsx/dist/esm/index.mjs'), resolve('build/from-source.ts')];
    return new Promise((done) => {
      const child = spawn(process.execPath, [...program, ...words], {
        cwd: this.folder,
        env: { PATH: process.env['PATH'], HOME: this.home },
        stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      });
      let [stdout, stderr] = ['', ''];
      child.stdout?.on('data', (part: Buffer) => (stdout += part.toString()));
      child.stderr?.on('data', (part: Buffer) => (stderr += part.toString()));
      child.once('close', (code) => done({ code: code ?? -1, stdout, stderr }));
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  }

  /** `init` without looking at the clouds. */
  init(words: readonly string[], given: CallOptions = {}): Promise<Called> {
    return this.call(['init', '--offline', ...words], given);
  }

  /** A repository, made without a person. */
  async repository(answers: Readonly<Record<string, string>> = enough): Promise<void> {
    const { exitCode, stderr } = await this.init([...flagsFor(answers), '--yes']);
    if (exitCode !== 0) throw new Error(stderr);
  }

  /** Everything in the folder, sorted. */
  files(): string[] {
    return readdirSync(this.folder, { recursive: true }).map(String).sort();
  }

  text(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
    rmSync(this.home, { recursive: true });
  }
}

/** Answers as flags. */
export function flagsFor(answers: Readonly<Record<string, string>> = enough): string[] {
  return Object.entries(answers).flatMap(([key, value]) => [flagOf(key), value]);
}
