import { describe, expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { displayWidth, wrap } from '../../../wizard/terminal/width.js';
import { isInteractive, showsUnicode, styleFor, wantsColour } from '../../../wizard/terminal/style.js';
import { createTerminal } from '../../../wizard/terminal/terminal.js';
import { tableLines } from '../../../wizard/terminal/table.js';
import { inPlainSigns } from '../../../wizard/terminal/plain-signs.js';
import { keptStream, screen, scriptedPrompts } from './screen.js';

describe('a command at the end of a text is copied whole', () => {
  test.each([
    ['Next: entra-workspaces users add grace@contoso.com', ['Next:', 'entra-workspaces users add grace@contoso.com']],
    ['  entra-workspaces users letter --out letters', ['  entra-workspaces users letter --out letters']],
    ['To see: npx entra-workspaces plan --out x.tfplan', ['To see:', 'npx entra-workspaces plan --out x.tfplan']],
    ['node ../bin/entra-workspaces.cjs rehearse --verbose', ['node ../bin/entra-workspaces.cjs rehearse --verbose']],
    // A sentence goes on behind it, or ends in a dot: words of it are broken as any.
    [
      'entra-workspaces users import --help lists its options.',
      ['entra-workspaces users', 'import --help lists its', 'options.'],
    ],
    ['Run entra-workspaces doctor and look at it again', ['Run entra-workspaces', 'doctor and look at it', 'again']],
    // How a command is used is nothing to copy.
    [
      'Usage: entra-workspaces users add [options] <upn...>',
      ['Usage: entra-workspaces', 'users add [options]', '<upn...>'],
    ],
    ['Fits: entra-workspaces', ['Fits: entra-workspaces']],
    ['Or: entra-workspaces apply --site x --yes', ['Or:', 'entra-workspaces apply --site x --yes']],
  ])('%s', (text, lines) => expect(wrap(text, 24)).toEqual(lines));

  test('and one with many options in a sentence is looked through once', () => {
    const options = Array.from({ length: 200 }, (_, at) => `--allow-remove ada.${at}@contoso.com`).join(' ');
    const text = `entra-workspaces apply ${options} and more`;
    const lines = wrap(text, 60);
    expect(lines.join(' ')).toBe(text);
    expect(lines.at(-1)).toMatch(/and more$/);
    expect(lines.length).toBeGreaterThan(100);
  });
});

describe('width of text', () => {
  test.each([
    ['abc', 3],
    ['東京', 4],
    ['한국어', 6],
    ['Zoë', 3],
    ['Zoe\u0308', 3],
    ['\u001b[31mred\u001b[39m', 3],
    ['✔', 1],
  ])('%j takes %i columns', (text, columns) => expect(displayWidth(text)).toBe(columns));

  test('text is broken at spaces and keeps its indentation', () => {
    expect(wrap('  one two three', 9)).toEqual(['  one two', '  three']);
  });

  test.each([
    ['   • Defender protects the desktop', ['   • Defender', '     protects the', '     desktop']],
    [' 1. Settings, Identity source', [' 1. Settings,', '    Identity', '    source']],
    ['? the MDM user scope', ['? the MDM user', '  scope']],
    ['-5 is no item of a list', ['-5 is no item of', 'a list']],
  ])('an item of a list stands below its first word, not below its mark: %j', (text, lines) => {
    expect(wrap(text, 17)).toEqual(lines);
  });

  test('a long word is left whole for copying, or broken where a cell demands it', () => {
    expect(wrap('arn:aws:iam::1', 5)).toEqual(['arn:aws:iam::1']);
    expect(wrap('東京都港区', 4, true)).toEqual(['東京', '都港', '区']);
  });

  test.each([
    [
      'a name behind its hyphen',
      'contoso-desktops-main-registration-…',
      32,
      ['contoso-desktops-main-', 'registration-…'],
    ],
    [
      'an ARN behind its slash',
      'arn:aws:iam::aws:policy/ServiceAccess',
      30,
      ['arn:aws:iam::aws:policy/', 'ServiceAccess'],
    ],
    ['not where the line would be half empty', 'a-bcdefghijklm', 8, ['a-bcdefg', 'hijklm']],
  ])('a cell breaks %s', (_what, text, width, lines) => {
    expect(wrap(text, width, true)).toEqual(lines);
  });
});

describe('convention 4: a person is asked only where one sits', () => {
  test.each([
    [{}, true, undefined, true],
    [{}, false, undefined, false],
    [{ CI: '1' }, true, undefined, false],
    [{ CI: 'TRUE' }, true, undefined, false],
    [{ CI: 'false' }, true, undefined, true],
    [{ CI: '' }, true, undefined, true],
    [{ CI: 'true' }, true, true, true],
    [{}, true, false, false],
  ])('environment %j, terminal %s, flag %s: %s', (env, tty, flag, expected) =>
    expect(isInteractive(env, tty, flag)).toBe(expected),
  );
});

describe('convention 16: colour and letters', () => {
  test.each([
    [{}, true, undefined, true],
    [{}, false, undefined, false],
    [{ NO_COLOR: '1' }, true, undefined, false],
    [{ NO_COLOR: '' }, true, undefined, true],
    [{ FORCE_COLOR: '1' }, false, undefined, true],
    [{ FORCE_COLOR: '0' }, true, undefined, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, undefined, true],
    [{ TERM: 'dumb' }, true, undefined, false],
    [{ NO_COLOR: '1' }, false, true, true],
    [{ FORCE_COLOR: '1' }, true, false, false],
  ])('environment %j, terminal %s, flag %s: colour %s', (env, tty, flag, expected) =>
    expect(wantsColour(env, tty, flag)).toBe(expected),
  );

  test('without colour not a single escape is written', () => {
    const { terminal, stderr } = screen({ tty: true, env: { NO_COLOR: '1' } });
    terminal.heading('Heading');
    terminal.good('good');
    terminal.warn('warning');
    terminal.bad('bad');
    terminal.table(['a'], [['b']]);
    expect(stderr.text).toContain('Heading');
    // eslint-disable-next-line no-control-regex -- the escape is what is looked for
    expect(stderr.text).not.toMatch(/\u001b/);
  });

  test('with colour there are escapes even when standard output is no terminal', () => {
    expect(styleFor(true).bad('x')).toBe('\u001b[31mx\u001b[39m');
  });

  test.each([
    [{ LANG: 'C' }, false],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LANG: 'de_DE.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{}, true],
    [{ TERM: 'dumb', LANG: 'de_DE.UTF-8' }, false],
  ])('environment %j: letters beyond ASCII %s', (env, expected) => expect(showsUnicode(env)).toBe(expected));

  test.each([[{ LC_ALL: 'C' }], [{ LANG: 'de_DE.ISO-8859-1' }], [{ LC_CTYPE: 'POSIX' }], [{ TERM: 'dumb' }]])(
    'environment %j: nothing but ASCII, and no name loses a letter',
    async (env) => {
      const asked: string[] = [];
      const prompts = {
        ...scriptedPrompts(['enter']),
        confirm: async ({ message }: { message: string }) => {
          asked.push(message);
          return true;
        },
      };
      const { terminal, stderr } = screen({ env: { NO_COLOR: '1', ...env }, tty: true, prompts });
      const text = 'Looking … Zoë → “desktops”, 2 × 3 – done • ✔';
      terminal.say(text);
      terminal.good(text);
      terminal.warn(text);
      terminal.bad(text);
      terminal.lines([text]);
      terminal.heading(text);
      terminal.step(1, 2, text);
      terminal.table([text], [[text]]);
      terminal.status(text);
      await terminal.prompts.confirm({ message: text });
      expect(stderr.text + asked.join('')).toMatch(/^[\0-\x7f]+$/);
      expect(asked).toEqual(['Looking ... Zo\\u{eb} -> "desktops", 2 x 3 - done * +']);
    },
  );

  test('a result is ASCII on the screen of such a terminal, and keeps its letters in a file', () => {
    const written = (isTTY: boolean): string => {
      const stdout = keptStream(isTTY);
      const stdin = { isTTY: false };
      createTerminal({ stdin, stdout, stderr: keptStream() }, { LC_ALL: 'C' }, () => scriptedPrompts([])).output(
        'Zoë …',
      );
      return stdout.text;
    };
    expect([written(true), written(false)]).toEqual(['Zo\\u{eb} ...\n', 'Zoë …\n']);
  });

  test('what a program draws by itself is written in plain signs there, names as they are typed', () => {
    const stream = keptStream(true, 40);
    const plain = inPlainSigns(stream as never) as unknown as NodeJS.WriteStream;
    plain.write('❯ ✔ Zoë ↑↓ • …');
    expect(stream.text).toBe('> + Zoë ^v * ...');
    expect([plain.columns, plain.isTTY]).toEqual([40, true]);
  });

  test('marks are plain letters on a dumb terminal', () => {
    const { terminal, stderr } = screen({ env: { TERM: 'dumb' } });
    terminal.bad('broken');
    expect(stderr.text).toBe('x broken\n');
  });
});

describe('convention 17: people on standard error, machines on standard output', () => {
  test('nothing for people reaches standard output', () => {
    const { terminal, stdout, stderr } = screen();
    terminal.say('hello');
    terminal.result({ a: 1 });
    expect(stderr.text).toBe('hello\n');
    expect(JSON.parse(stdout.text)).toEqual({ a: 1 });
  });
});

describe('a narrow window', () => {
  const columns = ['Setting', 'Value', 'Origin'];
  const rows = [
    ['Region', 'eu-central-1', 'discovered'],
    ['Identity Center instance', 'arn:aws:sso:::instance/ssoins-1234567890abcdef', 'asked'],
  ];

  test.each([120, 80, 60, 40, 24, 20])('no line of a table is wider than %i columns', (width) => {
    for (const line of tableLines(columns, rows, width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  });

  test.each([80, 60, 24])('nothing is lost at %i columns', (width) => {
    const letters = (text: string): string => [...text.replaceAll(' ', '')].sort().join('');
    const whole =
      width === 24
        ? rows.flatMap((row) => row.map((cell, at) => (at === 0 ? cell : `${columns[at]}:${cell}`)))
        : [...columns, ...rows.flat()];
    expect(letters(tableLines(columns, rows, width).join(''))).toBe(letters(whole.join('')));
  });

  test('a column that can be broken at a space gives way before a name is broken', () => {
    const lines = tableLines(['User', 'Waits for'], [['grace@contoso.com', 'the first sign-in']], 34);
    expect(lines.join('\n')).toContain('grace@contoso.com');
    expect(lines).toHaveLength(3);
  });

  test('in a very narrow window a table that would break names is a list', () => {
    const lines = tableLines(['Setting', 'Value', 'Origin'], [['Tenant', 'contoso.onmicrosoft.com', 'discovered']], 40);
    expect(lines).toEqual(['Tenant', '  Value: contoso.onmicrosoft.com', '  Origin: discovered']);
  });

  test('there a mark stands before what it marks, and not on a line of its own', () => {
    const rows = [
      ['!', 'Tenant', 'contoso.onmicrosoft.com'],
      ['', 'Running mode', 'AUTO_STOP'],
    ];
    expect(tableLines(['', 'Choice', 'Value'], rows, 30)).toEqual([
      '! Tenant',
      '  Value:',
      '  contoso.onmicrosoft.com',
      '',
      'Running mode',
      '  Value: AUTO_STOP',
    ]);
  });

  test('there the first cell that says something is the title of the others', () => {
    const rows = [
      ['', 'make 1 desktop', 'ada@contoso.com'],
      ['costs', 'make 1 key', 'alias/contoso-desktops'],
    ];
    expect(tableLines(['Risk', 'What', 'Which'], rows, 24)).toEqual([
      'make 1 desktop',
      '  Which: ada@contoso.com',
      '',
      'costs',
      '  What: make 1 key',
      '  Which:',
      '  alias/contoso-desktops',
    ]);
  });

  test('there as many cells as fit share a line, whole', () => {
    const row = ['user001@contoso.com', 'main', 'AVAILABLE', 'no', 'the first sign-in of that person'];
    expect(tableLines(['User', 'Site', 'Desktop', 'Enrolled', 'Waits for'], [row], 40)).toEqual([
      'user001@contoso.com',
      '  Site: main   Desktop: AVAILABLE',
      '  Enrolled: no',
      '  Waits for: the first sign-in of that',
      '  person',
    ]);
  });

  test('what follows a mark stands below the text behind it, with and without colours', () => {
    for (const colour of [false, true]) {
      const { terminal, stderr } = screen({ columns: 20, settings: { colour } });
      terminal.say(`${terminal.style.warning('!')} the profile of the site is missing`);
      expect(stripVTControlCharacters(stderr.text)).toBe('! the profile of the\n  site is missing\n');
    }
  });

  test('text is wrapped to the window', () => {
    const { terminal, stderr } = screen({ columns: 30 });
    terminal.good('The service principal was found and is used as it is.');
    const lines = stderr.text.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(30);
  });

  test('without a window it is 80 columns, and a very wide one stays readable', () => {
    expect(screen({ columns: 0 }).terminal.width).toBe(80);
    expect(screen({ columns: 300 }).terminal.width).toBe(100);
  });
});
