/** Running a program: its output line by line, its signals, its exit code. Never through a shell. */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { present } from '../../domain/present.js';
import type { Interrupts, StopSignal } from '../terminal/interrupts.js';

export interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Each line of standard output and of standard error, as it comes. */
  readonly onLine?: (line: string, from: 'stdout' | 'stderr') => void;
  /** Where stop signals come from: they are passed on to the program. */
  readonly interrupts?: Interrupts;
  /** A signal was passed on for the first time: the program may still take its time to end. */
  readonly onStop?: () => void;
  /** Files that the program makes are readable for their owner alone, whatever the umask of the shell is. */
  readonly ownerOnly?: boolean;
  /**
   * Private folder that takes the output, in two files that are read along. With a pipe the program is killed by SIGPIPE at
   * its next line once we are gone, in the middle of whatever it makes; into a file it goes on writing and ends in order.
   */
  readonly outputFolder?: string;
  /** Its process, once it runs. */
  readonly onStart?: (pid: number) => void;
}

export interface ProcessEnd {
  /** 128 + number when a signal ended it, as shells say. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The signal that a person sent meanwhile, if one was sent. */
  readonly stopped?: StopSignal;
  /** The signal that ended it, if one did. */
  readonly signal?: NodeJS.Signals;
}

/**
 * Words before those of git: no program that the folder names is run. A folder with HEAD, config, objects and refs is a
 * repository to git, and its config names programs (core.fsmonitor, hooks); all of these can come with a commit.
 * Source: https://git-scm.com/docs/git-config#Documentation/git-config.txt-safebareRepository
 */
const runsNothing = ['safe.bareRepository=explicit', 'core.fsmonitor=false', 'core.hooksPath=/dev/null'].flatMap(
  (setting) => ['-c', setting],
);

/**
 * What would have git look at another repository than the one of the folder, or take names and patterns for something else.
 * Git itself sets the first ones for whatever a hook runs.
 * Sources: https://git-scm.com/docs/git-rev-parse (--local-env-vars), https://git-scm.com/docs/git (GIT_..._PATHSPECS)
 */
const otherRepository =
  /^GIT_((OBJECT_|COMMON_)?DIR(ECTORY)?|ALTERNATE_OBJECT_DIRECTORIES|WORK_TREE|IMPLICIT_WORK_TREE|INDEX_FILE|PREFIX|NAMESPACE|GRAFT_FILE|SHALLOW_FILE|NO_REPLACE_OBJECTS|REPLACE_REF_BASE|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS)$/i;

/** Runs git in the repository of a folder, in its English words, and nothing that the folder names. */
export function git(args: readonly string[], cwd: string): Promise<ProcessEnd> {
  const own = Object.entries(process.env).filter(([name]) => !otherRepository.test(name));
  return capture('git', [...runsNothing, ...args], { cwd, env: { ...Object.fromEntries(own), LC_ALL: 'C' } });
}

/** The file of the output in its folder. */
export const outputName = 'stdout';

/**
 * Runs a program to its end and keeps what it wrote.
 *
 * It runs in a process group of its own: Ctrl-C in a terminal would reach it twice, once from the terminal and once from
 * us, and terraform takes a second one as "stop at once", which loses track of what it was making.
 */
export function capture(program: string, args: readonly string[], options: ProcessOptions = {}): Promise<ProcessEnd> {
  const { outputFolder } = options;
  const files =
    outputFolder === undefined
      ? undefined
      : (['stdout', 'stderr'] as const).map((name) => openBoth(join(outputFolder, name)));
  return new Promise((resolve, reject) => {
    const child = start(
      program,
      args,
      options,
      files ? ['ignore', ...files.map(({ write }) => write)] : ['ignore', 'pipe', 'pipe'],
    );
    files?.forEach(({ write }) => closeSync(write));
    if (child.pid !== undefined) options.onStart?.(child.pid);
    let stopped: StopSignal | undefined;
    const stopListening = options.interrupts?.listen((signal) => {
      if (stopped === undefined) options.onStop?.();
      stopped ??= signal;
      // A closed terminal asks for the same orderly end as a polite kill.
      child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    });
    const [stdout, stderr] = (['stdout', 'stderr'] as const).map((name, at) => {
      const onLine = (line: string): void => options.onLine?.(line, name);
      const file = files?.[at];
      return file ? follow(file.read, onLine) : collect(child[name]!, onLine);
    }) as [Collected, Collected];
    child.once('error', (error) => {
      stopListening?.();
      stdout.end();
      stderr.end();
      reject(error);
    });
    child.once('close', (code, signal) => {
      stopListening?.();
      resolve({
        exitCode: code ?? 128 + (signal === null ? 15 : constants.signals[signal]),
        stdout: stdout.end(),
        stderr: stderr.end(),
        ...present({ stopped }),
        ...(signal === null ? {} : { signal }),
      });
    });
  });
}

/** Starts it. A umask belongs to the whole process and is inherited: it is changed for as long as the start takes. */
function start(
  program: string,
  args: readonly string[],
  { cwd, env, ownerOnly }: ProcessOptions,
  stdio: StdioOptions,
): ChildProcess {
  const before = ownerOnly === true ? process.umask(0o077) : undefined;
  try {
    return spawn(program, args, {
      ...present({ cwd, env }),
      stdio,
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } finally {
    if (before !== undefined) process.umask(before);
  }
}

/** What a program has said. */
interface Collected {
  /** All of its text; nothing more is read. */
  end(): string;
}

/** Hands out lines and keeps the text. */
class Lines {
  text = '';
  private pending = '';

  constructor(private readonly onLine: (line: string) => void) {}

  add(chunk: string): void {
    this.text += chunk;
    const lines = (this.pending + chunk).split('\n');
    this.pending = lines.pop() ?? '';
    for (const line of lines) this.onLine(line.replace(/\r$/, ''));
  }

  finish(): string {
    if (this.pending !== '') this.onLine(this.pending);
    this.pending = '';
    return this.text;
  }
}

/** Keeps all text of a stream and hands out its lines. */
function collect(stream: NodeJS.ReadableStream, onLine: (line: string) => void): Collected {
  const lines = new Lines(onLine);
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => lines.add(chunk));
  return { end: () => lines.finish() };
}

/** How often a file is looked at, in milliseconds: often enough for a person who watches. */
const lookEvery = 100;

/** Reads a file along while a program writes it. */
function follow(handle: number, onLine: (line: string) => void): Collected {
  const lines = new Lines(onLine);
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(65_536);
  const read = (): void => {
    for (let count = readSync(handle, buffer); count > 0; count = readSync(handle, buffer)) {
      lines.add(decoder.write(buffer.subarray(0, count)));
    }
  };
  const timer = setInterval(read, lookEvery);
  let ended: string | undefined;
  return {
    end: () => {
      if (ended !== undefined) return ended;
      clearInterval(timer);
      read();
      lines.add(decoder.end());
      closeSync(handle);
      return (ended = lines.finish());
    },
  };
}

/** A new file, readable for its owner alone, open for a program to write and for us to read. */
function openBoth(path: string): { write: number; read: number } {
  // "ax": both streams may be one file to a program that asks, and it never writes over itself.
  return { write: openSync(path, 'ax', 0o600), read: openSync(path, 'r') };
}
