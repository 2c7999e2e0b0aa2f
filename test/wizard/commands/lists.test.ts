/** `users import` with the lists that companies have, and with groups. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { csvRows, layoutOf } from '../../../deployment/csv-cells.js';
import { readText } from '../../../deployment/text-file.js';
import { readUsersFile } from '../../../deployment/users-file.js';
import type { Clouds } from '../../../wizard/clouds/lookup.js';
import { run } from '../../../wizard/cli.js';
import { listOfGroup } from '../../../wizard/commands/users-list-source.js';
import { dayIn } from '../../../wizard/commands/users-remove.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { keptStream, scriptedPrompts, type Action } from '../terminal/screen.js';

const inputs = join(import.meta.dirname, '..', '..', 'inputs');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lists-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Written = { upn: string } & Record<string, unknown>;
interface File {
  sites: { network: { create: object }; desktops: { users: { list?: Written[]; file?: string } } }[];
}
const path = (): string => join(folder, 'deployment.json');
const text = (): string => readFileSync(path(), 'utf8');
const list = (): Written[] => (JSON.parse(text()) as File).sites[0]?.desktops.users.list ?? [];

/** A row whose place nobody asks for. */
const nowhere = { firstLine: 0, line: 0 };

function deployment(users: readonly Written[] | { readonly file: string }): void {
  const file = JSON.parse(readFileSync(join('examples', 'smallest.json'), 'utf8')) as File;
  const [site] = file.sites;
  if (!site) throw new Error('the example has no site');
  Object.assign(site.network.create, { cidr: '172.20.0.0/18', capacity: 400 });
  site.desktops.users = 'file' in users ? { file: users.file } : { list: [...users] };
  writeFileSync(path(), JSON.stringify(file, undefined, 2));
}

async function imported(words: readonly string[], actions?: readonly Action[]) {
  return users(['import', ...words], actions);
}

async function users(words: readonly string[], actions?: readonly Action[]) {
  const stdout = keptStream();
  const stderr = keptStream(actions !== undefined, 100);
  const prompts = scriptedPrompts(actions ?? []);
  const stdin = { isTTY: actions !== undefined } as NodeJS.ReadStream;
  const exitCode = await run(['users', ...words], {
    ...{ stdin, stdout, stderr: stderr as never, env: { NO_COLOR: '1' }, cwd: folder, prompts },
    interrupts: new Interrupts(),
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text, asked: prompts.asked };
}

async function importedFile(name: string, ...more: readonly string[]) {
  copyFileSync(join(inputs, name), join(folder, name));
  return imported([name, '--yes', ...more]);
}

describe('counts come first, then at most twenty lines', () => {
  test('for 302 people out of Entra', async () => {
    deployment([{ upn: 'ada@contoso.com' }]);
    const { exitCode, stderr, stdout } = await importedFile('people-entra-export.csv', '--json');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^people-entra-export.csv: 302 people\.\n/);
    expect(stderr).toContain('301 join, 0 return, 0 leave, 0 change, 1 stays as it is.');
    expect(stderr.match(/^joins /gm)).toHaveLength(20);
    expect(stderr).toContain('… and 281 more (--json lists all)');
    expect(stderr.split('\n').length).toBeLessThan(110);
    expect((JSON.parse(stdout) as { joiners: unknown[] }).joiners).toHaveLength(301);
    expect(list()).toHaveLength(302);
  });

  test('and who leaves is among them, however many join', async () => {
    deployment([{ upn: 'ada@contoso.com' }, { upn: 'leaver@contoso.com' }]);
    const { stderr } = await importedFile('people-entra-export.csv');
    expect(stderr).toMatch(/^leaves +leaver@contoso.com /m);
    expect(stderr).toContain('… and 282 more (--json lists all)');
  });
});

test('a bar separates cells, too', () => {
  const { rows, problems } = readUsersFile('upn|displayName\nada@contoso.com|"Ada, Countess | Lovelace"\n', 'a.csv');
  expect(problems).toEqual([]);
  expect(rows.map(({ user }) => user.upn)).toEqual(['ada@contoso.com']);
});

test('a column of addresses that is taken for user names is named as a column', async () => {
  deployment([{ upn: 'ada@contoso.com' }]);
  const { stderr } = await importedFile('people-mail.csv');
  expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(
    /people-mail\.csv has a column that is taken for the user principal name; .* users list --check tells\): mail/,
  );
});

test('who is disabled, a guest or a group is named and left out', async () => {
  deployment([{ upn: 'ada@contoso.com' }]);
  const { stderr } = await importedFile('people-disabled.csv');
  expect(stderr).toContain('1 left out (a disabled account): user002@contoso.com');
  expect(stderr).toContain('1 left out (a guest): user003@contoso.com');
  expect(list().map(({ upn }) => upn)).toEqual(['ada@contoso.com', 'grace@contoso.com', 'user001@contoso.com']);
});

