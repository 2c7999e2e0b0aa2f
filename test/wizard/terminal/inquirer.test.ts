import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { inquirerPrompts } from '../../../wizard/terminal/inquirer.js';
import type { Prompts } from '../../../wizard/terminal/prompts.js';

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

const long = 'a second person starts each apply, who had no part in what it applies';
const message = 'What can this repository enforce before an apply?';
/** The lines that stay once a question is answered. */
const echo = (text: string): string[] =>
  text
    .slice(text.lastIndexOf('✔'))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');

test.each([
  ['picked', (prompts: Prompts) => prompts.one({ message, choices: [{ value: 'a', name: long }] })],
  ['ticked', (prompts: Prompts) => prompts.many({ message, choices: [{ value: 'a', name: long }], initial: ['a'] })],
  ['typed', (prompts: Prompts) => prompts.text({ message, initial: long })],
])('at 40 columns the echo of a long answer that was %s breaks between words', async (_how, ask) => {
  const { input, prompts, text, shows } = terminal(40);
  const answer = ask(prompts);
  await shows('apply?');
  await new Promise((go) => setTimeout(go, 0));
  input.write('\r');
  await answer;
  const lines = echo(text());
  expect(lines.every((line) => line.length <= 40)).toBe(true);
  const said = `${message} ${long}`.split(' ');
  expect(lines.flatMap((line) => line.replace('✔', '').trim().split(' '))).toEqual(said);
});

test('of a choice that says what it means only the name stays; of nothing ticked: none', async () => {
  const { input, prompts, text, shows } = terminal(80);
  const mode = prompts.one({
    message: 'Mode?',
    choices: [{ value: 'a', name: 'AutoStop: stops when unused', short: 'AutoStop' }],
  });
  await shows('navigate');
  input.write('\r');
  await mode;
  expect(echo(text())).toEqual(['✔ Mode? AutoStop']);
  const sets = prompts.many({ message: 'Which sets?', choices: [{ value: 'a', name: 'Privacy' }] });
  await shows('submit');
  input.write('\r');
  await sets;
  expect(echo(text())).toEqual(['✔ Which sets? none']);
});

test('at 40 columns the keys below a list break between two of them', async () => {
  const { input, prompts, text, shows } = terminal(40);
  const sets = prompts.many({ message: 'Which?', choices: [{ value: 'a', name: 'Privacy' }] });
  await shows('submit');
  expect(text()).toMatch(/^↑↓ navigate • space select • a all$/m);
  expect(text()).toMatch(/^i invert • ⏎ submit/m);
  input.write('\r');
  await sets;
});

test('at 40 columns a yes that does not fit behind its question stands below it', async () => {
  const { input, prompts, text, shows } = terminal(40);
  const answer = prompts.confirm({
    message: 'Take it out of the deployment, so that an apply can build it all again?',
  });
  await shows('(Y/n)');
  input.write('\r');
  expect(await answer).toBe(true);
  expect(echo(text())).toEqual([
    '✔ Take it out of the deployment, so',
    '  that an apply can build it all again?',
    '  Yes',
  ]);
});
