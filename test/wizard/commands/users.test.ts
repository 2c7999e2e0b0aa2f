import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from '../../../wizard/cli.js';
import { dayIn } from '../../../wizard/commands/users-remove.js';
import { editUsersFile, editUsersInDeployment } from '../../../wizard/repository/users-edit.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { keptStream, scriptedPrompts, type Action } from '../terminal/screen.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'users-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface File {
  sites: { desktops: { users: { list?: { upn: string }[]; file?: string } } }[];
}
const path = (): string => join(folder, 'deployment.json');
const text = (): string => readFileSync(path(), 'utf8');
const list = () => (JSON.parse(text()) as File).sites[0]?.desktops.users.list;

/** A deployment with these users, in the file itself or in a users file. */
function deployment(users: readonly object[] | string, example = 'smallest.json'): void {
  const file = JSON.parse(readFileSync(join('examples', example), 'utf8')) as File;
  const [site] = file.sites;
  if (!site) throw new Error('the example has no site');
  site.desktops.users = typeof users === 'string' ? { file: 'users.csv' } : { list: users as { upn: string }[] };
  writeFileSync(path(), JSON.stringify(file, undefined, 2));
  if (typeof users === 'string') writeFileSync(join(folder, 'users.csv'), users);
}
const numbered = (count: number) => Array.from({ length: count }, (_, at) => ({ upn: `user${at}@contoso.com` }));

async function users(words: readonly string[], given: { actions?: readonly Action[]; tty?: boolean } = {}) {
  const stdout = keptStream();
  const stderr = keptStream(given.tty ?? false, 100);
  const prompts = scriptedPrompts(given.actions ?? []);
  const exitCode = await run(['users', ...words], {
    stdin: { isTTY: given.tty ?? false } as NodeJS.ReadStream,
    stdout,
    stderr: stderr as never,
    env: { NO_COLOR: '1' },
    cwd: folder,
    interrupts: new Interrupts(),
    prompts,
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text, prompts };
}

describe('users list', () => {
  test('shows who has a desktop and who is on hold, and gives it as JSON', async () => {
    deployment([{ upn: 'ada@contoso.com' }, { upn: '花子@contoso.com', state: 'held', holdUntil: '2027-01-31' }]);
    expect((await users(['list'])).stdout).toBe(
      'User              Site    State\nada@contoso.com   berlin  active\n花子@contoso.com  berlin  on hold until 2027-01-31\n',
    );
    const { exitCode, stderr, stdout } = await users(['list', '--json']);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/ada@contoso.com\s+berlin\s+active/);
    expect(stderr).toMatch(/花子@contoso.com\s+berlin\s+on hold until 2027-01-31/);
    expect(JSON.parse(stdout)).toMatchObject([{ upn: 'ada@contoso.com', state: 'active' }, { state: 'held' }]);
  });
});

describe('what a list would make wrong', () => {
  test('is said once for everybody, by name: the deployment has no such lines yet', async () => {
    deployment([{ upn: 'ada@contoso.com' }]);
    const rows = numbered(40).map(({ upn }) => `${upn},big`);
    writeFileSync(join(folder, 'people.csv'), ['upn,bundle', ...rows].join('\n'));
    const { exitCode, stderr } = await users(['import', 'people.csv', '--max-removals', '1', '--yes']);
    expect(exitCode).toBe(1);
    expect(stderr.split('\n').filter((line) => line.includes('must be the name of a bundle'))).toEqual([
      expect.stringMatching(/user0@contoso\.com, .* and \d+ more: bundle: must be .*got: big/),
    ]);
    expect(stderr).not.toMatch(/\(line \d+\)/);
    expect(list()).toEqual([{ upn: 'ada@contoso.com' }]);
  });
});

describe('users list of a fleet', () => {
  test('says that no list names its people, and where they are', async () => {
    deployment([]);
    const file = JSON.parse(text()) as { sites: { desktops: { users: object } }[]; entra: object };
    file.sites[0]!.desktops.users = { group: {} };
    Object.assign(file.entra, { desktopUsers: { create: { members: 'elsewhere' } } });
    writeFileSync(path(), JSON.stringify(file));
    const { exitCode, stderr } = await users(['list']);
    expect({ exitCode, stderr: stderr.replace(/\s+/g, ' ') }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('At berlin the members of a group have a desktop') as unknown as string,
    });
  });
});

