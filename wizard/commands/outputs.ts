/** What a person needs to know after an apply. */
import type { Terminal } from '../terminal/terminal.js';
import type { OutputValue } from '../terraform/run.js';

/** Says the outputs that are no secret; what to do now comes last. */
export function sayOutputs(terminal: Terminal, outputs: Readonly<Record<string, OutputValue>>): void {
  const next = outputs['what_to_do_now'];
  const rows = Object.entries(outputs)
    .filter(([name, { sensitive }]) => !sensitive && name !== 'what_to_do_now')
    .flatMap(([name, { value }]) => rowsOf(name.replaceAll('_', ' '), value));
  if (rows.length > 0) {
    terminal.say();
    terminal.table(['', ''], rows);
  }
  if (typeof next?.value === 'string') {
    terminal.heading('Next');
    terminal.say(next.value);
  }
}

function rowsOf(name: string, value: unknown): string[][] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return [[name, value.map(plain).join(', ')]];
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([key, each]) => rowsOf(`${name}, ${key.replaceAll('_', ' ')}`, each));
  }
  return [[name, plain(value)]];
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
