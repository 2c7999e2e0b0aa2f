/** Files that are nearly right, and files that are something else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadDeployment } from '../../deployment/load.js';
import { greenfield, problemsOf, type Loose } from './sample.js';

const folder = mkdtempSync(join(tmpdir(), 'deployment-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};

describe('a value that only missed its form', () => {
  const change: readonly [string, (deployment: Loose) => void, string, string, string | undefined][] = [
    [
      'a number in quotes',
      (d) => (d.sites[0].desktops.autoStopMinutes = '60'),
      '"60" (text)',
      'must be a number',
      '60',
    ],
    ['a truth in quotes', (d) => (d.protection = 'true'), '"true" (text)', 'must be true or false', 'true'],
    [
      'one of two numbers in quotes',
      (d) => (d.sites[0].network.create.natGateways = '1'),
      '"1" (text)',
      'must be 1 or 2',
      '1',
    ],
    [
      'an account without quotes',
      (d) => (d.aws.accountId = 111122223333),
      '111122223333',
      'must be text',
      '"111122223333"',
    ],
    [
      'a number that is too large',
      (d) => (d.entra.registrationApp = { create: { secretLifetimeDays: 9999 } }),
      '9999',
      'must be at most 730',
      '730',
    ],
    ['a number that is too small', (d) => (d.sites[0].network.create.capacity = 0), '0', 'must be at least 1', '1'],
    [
      'a step too short',
      (d) => (d.sites[0].desktops.autoStopMinutes = 200),
      '200',
      'must be whole hours, in minutes: 60, 120, …',
      '180',
    ],
    ['a part of a desktop', (d) => (d.sites[0].network.create.capacity = 1.5), '1.5', 'must be a whole number', '2'],
    [
      'a choice where a word is meant',
      (d) => (d.aws.serviceRole = { create: {} }),
      'an object with create',
      'must be create or existing',
      'create',
    ],
    [
      'a key that is none',
      (d) => (d.sites[0].desktops.encryption = { root: true, user: true, key: 'alias/x' }),
      'alias/x',
      'must be `create` or the ARN of a KMS key (not of an alias)',
      undefined,
    ],
    [
      'a version in quotes',
      (d) => (d.schemaVersion = '1'),
      '"1" (text)',
      'must be a version number, 1 for new files',
      '1',
    ],
  ];
  test.each(change)('%s', (_what, edit, got, rule, nearest) => {
    const deployment = greenfield();
    edit(deployment);
    expect(problemsOf(deployment)).toEqual([
      expect.objectContaining({ got, rule, ...(nearest === undefined ? {} : { nearest }) }),
    ]);
  });

  test('what is missing is asked for by its name, with its capitals', () => {
    const deployment = greenfield();
    delete deployment.entra;
    expect(problemsOf(deployment)[0]?.rule).toBe('must be given: Microsoft Entra ID');
  });
});

describe('a file of the wrong kind', () => {
  test('that is too large is not read to its end', () => {
    expect(messageOf(() => loadDeployment(file('large.json', Buffer.alloc(9 * 2 ** 20, 'x'))))).toContain(
      'must be a file that can be read, got: larger than 8 MB',
    );
  });

  test('with one endless text is read all the same', () => {
    const deployment = { ...greenfield(), nmae: 'x'.repeat(7_000_000) };
    expect(messageOf(() => loadDeployment(file('endless.json', JSON.stringify(deployment))))).toContain(
      'nmae (line 1): must be a known key, got: nmae (nearest: name)',
    );
  });

  test('does not fill the screen: the first hundred problems, and how many more', () => {
    const rows = Array.from({ length: 250 }, (_, index) => `no address ${index}`);
    file('wrong.csv', ['upn', ...rows].join('\n'));
    const deployment = greenfield();
    deployment.sites[0].desktops.users = { file: 'wrong.csv' };
    const lines = messageOf(() => loadDeployment(file('many.json', JSON.stringify(deployment)))).split('\n');
    expect(lines[0]).toMatch(/^250 problems in /);
    expect(lines.at(-1)).toBe('  … and 150 more');
    expect(lines).toHaveLength(102);
  });
});
