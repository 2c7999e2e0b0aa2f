import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import xterm from '@xterm/headless';
import { DeploymentError } from '../../../deployment/problem.js';
import { visibleName, visibleText } from '../../../deployment/visible-text.js';
import { run } from '../../../wizard/cli.js';
import { lookup, see, type Clouds } from '../../../wizard/clouds/lookup.js';
import { Failure } from '../../../wizard/terminal/failure.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import type { Prompts } from '../../../wizard/terminal/prompts.js';
import type { Terminal } from '../../../wizard/terminal/terminal.js';
import { runs } from '../../deployment/arbitrary.js';
import { keptStream, screen, scriptedPrompts } from './screen.js';

/** Names as somebody would choose them who wants a reader to see something else. */
const attacks: readonly (readonly [what: string, name: string])[] = [
  ['paints over the line above', 'x\u001b[1A\u001b[2K\u001b[32mall good'],
  ['goes back to the start of the line', 'broken\rall good'],
  ['writes the clipboard', '\u001b]52;c;cm0gLXJmIC8=\u0007'],
  ['writes the clipboard with one-byte controls', '\u009d52;c;cm0gLXJmIC8=\u009c'],
  ['sets the title and asks for it back', '\u001b]0;rm -rf\u0007\u001b[21t'],
  ['hides what follows', '\u001b[8m'],
  ['paints with a one-byte control', '\u009b32mall good'],
  ['makes a link to elsewhere', '\u001b]8;;https://fabrikam.com\u001b\\contoso\u001b]8;;\u001b\\'],
  ['reorders letters', 'moc.osotnoc@\u202eada'],
  ['isolates', '\u2066contoso\u2069'],
  ['clears the screen', '\u001bc'],
  ['deletes letters before it', 'broken\b\b\b\b\b\bgood\u007f'],
  ['turns bracketed paste and mouse reports on', '\u001b[?2004h\u001b[?1003h'],
];

/** What may be written: letters, line ends, tabs, and the colours that this program uses. */
// eslint-disable-next-line no-control-regex -- what must not be written is looked for
const colours = /\u001b\[(?:[1-9]|2[1-9]|3[1-9])m/g;
// eslint-disable-next-line no-control-regex -- what must not be written is looked for
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const saying: readonly (readonly [string, (terminal: Terminal, name: string) => void])[] = [
  ['say', (terminal, name) => terminal.say(`The group ${name} is there.`)],
  ['lines', (terminal, name) => terminal.lines([`  ${name}`])],
  ['heading', (terminal, name) => terminal.heading(name)],
  ['step', (terminal, name) => terminal.step(1, 2, name)],
  ['good', (terminal, name) => terminal.good(name)],
  ['warn', (terminal, name) => terminal.warn(name)],
  ['bad', (terminal, name) => terminal.bad(name)],
  ['table', (terminal, name) => terminal.table(['What', name], [['a', name]])],
  ['output', (terminal, name) => terminal.output(name)],
  ['result', (terminal, name) => terminal.result({ [name]: name })],
  ['text with a colour', (terminal, name) => terminal.lines([terminal.style.good(name)])],
];

const commands = [
  '::add-mask::a',
  ' \u00a0::set-output name=digest::x',
  'ada ##[set-output name=digest]x',
  '##vso[task.x]y',
];

describe.each(saying.filter(([how]) => how !== 'output'))('%s, in the log of a pipeline', (_how, say) => {
  test.each(commands)('%j is no command', (name) => {
    const { terminal, stdout, stderr } = screen({ env: { GITHUB_ACTIONS: 'true' }, columns: 100 });
    say(terminal, name);
    const written = stdout.text + stderr.text;
    expect(written).toMatch(/add-mask|set-output|task/);
    expect(written).not.toMatch(/^\s*::|##(vso)?\[/m);
  });
});

test('JSON in the log of a pipeline keeps its values', () => {
  const { terminal, stdout } = screen({ env: { GITHUB_ACTIONS: 'true' } });
  terminal.result(commands);
  expect(JSON.parse(stdout.text)).toEqual(commands);
});

describe.each(saying)('%s', (_how, say) => {
  test.each(attacks)('a name that %s is written out', (_what, name) => {
    const { terminal, stdout, stderr } = screen({ tty: true, settings: { colour: true }, columns: 100 });
    say(terminal, name);
    const written = stdout.text + stderr.text;
    expect(written.replace(colours, '')).not.toMatch(acting);
    expect(written).not.toBe('');
  });
});

test('whatever the text, nothing but our own colours acts on the terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...saying), (name, [, say]) => {
      const { terminal, stdout, stderr } = screen({ tty: true, columns: 60 });
      say(terminal, name);
      expect((stdout.text + stderr.text).replace(colours, '')).not.toMatch(acting);
    }),
    runs(300),
  );
});

