/** Editing a file changes what is meant, in the manner it is written in, and loses nobody's change. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeText, readText } from '../../../deployment/text-file.js';
import { readUsersFile } from '../../../deployment/users-file.js';
import { run } from '../../../wizard/cli.js';
import { activateCertificate, addCertificate } from '../../../wizard/handshake/record.js';
import { jsonTextLike } from '../../../wizard/repository/json-text.js';
import { ChangedMeanwhile, replaceFiles } from '../../../wizard/repository/replace-file.js';
import { editUsersFile, editUsersInDeployment } from '../../../wizard/repository/users-edit.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { runs } from '../../deployment/arbitrary.js';
import { keptStream, scriptedPrompts } from '../terminal/screen.js';

const inputs = join(import.meta.dirname, '..', '..', 'inputs');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edits-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Lines that are in one text and not in the other. */
function difference(before: string, after: string): { gone: string[]; come: string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return { gone: old.filter((line) => !now.includes(line)), come: now.filter((line) => !old.includes(line)) };
}

async function users(words: readonly string[]) {
  const stderr = keptStream();
  const exitCode = await run(['users', ...words], {
    ...{ stdin: { isTTY: false } as NodeJS.ReadStream, stdout: keptStream(), stderr: stderr as never, env: {} },
    ...{ cwd: folder, interrupts: new Interrupts(), prompts: scriptedPrompts([]) },
  });
  return { exitCode, stderr: stderr.text };
}

describe('one user changes one line', () => {
  const text = readFileSync('examples/smallest.json', 'utf8').replace(
    /"list": \[[^\]]*\]/,
    '"list": [\n          { "upn": "ada@contoso.com" },\n          { "upn": "bob@contoso.com",  "bundle":"standard" },\n          { "upn": "cy@contoso.com" }\n        ]',
  );
  test('on hold', () => {
    const after = editUsersInDeployment(text, 0, [
      { change: 'bob@contoso.com', fields: { state: 'held', holdUntil: '2099-01-31' } },
    ]);
    expect(difference(text, after)).toEqual({
      gone: ['          { "upn": "bob@contoso.com",  "bundle":"standard" },'],
      come: [
        '          { "upn": "bob@contoso.com",  "bundle":"standard", "state": "held", "holdUntil": "2099-01-31" },',
      ],
    });
  });
  test('and back is the text as it was', () => {
    const held = editUsersInDeployment(text, 0, [
      { change: 'cy@contoso.com', fields: { state: 'held', holdUntil: '2099-01-31' } },
    ]);
    const fields = { state: undefined, holdUntil: undefined };
    expect(editUsersInDeployment(held, 0, [{ change: 'cy@contoso.com', fields }])).toBe(text);
  });
  test('one more', () => {
    const after = editUsersInDeployment(text, 0, [{ add: 'dan@contoso.com' }]);
    expect(difference(text, after)).toEqual({
      gone: ['          { "upn": "cy@contoso.com" }'],
      come: ['          { "upn": "cy@contoso.com" },', '          { "upn": "dan@contoso.com" }'],
    });
  });
  test.each(['ada', 'bob', 'cy'])('one less: %s', (name) => {
    const after = editUsersInDeployment(text, 0, [{ remove: `${name}@contoso.com` }]);
    expect(after.split('\n')).toHaveLength(text.split('\n').length - 1);
    expect(after).not.toContain(`${name}@contoso.com`);
  });

  test.each(['deployment-bom-crlf.json', 'deployment-utf16le.json'])(
    '%s keeps encoding, mark and line ends',
    async (name) => {
      const path = join(folder, 'deployment.json');
      writeFileSync(path, readFileSync(join(inputs, name)));
      const before = readText(path);
      expect(await users(['add', 'zoe@contoso.com'])).toMatchObject({ exitCode: 0 });
      const after = readText(path);
      expect(after.form).toEqual(before.form);
      const { gone, come } = difference(before.text, after.text);
      expect(come.join('')).toContain('zoe@contoso.com');
      expect(gone.length).toBeLessThanOrEqual(1);
      expect(after.text.includes('\r\n')).toBe(before.text.includes('\r\n'));
      expect(after.text.replaceAll('\r\n', '').includes('\n')).toBe(before.text.replaceAll('\r\n', '').includes('\n'));
    },
  );

  test('the same in a users file in ANSI; a letter that it does not have is refused', async () => {
    const file = JSON.parse(readFileSync('examples/smallest.json', 'utf8')) as {
      sites: { desktops: { users: unknown } }[];
    };
    file.sites[0]!.desktops.users = { file: 'users.csv' };
    writeFileSync(join(folder, 'deployment.json'), JSON.stringify(file));
    const csv = readFileSync(join(inputs, 'csv-cp1252.csv'));
    writeFileSync(join(folder, 'users.csv'), csv);
    expect(await users(['add', 'jürgen@contoso.com'])).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(folder, 'users.csv'))).toEqual(
      Buffer.concat([csv, Buffer.from('jürgen@contoso.com,\r\n', 'latin1')]),
    );
    expect((await users(['add', 'жанна@contoso.com'])).stderr).toContain('has no ж: save it as UTF-8 first');
  });
});

