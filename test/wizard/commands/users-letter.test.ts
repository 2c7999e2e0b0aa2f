/** `users letter` against both emulated clouds: a directory with a registration code, Ada at work, others not yet. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { run } from '../../../wizard/cli.js';
import { lookingRights } from '../../../wizard/permissions/lookup-rights.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { directoryName } from '../clouds/prepared.js';
import { personWorld, type PersonWorld } from '../checks/person-world.js';
import { keptStream, scriptedPrompts } from '../terminal/screen.js';
import { smallFleet } from './small-fleet.js';

let world: PersonWorld;
let folder: string;
let registrationCode: string;

beforeAll(async () => {
  world = await personWorld({ enrolled: false });
  const { Directories } = (await world.aws('workspaces', 'DescribeWorkspaceDirectories', {})) as {
    Directories: { RegistrationCode: string }[];
  };
  registrationCode = Directories[0]?.RegistrationCode ?? '';
});
afterAll(async () => world.started.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'letters-'));
  deployment();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Ada works, Grace waits for her desktop, Linus is on hold. */
const people = [
  { upn: 'ada@contoso.com' },
  { upn: 'grace@contoso.com', runningMode: 'ALWAYS_ON' },
  { upn: 'linus@contoso.com', state: 'held', holdUntil: '2099-01-31' },
];

function deployment(change: (file: ReturnType<typeof parsed>) => void = () => undefined): void {
  const file = parsed();
  file.entra.tenantId = world.twin.entra.id;
  file.aws.accountId = world.twin.aws.accountId;
  file.identityCenter.instance.existing.arn = world.made.instanceArn;
  file.sites[0].directoryName = directoryName;
  file.sites[0].desktops.users = { list: people };
  change(file);
  writeFileSync(join(folder, 'deployment.json'), JSON.stringify(file));
}
// The fields of an example, which tests change at will.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const parsed = (): any => JSON.parse(readFileSync('examples/existing-federation.json', 'utf8'));

async function letter(words: readonly string[], env: NodeJS.ProcessEnv = world.started.env) {
  return users(['letter', ...words], env);
}

