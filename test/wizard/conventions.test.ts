/**
 * The 22 conventions of a wizard that people like, each by its number. Here those that show without a terminal; the ones
 * that a person meets at a prompt (6, 14, 16 and parts of 4, 5, 7 and 10) are in conventions-terminal.test.ts.
 */
import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { commandTable } from '../../wizard/commands/table.js';
import { flagOf, variableOf, type Question } from '../../wizard/questions/question.js';
import { problemOf, parseAnswer, resolveAnswers, valuesOf } from '../../wizard/questions/resolve.js';
import { questionTable } from '../../wizard/questions/table.js';
import { nothingDiscovered, type Discovered } from '../../wizard/discovery/discovered.js';
import { isInteractive } from '../../wizard/terminal/style.js';
import { flagsFor, Place } from './place.js';
import { enough, wellPrepared } from './questions/seen.js';

jest.setTimeout(120_000);

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

/** The command line as a process of its own; standard input is closed, or a pipe that says something. */
function process_(words: readonly string[], input?: string, env: NodeJS.ProcessEnv = {}) {
  const program = ['--import', resolve('node_modules/tsx/dist/esm/index.mjs'), resolve('build/from-source.ts')];
  return new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
    const child = spawn(process.execPath, [...program, ...words], {
      cwd: place.folder,
      env: { PATH: process.env['PATH'], HOME: place.home, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (part: Buffer) => (stdout += part.toString()));
    child.stderr?.on('data', (part: Buffer) => (stderr += part.toString()));
    child.once('close', (code) => done({ code: code ?? -1, stdout, stderr }));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

const resolved = (over: Partial<Parameters<typeof resolveAnswers>[1]> = {}) =>
  resolveAnswers(questionTable, {
    flags: {},
    env: {},
    file: {},
    discovered: nothingDiscovered(),
    asked: {},
    ...over,
  });

test('all 22 are here or in the terminal', () => {
  const texts = ['conventions.test.ts', 'conventions-terminal.test.ts'].map((name) =>
    readFileSync(join('test', 'wizard', name), 'utf8'),
  );
  const numbers = texts.flatMap((text) =>
    [...text.matchAll(/'convention (\d+): /g)].map(([, number]) => Number(number)),
  );
  expect([...new Set(numbers)].sort((one, other) => one - other)).toEqual(
    Array.from({ length: 22 }, (_, at) => at + 1),
  );
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
    expect(stderr).toMatch(/Size\s+POWERPRO\s+env/);
    expect(stderr).toMatch(/Running mode\s+ALWAYS_ON\s+file/);
    expect(stderr).toMatch(/Encryption\s+both\s+default/);
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
    const { code, stdout, stderr } = await process_(['--yes', '--offline']);
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

describe('convention 4: one rule says whether a person sits there', () => {
  test.each([
    [{}, true, undefined, true],
    [{}, false, undefined, false],
    ...['1', 'true', 'TRUE', 'yes', 'on'].map((ci) => [{ CI: ci }, true, undefined, false] as const),
    ...['0', 'false', ''].map((ci) => [{ CI: ci }, true, undefined, true] as const),
    [{ CI: 'true' }, true, true, true],
    [{}, true, false, false],
    [{}, false, true, true],
  ] as const)('environment %j, terminal %s, flag %s: %s', (env, tty, flag, expected) =>
    expect(isInteractive(env, tty, flag)).toBe(expected),
  );
});

describe('convention 5: without a terminal nothing is asked, and the message names the flag', () => {
  test('answers that are piped in are not taken for a person', async () => {
    const { code, stderr } = await process_(['--offline'], '111122223333\n\n\n');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--account-id: AWS account id')]);
  });

  test.each([
    [['apply'], '--auto-approve'],
    [['destroy'], '--auto-approve'],
    [['users', 'purge', 'ada@contoso.com'], '--yes'],
    [['users', 'import', 'list.csv'], '--yes'],
  ])('%j', async (words, flag) => {
    await place.repository();
    await place.call(['users', 'remove', 'ada@contoso.com']);
    const before = place.text('deployment.json');
    writeFileSync(join(place.folder, 'list.csv'), 'upn\ngrace@contoso.com\nlinus@contoso.com\n');
    const { exitCode, stderr, prompts } = await place.call(words);
    expect([exitCode, prompts.asked, stderr]).toEqual([2, [], expect.stringContaining(flag)]);
    expect(place.text('deployment.json')).toBe(before);
  });
});

describe('convention 7: nothing is written before the review; --dry-run shows files and differences', () => {
  test('a dry run in a repository shows the difference and leaves every file as it was', async () => {
    await place.repository();
    const before = place.files().map((name) => [name, place.text(name)]);
    const { exitCode, stderr } = await place.init(['--yes', '--force', '--running-mode', 'ALWAYS_ON', '--dry-run']);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/\n\+.*"runningMode": "ALWAYS_ON"/);
    expect(stderr).toContain('Nothing was written (--dry-run).');
    expect(place.files().map((name) => [name, place.text(name)])).toEqual(before);
  });
});

describe('convention 8: a folder that is not empty is left alone unless --force says otherwise, in CI too', () => {
  test.each([[{}], [{ CI: 'true' }]])('environment %j', async (env) => {
    writeFileSync(join(place.folder, 'index.html'), 'mine');
    const refused = await place.init([...flagsFor(), '--yes'], { env });
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringMatching(/not empty: index.html[^]*--force/)]);
    expect(place.files()).toEqual(['index.html']);
    expect((await place.init([...flagsFor(), '--yes', '--force'], { env })).exitCode).toBe(0);
    expect(place.text('index.html')).toBe('mine');
  });

  test.each(['.git', 'README.md', 'LICENSE', '.gitignore', '.github', 'people.csv'])(
    '%s is no obstacle',
    async (name) => {
      if (name.includes('git') && !name.includes('ignore')) mkdirSync(join(place.folder, name));
      else writeFileSync(join(place.folder, name), 'mine');
      expect((await place.init([...flagsFor(), '--yes'])).exitCode).toBe(0);
    },
  );
});

describe('convention 9: running it again edits; the same answers change nothing; old files go on working', () => {
  test('twice the same: every file is the same', async () => {
    await place.repository();
    const { exitCode, stdout } = await place.init([...flagsFor(), '--yes', '--json']);
    expect(exitCode).toBe(0);
    const { files } = JSON.parse(stdout) as { files: { path: string; deed: string }[] };
    expect(files.filter(({ deed }) => deed !== 'same')).toEqual([]);
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

describe('convention 10: what is there is looked up; --offline looks nowhere', () => {
  const nowhere = { ENTRA_WORKSPACES_CLOUDS_AT: 'http://127.0.0.1:9/_host', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };

  test('--offline says nothing of clouds', async () => {
    const { exitCode, stderr } = await place.init([...flagsFor(), '--yes', '--dry-run'], { env: nowhere });
    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('Looking at AWS')]);
  });

  test('clouds that do not answer are no obstacle: it says so and goes on', async () => {
    const env = {
      ...nowhere,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_REGION: 'eu-central-1',
    };
    const { exitCode, stderr } = await place.call([...flagsFor(), '--yes', '--dry-run'], { env });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/AWS account: could not be seen[^]*Entra tenant: could not be seen/);
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

describe('convention 13: preflight before an apply, doctor after it', () => {
  test.each(['preflight', 'doctor'])('%s is a command, with --json', (name) =>
    expect(commandTable.find((command) => command.name === name)?.options).toContainEqual(
      expect.objectContaining({ flags: '--json' }),
    ),
  );

  test('where nothing can be seen preflight does not pass, and says for each line what to do', async () => {
    await place.repository();
    const env = { ENTRA_WORKSPACES_CLOUDS_AT: 'http://127.0.0.1:9/_host', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const { exitCode, stdout } = await place.call(['preflight', '--json'], { env });
    expect(exitCode).not.toBe(0);
    expect(JSON.parse(stdout)).toBeTruthy();
  });
});

describe('convention 15: a secret is never in a file, an output or kept answers', () => {
  test('credentials of the environment are found nowhere', async () => {
    const secrets = { ARM_CLIENT_SECRET: 'Kx8~secret-of-entra', AWS_SECRET_ACCESS_KEY: 'wJalr/secret-of-aws' };
    const { stdout, stderr } = await place.init([...flagsFor(), '--yes', '--json'], { env: secrets });
    const everything = [stdout, stderr, ...place.files().map((name) => place.text(name))].join('\n');
    for (const secret of Object.values(secrets)) expect(everything).not.toContain(secret);
  });

  test('no question asks for one, and what may hold one stays out of git', async () => {
    await place.repository();
    // Ids, ARNs and lifetimes of secrets may be asked for.
    const keys = questionTable.map(({ key }) => key).filter((key) => /secret|token|password/i.test(key));
    expect(keys).toEqual(['registrationSecretArn', 'secretLifetimeDays']);
    expect(place.text('.gitignore').split('\n')).toEqual(
      expect.arrayContaining(['*.tfstate', '*.tfplan', 'cdktf.out/']),
    );
  });
});

describe('convention 17: text for people on standard error, the result for a machine on standard output', () => {
  test.each([
    [['init', '--offline', ...flagsFor(), '--yes', '--json', '--force']],
    [['synth', '--json']],
    [['users', 'list', '--json']],
    [['schema']],
    [['eject', '--json', '--force']],
  ])('%j: standard output is JSON and nothing else', async (words) => {
    await place.repository();
    const { exitCode, stdout } = await place.call(words);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toBeTruthy();
  });

  test('a failure leaves standard output empty', async () => {
    const { exitCode, stdout, stderr } = await place.call(['synth', '--json']);
    expect([exitCode, stdout, stderr]).toEqual([1, '', expect.stringContaining('does not exist')]);
  });
});

describe('convention 18: no telemetry', () => {
  test('the README says so, and what it writes and runs sends nothing', async () => {
    await place.repository();
    expect(readFileSync('README.md', 'utf8')).toContain('No telemetry');
    expect(JSON.parse(place.text('cdktf.json'))).toMatchObject({ sendCrashReports: 'false' });
  });
});

describe('convention 19: the first prompt is there at once (bench prints how soon)', () => {
  test('the package depends on nothing: everything is in it', () => {
    const { dependencies, peerDependenciesMeta } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
      string,
      object
    >;
    expect(dependencies).toBeUndefined();
    expect(peerDependenciesMeta).toEqual({ cdktf: { optional: true }, constructs: { optional: true } });
  });

  test('up to the first prompt nothing of cdktf, the SDKs, terraform or the twin is loaded', async () => {
    const probe = `data:text/javascript,${encodeURIComponent(
      `import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent("export async function load(url, context, next) { if (url.startsWith('file:')) process._rawDebug('loaded ' + url); return next(url, context); }"));`,
    )}`;
    const words = ['init', '--offline', '--interactive'];
    const child = spawn(process.execPath, ['--import', probe, resolve('bin/entra-workspaces.cjs'), ...words], {
      cwd: place.folder,
      env: { PATH: process.env['PATH'], HOME: place.home },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let text = '';
    await new Promise<void>((done) => {
      child.stderr.on('data', (part: Buffer) => {
        text += part.toString();
        if (text.includes('? AWS account id')) done();
      });
      child.once('close', () => done());
    });
    child.kill();
    expect(text).toContain('? AWS account id');
    const files = [...new Set([...text.matchAll(/loaded file:\/\/(\S+)/g)].map(([, file = '']) => file))];
    expect(files.some((file) => file.endsWith('dist/cli.js'))).toBe(true);
    const code = files.map((file) => readFileSync(file, 'utf8'));
    expect(code.join('').length).toBeLessThan(700_000);
    for (const foreign of ['jsii.rtti', 'sso-admin', 'TF_REATTACH_PROVIDERS']) {
      expect(code.filter((each) => each.includes(foreign))).toEqual([]);
    }
  });
});

describe('convention 20: the Node version is looked at before anything is loaded', () => {
  const execute = promisify(execFile);
  /** The gate with another version put under it. */
  const gate = async (version: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'gate-'));
    try {
      cpSync('bin', folder, { recursive: true });
      const fake = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require('./entra-workspaces.cjs')`;
      const { stderr } = await execute(process.execPath, ['-e', `process.chdir(${JSON.stringify(folder)}); ${fake}`], {
        cwd: folder,
      }).catch((error: { stderr: string; code: number }) => ({ stderr: `${error.code}: ${error.stderr}` }));
      return stderr;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test.each(['12.22.0', '18.20.4', '20.16.0'])('Node %s is turned away in words', async (version) => {
    expect(await gate(version)).toMatch(
      new RegExp(`1: entra-workspaces needs Node.js 20.17 or newer; this is ${version}`),
    );
  });

  test.each(['20.17.0', '22.0.0'])('Node %s passes the gate', async (version) => {
    expect(await gate(version)).not.toContain('needs Node.js');
  });

  test('the gate is written in old JavaScript: no arrow, const, let, template or optional chaining', () => {
    const source = readFileSync('bin/entra-workspaces.cjs', 'utf8').replace(/\/\*.*?\*\//gs, '');
    expect(source).not.toMatch(/=>|\bconst\b|\blet\b|`|\?\.|import\(/);
  });
});

describe('convention 21: each file is logged; the end says what next, what stays manual, how to undo it', () => {
  test('after init', async () => {
    const { stderr } = await place.init([...flagsFor(), '--yes']);
    for (const name of place.files()) expect(stderr).toContain(`wrote ${join(place.folder, name)}`);
    const end = stderr.slice(stderr.indexOf('\nNext\n'));
    expect(end).toMatch(/npm ci\n\s+npm run plan\n\s+npm run apply/);
    expect(end.replace(/\s+/g, ' ')).toMatch(
      /a person's work: enabling BYOL in the Region, the MDM user scope.*handshake/,
    );
    expect(end).toMatch(/To undo: delete the folder/);
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
