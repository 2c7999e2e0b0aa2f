/**
 * Scripts of package.json beside each other: `tsx build/side-by-side.ts check:lint check:types …`. As many at a time as there are
 * cores, in the order given: what takes longest comes first. What a script prints is kept until it has ended, so that no
 * two mix. Each one runs, whatever became of the others; ends with 1 when any failed.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';

export interface Part {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
}

/**
 * @param places How many run at a time
 * @param print Gets what a part printed, with a line above it, once it has ended
 * @returns the names of those that failed, in the order given
 */
export async function sideBySide(
  parts: readonly Part[],
  places: number,
  print: (text: string) => void,
): Promise<readonly string[]> {
  const waiting = [...parts];
  const failed = new Set<string>();
  const place = async (): Promise<void> => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const began = performance.now();
      const { succeeded, text } = await ended(part);
      if (!succeeded) failed.add(part.name);
      const seconds = Math.round((performance.now() - began) / 1000);
      print(`-- ${part.name} ${succeeded ? 'passed' : 'FAILED'} in ${seconds} s\n${text}`);
    }
  };
  await Promise.all(Array.from({ length: places }, place));
  return parts.map(({ name }) => name).filter((name) => failed.has(name));
}

async function ended({ command }: Part): Promise<{ readonly succeeded: boolean; readonly text: string }> {
  const [program, ...args] = command;
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const take = (chunk: string): void => void (text += chunk);
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.once('error', (error) => done({ succeeded: false, text: `${error.message}\n` }));
    // One that was killed says nothing: for want of memory a machine does that.
    child.once('close', (code, signal) =>
      done({ succeeded: code === 0, text: signal === null ? text : `${text}ended by ${signal}\n` }),
    );
  });
}

async function main(names: readonly string[]): Promise<void> {
  if (names.length === 0) throw new Error('side-by-side: which scripts? got: none');
  const parts = names.map((name): Part => ({ name, command: ['npm', 'run', '--silent', name] }));
  const failed = await sideBySide(parts, availableParallelism(), (text) => process.stdout.write(text));
  if (failed.length === 0) return;
  process.stdout.write(`failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2));
