import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { allowedSince, editAllowFile, readAllowFile } from '../../../wizard/repository/allow-file.js';
import { Stage } from '../commands/fake-terraform.js';
import { desktop, plan } from '../terraform/plans.js';

const at = new Date('2026-11-28T10:00:00.500Z');
const later = new Date('2026-12-24T10:00:00Z');
const file = (content: object): string => JSON.stringify(content);
const upns = (text: string | undefined): string[] => readAllowFile(text).remove.map(({ upn }) => upn);

describe('allow.json', () => {
  test('that is not there allows nothing', () => {
    expect(readAllowFile(undefined)).toEqual({ remove: [], replace: [] });
  });

  test('with a byte order mark is read', () => {
    expect(upns(`\uFEFF${file({ remove: [{ upn: 'ada@contoso.com' }] })}`)).toEqual(['ada@contoso.com']);
  });

  test('with mistakes says all of them, where and what was got', () => {
    const text = file({ remove: [{ upn: 'nobody' }, 'ada@contoso.com'], maxRemovals: { count: -1 }, extra: true });
    expect(() => readAllowFile(text)).toThrow(
      expect.objectContaining({
        fix: expect.arrayContaining([
          expect.stringMatching(/^allow\.json:1 remove\[0\]\.upn: must be a user principal name .*got: nobody$/),
          'allow.json:1 remove[1]: must be an object, got: "ada@contoso.com" (text)',
          'allow.json:1 maxRemovals.count: must be at least 0, got: -1 (nearest: 0)',
          'allow.json:1 extra: must be a known key, got: extra',
        ]),
      }),
    );
    expect(() => readAllowFile('{')).toThrow('allow.json is no JSON that can be used:');
  });

  test('with a key twice is refused: one of two lists of people would be dropped in silence', () => {
    const text = '{\n "remove": [{ "upn": "ada@contoso.com" }],\n "remove": []\n}';
    expect(() => readAllowFile(text)).toThrow(
      expect.objectContaining({
        fix: expect.arrayContaining(['allow.json:3 remove: must be given once, got: the key twice']),
      }),
    );
  });
});

describe('in a pipeline an entry is good for the commits that changed it', () => {
  const before = file({
    remove: [{ upn: 'ada@contoso.com', asked: '2026-11-01T00:00:00Z' }],
    maxRemovals: { count: 9 },
  });

  test('what was there at the last apply allows nothing any more', () => {
    expect(allowedSince(before, before)).toEqual({ remove: [], replace: [] });
  });

  test('what was added counts, and revives nothing beside it', () => {
    const now = editAllowFile(before, { remove: ['bob@contoso.com'] }, at);
    expect(allowedSince(before, now)).toEqual({ remove: ['bob@contoso.com'], replace: [] });
  });

  test('what leaves the state is allowed once', () => {
    const now = editAllowFile(before, { leaving: 50 }, at);
    expect(allowedSince(before, now)).toEqual({ remove: [], replace: [], forget: 50 });
    expect(allowedSince(now, now)).toEqual({ remove: [], replace: [] });
  });

  test('what is asked for again counts again', () => {
    const now = editAllowFile(before, { remove: ['Ada@contoso.com'], maxRemovals: 9 }, later);
    expect(allowedSince(before, now)).toEqual({ remove: ['Ada@contoso.com'], replace: [], maxRemovals: 9 });
  });

  test('all of a first file counts', () => {
    expect(allowedSince(undefined, before)).toEqual({ remove: ['ada@contoso.com'], replace: [], maxRemovals: 9 });
  });
});

describe('an edit', () => {
  test('of no file for nothing makes none', () =>
    expect(editAllowFile(undefined, { forget: ['ada@contoso.com'] })).toBeUndefined());

  test('keeps the manner of writing and what it does not know of', () => {
    const text = `${JSON.stringify({ $schema: 's', remove: [], replace: [{ upn: 'eve@contoso.com' }] }, undefined, 4)}\n`;
    const edited = editAllowFile(text, { remove: ['ada@contoso.com'] }, at) ?? '';
    expect(edited).toContain('\n    "remove": [');
    expect(JSON.parse(edited)).toEqual({
      $schema: 's',
      remove: [{ upn: 'ada@contoso.com', asked: '2026-11-28T10:00:00Z' }],
      replace: [{ upn: 'eve@contoso.com' }],
    });
  });

  test('that forgets somebody takes every allowance from them', () => {
    const text = file({ remove: [{ upn: 'ADA@contoso.com' }], replace: [{ upn: 'ada@contoso.com' }] });
    expect(readAllowFile(editAllowFile(text, { forget: ['ada@contoso.com'] }))).toEqual({ remove: [], replace: [] });
  });
});

describe('the commands', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(() => stage.remove());
  const allow = (): string => readFileSync(join(stage.folder, 'allow.json'), 'utf8');
  const deleting = plan([desktop('ada@contoso.com', ['delete'])], ['ada@contoso.com']);

  test('users purge writes it, plan and apply read it, users add takes it back', async () => {
    await stage.run(['users', 'remove', 'ada@contoso.com', '--days', '0'], {});
    expect((await stage.run(['users', 'purge', 'ada@contoso.com', '--yes'], {})).exitCode).toBe(0);
    expect(upns(allow())).toEqual(['ada@contoso.com']);
    expect((await stage.run(['plan'], { plan: deleting })).exitCode).toBe(0);
    expect((await stage.run(['apply', '--auto-approve', '--skip-preflight'], { plan: deleting })).exitCode).toBe(0);
    expect((await stage.run(['users', 'add', 'ada@contoso.com'], {})).exitCode).toBe(0);
    expect(upns(allow())).toEqual([]);
    expect((await stage.run(['plan'], { plan: deleting })).exitCode).toBe(1);
  });

  test('--since counts what changed since that commit, and marks each line', async () => {
    await stage.run(['synth'], {});
    writeFileSync(join(stage.folder, 'allow.json'), file({ remove: [{ upn: 'ada@contoso.com' }] }));
    const { exitCode, stderr } = await stage.run(['plan', '--since', '.'], { plan: deleting });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--allow-remove ada@contoso.com');
    expect(stderr).toMatch(/from this merge/);
  });

  test('what the environment says is not listened to', async () => {
    const env = { ENTRA_WORKSPACES_ALLOW_REMOVE: 'ada@contoso.com', ENTRA_WORKSPACES_MAX_REMOVALS: '99' };
    expect((await stage.run(['plan'], { plan: deleting }, { env })).exitCode).toBe(1);
  });

  test('synth says what is wrong in it, though nothing runs while terraform plans', async () => {
    writeFileSync(join(stage.folder, 'allow.json'), '{ "extra": true }');
    const { exitCode, stderr } = await stage.run(['synth'], {});
    expect(exitCode).toBe(1);
    expect(stderr).toContain('allow.json:1 extra: must be a known key, got: extra');
  });

  test('synth --compare says what differs from another folder, and writes it as Markdown', async () => {
    await stage.run(['synth', '--out', 'main'], {});
    await stage.run(['users', 'add', 'eve@contoso.com'], {});
    const { exitCode, stderr } = await stage.run(['synth', '--compare', 'main', '--markdown', 'difference.md'], {});
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/make 1 desktop\s+AWS\s+eve@contoso\.com/),
    });
    expect(readFileSync(join(stage.folder, 'difference.md'), 'utf8')).toContain(
      '| make 1 desktop | AWS | eve@contoso.com |',
    );
  });
});
