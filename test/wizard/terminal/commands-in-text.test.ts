import { describe, expect, test } from '@jest/globals';
import { commands } from '../../../wizard/commands/programs.js';
import { commandsCarrying, commandsKeptWhole } from '../../../wizard/terminal/commands-in-text.js';
import { displayWidth, wrap } from '../../../wizard/terminal/width.js';

// A command in a sentence is copied as one line where the window has room for it.

const whole = commandsKeptWhole(
  commands.map(({ name, options = [] }) => ({
    name,
    valued: options.flatMap(({ flags }) => (flags.includes('<') ? [flags.split(' ')[0] ?? ''] : [])),
  })),
);

const texts: readonly (readonly [text: string, ...commands: string[]])[] = [
  ['To see what would be made: entra-workspaces plan --out plan.tfplan, then a review.', 'plan --out plan.tfplan'],
  [
    'What is wrong with it is said by entra-workspaces doctor --user ada@contoso.com and its page.',
    'doctor --user ada@contoso.com',
  ],
  ['After that entra-workspaces users add ada@contoso.com gives access back to her.', 'users add ada@contoso.com'],
  [
    'Before anybody else does it entra-workspaces connect --renew-certificate makes another one.',
    'connect --renew-certificate',
  ],
  [
    'It is in force until entra-workspaces bootstrap --level refused takes the trust away.',
    'bootstrap --level refused',
  ],
  [
    'Say it as it is: entra-workspaces apply --break-glass "It is down", and nobody is asked.',
    'apply --break-glass "It is down"',
  ],
  [
    'As often as you like entra-workspaces fleet status shows it (entra-workspaces fleet plan).',
    'fleet status',
    'fleet plan',
  ],
];

test.each(texts.flatMap(([text, ...found]) => [40, 80].map((width) => [width, text, found] as const)))(
  'at %i columns: %s',
  (width, text, found) => {
    const lines = wrap(whole(text), width);
    expect(lines.join(' ')).toBe(text);
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
    for (const command of found) {
      const line = `entra-workspaces ${command}`;
      if (displayWidth(line) < width) expect(lines.filter((each) => each.includes(line))).toHaveLength(1);
    }
  },
);

test('what stands in backticks stays together, too, and one that no line has room for is broken between its words', () => {
  expect(wrap('Then call `fleet pause --resume` once more.', 24)).toEqual([
    'Then call',
    '`fleet pause --resume`',
    'once more.',
  ]);
  const long = 'entra-workspaces apply --allow-remove ada@contoso.com --allow-remove grace@contoso.com and wait';
  expect(wrap(whole(long), 40)).toEqual([
    'entra-workspaces apply --allow-remove',
    'ada@contoso.com --allow-remove',
    'grace@contoso.com and wait',
  ]);
});

test('the name alone, and words that only look like a command, are broken as any', () => {
  expect(wrap(whole('A version of entra-workspaces that made it'), 24)).toEqual([
    'A version of',
    'entra-workspaces that',
    'made it',
  ]);
});

describe('commands that are said to somebody who named a deployment', () => {
  const carried = ['--deployment', '--stacks'];
  const known = [
    { name: 'apply', valued: carried, carried },
    { name: 'users', valued: [] },
    { name: 'users add', valued: ['--deployment'], carried: ['--deployment'] },
    { name: 'rehearse', valued: ['--deployment'], carried: [] },
  ];
  const given = ['--deployment', 'our berlin.json', '--stacks=out'];
  const named = "--deployment 'our berlin.json'";

  test.each([
    ['Then: entra-workspaces apply', `Then: entra-workspaces apply ${named} --stacks out`],
    [
      'To put it there: entra-workspaces apply --recover-state (once), then go on.',
      `To put it there: entra-workspaces apply ${named} --stacks out --recover-state (once), then go on.`,
    ],
    ['entra-workspaces apply -- "-target=a"', `entra-workspaces apply ${named} --stacks out -- "-target=a"`],
    ['entra-workspaces users add ada@contoso.com.', `entra-workspaces users add ${named} ada@contoso.com.`],
    ['`entra-workspaces users add`, and on', `\`entra-workspaces users add ${named}\`, and on`],
    ['entra-workspaces apply --deployment b.json', 'entra-workspaces apply --stacks out --deployment b.json'],
    ['entra-workspaces rehearse plays an example', 'entra-workspaces rehearse plays an example'],
  ])('%s', (text, said) => {
    expect(commandsCarrying(known, ['apply', ...given])(text)).toBe(said);
    expect(commandsCarrying(known, ['apply', '--yes', '--', ...given])(text)).toBe(text);
    expect(commandsCarrying(known, ['rehearse', ...given])(text)).toBe(text);
  });

  test('of a command that takes it, and of one below another', () => {
    const said = commandsCarrying(known, ['users', 'add', 'a@b.c', '--deployment=b.json'])(
      'entra-workspaces apply now',
    );
    expect(said).toBe('entra-workspaces apply --deployment b.json now');
  });
});
