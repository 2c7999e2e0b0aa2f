/** A window that is made wider or narrower while a question is open. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { redrawn } from '../../../wizard/terminal/redrawn.js';
import { window } from './window.js';

const message = 'Display name of the group of people who get a desktop, as Entra is to show it in its lists';

/** How often a text stands there, wherever its lines were broken. */
const times = (text: string, part: string): number => bare(text).split(bare(part).slice(0, 30)).length - 1;
const bare = (text: string): string => text.replaceAll(/\s/g, '');
const choices = ['berlin', 'tokyo', 'oregon'].map((value) => ({ value, name: `${value}, ${'a'.repeat(40)}` }));

const before = process.env['TERM_PROGRAM'];
beforeAll(() => {
  process.env['TERM_PROGRAM'] = 'vscode';
});
afterAll(() => {
  if (before === undefined) delete process.env['TERM_PROGRAM'];
  else process.env['TERM_PROGRAM'] = before;
});

describe.each([
  ['narrower', 100, 40],
  ['much narrower', 120, 24],
  ['wider', 40, 100],
  ['a little narrower', 95, 90],
] as const)('%s', (_what, from, to) => {
  test('a question stands there once, with what was typed, and what was said before it stays', async () => {
    const { prompts, resize, type, text } = window(from);
    const answer = prompts.text({ message });
    await type('Desktop');
    await resize(to);
    await type(' users');
    const seen = await text();
    expect({ questions: times(seen, message), before: times(seen, 'And one more line.') }).toEqual({
      questions: 1,
      before: 1,
    });
    await type('\r');
    expect(await answer).toBe('Desktop users');
    expect(times(await text(), message)).toBe(1);
  });

  test('a list does, too, with each choice once', async () => {
    const { prompts, resize, type, text } = window(from);
    const answer = prompts.one({ message, choices });
    await resize(to);
    await type('\u001b[B');
    const seen = await text();
    expect([times(seen, message), ...choices.map(({ name }) => times(seen, name))]).toEqual([1, 1, 1, 1]);
    expect(times(seen, 'And one more line.')).toBe(1);
    await type('\r');
    expect(await answer).toBe('tokyo');
  });
});

test.each([
  ['a terminal that breaks lines anew', {}, 4],
  ['that of Visual Studio Code, which cuts the line of the cursor', { TERM_PROGRAM: 'vscode' }, 2],
  ['xterm, which cuts every line', { XTERM_VERSION: 'XTerm(390)' }, 1],
])('%s: as many rows are erased as there are of the drawing', (_what, env, rows) => {
  const written: string[] = [];
  const terminal = { columns: 80, write: (text: string) => written.push(text) };
  const stream = redrawn(terminal as never, env);
  stream.write(`${'a'.repeat(50)}\n${'b'.repeat(70)}\u001b[71G`);
  terminal.columns = 30;
  // What a key does first: the cursor goes to where it is by now.
  stream.write('\u001b[11G');
  stream.write('\u001b[2K\u001b[1A\u001b[2K\u001b[Gnew\u001b[4G');
  expect(written.at(-1)).toBe(`\u001b[${rows}A\r\u001b[Jnew\u001b[4G`);
});
