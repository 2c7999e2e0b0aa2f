/** A window that is made wider or narrower while a question is open. */
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import xterm from '@xterm/headless';
import { inquirerPrompts } from '../../../wizard/terminal/inquirer.js';
import { redrawn } from '../../../wizard/terminal/redrawn.js';

const message = 'Display name of the group of people who get a desktop, as Entra is to show it in its lists';

/** A terminal of Visual Studio Code, which is xterm.js, of a width, with what a person types. */
function window(columns: number) {
  const screen = new xterm.Terminal({ cols: columns, rows: 30, allowProposedApi: true });
  screen.write('Something that was said before.\r\nAnd one more line.\r\n');
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = {
    isTTY: true,
    get columns() {
      return screen.cols;
    },
    rows: 30,
    write: (text: string) => (screen.write(text.replaceAll(/\r?\n/g, '\r\n')), true),
  };
  // Drawn when a timer of the screen's own fires.
  const drawn = (): Promise<void> => new Promise((done) => setTimeout(() => screen.write('', done), 20));
  return {
    prompts: inquirerPrompts({ input: input as never, output: output as never }),
    resize: async (to: number) => {
      await drawn();
      screen.resize(to, 30);
    },
    type: async (keys: string) => {
      await drawn();
      input.write(keys);
      await drawn();
    },
    /** Lines that the terminal broke are one again. */
    text: async () => {
      await drawn();
      const { active } = screen.buffer;
      let all = '';
      for (let at = 0; at < active.length; at += 1) {
        const line = active.getLine(at);
        all += `${line?.isWrapped ? '' : '\n'}${line?.translateToString(true) ?? ''}`;
      }
      return all.trim();
    },
  };
}

const times = (text: string, part: string): number => text.replaceAll('\n', '').split(part.slice(0, 30)).length - 1;
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