describe('users add', () => {
  test('puts new users at the end, in the order given', async () => {
    deployment([{ upn: 'zoe@contoso.com' }]);
    expect((await users(['add', 'bob@contoso.com', 'ada@contoso.com'])).exitCode).toBe(0);
    expect(list()?.map(({ upn }) => upn)).toEqual(['zoe@contoso.com', 'bob@contoso.com', 'ada@contoso.com']);
  });

  test('a user on hold is active again', async () => {
    deployment([{ upn: 'Ada@contoso.com', state: 'held', holdUntil: '2027-01-31' }]);
    await users(['add', 'ada@contoso.com']);
    expect(list()).toEqual([{ upn: 'Ada@contoso.com' }]);
  });

  test.each([
    [['ada'], /ada: must be a user principal name/],
    [['ADA@contoso.com'], /ADA@contoso.com has a desktop at berlin already/],
    [['guest_gmail.com#EXT#@contoso.com'], /guests/],
  ])('%j is refused and nothing is written', async (upns, message) => {
    deployment([{ upn: 'ada@contoso.com' }]);
    const before = text();
    const { exitCode, stderr } = await users(['add', ...upns]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(text()).toBe(before);
  });

  test('with several sites one has to be named', async () => {
    deployment([{ upn: 'ada@contoso.com' }], 'two-sites-one-region.json');
    expect(await users(['add', 'new@contoso.com'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--site must be one of'),
    });
  });
});

describe('users remove', () => {
  test('puts on hold for 30 days; the user stays in the file', async () => {
    deployment([{ upn: 'ada@contoso.com' }, { upn: 'bob@contoso.com' }]);
    const { exitCode, stderr } = await users(['remove', 'ADA@contoso.com']);
    expect(exitCode).toBe(0);
    expect(list()).toEqual([
      { upn: 'ada@contoso.com', state: 'held', holdUntil: dayIn(30) },
      { upn: 'bob@contoso.com' },
    ]);
    expect(stderr).toMatch(/kept until \d{4}-\d\d-\d\d/);
  });

  test('an unknown user is named, and asked for where one letter is off; the others are not touched either', async () => {
    deployment([{ upn: 'ada@contoso.com' }, { upn: 'bob@contoso.com' }]);
    const before = text();
    const { exitCode, stderr } = await users(['remove', 'bob@contoso.com', 'adda@contoso.com']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('adda@contoso.com is no user of this deployment (was ada@contoso.com meant?)');
    expect(text()).toBe(before);
  });

  test.each(['x', '-1', '1.5'])('--days %s is refused', async (days) => {
    deployment([{ upn: 'ada@contoso.com' }]);
    expect(await users(['remove', 'ada@contoso.com', `--days=${days}`])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(days),
    });
  });
});

describe('users purge', () => {
  test('takes a user on hold out after a yes, and writes that apply may', async () => {
    deployment([{ upn: 'ada@contoso.com', state: 'held', holdUntil: '2026-01-01' }, { upn: 'bob@contoso.com' }]);
    const { exitCode, stderr } = await users(['purge', 'ada@contoso.com'], { tty: true, actions: [{ answer: true }] });
    expect(exitCode).toBe(0);
    expect(list()).toEqual([{ upn: 'bob@contoso.com' }]);
    expect(stderr).toContain('allow.json says that this is meant');
  });

  test('an active user is refused', async () => {
    deployment([{ upn: 'ada@contoso.com' }]);
    expect(await users(['purge', 'ada@contoso.com', '--yes'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is active; only users on hold are purged'),
    });
  });

  test('without a name it takes those whose time is over, and no other', async () => {
    deployment([
      { upn: 'old@contoso.com', state: 'held', holdUntil: '2020-01-01' },
      { upn: 'kept@contoso.com', state: 'held', holdUntil: '2099-01-01' },
      { upn: 'ada@contoso.com' },
    ]);
    await users(['purge', '--yes']);
    expect(list()?.map(({ upn }) => upn)).toEqual(['kept@contoso.com', 'ada@contoso.com']);
  });

  test('Enter means no; where nobody can be asked it needs --yes', async () => {
    deployment([{ upn: 'ada@contoso.com', state: 'held' }, { upn: 'bob@contoso.com' }]);
    const before = text();
    expect((await users(['purge', 'ada@contoso.com'], { tty: true, actions: ['enter'] })).exitCode).toBe(1);
    expect(await users(['purge', 'ada@contoso.com'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--yes'),
    });
    expect(text()).toBe(before);
  });
});

describe('users import', () => {
  const csv = (upns: readonly string[], header = 'upn'): void =>
    writeFileSync(join(folder, 'export.csv'), `${header}\r\n${upns.join('\r\n')}\r\n`);

  test('shows joiners, leavers, returners and changes, and writes them after a yes', async () => {
    deployment([
      { upn: 'stays@contoso.com' },
      { upn: 'leaves@contoso.com' },
      { upn: 'back@contoso.com', state: 'held', holdUntil: '2027-01-31' },
    ]);
    csv(['stays@contoso.com,ALWAYS_ON', 'BACK@contoso.com,', 'joins@contoso.com,'], 'upn,runningMode');
    const { exitCode, stderr } = await users(['import', 'export.csv'], { tty: true, actions: [{ answer: true }] });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/joins\s+joins@contoso.com/);
    expect(stderr).toMatch(/leaves\s+leaves@contoso.com\s+no access, the desktop is kept/);
    expect(list()).toEqual([
      { upn: 'stays@contoso.com', runningMode: 'ALWAYS_ON' },
      { upn: 'leaves@contoso.com', state: 'held', holdUntil: dayIn(30) },
      { upn: 'back@contoso.com' },
      { upn: 'joins@contoso.com' },
    ]);
  });

  test('a list cut in half is refused with the names; nothing is written', async () => {
    deployment(numbered(20));
    csv(numbered(10).map(({ upn }) => upn));
    const before = text();
    const { exitCode, stderr } = await users(['import', 'export.csv', '--yes']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('10 of 20 people are not in export.csv');
    for (const { upn } of numbered(20).slice(10)) expect(stderr).toContain(upn);
    expect(text()).toBe(before);
    expect((await users(['import', 'export.csv', '--yes', '--max-removals', '10'])).exitCode).toBe(0);
  });

  test('of more than 200 people offers the fleet; whoever takes it has nothing written', async () => {
    deployment([{ upn: 'user0@contoso.com' }]);
    csv(numbered(201).map(({ upn }) => upn));
    const before = text();
    const taken = await users(['import', 'export.csv'], { tty: true, actions: [{ answer: true }] });
    expect(taken).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('fleet migrate --site berlin --group'),
    });
    expect(text()).toBe(before);
    // Where nobody can be asked it goes on.
    const written = await users(['import', 'export.csv', '--yes']);
    expect(written).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('201 desktops in a list') });
  });

  test('of more people than the network was meant for gives it the room, where its range has it, and says so', async () => {
    deployment([{ upn: 'user0@contoso.com' }, { upn: 'user1@contoso.com' }]);
    // As init writes two people: on one line.
    writeFileSync(
      path(),
      text().replace(/"list": \[[^\]]*\]/, '"list": [{ "upn": "user0@contoso.com" }, { "upn": "user1@contoso.com" }]'),
    );
    csv(numbered(300).map(({ upn }) => upn));
    const { exitCode, stderr } = await users(['import', 'export.csv', '--yes']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('users, room in the network');
    expect((JSON.parse(text()) as { sites: object[] }).sites[0]).toMatchObject({
      network: { create: { capacity: 300 } },
    });
    // One user is one line, and of a long change the beginning is shown.
    expect(
      text()
        .split('\n')
        .filter((line) => line.includes('"upn"')),
    ).toHaveLength(300);
    expect(stderr.split('\n').length).toBeLessThan(70);
  });

  test('of more people than the range of the network holds is refused with the range; nothing is written', async () => {
    deployment([{ upn: 'user0@contoso.com' }]);
    csv(numbered(500).map(({ upn }) => upn));
    const before = text();
    const { exitCode, stderr } = await users(['import', 'export.csv', '--yes']);
    expect(exitCode).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(
      /Nothing was changed.*cidr.*must have room for 500 desktops and a third more/,
    );
    expect(text()).toBe(before);
  });

  test('a line of thousands of characters is not shown whole', async () => {
    deployment(numbered(40));
    writeFileSync(path(), JSON.stringify(JSON.parse(text())));
    const { exitCode, stderr } = await users(['remove', 'user7@contoso.com']);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/… and \d+(,\d+)? more characters/);
    expect(Math.max(...stderr.split('\n').map(({ length }) => length))).toBeLessThan(300);
  });

  test('of two such lines the part in which they differ is shown, far behind as it is', async () => {
    deployment(numbered(40));
    writeFileSync(path(), JSON.stringify(JSON.parse(text())));
    const { stderr } = await users(['remove', 'user39@contoso.com']);
    const shown = (sign: string) => stderr.split('\n').find((line) => line.startsWith(`${sign}… `));
    expect(shown('-')).toContain('user39@contoso.com');
    expect(shown('+')).toContain('"held"');
  });

  test('a list cut in the middle of a line is refused with the line', async () => {
    deployment(numbered(4));
    writeFileSync(join(folder, 'export.csv'), 'upn,state\nuser0@contoso.com,active\nuser1@conto');
    expect(await users(['import', 'export.csv', '--yes'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('export.csv:3'),
    });
  });

  test('a new domain for the same people looks like a rename and is refused with the reason', async () => {
    deployment([{ upn: 'ada@contoso.com' }]);
    csv(['ada@fabrikam.com']);
    const { exitCode, stderr } = await users(['import', 'export.csv', '--yes']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/ada@contoso.com -> ada@fabrikam.com[^]*A desktop belongs to the user name/);
  });

  test('a list that says the same changes nothing', async () => {
    deployment(numbered(3));
    csv(numbered(3).map(({ upn }) => upn.toUpperCase()));
    const before = text();
    expect((await users(['import', 'export.csv'])).exitCode).toBe(0);
    expect(text()).toBe(before);
  });
});

