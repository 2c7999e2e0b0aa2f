/** Running a program: its output line by line, its signals, its exit code. Never through a shell. */
import { spawn } from 'node:child_process';
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
}

export interface ProcessEnd {
  /** 128 + number when a signal ended it, as shells say. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The signal that a person sent meanwhile, if one was sent. */
  readonly stopped?: StopSignal;
}

/**
 * Runs a program to its end and keeps what it wrote.
 *
 * It runs in a process group of its own: Ctrl-C in a terminal would reach it twice, once from the terminal and once from
 * us, and terraform takes a second one as "stop at once", which loses track of what it was making.
 */
export function capture(program: string, words: readonly string[], options: ProcessOptions = {}): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    let stopped: StopSignal | undefined;
    const stopListening = options.interrupts?.listen((signal) => {
      if (stopped === undefined) options.onStop?.();
      stopped ??= signal;
      // A closed terminal asks for the same orderly end as a polite kill.
      child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    });
    const stdout = collect(child.stdout, (line) => options.onLine?.(line, 'stdout'));
    const stderr = collect(child.stderr, (line) => options.onLine?.(line, 'stderr'));
    child.once('error', (error) => {
      stopListening?.();
      reject(error);
    });
    child.once('close', (code, signal) => {
      stopListening?.();
      resolve({
        exitCode: code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15),
        stdout: stdout(),
        stderr: stderr(),
        ...(stopped === undefined ? {} : { stopped }),
      });
    });
  });
}

/** Keeps all text of a stream and hands out its lines. */
function collect(stream: NodeJS.ReadableStream, onLine: (line: string) => void): () => string {
  let text = '';
  let pending = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
    const lines = (pending + chunk).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  });
  stream.on('end', () => {
    if (pending !== '') onLine(pending);
  });
  return () => text;
}
