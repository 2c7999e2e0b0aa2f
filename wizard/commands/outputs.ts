/** What a person needs to know after an apply. */
import type { Deployment } from '../../deployment/schema.js';
import { stageOf } from '../../deployment/stage.js';
import type { Terminal } from '../terminal/terminal.js';
import { displayWidth } from '../terminal/width.js';
import type { OutputValue } from '../terraform/run.js';

/** Says the outputs that are no secret; what to do now comes last. */
export function sayOutputs(terminal: Terminal, outputs: Readonly<Record<string, OutputValue>>): void {
  const next = outputs['what_to_do_now'];
  const rows = Object.entries(outputs)
    .filter(([name, { sensitive }]) => !sensitive && name !== 'what_to_do_now')
    .flatMap(([name, { value }]) => rowsOf(name.replaceAll('_', ' '), value));
  const forPeople = rows.filter(([name]) => isForPeople(name));
  const others = rows.filter(([name]) => !isForPeople(name));
  if (others.length > 0) terminal.say();
  // Ids and addresses are there to be copied: a table would break them.
  for (const [name, value] of others) {
    const line = `${name}: ${value}`;
    if (displayWidth(line) <= terminal.width) terminal.lines([line]);
    else sayBelow(terminal, name, value);
  }
  if (forPeople.length > 0) {
    terminal.heading('What people need');
    for (const [name, value] of forPeople) sayBelow(terminal, name, value);
  }
  if (typeof next?.value === 'string') {
    terminal.heading('Next');
    terminal.say(next.value);
  }
}

/** The name is read and breaks between words, the value is copied and stays whole. */
function sayBelow(terminal: Terminal, name: string, value: string): void {
  terminal.say(`${name}:`);
  terminal.lines([`    ${value}`]);
}

/** Nothing is left to apply. A foundation alone gives nobody a desktop: what brings them is said, to who comes back later. */
export function sayAfterNothing(terminal: Terminal, deployment: Deployment): void {
  if (stageOf(deployment) === 'connected') return;
  terminal.say();
  terminal.say('Next: entra-workspaces connect');
}

/** The two that everybody with a desktop is told (stacks/outputs). */
const isForPeople = (name: string): boolean => name === 'sign in url' || name.endsWith(', registration code');

function rowsOf(name: string, value: unknown): [name: string, value: string][] {
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
