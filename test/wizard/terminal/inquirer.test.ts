import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { inquirerPrompts } from '../../../wizard/terminal/inquirer.js';

/** A terminal of a width: what is typed, and all that is written. */
function terminal(columns: number) {
  let written = '';
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = { isTTY: true, columns, rows: 30, write: (text: string) => ((written += text), true) };
  return {
    input,
    prompts: inquirerPrompts({ input: input as never, output: output as never }),
    text: () => stripVTControlCharacters(written),
    /** Waits for a text: what is typed before a question listens is lost. */
    shows: async (text: string) => {
      while (!stripVTControlCharacters(written).includes(text)) await new Promise((go) => setImmediate(go));
    },
  };
}

test('twenty questions leave no listener behind: Node would warn of a leak in the middle of the eleventh', async () => {
  const { input, prompts, shows } = terminal(80);
  const before = input.listenerCount('end');
  for (let at = 0; at < 20; at += 1) {
    const answer = prompts.text({ message: `Question ${at}.` });
    await shows(`Question ${at}.`);
    input.write('x\r');
    expect(await answer).toBe('x');
  }
  expect(input.listenerCount('end')).toBe(before);
});

test.each([80, 40])('at %i columns a description breaks between words', async (columns) => {
  const { input, prompts, text, shows } = terminal(columns);
  const description =
    'policies, certificates and rules of sessions of your own are files: the README says how to name them';
  const answer = prompts.one({ message: 'What?', choices: [{ value: 'a', name: 'what I choose', description }] });
  await shows('navigate');
  const lines = text()
    .split('\n')
    .map((line) => line.trim());
  const from = lines.findIndex((line) => line.startsWith('policies,'));
  const to = lines.findIndex((line) => line.endsWith('name them'));
  expect(lines.slice(from, to + 1).join(' ')).toBe(description);
  expect(to).toBeGreaterThan(from);
  input.write('\r');
  expect(await answer).toBe('a');
});
