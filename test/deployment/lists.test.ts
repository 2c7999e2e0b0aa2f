/** Lists of people as companies have them: every file of test/inputs through the one reader. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvCell, csvRows, readable } from '../../deployment/csv-cells.js';
import { formatProblem } from '../../deployment/problem.js';
import { readText } from '../../deployment/text-file.js';
import { answerWords } from '../../deployment/users-columns.js';
import { readUsersFile } from '../../deployment/users-file.js';
import { runs } from './arbitrary.js';

const folder = join(import.meta.dirname, '..', 'inputs');
const read = (name: string) => readUsersFile(readText(join(folder, name), { ansi: true }), name);
const three = ['ada@contoso.com', 'grace@contoso.com', 'lin@contoso.com'];
const five = [
  'ada@contoso.com',
  'grace@contoso.com',
  'user001@contoso.com',
  'user002@contoso.com',
  'user003@contoso.com',
];

interface Expected {
  readonly upns: readonly string[] | number;
  readonly notes?: readonly RegExp[];
  readonly leftOut?: readonly (readonly [name: string, why: string])[];
}

const taken: Readonly<Record<string, Expected>> = {
  'csv-case-blank.csv': { upns: three },
  'csv-cp1252.csv': { upns: three, notes: [/Windows-1252 \(ANSI\).*Büro/] },
  'csv-entra-export.csv': { upns: three, notes: [/not used, got: DisplayName, Department$/] },
  'csv-extra-columns.csv': { upns: three, notes: [/not used, got: displayName, department$/] },
  'csv-import-tags.csv': { upns: three },
  'csv-invisible-spaces.csv': { upns: three, notes: [/invisible characters .* got: line 2, 3$/] },
  'csv-powershell51.csv': { upns: three },
  'csv-sep-line-one-column.csv': { upns: three },
  'csv-sep-line.csv': { upns: three },
  'csv-trailing-empty-columns.csv': { upns: three },
  'csv-utf16le.csv': { upns: three },
  'people-badbundle.csv': { upns: five },
  'people-disabled.csv': {
    upns: 3,
    notes: [/not used, got: displayName, surname/, /1 left out \(a disabled account\)/, /1 left out \(a guest\)/],
    leftOut: [
      ['user002@contoso.com', 'a disabled account'],
      ['user003@contoso.com', 'a guest'],
    ],
  },
  'people-dups.csv': { upns: 7 },
  'people-email.csv': { upns: five, notes: [/taken for the user principal name.*E-Mail-Adresse/, /got: Name$/] },
  'people-entra-export.csv': { upns: 302, notes: [/not used, got: displayName, .*, state, country/] },
  'people-extra-col.csv': { upns: five, notes: [/not used, got: site$/] },
  'people-german-bom.csv': { upns: five, notes: [/got: Anzeigename$/] },
  'people-german-semicolon.csv': { upns: five, notes: [/ANSI/, /got: Anzeigename, Straße$/] },
  'people-group-export.csv': {
    upns: five,
    notes: [/not used, got: id, displayName, isGroup$/, /1 left out \(no user\), got: Sales Team$/],
    leftOut: [['Sales Team', 'no user']],
  },
  'people-headeronly.csv': { upns: 0 },
  'people-mail.csv': { upns: five, notes: [/taken for the user principal name.*mail$/, /got: displayName$/] },
  'people-noheader.csv': { upns: five },
  'people-sep.csv': { upns: five, notes: [/got: name$/] },
  'people-upper.csv': { upns: five },
  'people-utf16-tab.txt': { upns: five, notes: [/got: Anzeigename$/] },
  'people-utf16be.csv': { upns: five, notes: [/got: site$/] },
};

const refused: Readonly<Record<string, readonly RegExp[]>> = {
  'people-empty.csv': [/:1: must have a header line, at least: upn, got: an empty file$/],
  'people-quoted-broken.csv': [/:2: must close every quote/],
  'people-xlsx.csv': [/must be CSV, which is plain text, got: an Excel workbook/],
  'people-odd.csv': [
    /:5 upn: must be a user principal name such as ada@contoso.com, got: ada\+test@contoso.com$/,
    /:8 upn: must be a user principal name/,
    /:9 upn: must have at most 63 characters/,
    /:10 upn: must be a user principal name .* got: bob@contoso$/,
  ],
};

test('every list of the inputs is taken or refused here', () => {
  const names = readdirSync(folder).filter((name) => /^(csv|people)-/.test(name));
  expect([...Object.keys(taken), ...Object.keys(refused)].sort()).toEqual(names.sort());
});

describe('is taken as it is:', () => {
  test.each(Object.entries(taken))('%s', (name, { upns, notes = [], leftOut = [] }) => {
    const found = read(name);
    expect(found.problems).toEqual([]);
    const names = found.rows.map(({ user }) => user.upn.toLowerCase());
    if (typeof upns === 'number') expect(names).toHaveLength(upns);
    else expect(names).toEqual(upns);
    expect(found.leftOut.map((each) => [each.name, each.why])).toEqual(leftOut);
    const said = found.notes.map(formatProblem);
    expect(said).toHaveLength(notes.length);
    notes.forEach((note, at) => expect(said[at]).toMatch(note));
  });
});

describe('is refused with line and rule:', () => {
  test.each(Object.entries(refused))('%s', (name, rules) => {
    const said = read(name).problems.map(formatProblem);
    expect(said).toHaveLength(rules.length);
    rules.forEach((rule, at) => expect(said[at]).toMatch(rule));
  });
});

describe('columns', () => {
  const users = (text: string) => readUsersFile(text, 'u.csv');

  test('tags, bundle and state of a list are taken', () => {
    expect(read('csv-import-tags.csv').rows.map(({ user }) => user.tags)).toEqual([
      { 'cost-center': '7' },
      undefined,
      { department: 'Finance', 'cost-center': '42' },
    ]);
    expect(read('csv-sep-line.csv').rows[0]?.user.bundle).toBe('standard');
  });

  test('beside a city, `state` is where somebody lives; `desktopState` never is', () => {
    const { rows, problems } = users('upn,city,state,desktopState\nada@contoso.com,Dallas,Texas,held\n');
    expect(problems).toEqual([]);
    expect(rows.map(({ user }) => user.state)).toEqual(['held']);
  });

  test.each([
    [
      'Microsoft 365',
      'Block credential,Display name,Licenses,User principal name\nFalse,Ada,E3,ada@contoso.com\nTrue,Bo,E3,bo@contoso.com',
    ],
    [
      'Microsoft 365 in German',
      'Anmeldeinformationen blockieren;Anzeigename;Benutzerprinzipalname\nFALSCH;Ada;ada@contoso.com\nWAHR;Bo;bo@contoso.com',
    ],
    ['an Italian Excel', 'accountEnabled;upn\nVERO;ada@contoso.com\nFALSO;bo@contoso.com'],
    ['a German Excel', 'Konto aktiviert;Benutzername\nWAHR;ada@contoso.com\nFALSCH;bo@contoso.com'],
    [
      'a template of Entra',
      'version:v1.0,\nName [displayName] Required,User name [userPrincipalName] Required,Block sign in [blockCredential]\nAda,ada@contoso.com,No\nBo,bo@contoso.com,Yes',
    ],
  ])('the columns of %s are known; who is disabled is left out by name', (_what, text) => {
    const { rows, leftOut, problems } = users(text);
    expect(problems).toEqual([]);
    expect(rows.map(({ user }) => user.upn)).toEqual(['ada@contoso.com']);
    expect(leftOut.map(({ name, why }) => [name, why])).toEqual([['bo@contoso.com', 'a disabled account']]);
  });

  test.each([
    ['userPrincipalName;Konto aktiviert', 'EPÄTOSI', 'Konto aktiviert'],
    ['upn,accountEnabled', 'Disabled', 'accountEnabled'],
    ['upn,Block sign in [blockCredential]', 'Blocked', 'Block sign in [blockCredential]'],
    ['upn,isGuest', '?', 'isGuest'],
  ])('%s: %s is neither yes nor no, and makes nobody active in silence', (header, word, column) => {
    const separator = header.includes(';') ? ';' : ',';
    const { rows, problems } = users(`${header}\nada@contoso.com${separator}${word}\nbo@contoso.com${separator}\n`);
    expect(rows.map(({ user }) => user.upn)).toEqual(['bo@contoso.com']);
    expect(problems.map(formatProblem)).toEqual([
      `u.csv:2 ${column}: must be empty or one of ${answerWords}, got: ${word}`,
    ]);
  });

  test('who is left out anyway needs no word for it', () => {
    const { leftOut, problems } = users('upn,userType,accountEnabled\nada@contoso.com,Guest,Disabled\n');
    expect(problems).toEqual([]);
    expect(leftOut).toMatchObject([{ name: 'ada@contoso.com', why: 'a guest' }]);
  });

  test('an invisible character within a name is shown', () => {
    expect(users('upn\nada\u200b.l@contoso.com\n').problems.map(formatProblem)).toEqual([
      'u.csv:2 upn: must be a user principal name such as ada@contoso.com, got: ada\\u{200b}.l@contoso.com',
    ]);
  });

  test('a cell that paints is refused, and what is said of it does not paint', () => {
    const [problem] = users('upn,bundle\nada@contoso.com,\u001b[2Jstandard\n').problems.map(formatProblem);
    expect(problem).toBe(
      'u.csv:2 bundle: must hold no control character, line break or mark of direction, got: \\u{1b} in \\u{1b}[2Jstandard',
    );
  });

  test('a last line that was cut is refused where a column of ours is missing', () => {
    expect(users('upn,state\nada@contoso.com,active\ngrace@conto').problems[0]).toMatchObject({ line: 3 });
  });
});

describe('a cell that is written is no formula in a spreadsheet', () => {
  test.each([
    ['=HYPERLINK("https://fabrikam.com")', `"'=HYPERLINK(""https://fabrikam.com"")"`],
    ['-1+1@contoso.com', `'-1+1@contoso.com`],
    ['+cmd', `'+cmd`],
    ['@SUM(1)', `'@SUM(1)`],
    ['\tx', `'\tx`],
    ['a,b', '"a,b"'],
    ['plain', 'plain'],
  ])('%j is written %j', (text, cell) => expect(csvCell(text, ',')).toBe(cell));

  test('and is read as what it was', () => {
    const text = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', ';', 'a', '1') });
    fc.assert(
      fc.property(text, (value) => {
        const line = `x,${csvCell(value, ',')}\n`;
        const [row] = csvRows(line, { separator: ',', preamble: 0 });
        expect(readable(row?.cells[1] ?? '')).toBe(value);
        expect(row?.cells[1] ?? '').not.toMatch(/^[=+@-]/);
      }),
      runs(500),
    );
  });
});
