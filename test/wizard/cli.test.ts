import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { run } from '../../wizard/cli.js';
import type { CommandContext, CommandDescription, OptionValues } from '../../wizard/command.js';
import { commandTable } from '../../wizard/commands/table.js';
import { Cancelled, Failure } from '../../wizard/terminal/failure.js';
import { Interrupts } from '../../wizard/terminal/interrupts.js';
import { displayWidth } from '../../wizard/terminal/width.js';
import { keptStream } from './terminal/screen.js';

interface Called {
  readonly name: string;
  readonly options: OptionValues;
  readonly words: readonly string[];
  readonly context: CommandContext;
}

/** Wider than a window. */
const manyWords = `${'word '.repeat(30)}end`;

/** Runs the command line on commands that only note that they were called. */
async function call(words: readonly string[], env: NodeJS.ProcessEnv = {}, tty = false) {
  const stdout = keptStream();
  const stderr = keptStream(tty);
  const called: Called[] = [];
  const noting =
    (name: string, ending?: () => number | never): NonNullable<CommandDescription['load']> =>
    async () => ({
      run: async (options: OptionValues, rest, context) => {
        called.push({ name, options, words: rest, context });
        return ending?.();
      },
    });
  const fail = (error: Error) => (): never => {
    throw error;
  };
  const commands: CommandDescription[] = [
    {
      name: 'init',
      summary: 'begin',
      moreOptions: async () => [{ flags: '--region <name>', description: 'a Region' }],
      load: noting('init'),
    },
    {
      name: 'plan',
      summary: 'plan it',
      description: ['Plans.'],
      options: [
        { flags: '--deployment <file>', description: 'deployment file' },
        { flags: '--mode <word>', description: 'a mode', choices: ['one', 'two'] },
      ],
      examples: ['entra-workspaces plan'],
      load: noting('plan'),
    },
    {
      name: 'users',
      summary: 'people',
      commands: [{ name: 'remove', summary: 'hold', args: [['<upn...>', 'who']], load: noting('users remove') }],
    },
    { name: 'fail', summary: 'fails', load: noting('fail', fail(new Failure('It failed.', ['Do this.']))) },
    {
      name: 'long',
      summary: 'fails at length',
      load: noting('long', fail(new Failure(manyWords, [manyWords, `    run ${manyWords}`]))),
    },
    { name: 'cancel', summary: 'is cancelled', load: noting('cancel', fail(new Cancelled(['Kept.']))) },
    {
      name: 'broken',
      summary: 'is our mistake',
      args: [['[word]', 'x']],
      load: noting('broken', fail(new Error('x of Ada'))),
    },
    { name: 'found', summary: 'ends with 2', load: noting('found', () => 2) },
  ];
  const exitCode = await run(words, {
    stdin: process.stdin,
    stdout,
    stderr: stderr as never,
    env,
    cwd: '/somewhere',
    interrupts: new Interrupts(),
    commands,
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text, called };
}

describe('commands', () => {
  test('a command gets its options and the surroundings', async () => {
    const { exitCode, called } = await call(['plan', '--deployment', 'berlin.json']);
    expect(exitCode).toBe(0);
    expect(called).toHaveLength(1);
    expect(called[0]?.options['deployment']).toBe('berlin.json');
    expect(called[0]?.context.cwd).toBe('/somewhere');
  });

  test.each([[[]], [['--region', 'eu-west-1']], [['--no-color', '--region', 'eu-west-1']]])(
    'without a command, init runs: %j',
    async (words) => {
      const { called } = await call(words);
      expect(called.map(({ name }) => name)).toEqual(['init']);
      if (words.length > 0) expect(called[0]?.options['region']).toBe('eu-west-1');
    },
  );

  test('a command below a command gets its words', async () => {
    const { called } = await call(['users', 'remove', 'ada@contoso.com', 'bob@contoso.com']);
    expect(called[0]?.name).toBe('users remove');
    expect(called[0]?.words).toEqual(['ada@contoso.com', 'bob@contoso.com']);
  });

  test('the exit code of a command is passed on', async () => expect((await call(['found'])).exitCode).toBe(2));
});

describe('wrong use ends with 2 and the nearest that is known', () => {
  test.each([
    [['plna'], /unknown command 'plna'.*plan/i],
    [['plan', '--deploymnet', 'x'], /unknown option '--deploymnet'.*--deployment/i],
    [['--regoin', 'x'], /unknown option '--regoin'.*--region/i],
    [['users', 'remvoe', 'x'], /unknown command 'remvoe'.*remove/i],
    [['plan', '--mode', 'three'], /one, two/],
    [['plan', '--deployment'], /argument missing/i],
    [['users', 'remove'], /missing required argument 'upn'/i],
    [['plan', 'word'], /too many arguments/i],
    [['users'], /users needs one of its commands: .*remove/],
    [['users', '--no-color'], /users needs one of its commands/],
    [['help', 'nosuch'], /unknown command 'nosuch'/i],
  ])('%j', async (words, message) => {
    const { exitCode, stderr, stdout, called } = await call(words);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('--help');
    expect(stdout).toBe('');
    expect(called).toEqual([]);
  });

  test.each([
    [['plna'], 'entra-workspaces --help lists commands and options.'],
    [['plan', '--page'], 'entra-workspaces plan --help lists its options.'],
    [['users', 'hold', 'x'], 'entra-workspaces users --help lists its commands.'],
    [['users', 'remove'], 'entra-workspaces users remove --help lists its options.'],
    [['users', '--bogus'], 'entra-workspaces users --help lists its options.'],
  ])('%j: the help that is named lists what could have been meant', async (words, help) => {
    expect((await call(words)).stderr).toContain(help);
  });

  test('a command that users does not have: those that it has, and no guess', async () => {
    const { stderr } = await call(['users', 'hold', 'x']);
    expect(stderr).toMatch(/Unknown command 'hold': users has .*remove/);
    expect(stderr).not.toContain('Did you mean');
  });

  test('the value of an unknown option is not repeated: it may be a secret', async () => {
    const { exitCode, stderr } = await call(['plan', '--token=hunter2']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/unknown option '--token'/i);
    expect(stderr).not.toContain('hunter2');
  });
});

describe('help and version', () => {
  test('the version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await call(['--version'])).toMatchObject({ exitCode: 0, stdout: `${version}\n` });
  });

  test('help lists every command with its summary', async () => {
    const { exitCode, stdout } = await call(['--help']);
    expect(exitCode).toBe(0);
    for (const text of ['plan it', 'people', 'begin']) expect(stdout).toContain(text);
  });

  test.each([[['plan', '--help']], [['help', 'plan']]])('%j explains the command', async (words) => {
    const { exitCode, stdout } = await call(words);
    expect(exitCode).toBe(0);
    for (const text of ['--deployment <file>', 'Plans.', 'Examples:', '"one", "two"']) expect(stdout).toContain(text);
  });

  const helpOf = async (words: readonly string[], columns = 80): Promise<string> => {
    const stdout = keptStream();
    const stderr = keptStream(false, columns);
    const exitCode = await run([...words, '--help'], {
      stdin: process.stdin,
      stdout,
      stderr: stderr as never,
      env: {},
      cwd: '/',
      interrupts: new Interrupts(),
    });
    expect([words, exitCode, stderr.text]).toEqual([words, 0, '']);
    return stdout.text;
  };

  test('help of a command of a command is that of the last name, as --help behind it', async () => {
    const { exitCode, stdout } = await call(['help', 'users', 'remove']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: (await call(['users', 'remove', '--help'])).stdout });
    expect(stdout).toContain('users remove [options]');
  });

  test('help of the real table works for each command, and each is described', async () => {
    for (const { name, summary } of commandTable) {
      expect((await helpOf([name])).replace(/\s+/g, ' ')).toContain(summary);
    }
  });

  test.each([30, 40, 80])(
    'help at %i columns is broken between words; examples, which are copied, are not',
    async (columns) => {
      const described: readonly CommandDescription[] = commandTable;
      for (const { name, commands = [] } of described) {
        for (const words of [[name], ...commands.map((below) => [name, below.name])]) {
          const [text = '', examples = ''] = (await helpOf(words, columns)).split('\nExamples:\n');
          const over = text.split('\n').filter((line) => displayWidth(line) > columns);
          expect(over.filter((line) => line.trim().includes(' '))).toEqual([]);
          for (const line of examples.split('\n')) expect(line).toMatch(/^( {2}\S.*)?$/);
        }
      }
    },
  );
});

