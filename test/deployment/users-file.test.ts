import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readUsersFile } from '../../deployment/users-file.js';
import { runs } from './arbitrary.js';
import { greenfield, load, problemsOf } from './sample.js';

const upns = (text: string): string[] => readUsersFile(text, 'users.csv').rows.map(({ user }) => user.upn);
const problems = (text: string) => readUsersFile(text, 'users.csv').problems;

describe('a users file', () => {
  test('needs the column upn alone', () => {
    expect(readUsersFile('upn\nada@contoso.com\n', 'users.csv')).toEqual({
      rows: [{ user: { upn: 'ada@contoso.com', state: 'active' }, firstLine: 2, line: 2 }],
      header: { firstLine: 1, line: 1 },
      problems: [],
      leftOut: [],
      notes: [],
    });
  });

  test('takes every field of a user', () => {
    const text =
      'upn,state,holdUntil,bundle,runningMode,autoStopMinutes,tags\nada@contoso.com,held,2027-01-31,graphics,AUTO_STOP,120,a=1; b=x=y';
    expect(readUsersFile(text, 'users.csv').rows[0]?.user).toEqual({
      upn: 'ada@contoso.com',
      state: 'held',
      holdUntil: '2027-01-31',
      bundle: 'graphics',
      runningMode: 'AUTO_STOP',
      autoStopMinutes: 120,
      tags: { a: '1', b: 'x=y' },
    });
  });

  test.each([
    ['Windows line ends', 'upn\r\nada@contoso.com\r\ngrace@contoso.com\r\n'],
    ['old Mac line ends', 'upn\rada@contoso.com\rgrace@contoso.com'],
    ['mixed line ends', 'upn\r\nada@contoso.com\ngrace@contoso.com\r\n'],
    ['a byte order mark', '\uFEFFupn\nada@contoso.com\ngrace@contoso.com'],
    ['a byte order mark before a quoted header', '\uFEFF"upn"\nada@contoso.com\ngrace@contoso.com'],
    ['no line end at the end', 'upn\nada@contoso.com\ngrace@contoso.com'],
    ['quoted cells', '"upn"\n"ada@contoso.com"\n"grace@contoso.com"'],
    ['spaces around cells', 'upn , state\n ada@contoso.com , active \ngrace@contoso.com,'],
    ['semicolons, as Excel writes them in Europe', 'upn;state\nada@contoso.com;held\ngrace@contoso.com;'],
    ['tabs', 'upn\tstate\nada@contoso.com\t\ngrace@contoso.com\t'],
    [
      'comments and empty lines',
      '# desktops\nupn\n\nada@contoso.com\n# since May\n\ngrace@contoso.com\n,\n'.replace('\n,\n', '\n'),
    ],
    ['another case in the header', 'UPN,State\nada@contoso.com,\ngrace@contoso.com,'],
  ])('takes %s', (_what, text) => {
    expect(problems(text)).toEqual([]);
    expect(upns(text)).toEqual(['ada@contoso.com', 'grace@contoso.com']);
  });

  test('of more rows than any deployment needs is refused as a whole, and not read to its end', () => {
    const rows = (count: number): string => `upn\n${'ada\n'.repeat(count)}`;
    const most = readUsersFile(rows(20_000), 'users.csv');
    expect(most.problems).toHaveLength(20_000);
    const more = readUsersFile(rows(20_001), 'users.csv');
    expect(more).toMatchObject({ rows: [], problems: [{ rule: 'must have at most 20000 rows', got: 'more' }] });
  });

  test('keeps names of any script', () => {
    const { rows, problems: found } = readUsersFile(
      'upn,tags\nжанна@контосо.рф,Name=Жанна д’Арк\nkonrad@contoso.com,"Name=山田 太郎; dept=経理"',
      'u',
    );
    expect(found.map(({ line, path }) => [line, path])).toEqual([[2, 'tags']]);
    expect(rows.map(({ user }) => user)).toEqual([
      { upn: 'konrad@contoso.com', state: 'active', tags: { Name: '山田 太郎', dept: '経理' } },
    ]);
    expect(upns('upn\nжанна@контосо.рф')).toEqual(['жанна@контосо.рф']);
  });

  test('counts lines through comments, empty lines and Windows line ends', () => {
    const text = '# one\r\nupn,state\r\n\r\nada@contoso.com,\r\n# five\r\nnobody,\r\n';
    expect(problems(text)).toEqual([
      expect.objectContaining({ line: 6, path: 'upn', got: 'nobody', file: 'users.csv' }),
    ]);
  });

  test.each([
    ['upn,runing mode\na@contoso.com,', 1, 'runing mode', 'must be a known column', 'runningMode'],
    ['upn,upn\na@contoso.com,b@contoso.com', 1, 'upn', 'must be given once', undefined],
    ['name\nAda', 1, 'upn', 'must be a column of the header line', undefined],
    ['', 1, '', 'must have a header line, at least: upn', undefined],
    ['upn,state\na@contoso.com,on hold', 2, 'state', 'must be active or held', undefined],
    ['upn,state\na@contoso.com,activ', 2, 'state', 'must be active or held', 'active'],
    ['upn,state\n,held', 2, 'upn', 'must be given', undefined],
    ['upn,state\na@contoso.com', 2, '', 'must have 2 cells, as the header line has', undefined],
    ['upn,state\na@contoso.com,held,2027-01-31', 2, '', 'must have 2 cells, as the header line has', undefined],
    ['upn,holdUntil\na@contoso.com,31.01.2027', 2, 'holdUntil', 'must be a day such as 2027-01-31', undefined],
    [
      'upn,autoStopMinutes\na@contoso.com,90',
      2,
      'autoStopMinutes',
      'must be whole hours, in minutes: 60, 120, …',
      '120',
    ],
    ['upn,autoStopMinutes\na@contoso.com,1h', 2, 'autoStopMinutes', 'must be a number', undefined],
    ['upn,tags\na@contoso.com,Finance', 2, 'tags', 'must be key=value, several with a semicolon between', undefined],
    ['upn,tags\na@contoso.com,a=1;a=2', 2, 'tags', 'must give each key once', undefined],
    ['upn\n"a@contoso.com', 2, '', 'must close every quote', undefined],
    ['upn,state\na@contoso.com,"x"y', 2, '', 'must be CSV, with quotes only around whole cells', undefined],
  ])('refuses %j with line and rule', (text, line, path, rule, nearest) => {
    const found = problems(text).find((problem) => problem.rule === rule);
    expect(found).toEqual(expect.objectContaining({ file: 'users.csv', line, path, rule }));
    expect(found?.nearest).toBe(nearest);
  });

  test('without its header line is told so once, with how to begin', () => {
    expect(problems('ada@contoso.com,active\ngrace@contoso.com,held\n')).toEqual([
      expect.objectContaining({
        line: 1,
        path: 'upn',
        got: 'ada@contoso.com, active',
        fix: expect.stringMatching(/^Begin the file with a line that names the columns, such as: upn\./),
      }),
    ]);
  });

  test.each([
    ['upn\n[{"upn":"ada@contoso.com"}]', 'a quote within a cell that has none around it'],
    ['upn,state\na@contoso.com,"x"y', 'something behind the quote that ends a cell'],
  ])('says of %j in words which quote is out of place', (text, got) => {
    expect(problems(text)).toEqual([expect.objectContaining({ line: 2, got })]);
  });

  test('that is an Excel workbook is told so, with what to choose', () => {
    expect(problems('PK\u0003\u0004\u0014\0\u0006')).toEqual([
      {
        file: 'users.csv',
        path: '',
        rule: 'must be CSV, which is plain text',
        got: 'an Excel workbook or another archive',
        fix: 'In Excel choose "Save as", then "CSV UTF-8".',
      },
    ]);
  });

  test('shows no control character of a column that is none', () => {
    const { notes } = readUsersFile('upn,\u0007bell\nada@contoso.com,x', 'users.csv');
    expect(notes).toMatchObject([{ rule: 'has columns that are not used', got: '\\u{7}bell' }]);
  });

  test('names every bad row, not the first', () => {
    expect(problems('upn\nnobody\na@contoso.com\nno one\n').map(({ line }) => line)).toEqual([2, 4]);
  });

  test('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const read = readUsersFile(`upn\n${text}`, 'users.csv');
        for (const { line } of read.problems) expect(line).toBeGreaterThanOrEqual(1);
      }),
      runs(500),
    );
  });

  test('gives back every user it was written from', () => {
    const name = fc.stringMatching(/^[a-zA-Zéü漢][a-z0-9'_-]{0,12}$/).map((local) => `${local}@contoso.com`);
    fc.assert(
      fc.property(
        fc.array(name),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom(',', ';', '\t'),
        fc.boolean(),
        (names, end, separator, quoted) => {
          const cell = (text: string): string => (quoted ? `"${text}"` : text);
          const lines = [['upn', 'state'], ...names.map((one) => [one, 'held'])].map((row) =>
            row.map(cell).join(separator),
          );
          expect(upns(lines.join(end))).toEqual(names);
        },
      ),
      runs(200),
    );
  });
});