async function users(words: readonly string[], env: NodeJS.ProcessEnv = world.started.env) {
  const stdout = keptStream();
  const stderr = keptStream(false, 100);
  const exitCode = await run(['users', ...words], {
    stdin: { isTTY: false } as NodeJS.ReadStream,
    stdout,
    stderr: stderr as never,
    env: { ...env, NO_COLOR: '1' },
    cwd: folder,
    interrupts: new Interrupts(),
    prompts: scriptedPrompts([]),
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text.replace(/\s+/g, ' ') };
}

test('for one: the letter on standard output, with address and code as the clouds have them', async () => {
  const { exitCode, stdout, stderr } = await letter(['ADA@contoso.com']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(registrationCode).toMatch(/^\w+\+\w+$/);
  expect(stdout).toMatch(/^Subject: Your Windows desktop is ready\n\nHello,/);
  expect(stdout).toContain(registrationCode);
  expect(stdout).toContain(`https://${world.made.identityStoreId}.awsapps.com/start`);
});

test('in German, as HTML', async () => {
  const { stdout } = await letter(['ada@contoso.com', '--language', 'de', '--format', 'html']);
  expect(stdout).toMatch(/^<!DOCTYPE html>\s+<html lang="de">/);
  expect(stdout).toContain('für ada@contoso.com');
});

test('for all: two files each, none for who is on hold, and who has no desktop yet is named', async () => {
  const { exitCode, stdout, stderr } = await letter(['--out', 'letters', '--json']);
  expect(exitCode).toBe(0);
  expect(stderr).toContain('1 on hold gets no letter.');
  expect(stderr).toContain('No desktop at berlin yet, send the letter later: grace@contoso.com.');
  expect(readdirSync(join(folder, 'letters')).sort()).toEqual([
    'ada@contoso.com.html',
    'ada@contoso.com.txt',
    'grace@contoso.com.html',
    'grace@contoso.com.txt',
  ]);
  expect(readFileSync(join(folder, 'letters', 'ada@contoso.com.txt'), 'utf8')).toContain('60 minutes without use');
  expect(readFileSync(join(folder, 'letters', 'grace@contoso.com.txt'), 'utf8')).not.toContain('without use');
  expect(JSON.parse(stdout)).toMatchObject([
    { upn: 'ada@contoso.com', files: [expect.stringContaining('.txt'), expect.stringContaining('.html')] },
    { upn: 'grace@contoso.com' },
  ]);
  expect((await letter(['--out', 'letters'])).stderr).toContain('wrote 2 letters into');
});

test('a letter has no name that Windows keeps for a device', async () => {
  deployment((file) => {
    file.sites[0].desktops.users = { list: [{ upn: 'con.ada@contoso.com' }] };
  });
  await letter(['--out', 'letters']);
  expect(readdirSync(join(folder, 'letters'))).toEqual(['_con.ada@contoso.com.html', '_con.ada@contoso.com.txt']);
  expect((await letter(['--out', 'aux'])).stderr).toContain('--out must be another name');
});

test('with a template of the company, by its ending', async () => {
  writeFileSync(join(folder, 'ours.html'), '<p>{{user}}: {{signInAddress}}, {{registrationCode}}</p>');
  writeFileSync(join(folder, 'ours.txt'), 'Dear {{user}}, {{signInAddress}} {{registrationCode}}');
  expect((await letter(['ada@contoso.com', '--template', 'ours.html'])).stdout).toBe(
    `<p>ada@contoso.com: https://${world.made.identityStoreId}.awsapps.com/start, ${registrationCode}</p>\n`,
  );
  await letter(['--template', 'ours.txt', '--out', 'letters']);
  expect(readdirSync(join(folder, 'letters'))).toEqual(['ada@contoso.com.txt', 'grace@contoso.com.txt']);
});

test('a placeholder without a value for somebody is refused with the name, and no letter is written', async () => {
  const text = '{{user}} {{signInAddress}} {{registrationCode}} stops after {{autoStopMinutes}} minutes';
  writeFileSync(join(folder, 'holes.txt'), text);
  const { exitCode, stderr } = await letter(['--template', 'holes.txt', '--out', 'letters']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('{{autoStopMinutes}}: no value for grace@contoso.com');
  expect(existsSync(join(folder, 'letters'))).toBe(false);
  expect((await letter(['ada@contoso.com', '--template', 'holes.txt'])).stdout).toMatch(/stops after \d+ minutes/);
});

test('somebody with desktops at two sites gets a letter for each, under two names', async () => {
  deployment((file) => {
    const second = structuredClone(file.sites[0]);
    Object.assign(second, { key: 'hamburg', directoryName: 'contoso-hamburg' });
    delete second.network.create;
    second.network = {
      existing: { vpcId: 'vpc-0a1b2c3d4e5f60718', subnetIds: ['subnet-0a1b2c3d', 'subnet-1a2b3c4d'] },
    };
    second.desktops.users = { list: [{ upn: 'ada@contoso.com' }] };
    file.sites.push(second);
  });
  expect(await letter(['ada@contoso.com'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('name one with --site (berlin, hamburg)') as unknown as string,
  });
  // The second directory is not made yet: nothing is written for the first either.
  const { exitCode, stderr } = await letter(['--out', 'letters']);
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('the directory contoso-hamburg is not there') as unknown as string,
  });
  expect(readdirSync(folder)).toEqual(['deployment.json']);
  expect((await letter(['ada@contoso.com', '--site', 'berlin'])).exitCode).toBe(0);
});

test('what is wrong is said with rule, value and fix, and nothing is written', async () => {
  mkdirSync(join(folder, 'templates'));
  writeFileSync(join(folder, 'bad.txt'), 'Hello {{usr}}');
  writeFileSync(join(folder, 'file'), '');
  const before = readdirSync(folder);
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [[], 2, /One letter goes to standard output, several go into a folder/],
    [['adda@contoso.com'], 2, /adda@contoso.com is no user of this deployment \(was ada@contoso.com meant\?\)/],
    [['linus@contoso.com'], 2, /linus@contoso.com cannot sign in: on hold.*users add linus@contoso.com/],
    [['ada@contoso.com', '--language', 'fr'], 2, /fr.*en, de/],
    [['--out', 'file'], 2, /--out must be a folder, got a file: file/],
    [['ada@contoso.com', '--template', 'none.txt'], 2, /--template must be a text file, got: none.txt, no such file/],
    [['ada@contoso.com', '--template', 'templates'], 2, /got: templates, a folder/],
    [
      ['ada@contoso.com', '--template', 'bad.txt', '--format', 'html'],
      2,
      /bad.txt is text by its ending, got: --format html/,
    ],
    [
      ['--out', 'letters', '--template', 'bad.txt'],
      2,
      /bad.txt cannot be used: line 1: must be one of .* got: \{\{usr\}\} \(nearest: \{\{user\}\}\) must have \{\{signInAddress\}\}/,
    ],
    [['--out', 'letters', '--site', 'paris'], 2, /--site must be one of berlin, got: paris/],
  ];
  for (const [words, code, says] of cases) {
    expect({ words, ...(await letter(words)) }).toMatchObject({
      words,
      exitCode: code,
      stderr: expect.stringMatching(says) as unknown as string,
      stdout: '',
    });
  }
  expect(readdirSync(folder)).toEqual(before);
});

test('before the handshake there is nothing to sign in to', async () => {
  writeFileSync(join(folder, 'deployment.json'), readFileSync('examples/greenfield-foundation.json'));
  expect(await letter(['ada@contoso.com'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Nobody can sign in yet') as unknown as string,
  });
});

test('without the right to read the code the right is named; with those that permissions prints it is read', async () => {
  const asCaller = (name: string, actions: readonly string[]): NodeJS.ProcessEnv => {
    const keys = world.twin.aws.principals.issueUser(name, [
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [...actions, 'none:None'], Resource: '*' }] },
    ]);
    return {
      ...world.started.env,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    };
  };
  const { aws = [], graph } = lookingRights['users letter'];
  expect(graph).toEqual([]);
  expect((await letter(['ada@contoso.com'], asCaller('writer', aws))).exitCode).toBe(0);
  const least = aws.filter((action) => action !== 'workspaces:DescribeWorkspaceDirectories');
  const { exitCode, stderr } = await letter(['ada@contoso.com'], asCaller('nobody', least));
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(
      /registration code could not be seen: .*workspaces:DescribeWorkspaceDirectories[^]*permissions --command "users letter"/,
    ) as unknown as string,
  });
});