test('users rename is refused and says why', async () => {
  deployment([{ upn: 'ada@contoso.com' }]);
  const { exitCode, stderr } = await users(['rename', 'ada@contoso.com', 'ada.l@contoso.com']);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/cannot be renamed[^]*A desktop belongs to the user name it was made for/);
});

describe('a users file keeps its order, comments and manner of writing', () => {
  const file = '# Kept by HR\r\nUPN;Tags\r\n# Berlin\r\nzoe@contoso.com;"team=a; b=c"\r\nada@contoso.com;\r\n';

  test('a user on hold: columns that are missing are added, the rest stays byte for byte', () => {
    expect(
      editUsersFile(file, 'u.csv', [{ change: 'ada@contoso.com', fields: { state: 'held', holdUntil: '2027-01-31' } }]),
    ).toBe(
      '# Kept by HR\r\nUPN;Tags;state;holdUntil\r\n# Berlin\r\nzoe@contoso.com;"team=a; b=c";;\r\nada@contoso.com;;held;2027-01-31\r\n',
    );
  });
  test('a new user comes at the end, a removed one takes only its own line', () => {
    expect(editUsersFile(file, 'u.csv', [{ add: 'bob@contoso.com' }])).toBe(`${file}bob@contoso.com;\r\n`);
    expect(editUsersFile(file, 'u.csv', [{ remove: 'ZOE@contoso.com' }])).toBe(
      '# Kept by HR\r\nUPN;Tags\r\n# Berlin\r\nada@contoso.com;\r\n',
    );
  });
  test('a file without a line end at the end gets one before the new user', () =>
    expect(editUsersFile('upn\nada@contoso.com', 'u.csv', [{ add: 'bob@contoso.com' }])).toBe(
      'upn\nada@contoso.com\nbob@contoso.com\n',
    ));
  test('a byte order mark and tabs stay', () =>
    expect(
      editUsersFile('\uFEFFupn\tstate\nada@contoso.com\t\n', 'u.csv', [
        { change: 'ada@contoso.com', fields: { state: 'held' } },
      ]),
    ).toBe('\uFEFFupn\tstate\nada@contoso.com\theld\n'));
  test('through the command: the deployment names the file, and only the file is written', async () => {
    deployment('# kept\nupn,state\nada@contoso.com,\n');
    const before = text();
    expect((await users(['add', 'bob@contoso.com'])).exitCode).toBe(0);
    expect(readFileSync(join(folder, 'users.csv'), 'utf8')).toBe(
      '# kept\nupn,state\nada@contoso.com,\nbob@contoso.com,\n',
    );
    expect(text()).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(['deployment.json', 'users.csv']);
  });
});

test('a deployment file keeps its indentation and everything else in it', () => {
  const before = JSON.stringify(JSON.parse(readFileSync('examples/smallest.json', 'utf8')), undefined, 4);
  const after = editUsersInDeployment(before, 0, [{ add: 'bob@contoso.com' }]);
  expect(after).toContain('\n    "schemaVersion": 1');
  const without = JSON.parse(after) as File;
  without.sites[0]?.desktops.users.list?.pop();
  expect(without).toEqual(JSON.parse(before));
});
