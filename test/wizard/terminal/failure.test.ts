import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DeploymentError } from '../../../deployment/problem.js';
import { CloudError } from '../../../wizard/clouds/cloud-error.js';
import { Cancelled, endingOf, Failure, UsageError } from '../../../wizard/terminal/failure.js';

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('the funnel of errors', () => {
  test('a failure ends with 1 and its fix', () => {
    expect(endingOf(new Failure('The plan is stale.', ['Plan again.']))).toEqual({
      exitCode: 1,
      lines: ['The plan is stale.', '  Plan again.'],
    });
  });

  test.each([
    ['offline', 'no AWS credentials were found: sign in to AWS', []],
    [
      'denied',
      'dynamodb:GetItem is not allowed',
      ['  What each command needs in both clouds: entra-workspaces permissions'],
    ],
  ] as const)('a cloud that gave no answer (%s) is no mistake of ours', (reason, message, more) => {
    expect(endingOf(new CloudError(reason, message), {}, () => 'https://example.com')).toEqual({
      exitCode: 1,
      lines: [`A cloud could not be asked: ${message}.`, ...more],
    });
  });

  test('wrong use ends with 2', () => expect(endingOf(new UsageError('unknown option')).exitCode).toBe(2));

  test('convention 6: cancelling ends with 130 and says what was kept', () => {
    expect(endingOf(new Cancelled(['Your answers are kept.']))).toEqual({
      exitCode: 130,
      lines: ['Cancelled.', 'Your answers are kept.'],
    });
  });

  test('a program that the machine does not start is said to be that', () => {
    const { error } = spawnSync('/dev/null', ['version']);
    expect(endingOf(error).lines).toEqual([
      '/dev/null may not be started.',
      expect.stringMatching(/chmod \+x.*noexec.*policy/),
    ]);
  });

  test('a deployment with problems ends with 1 and lists all of them', () => {
    const error = new DeploymentError(
      [
        { path: 'name', rule: 'must begin with a letter', got: '1x' },
        { path: 'sites[0].region', rule: 'must be a Region', got: 'mars' },
      ],
      'deployment.json',
    );
    const { exitCode, lines } = endingOf(error);
    expect(exitCode).toBe(1);
    expect(lines.join('\n')).toMatch(
      /2 problems in deployment.json\n.*name: .*got: 1x\n.*sites\[0\].region.*got: mars/s,
    );
  });

  test.each([
    ['a missing file', () => readFileSync('/nowhere/deployment.json'), '/nowhere/deployment.json does not exist.'],
    ['a folder', () => readFileSync('/'), '/ is a folder'],
    [
      'a file where a folder is made',
      () => mkdirSync('/etc/hostname', { recursive: true }),
      '/etc/hostname is a file where a folder was expected',
    ],
    [
      'a folder where none can be made',
      () => mkdirSync('/nowhere/at/all'),
      'The folder /nowhere/at/all cannot be made: its file system makes none there.',
    ],
    [
      'a temporary folder where none can be made',
      () => mkdtempSync('/nowhere/.synth-'),
      'Nothing can be made in the folder /nowhere.',
    ],
    ['a file that is looked into', () => readdirSync('/etc/hostname'), '/etc/hostname is a file, or lies below one'],
    ['a file used as a folder', () => writeFileSync('/etc/hostname/x', ''), 'is a file where a folder was expected'],
  ])('%s is said in words', (_name, action, words) => {
    const error = thrownBy(action) as NodeJS.ErrnoException;
    // Reading a folder gives no path in Node.
    error.path ??= '/';
    expect(endingOf(error).lines[0]).toContain(words);
  });

  test('a folder that is closed is named, and not the file that was to be made in it', () => {
    const closed = { code: 'EACCES', syscall: 'mkdtemp', path: '/closed/.synth-XEdzus' };
    expect(endingOf(Object.assign(new Error('EACCES'), closed)).lines).toEqual([
      'Nothing may be written in the folder /closed.',
      '  Check its owner and permissions.',
    ]);
    const shut = { code: 'EACCES', syscall: 'open', path: '/closed/deployment.json' };
    expect(endingOf(Object.assign(new Error('EACCES'), shut)).lines[1]).toContain('those of its folder');
  });

  test('the unexpected shows no stack, but the way to one', () => {
    const error = new Error('x is undefined', { cause: new Error('inner') });
    const plain = endingOf(error).lines.join('\n');
    expect(plain).toContain('x is undefined');
    expect(plain).not.toContain('failure.test');
    expect(plain).toContain('ENTRA_WORKSPACES_DEBUG=1');
    const debugged = endingOf(error, { ENTRA_WORKSPACES_DEBUG: '1' }).lines.join('\n');
    expect(debugged).toContain('failure.test');
    expect(debugged).toContain('caused by: Error: inner');
  });

  test('something thrown that is no error is said, too', () => {
    expect(endingOf('plain text').lines[0]).toContain('plain text');
  });
});