test('recording part of a handshake leaves the rest of a UTF-16 file alone', () => {
  const path = join(folder, 'deployment.json');
  const text = readFileSync('examples/greenfield-connected.json', 'utf8');
  writeFileSync(path, Buffer.from(`\uFEFF${text}`, 'utf16le'));
  expect(addCertificate(path, ['1', '2'])).toBe(true);
  expect(activateCertificate(path, '2')).toBe(true);
  const after = readText(path);
  expect(after.form).toEqual({ encoding: 'utf-16le', byteOrderMark: true });
  expect(JSON.parse(after.text)).toMatchObject({ entra: { enterpriseApp: { create: { certificates: ['1', '2'] } } } });
  expect(difference(text, after.text).gone.length).toBeLessThanOrEqual(3);
});

test('a key that every object has, as __proto__, is a key like any other', () => {
  expect(jsonTextLike('{"__proto__":null}', {})).toBe('{}');
  expect(jsonTextLike('{}', JSON.parse('{"__proto__":1}'))).toMatch(/"__proto__": ?1/);
});

test('whatever changes, the text holds the new value', () => {
  fc.assert(
    fc.property(fc.json(), fc.json(), fc.constantFrom(undefined, 1, 2, '\t'), (one, other, indent) => {
      const before = JSON.stringify(JSON.parse(one), undefined, indent);
      const value: unknown = JSON.parse(other);
      expect(JSON.parse(jsonTextLike(before, value))).toEqual(JSON.parse(JSON.stringify(value)));
      expect(jsonTextLike(before, JSON.parse(before))).toBe(before);
    }),
    runs(500),
  );
});

test('users come and go in any order, and the list is what was meant', () => {
  const user = fc.record(
    { upn: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), x: fc.option(fc.nat(3), { nil: undefined }) },
    { requiredKeys: ['upn'] },
  );
  const list = fc.uniqueArray(user, { selector: ({ upn }) => upn });
  fc.assert(
    fc.property(list, list, fc.boolean(), (before, after, onLines) => {
      const text = JSON.stringify({ list: before }, undefined, onLines ? 2 : undefined);
      expect(JSON.parse(jsonTextLike(text, { list: after }))).toEqual(JSON.parse(JSON.stringify({ list: after })));
    }),
    runs(1000),
  );
});