describe('the ending', () => {
  test('a failure is plain text on standard error', async () => {
    const { exitCode, stderr, stdout } = await call(['fail']);
    expect({ exitCode, stderr, stdout }).toEqual({ exitCode: 1, stderr: 'It failed.\n  Do this.\n', stdout: '' });
  });

  test.each([
    [['broken', 'token-of-ada'], 'broken'],
    [['broken'], 'broken'],
  ])('a mistake of ours offers an issue that is begun with versions and the command alone: %j', async (words, name) => {
    const { exitCode, stderr } = await call(words);
    expect(exitCode).toBe(1);
    const [address = ''] = /https:\S+/.exec(stderr) ?? [];
    const { origin, pathname, searchParams } = new URL(address);
    const { version, bugs } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      version: string;
      bugs: { url: string };
    };
    expect(`${origin}${pathname}`).toBe(`${bugs.url}/new`);
    expect(Object.fromEntries(searchParams)).toEqual({
      template: 'bug.yml',
      version,
      node: `${process.version} ${process.platform} ${process.arch}`,
      command: name,
    });
    expect(address).not.toMatch(/ada/i);
  });

  test('what a person did wrong offers no issue', async () => {
    for (const words of [['fail'], ['plan', '--nothing'], ['cancel']])
      expect((await call(words)).stderr).not.toMatch(/https:/);
  });

  test('in a narrow window a text is broken at its words, a command to copy is not', async () => {
    const { stderr } = await call(['long'], { NO_COLOR: '1' }, true);
    expect(stderr.split('\n').filter((line) => line.length > 80)).toEqual([`      run ${manyWords}`]);
  });

  test('convention 6: a cancelled command ends with 130', async () => {
    expect(await call(['cancel'])).toMatchObject({ exitCode: 130, stderr: 'Cancelled.\nKept.\n' });
  });

  test('global options may stand behind the command', async () => {
    const { called } = await call(['plan', '--no-interactive', '--color']);
    expect(called[0]?.context.terminal.interactive).toBe(false);
    expect(called[0]?.context.terminal.style.colour).toBe(true);
  });
});

