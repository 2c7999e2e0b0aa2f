import type { Terminal } from '../terminal/terminal.js';
import type { Point, Verdict } from './verdict.js';

const headings = {
  yes: 'Everything that is needed was found',
  no: 'Desktops cannot be made yet',
  unknown: 'What was found',
} as const;

/** The verdict for a person: what is there in a line each, what is not with what to do. */
export function sayVerdict(terminal: Terminal, verdict: Verdict): void {
  terminal.heading(headings[verdict.possible]);
  for (const point of verdict.points) sayPoint(terminal, point);
  if (verdict.meanwhile !== undefined) {
    terminal.say();
    terminal.say(verdict.meanwhile);
  }
}

function sayPoint(terminal: Terminal, { state, text, todo, takes, link }: Point): void {
  if (state === 'good') terminal.good(text);
  else if (state === 'missing') terminal.bad(text);
  else terminal.warn(text);
  if (todo !== undefined) terminal.say(`  What to do: ${todo}.`);
  if (takes !== undefined) terminal.say(`  How long: ${takes}.`);
  if (link !== undefined) terminal.lines([`  ${link}`]);
}
