import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadDeployment } from '../../deployment/load.js';
import {
  besideReader,
  decodeText,
  encodeText,
  readText,
  whyUnreadable,
  type TextForm,
} from '../../deployment/text-file.js';
import { readAnswers } from '../../wizard/questions/answers-file.js';
import { questionTable } from '../../wizard/questions/table.js';
import { takeIn } from '../../wizard/handshake/take-in.js';
import { screen } from '../wizard/terminal/screen.js';
import { runs } from './arbitrary.js';
import { greenfield } from './sample.js';

const inputs = join(import.meta.dirname, '..', 'inputs');
const folder = mkdtempSync(join(tmpdir(), 'text-file-'));
const outside = mkdtempSync(join(tmpdir(), 'outside-'));
afterAll(() => {
  for (const each of [folder, outside]) rmSync(each, { recursive: true });
});

const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};
const withUsers = (name: string): string => {
  const deployment = greenfield();
  deployment.sites[0].desktops.users = { file: name };
  const path = join(folder, 'deployment.json');
  writeFileSync(path, JSON.stringify(deployment));
  return path;
};

describe('the form of a file', () => {
  const forms: readonly TextForm[] = [
    { encoding: 'utf-8', byteOrderMark: false },
    { encoding: 'utf-8', byteOrderMark: true },
    { encoding: 'utf-16le', byteOrderMark: true },
    { encoding: 'utf-16be', byteOrderMark: true },
  ];
  test.each(forms)('%j is read and written back', (form) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        fc.pre(!text.startsWith('\uFEFF') && !text.startsWith('\0') && text[1] !== '\0');
        expect(decodeText(encodeText(text, form))).toEqual({ text, form });
      }),
      runs(200),
    );
  });

  test('every byte of ANSI is a letter, and goes back to the same byte', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => 255 - at);
    const { text, form } = decodeText(bytes, { ansi: true });
    expect(form.encoding).toBe('windows-1252');
    expect(new Uint8Array(encodeText(text, form))).toEqual(bytes);
    expect(() => encodeText('Жанна', form)).toThrow('which has no Ж: save it as UTF-8 first');
  });

  test.each([
    'deployment-bom-crlf.json',
    'deployment-utf16le.json',
    'odd-names.deployment.json',
    'dynamic-rule-or.deployment.json',
    'group-name-quote.deployment.json',
    'group-name-apostrophe.deployment.json',
    'govcloud.deployment.json',
    'pipeline-emu.deployment.json',
    'pipeline-colon.deployment.json',
  ])('%s loads', (name) => expect(loadDeployment(join(inputs, name)).name).toMatch(/contoso/));

  test('answers in UTF-16, as PowerShell writes them', async () => {
    expect(await readAnswers(join(inputs, 'answers-utf16le.json'), questionTable)).toEqual({ region: 'eu-central-1' });
  });
});

describe('what is no plain file is refused by name, without waiting for it', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const places: readonly (readonly [string, string, RegExp])[] = [
    ['a pipe', pipe, /a pipe \(FIFO\)/],
    ['a device that never ends', '/dev/zero', /a device, not a file/],
    ['a device that waits', '/dev/tty', /a device/],
    ['a folder', folder, /a folder/],
    ['what is not there', join(folder, 'none'), /no such file/],
  ];

  test.each(places)('%s, as a deployment', (_what, path, why) => {
    expect(messageOf(() => loadDeployment(path))).toMatch(why);
  });
  test.each(places)('%s, as answers', async (_what, path, why) => {
    await expect(readAnswers(path, questionTable)).rejects.toThrow(why);
  });
  test.each(places)('%s, as what came back', (_what, path, why) => {
    const context = { cwd: folder, deployment: {}, now: () => new Date(), terminal: screen().terminal };
    expect(messageOf(() => takeIn(context as never, [path]))).toMatch(why);
  });
  test('a pipe as a users file', () => {
    expect(messageOf(() => loadDeployment(withUsers('pipe')))).toMatch(/got: pipe \(a pipe \(FIFO\)/);
  });
});

describe('a users file lies in the folder of its deployment', () => {
  writeFileSync(join(outside, 'secret.csv'), 'token-of-somebody\n');
  mkdirSync(join(folder, 'lists'));
  writeFileSync(join(folder, 'lists', 'users.csv'), 'upn\nada@contoso.com\n');
  symlinkSync(join(outside, 'secret.csv'), join(folder, 'link.csv'));
  symlinkSync(outside, join(folder, 'way'));
  symlinkSync(join('lists', 'users.csv'), join(folder, 'inside.csv'));
  symlinkSync('loop.csv', join(folder, 'loop.csv'));

  test.each(['lists/users.csv', 'inside.csv', './lists/../lists/users.csv'])('%s is read', (name) => {
    expect(loadDeployment(withUsers(name)).sites[0]?.desktops.users).toHaveLength(1);
  });
  test.each([
    [join(outside, 'secret.csv'), /outside of the folder/],
    ['../secret.csv', /outside of the folder/],
    ['lists/../../x.csv', /outside of the folder/],
    ['link.csv', /a link to a place outside of the folder/],
    ['way/secret.csv', /a link to a place outside of the folder/],
    ['loop.csv', /a link that leads to itself/],
    ['/proc/self/environ', /outside of the folder/],
  ])('%s is refused, and nothing of it is shown', (name, why) => {
    const message = messageOf(() => loadDeployment(withUsers(name)));
    expect(message).toMatch(why);
    expect(message).not.toContain('token-of-somebody');
  });
});

test('why a file cannot be read is told in a few words', () => {
  expect(whyUnreadable(Object.assign(new Error('x'), { code: 'EACCES' }))).toBe('no permission to read it');
  expect(messageOf(() => readText(join(folder, 'x'.repeat(300))))).toContain('ENAMETOOLONG');
});

test.each([
  ['version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n', /git lfs pull/],
  ['\0GITCRYPT\0\u0001\u0002', /git-crypt unlock/],
])('what git keeps in the place of a file is told as that, in a list and in a file of a company', (text, says) => {
  const path = join(folder, 'kept.csv');
  writeFileSync(path, text);
  expect(messageOf(() => readText(path))).toMatch(says);
  expect(messageOf(() => besideReader(folder)('kept.csv'))).toMatch(says);
  expect(() => loadDeployment(withUsers('kept.csv'))).toThrow(says);
});
