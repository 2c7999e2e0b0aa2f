import { expect, test } from '@jest/globals';
import { fileNameFor, windowsNameProblem } from '../../domain/windows-name.js';

test.each([
  ['aux', 'aux'],
  ['NUL.tfstate', 'NUL.tfstate'],
  ['lists/con.csv', 'con.csv'],
  ['prn .txt', 'prn .txt'],
  ['..\\Com1\\users.csv', 'Com1'],
  ['lpt¹', 'lpt¹'],
])('a name of a device is one in any case and with any extension: %s', (path, part) =>
  expect(windowsNameProblem(path)).toBe(`no file or folder can be called ${part} in Windows`),
);

test.each([
  ['desktops./users.csv', 'a dot there, as "desktops." has it'],
  ['users.csv ', 'a space there, as "users.csv " has it'],
])('what Windows takes off the end of a name is told: %s', (path, says) =>
  expect(windowsNameProblem(path)).toContain(says),
);

test.each(['.', '../desktops', './users.csv', 'console', 'aux-desktops', 'com10', 'users.con', '/tmp/a b/c.d', 'a//b'])(
  'any other name is none: %s',
  (path) => expect(windowsNameProblem(path)).toBeUndefined(),
);

test('a file that is named by a person is none of a device', () => {
  expect(fileNameFor('con.ada@contoso.com.txt')).toBe('_con.ada@contoso.com.txt');
  expect(windowsNameProblem(fileNameFor('con.ada@contoso.com.txt'))).toBeUndefined();
  expect(fileNameFor('con@contoso.com.txt')).toBe('con@contoso.com.txt');
});