test('an account that was disabled is put on hold like somebody who is not in the list', async () => {
  deployment([
    { upn: 'ada@contoso.com' },
    { upn: 'grace@contoso.com' },
    { upn: 'user001@contoso.com' },
    { upn: 'user002@contoso.com' },
  ]);
  await importedFile('people-disabled.csv');
  expect(list().at(-1)).toEqual({ upn: 'user002@contoso.com', state: 'held', holdUntil: dayIn(30) });
});

test('a list of nobody puts nobody on hold, and says how many it would have been', async () => {
  deployment([{ upn: 'ada@contoso.com' }, { upn: 'grace@contoso.com' }]);
  const before = text();
  const { exitCode, stderr } = await importedFile('people-headeronly.csv');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/names nobody who may have a desktop: 2 of 2 people are not in people-headeronly.csv/);
  expect(text()).toBe(before);
});

test('every rule speaks before the question', async () => {
  deployment([{ upn: 'ada@contoso.com' }]);
  copyFileSync(join(inputs, 'people-badbundle.csv'), join(folder, 'people-badbundle.csv'));
  const before = text();
  const { exitCode, stderr, asked } = await imported(['people-badbundle.csv'], [{ answer: true }]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/must be the name of a bundle of this site:\s+standard, got: big/);
  expect(asked).toEqual([]);
  expect(text()).toBe(before);
});

test('tags of a list are taken, for those who join and those who are there', async () => {
  deployment([{ upn: 'ada@contoso.com', tags: { 'cost-center': '1' } }, { upn: 'grace@contoso.com' }]);
  await importedFile('csv-import-tags.csv');
  expect(list()).toEqual([
    { upn: 'ada@contoso.com', tags: { 'cost-center': '7' } },
    { upn: 'grace@contoso.com' },
    { upn: 'lin@contoso.com', tags: { department: 'Finance', 'cost-center': '42' } },
  ]);
});

test('somebody named twice counts once; two lines that differ are refused', async () => {
  deployment([{ upn: 'ada@contoso.com' }]);
  const { stderr } = await importedFile('people-dups.csv');
  expect(stderr).toContain('names USER001@contoso.com, user002@contoso.com more than once; once counts.');
  expect(list()).toHaveLength(5);
  writeFileSync(join(folder, 'two.csv'), 'upn,state\nada@contoso.com,active\nADA@contoso.com,held\n');
  expect((await imported(['two.csv', '--yes'])).stderr).toContain('two.csv:3 says something else of ADA@contoso.com');
});

test('whom the list puts on hold is on hold, until the day that it says', async () => {
  deployment([{ upn: 'ada@contoso.com' }, { upn: 'grace@contoso.com' }]);
  writeFileSync(
    join(folder, 'l.csv'),
    'upn,state,holdUntil\nada@contoso.com,held,2099-01-31\ngrace@contoso.com,,\nlin@contoso.com,held,2099-02-01\n',
  );
  expect((await imported(['l.csv', '--yes'])).exitCode).toBe(0);
  expect(list()).toEqual([
    { upn: 'ada@contoso.com', state: 'held', holdUntil: '2099-01-31' },
    { upn: 'grace@contoso.com' },
    { upn: 'lin@contoso.com', state: 'held', holdUntil: '2099-02-01' },
  ]);
});

test.each([[[]], [['a.csv', '--group', 'Sales']]])('%j: a file or a group, one of them', async (words) => {
  deployment([{ upn: 'ada@contoso.com' }]);
  expect(await imported(words)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('from a file or from a group'),
  });
});

