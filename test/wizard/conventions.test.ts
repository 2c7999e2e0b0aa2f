/**
 * The 22 conventions of docs/conventions.md, each by its number. Here what machines and files see; answers are in
 * conventions-answers.test.ts, and what a person meets at a prompt in conventions-terminal.test.ts.
 */
import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CommandRow } from '../../wizard/command.js';
import { commandTable } from '../../wizard/commands/table.js';
import { questionTable } from '../../wizard/questions/table.js';
import { isInteractive } from '../../wizard/terminal/style.js';
import { flagsFor, Place } from './place.js';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

test('all 22 are in the files with this name', () => {
  const names = readdirSync(join('test', 'wizard')).filter((name) => name.startsWith('conventions'));
  const texts = names.map((name) => readFileSync(join('test', 'wizard', name), 'utf8'));
  const numbers = texts.flatMap((text) =>
    [...text.matchAll(/'convention (\d+): /g)].map(([, number]) => Number(number)),
  );
  expect([...new Set(numbers)].sort((one, other) => one - other)).toEqual(
    Array.from({ length: 22 }, (_, at) => at + 1),
  );
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
    const { code, stderr } = await place.process(['--offline'], '111122223333\n\n\n');
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

describe('convention 13: preflight before an apply, doctor after it', () => {
  test.each(['preflight', 'doctor'])('%s is a command, with --json', (name) =>
    expect((commandTable as readonly CommandRow[]).find((command) => command.name === name)?.options).toContainEqual(
      expect.objectContaining({ flags: '--json' }),
    ),
  );

  test('where nothing can be seen preflight says so, and calls nothing good', async () => {
    await place.repository();
    const env = { ENTRA_WORKSPACES_CLOUDS_AT: 'http://127.0.0.1:9/_host', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const { stdout, stderr } = await place.call(['preflight', '--json'], { env });
    const { counts } = JSON.parse(stdout) as { counts: Record<string, number> };
    expect([counts['good'], (counts['unknown'] ?? 0) > 0]).toEqual([0, true]);
    expect(stderr).toMatch(/sign in to AWS/);
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

  test('the clients of the AWS SDK are of one version, but for WorkSpaces', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    // Of WorkSpaces' client npm has far fewer versions: the newest, and none that the others have, too.
    const clients = Object.entries(devDependencies).filter(
      ([name]) => name.startsWith('@aws-sdk/') && name !== '@aws-sdk/client-workspaces',
    );
    expect(clients.length).toBeGreaterThan(10);
    expect([...new Set(clients.map(([, version]) => version))]).toHaveLength(1);
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
    // 2,000 of them read commands in sentences, so that no line ends in one: from the first text that is said.
    expect(code.join('').length).toBeLessThan(728_000);
    for (const foreign of ['jsii.rtti', 'sso-admin', 'AWS4-HMAC-SHA256', 'TF_REATTACH_PROVIDERS']) {
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
    for (const name of place.files()) expect(stderr).toContain(`wrote ${name}`);
    const end = stderr.slice(stderr.indexOf('\nNext\n'));
    expect(end).toMatch(
      /npm ci\n\s+npx entra-workspaces bootstrap --laptop\n\s+npm run preflight\n\s+npm run plan\n\s+npm run apply/,
    );
    expect(end.replace(/\s+/g, ' ')).toMatch(
      /a person's work: enabling BYOL in the Region, the MDM user scope.*handshake/,
    );
    expect(end).toMatch(/To undo: delete the folder/);
  });
});