describe('two at once', () => {
  const path = (): string => join(folder, 'deployment.json');
  const before = Buffer.from('one');

  test('a file that is no longer what was read is not written, and neither is the other one', () => {
    writeFileSync(path(), 'two');
    const other = { path: join(folder, 'other.json'), bytes: Buffer.from('x'), before: undefined };
    expect(() => replaceFiles([other, { path: path(), bytes: Buffer.from('three'), before }])).toThrow(
      ChangedMeanwhile,
    );
    expect(readFileSync(path(), 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['deployment.json']);
  });

  test('a file that came meanwhile is not written over', () => {
    writeFileSync(path(), 'somebody else');
    expect(() => replaceFiles([{ path: path(), bytes: Buffer.from('mine'), before: undefined }])).toThrow(
      ChangedMeanwhile,
    );
  });

  test('eight people add at the same time, and all are there', async () => {
    writeFileSync(path(), readFileSync('examples/smallest.json'));
    const names = Array.from({ length: 8 }, (_, at) => `new${at}@contoso.com`);
    const ends = await Promise.all(names.map((name) => users(['add', name])));
    expect(ends.map(({ exitCode }) => exitCode)).toEqual(names.map(() => 0));
    for (const name of names) expect(readFileSync(path(), 'utf8')).toContain(name);
    expect(readdirSync(folder)).toEqual(['deployment.json']);
  });

  test('the lock of one that was killed does not hold anybody up', () => {
    writeFileSync(path(), before);
    writeFileSync(join(folder, '.entra-workspaces.lock'), '999999999');
    replaceFiles([{ path: path(), bytes: Buffer.from('two'), before }]);
    expect(readFileSync(path(), 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['deployment.json']);
  });

  test('mode and link of a file stay', () => {
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real', 'd.json'), before);
    chmodSync(join(folder, 'real', 'd.json'), 0o640);
    symlinkSync(join('real', 'd.json'), path());
    replaceFiles([{ path: path(), bytes: Buffer.from('two'), before }]);
    expect(lstatSync(path()).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real', 'd.json'), 'utf8')).toBe('two');
    expect(statSync(path()).mode & 0o777).toBe(0o640);
  });
});

test('a disk that is full leaves the file as it was, and says so', async () => {
  // /dev/full is a device that has no room, ever.
  if (!existsSync('/dev/full')) return;
  const { endingOf } = await import('../../../wizard/terminal/failure.js');
  const error = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', path: 'deployment.json' });
  expect(endingOf(error).lines.join('\n')).toMatch(/no space left to write deployment.json. Nothing of it was written/);
});

describe('a users file out of an export', () => {
  const file = 'userPrincipalName;city;state\r\nada@contoso.com;Dallas;Texas\r\n';
  test('on hold beside an address: the column has a name of its own', () => {
    const after = editUsersFile(file, 'u.csv', [
      { change: 'ada@contoso.com', fields: { state: 'held', holdUntil: '2099-01-31' } },
    ]);
    expect(after).toBe(
      'userPrincipalName;city;state;desktopState;holdUntil\r\nada@contoso.com;Dallas;Texas;held;2099-01-31\r\n',
    );
  });
  test('one more, behind a line `sep=`', () => {
    expect(editUsersFile(`sep=;\r\n${file}`, 'u.csv', [{ add: 'bo@contoso.com' }])).toBe(
      `sep=;\r\n${file}bo@contoso.com;;\r\n`,
    );
  });
  test('without a header line: added, and not put on hold', () => {
    expect(editUsersFile('ada@contoso.com\n', 'u.csv', [{ add: 'bo@contoso.com' }])).toBe(
      'ada@contoso.com\nbo@contoso.com\n',
    );
    expect(() =>
      editUsersFile('ada@contoso.com\n', 'u.csv', [{ change: 'ada@contoso.com', fields: { state: 'held' } }]),
    ).toThrow('has no line that names its columns');
  });
  test('who is left out, who is short of cells and who has empty ones too many is as wide as the header', () => {
    const text =
      'upn,accountEnabled,city\nada@contoso.com,True,\nbo@contoso.com,False,Bonn\ncy@contoso.com,True\ndi@contoso.com,True,Ulm,,\n';
    expect(editUsersFile(text, 'u.csv', [{ change: 'ada@contoso.com', fields: { bundle: 'big' } }])).toBe(
      'upn,accountEnabled,city,bundle\nada@contoso.com,True,,big\nbo@contoso.com,False,Bonn,\ncy@contoso.com,True,,\ndi@contoso.com,True,Ulm,\n',
    );
  });
  test('who is left out and comes keeps the row; what said that the account cannot sign in is emptied', () => {
    const text = 'upn,accountEnabled,city\nada@contoso.com,False,Bonn\nbo@contoso.com,True,\n';
    expect(editUsersFile(text, 'u.csv', [{ add: 'Ada@contoso.com' }])).toBe(
      'upn,accountEnabled,city\nAda@contoso.com,,Bonn\nbo@contoso.com,True,\n',
    );
  });
  test.each(['\n', '\r\n', '\r'])('a row over several lines is one row, with line ends %j', (end) => {
    const lines = (...each: readonly string[]) => each.map((line) => line + end).join('');
    const text = lines(
      'upn,"office',
      'address"',
      'ada@contoso.com,"Main street',
      '1"',
      '',
      'bo@contoso.com,"Two',
      '2"',
    );
    const held = { state: 'held', holdUntil: '2099-01-31' } as const;
    expect(editUsersFile(text, 'u.csv', [{ change: 'bo@contoso.com', fields: held }])).toBe(
      lines(
        ...['upn,"office', 'address",state,holdUntil', 'ada@contoso.com,"Main street', '1",,', ''],
        ...['bo@contoso.com,"Two', '2",held,2099-01-31'],
      ),
    );
    expect(editUsersFile(text, 'u.csv', [{ remove: 'ada@contoso.com' }])).toBe(
      lines('upn,"office', 'address"', '', 'bo@contoso.com,"Two', '2"'),
    );
    expect(readUsersFile(text, 'u.csv').rows.map(({ firstLine, line }) => [firstLine, line])).toEqual([
      [3, 4],
      [6, 7],
    ]);
  });
  test('tags', () => {
    expect(
      editUsersFile('upn,tags\n', 'u.csv', [{ add: 'bo@contoso.com', fields: { tags: { a: '1', '=b': '2' } } }]),
    ).toBe('upn,tags\nbo@contoso.com,a=1; =b=2\n');
    expect(decodeText(Buffer.from('x')).text).toBe('x');
  });
});