test('a colour in a name is none: the escape of ours carries a number that a name cannot know', () => {
  const { terminal, stderr } = screen({ tty: true, settings: { colour: true } });
  terminal.lines([`${terminal.style.bad('broken')} \u001b[32mgood\u001b[39m`]);
  expect(stderr.text).toBe('\u001b[31mbroken\u001b[39m \\u{1b}[32mgood\\u{1b}[39m\n');
});

test('on a real screen the line above stays', async () => {
  const { terminal, stderr } = screen({ tty: true, columns: 100 });
  terminal.bad('The token has expired.');
  terminal.say('Group: \u001b[1A\u001b[2K\u2714 All is well');
  const seen = new xterm.Terminal({ cols: 100, rows: 10, allowProposedApi: true });
  await new Promise<void>((done) => seen.write(stderr.text.replaceAll('\n', '\r\n'), done));
  expect(seen.buffer.active.getLine(0)?.translateToString(true)).toContain('The token has expired.');
});

test('a result stays the same JSON for a machine', () => {
  const { terminal, stdout } = screen();
  const value = { name: 'a\u009b1m\u202eb\u001b[2J', other: 'Zoë 東京' };
  terminal.result(value);
  expect(JSON.parse(stdout.text)).toEqual(value);
  expect(stdout.text).toContain('\\u202e');
});

describe('errors', () => {
  test.each(attacks)('of a name that %s', async (_what, name) => {
    for (const error of [
      new Failure(`The group ${name} is gone.`, [`Make ${name} anew.`]),
      new Error(name),
      new DeploymentError([{ path: name, rule: 'must be good', got: name, fix: name }], name),
      Object.assign(new Error('x'), { code: 'ENOENT', path: name }),
    ]) {
      const stderr = keptStream(true, 100);
      const commands = [
        { name: 'fail', summary: 'fail', load: async () => ({ run: async () => Promise.reject(error) }) },
      ];
      const surroundings = { stdin: { isTTY: false } as NodeJS.ReadStream, stdout: keptStream(), cwd: '.', commands };
      await run(['fail'], {
        ...surroundings,
        stderr: stderr as never,
        env: { FORCE_COLOR: '1' },
        interrupts: new Interrupts(),
      });
      expect(stderr.text.replace(colours, '')).not.toMatch(acting);
    }
  });

  test('of unknown options and commands', async () => {
    const stderr = keptStream(true, 100);
    const stdin = { isTTY: false } as NodeJS.ReadStream;
    const world = {
      stdin,
      stdout: keptStream(),
      stderr: stderr as never,
      env: {},
      cwd: '.',
      interrupts: new Interrupts(),
    };
    await run(['plan', '--\u001b[2J'], world);
    await run(['\u001b]52;c;eA==\u0007'], world);
    expect(stderr.text.replace(colours, '')).not.toMatch(acting);
  });
});

test('questions: message, choices, what is offered and what is wrong', async () => {
  const shown: string[] = [];
  const note = (value: unknown): void => void shown.push(JSON.stringify(value));
  const name = '\u001b[2Jx\u009b1m';
  const inner: Prompts = {
    ...scriptedPrompts([]),
    text: async (ask) => (note([ask.message, ask.initial, ask.validate?.('x')]), 'x'),
    one: async (ask) => (note([ask.message, ask.choices]), ask.choices[0]!.value),
    search: async (ask) => (note(await ask.source('', new AbortController().signal)), undefined as never),
    confirm: async (ask) => (note(ask.message), true),
  };
  const { prompts } = screen({ prompts: inner }).terminal;
  await prompts.text({ message: name, initial: name, validate: () => name });
  expect(
    await prompts.one({ message: name, choices: [{ value: name, name, description: name, disabled: name }] }),
  ).toBe(name);
  await prompts.search({ message: name, source: async () => [{ value: 1, name }] });
  await prompts.confirm({ message: name });
  // The value itself is kept, for the deployment's rules to refuse; all else is written out.
  expect(shown.join('').replaceAll(`"value":${JSON.stringify(name)}`, '')).not.toMatch(/\\u001b|\u009b/);
});

test('a name out of a cloud cannot begin a line of its own', async () => {
  const named = lookup({
    id: 'named',
    what: 'the group',
    needs: {},
    seconds: 5,
    look: async () => ({ displayName: 'Sales\n\u2714 All is well', policy: '{\n}', members: [{ upn: 'a\tb' }] }),
  });
  const same = { within: () => ({}) };
  expect(
    await see(named, { aws: same, graph: same, network: { secondsAltogether: 60 } } as unknown as Clouds, undefined),
  ).toEqual({
    seen: { displayName: 'Sales\\u{a}\u2714 All is well', policy: '{\n}', members: [{ upn: 'a\\u{9}b' }] },
  });
});

test('letters of every script stay, joiners of words and emoji too', () => {
  for (const text of ['Zoë', '山田　太郎', 'عائشة', 'נועה', 'क्\u200dष', '👩\u200d💻', 'a\u00a0b', 'tab\tline\n']) {
    expect(visibleText(text)).toBe(text);
  }
  expect(visibleName('山田　太郎')).toBe('山田　太郎');
});
