/** The conventions about answers: where they come from, how they are checked, and what becomes of them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { flagOf, variableOf, type Question } from '../../wizard/questions/question.js';
import { problemOf, parseAnswer, resolveAnswers, valuesOf } from '../../wizard/questions/resolve.js';
import { questionTable } from '../../wizard/questions/table.js';
import { nothingDiscovered, type Discovered } from '../../wizard/discovery/discovered.js';
import { flagsFor, Place } from './place.js';
import { enough, wellPrepared } from './questions/seen.js';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

const resolved = (over: Partial<Parameters<typeof resolveAnswers>[1]> = {}) =>
  resolveAnswers(questionTable, {
    flags: {},
    env: {},
    file: {},
    discovered: nothingDiscovered(),
    asked: {},
    ...over,
  });

describe('convention 1: every prompt has a flag, a variable and a key; flag over variable over file', () => {
  /** A valid value that is not the default, as far as the question has several. */
  const another = (question: Question): string => {
    const words = (question.choices ?? []).map(({ value }) => String(value));
    const now = String(resolved({ flags: enough }).answers.get(question.key)?.value ?? '');
    return words.find((word) => word !== now) ?? words[0] ?? '';
  };

  test.each(questionTable.filter(({ choices }) => choices !== undefined).map(({ key }) => key))(
    '%s takes each of the three, and says which one',
    (key) => {
      const question = questionTable.find((each) => each.key === key) as Question;
      const value = another(question);
      const of = (over: Partial<Parameters<typeof resolveAnswers>[1]>) => {
        const { answers, wrong } = resolveAnswers([{ ...question, when: () => true, check: () => undefined }], {
          ...{ flags: {}, env: {}, file: {}, asked: {}, discovered: nothingDiscovered() },
          ...over,
        });
        return answers.get(key)?.origin ?? wrong[0]?.message;
      };
      const flags = { [key]: value };
      const env = { [variableOf(key)]: value };
      const file = { [key]: value };
      expect([of({ flags, env, file }), of({ env, file }), of({ file })]).toEqual(['flag', 'env', 'file']);
    },
  );

  test('the origin of each answer is printed', async () => {
    writeFileSync(join(place.home, 'a.json'), JSON.stringify({ runningMode: 'ALWAYS_ON' }));
    const { stderr } = await place.init(
      [...flagsFor(), '--answers', join(place.home, 'a.json'), '--yes', '--dry-run'],
      {
        env: { ENTRA_WORKSPACES_COMPUTE_TYPE: 'POWERPRO' },
      },
    );
    expect(stderr).toMatch(/Region\s+eu-central-1\s+flag/);
    expect(stderr).toMatch(/Size\s+PowerPro\s+env/);
    expect(stderr).toMatch(/Running mode\s+AlwaysOn\s+file/);
    expect(stderr).toMatch(/Encryption\s+both volumes\s+default/);
  });
});

describe('convention 2: one table drives prompts, flags, help and the reference', () => {
  test('help of init names the flag and the variable of every question', async () => {
    const { stdout } = await place.call(['init', '--help']);
    const text = stdout.replace(/\s+/g, ' ');
    for (const { key } of questionTable) {
      expect(text).toContain(`${flagOf(key)} <`);
      expect(text.replaceAll(' ', '')).toContain(`(env${variableOf(key)})`);
    }
  });

  test('a flag that is not in the table is refused, and the nearest named', async () => {
    const { exitCode, stderr } = await place.init(['--nat-gatway', '2']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--nat-gateways')]);
  });
});

describe('convention 3: --yes takes defaults, never applies or overwrites, and names all that is missing', () => {
  test('standard input closed: exit 2, every flag that is missing, nothing written', async () => {
    const { code, stdout, stderr } = await place.process(['--yes', '--offline']);
    expect([code, stdout]).toEqual([2, '']);
    for (const key of Object.keys(enough)) expect(stderr).toContain(`${flagOf(key)}: `);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+/);
    expect(place.files()).toEqual([]);
  });

  test('over a repository that exists it stops before it changes what is its owner’s', async () => {
    await place.repository();
    const before = place.text('deployment.json');
    const { exitCode, stderr } = await place.init(['--yes', '--running-mode', 'ALWAYS_ON']);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('--yes never overwrites')]);
    expect(place.text('deployment.json')).toBe(before);
  });
});