test('of a fleet whom the engine knows gets one: no minutes where packages differ, none for who is held', async () => {
  const { put, end } = await smallFleet(world, folder, {});
  const row = (userId: string, upn: string, phase: string, rest: object = {}) =>
    put(`person#${userId}`, { userId, upn, phase, version: 1, at: 0, ...rest });
  await row('id-1', 'ada@contoso.com', 'present');
  await row('id-2', 'gone@contoso.com', 'held');
  await row('id-3', 'left@contoso.com', 'removed');
  const one = await letter(['ada@contoso.com']);
  expect(one).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(registrationCode) as unknown as string });
  expect(one.stdout).toContain('60 minutes without use');
  expect((await letter(['gone@contoso.com'])).stderr).toContain('put them into the group in Entra: gone@contoso.com');
  const file = JSON.parse(readFileSync(join(folder, 'deployment.json'), 'utf8'));
  const packages = [{ group: '9f0a7c31-27f7-4f0e-9a43-0c8b5f6f7c11', runningMode: 'ALWAYS_ON' }];
  Object.assign(file.sites[0].desktops.users.group, { packages });
  writeFileSync(join(folder, 'deployment.json'), JSON.stringify(file));
  const { stderr } = await letter(['--out', 'letters']);
  expect(stderr).toContain('1 on hold gets no letter.');
  expect(readdirSync(join(folder, 'letters'))).toEqual(['ada@contoso.com.html', 'ada@contoso.com.txt']);
  expect(readFileSync(join(folder, 'letters', 'ada@contoso.com.txt'), 'utf8')).not.toContain('without use');
  end();
});

test('`users list --check` counts whom Entra does not know or has disabled, and says what to do', async () => {
  deployment((file) => file.sites[0].desktops.users.list.push({ upn: 'nobody@contoso.com' }));
  const { exitCode, stdout, stderr } = await users(['list', '--check']);
  expect(stdout).toMatch(/nobody@contoso\.com +\S+ +active +not in Entra/);
  expect(stderr).toMatch(/1 user cannot sign in\. Make or enable them in Entra.*entra-workspaces users remove/s);
  expect(exitCode).toBe(1);
});