describe("an address that is not the cloud's own is named before any command signs in", () => {
  const env = { AWS_ENDPOINT_URL_STS: 'https://sts.contoso.example' };

  test('by the command line itself, once, for every command that may', async () => {
    const { stderr, called } = await call(['plan'], { ...env });
    expect(
      stderr
        .replaceAll(/\s+/g, ' ')
        .match(/go to https:\/\/sts\.contoso\.example, because AWS_ENDPOINT_URL_STS says so/g),
    ).toHaveLength(1);
    expect(called).toHaveLength(1);
  });

  test('plain http to another machine is refused, and the command does not begin', async () => {
    const { exitCode, called } = await call(['plan'], { AWS_ENDPOINT_URL: 'http://sts.contoso.example' });
    expect([exitCode, called]).toEqual([2, []]);
  });

  test('a line end that nobody sees in who signs in is refused by name, and no value is shown', async () => {
    const env = { AWS_SECRET_ACCESS_KEY: 'top-secret\r', ARM_CLIENT_ID: 'fine', ARM_CLIENT_SECRET: ' hidden' };
    const { exitCode, called, stderr } = await call(['plan'], env);
    expect([exitCode, called]).toEqual([2, []]);
    expect(stderr).toContain('is a part of AWS_SECRET_ACCESS_KEY, ARM_CLIENT_SECRET.');
    expect(stderr).not.toMatch(/top-secret|hidden|ARM_CLIENT_ID/);
  });

  test('only what calls no cloud is left out', () => {
    const without = commandTable.filter((row) => 'withoutClouds' in row).map(({ name }) => name);
    expect(without).toEqual([
      'rehearse',
      'synth',
      'permissions',
      'endpoints',
      'upgrade',
      'schema',
      'eject',
      'completion',
      'version',
    ]);
  });
});

test('in a folder that was removed it says so, without a stack trace: the shell of a sandbox that has ended', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gone-'));
  const { status, stderr } = spawnSync(
    'sh',
    [
      '-c',
      'cd "$1" && rmdir "$1" && exec "$2" "$3" doctor',
      'sh',
      folder,
      process.execPath,
      resolve('bin/entra-workspaces.cjs'),
    ],
    { encoding: 'utf8' },
  );
  expect(status).toBe(1);
  expect(stderr).toContain('The folder that this shell is in no longer exists.');
  expect(stderr).not.toMatch(/^\s+at |node:internal/m);
});