describe('convention 9: running it again edits; the same answers change nothing; old files go on working', () => {
  test('twice the same: every file is the same', async () => {
    await place.repository();
    const { exitCode, stdout } = await place.init([...flagsFor(), '--yes', '--json']);
    expect(exitCode).toBe(0);
    const { files } = JSON.parse(stdout) as { files: { path: string; action: string }[] };
    expect(files.filter(({ action }) => action !== 'same')).toEqual([]);
  });

  test('a deployment that is edited needs no answer again, and keeps what the wizard does not know', async () => {
    await place.repository();
    const file = JSON.parse(place.text('deployment.json')) as Record<string, unknown>;
    writeFileSync(
      join(place.folder, 'deployment.json'),
      JSON.stringify({ ...file, tags: { team: 'it' } }, undefined, 4),
    );
    const { exitCode } = await place.init(['--yes', '--force', '--nat-gateways', '2']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(place.text('deployment.json'))).toMatchObject({
      tags: { team: 'it' },
      sites: [{ network: { create: { natGateways: 2 } } }],
    });
    // In the manner of its owner.
    expect(place.text('deployment.json')).toMatch(/\n {4}"name"/);
  });

  test.each([
    ['answers', '{"answersVersion":1,"region":"eu-west-1"}', 0],
    ['answers of a newer one', '{"answersVersion":2,"region":"eu-west-1"}', 2],
  ])('%s', async (_what, text, expected) => {
    writeFileSync(join(place.home, 'a.json'), text);
    const { region: _region, ...rest } = enough;
    const { exitCode } = await place.init([...flagsFor(rest), '--answers', join(place.home, 'a.json'), '--yes']);
    expect(exitCode).toBe(expected);
  });

  test('a deployment of a newer version is not touched', async () => {
    await place.repository();
    writeFileSync(
      join(place.folder, 'deployment.json'),
      place.text('deployment.json').replace('"schemaVersion": 1', '"schemaVersion": 99'),
    );
    const { exitCode, stderr } = await place.init(['--yes', '--force', '--nat-gateways', '2']);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/schemaVersion[^]*99/)]);
    expect(place.text('deployment.json')).toContain('"schemaVersion": 99');
  });
});

describe('convention 11: the only one that was found is taken and said; between several nobody chooses', () => {
  const withRegions = (...regions: string[]): Discovered => ({
    ...wellPrepared,
    byol: { seen: regions.map((region) => ({ region, enabled: true })) },
  });

  test('one', () =>
    expect(resolved({ discovered: withRegions('eu-central-1') }).answers.get('region')).toEqual({
      value: 'eu-central-1',
      origin: 'discovered',
    }));

  test('two: without a person it is missing', () =>
    expect(resolved({ discovered: withRegions('eu-central-1', 'eu-west-1') }).missing.map(({ key }) => key)).toContain(
      'region',
    ));
});

describe('convention 12: one validator for prompt, flag, variable and file', () => {
  test.each([
    ['accountId', '1111'],
    ['tenantId', 'contoso.com'],
    // No Entra join in Cape Town, Tel Aviv and Ningxia.
    ['region', 'af-south-1'],
    ['region', 'il-central-1'],
    ['region', 'cn-northwest-1'],
    ['users', 'ada'],
    ['users', 'ada@contoso.com ADA@contoso.com'],
    ['image', 'ami-12345678'],
    ['networkCidr', '8.8.8.0/22'],
    ['networkCidr', '172.20.0.0/30'],
    ['availabilityZoneIds', 'euc1-az2 euc1-az2'],
    ['deviceNameTemplate', 'DESKTOP_%RAND:9%'],
    ['name', 'Contoso'],
    ['alertEmail', 'nobody'],
  ])('%s: %s', async (key, text) => {
    const question = questionTable.find((each) => each.key === key) as Question;
    const values = valuesOf(resolved({ flags: enough }).answers);
    const atPrompt = problemOf(question, parseAnswer(question, text), values);
    expect(atPrompt).toMatch(/got/);
    const said = async (words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> => {
      const { exitCode, stderr } = await place.init([...words, '--yes'], { env });
      expect(exitCode).toBe(2);
      return stderr;
    };
    const { [key]: _left, ...rest } = enough;
    writeFileSync(join(place.home, 'a.json'), JSON.stringify({ [key]: text }));
    expect(await said([...flagsFor(rest), flagOf(key), text])).toContain(`${flagOf(key)}: ${atPrompt}`);
    expect(await said(flagsFor(rest), { [variableOf(key)]: text })).toContain(`${variableOf(key)}: ${atPrompt}`);
    expect(await said([...flagsFor(rest), '--answers', join(place.home, 'a.json')])).toContain(`${key}: ${atPrompt}`);
    expect(place.files()).toEqual([]);
  });
});

describe('convention 22: a new prompt without a default breaks whoever runs this in CI', () => {
  test('these have none; a key more in this list is a breaking change and needs a new major version', () => {
    expect(resolved().missing.map(({ key }) => key)).toEqual([
      'accountId',
      'tenantId',
      'region',
      'identityCenterInstance',
      'notificationEmails',
      'users',
      'image',
    ]);
    expect(resolved({ flags: enough }).missing).toEqual([]);
  });
});