describe('a deployment with a users file', () => {
  const withFile = () => {
    const deployment = greenfield();
    deployment.sites[0].desktops.users = { file: 'users.csv' };
    return deployment;
  };

  test('has its users resolved, and the file as it was for editing', () => {
    const { deployment, file } = load(withFile(), { 'users.csv': 'upn\nada@contoso.com' });
    expect(deployment.sites[0]?.desktops.users).toEqual([{ upn: 'ada@contoso.com', state: 'active' }]);
    expect(file.sites[0]?.desktops.users).toEqual({ file: 'users.csv' });
  });

  test('applies the rules on users to each row, with the line', () => {
    const text = 'upn,bundle\nada@contoso.com,\nADA@contoso.com,\ngrace@contoso.com,standrad\n';
    expect(problemsOf(withFile(), { 'users.csv': text })).toEqual([
      expect.objectContaining({
        file: 'users.csv',
        line: 3,
        path: 'upn',
        got: 'ADA@contoso.com',
        rule: expect.stringContaining('line 2'),
      }),
      expect.objectContaining({ file: 'users.csv', line: 4, path: 'bundle', got: 'standrad', nearest: 'standard' }),
    ]);
  });

  test('says when the file is not there', () => {
    expect(problemsOf(withFile())).toEqual([
      expect.objectContaining({ path: 'sites[0].desktops.users.file', got: 'users.csv (no such file)' }),
    ]);
  });
});