describe.each(['people-entra-export.csv', 'people-disabled.csv', 'people-german-semicolon.csv'])(
  '%s as the users file of a site:',
  (name) => {
    const csv = () => readText(join(folder, name), { ansi: true });
    const people = () => readUsersFile(csv(), name);
    let before: ReturnType<typeof people>;
    beforeEach(() => {
      deployment({ file: name });
      copyFileSync(join(inputs, name), join(folder, name));
      before = people();
    });
    /** Everybody is as before but for what is said of some, and so is who is left out. */
    function expectOnly(changed: Readonly<Record<string, object>>): void {
      const after = people();
      expect(after.problems).toEqual([]);
      const expected = before.rows.map(({ user }) => ({ ...user, ...changed[user.upn] }));
      expect(after.rows.map(({ user }) => user)).toEqual(expected);
      expect(after.leftOut).toEqual(before.leftOut);
    }

    test('one on hold, and back', async () => {
      expect(await users(['remove', 'grace@contoso.com'])).toMatchObject({ exitCode: 0 });
      expectOnly({ 'grace@contoso.com': { state: 'held', holdUntil: dayIn(30) } });
      expect(await users(['add', 'grace@contoso.com'])).toMatchObject({ exitCode: 0 });
      expectOnly({});
    });

    test('a list in which somebody is missing, and somebody joins', async () => {
      const upns = before.rows.map(({ user }) => user.upn).filter((upn) => upn !== 'grace@contoso.com');
      writeFileSync(join(folder, 'new.csv'), `upn\n${[...upns, 'zoe@contoso.com'].join('\n')}\n`);
      expect(await imported(['new.csv', '--yes'])).toMatchObject({ exitCode: 0 });
      before = { ...before, rows: [...before.rows, { user: { upn: 'zoe@contoso.com', state: 'active' }, ...nowhere }] };
      expectOnly({ 'grace@contoso.com': { state: 'held', holdUntil: dayIn(30) } });
    });

    test('tags for one', async () => {
      const rows = before.rows.map(({ user: { upn } }) => (upn === 'ada@contoso.com' ? `${upn},a=1; b=2` : `${upn},`));
      writeFileSync(join(folder, 'new.csv'), `upn,tags\n${rows.join('\n')}\n`);
      expect(await imported(['new.csv', '--yes'])).toMatchObject({ exitCode: 0 });
      expectOnly({ 'ada@contoso.com': { tags: { a: '1', b: '2' } } });
    });

    test('its other cells, encoding and line ends stay', async () => {
      const { form, text: written } = csv();
      await users(['remove', 'grace@contoso.com']);
      const after = csv();
      expect(after.form).toEqual(form);
      const cells = (text: string) => csvRows(text, layoutOf(text)).map((row) => row.cells);
      const [header = [], ...rows] = cells(written);
      expect(cells(after.text).map((row) => row.slice(0, header.length))).toEqual([
        header,
        ...rows.map((row) => row.slice(0, header.length)),
      ]);
      expect(after.text.split('\r\n')).toHaveLength(written.split('\r\n').length);
    });
  },
);

describe('a group of Entra', () => {
  const groups = [
    {
      id: '00000000-0000-4000-8000-000000000001',
      displayName: 'Sales',
      description: 'Berlin',
      groupTypes: [],
      securityEnabled: true,
    },
    {
      id: '00000000-0000-4000-8000-000000000002',
      displayName: 'Twice',
      description: 'one',
      groupTypes: [],
      securityEnabled: true,
    },
    {
      id: '00000000-0000-4000-8000-000000000003',
      displayName: 'Twice',
      description: null,
      groupTypes: [],
      securityEnabled: true,
    },
  ];
  const members = [
    { '@odata.type': '#microsoft.graph.user', id: '1', userPrincipalName: 'ada@contoso.com' },
    { '@odata.type': '#microsoft.graph.user', id: '2', userPrincipalName: 'gone@contoso.com' },
    { '@odata.type': '#microsoft.graph.user', id: '3', userPrincipalName: 'x_fabrikam.com#EXT#@contoso.com' },
    { '@odata.type': '#microsoft.graph.group', id: '4', displayName: 'Inner\u001b[2J' },
  ];
  const users = [
    { id: '1', userPrincipalName: 'ada@contoso.com', accountEnabled: true, userType: 'Member' },
    { id: '2', userPrincipalName: 'gone@contoso.com', accountEnabled: false, userType: 'Member' },
  ];
  const graph = {
    within: () => graph,
    count: async () => members.length,
    get: async (at: string) => groups.find(({ id }) => at === `groups/${id}`),
    list: async (at: string, { query }: { query?: Record<string, string> } = {}) =>
      at === 'users'
        ? users
        : at === 'groups'
          ? groups.filter(({ displayName }) => query?.['$filter'] === `displayName eq '${displayName}'`)
          : members,
  };
  const network = { secondsAltogether: 60 };
  const clouds = { aws: { within: () => ({}) }, graph, network } as unknown as Clouds;

  test.each(['Sales', '00000000-0000-4000-8000-000000000001'])(
    '%s: its direct members, the others by name',
    async (given) => {
      expect(await listOfGroup(given, clouds, 'users import --group')).toEqual({
        name: 'the group "Sales"',
        users: [{ upn: 'ada@contoso.com', state: 'active' }],
        leftOut: [
          { name: 'Inner\\u{1b}[2J', why: 'a nested group' },
          { name: 'gone@contoso.com', why: 'a disabled account' },
          { name: 'x_fabrikam.com#EXT#@contoso.com', why: 'a guest' },
        ],
        notes: [],
      });
    },
  );

  test('of a name that several have, or none', async () => {
    await expect(listOfGroup('Twice', clouds, 'users import --group')).rejects.toThrow(
      'Several groups are called "Twice"',
    );
    await expect(listOfGroup('Nobody', clouds, 'users import --group')).rejects.toThrow('There is no group "Nobody"');
  });
});
