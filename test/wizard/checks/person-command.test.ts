/** `doctor --user` as it is typed: without repository, state or terraform, reading only. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lookingRights } from '../../../wizard/permissions/lookup-rights.js';
import { directoryName } from '../clouds/prepared.js';
import { changed, adaIn } from './person-faults.js';
import { callIn, personWorld, statesOf, type PersonWorld } from './person-world.js';

let world: PersonWorld;
let folder: string;
const requests: { readonly method: string; readonly host: string; readonly path: string }[] = [];

beforeAll(async () => {
  world = await personWorld();
  folder = mkdtempSync(join(tmpdir(), 'doctor-user-'));
  const { network } = world.twin.world;
  const dispatch = network.dispatch.bind(network);
  network.dispatch = (request) => {
    requests.push(request);
    return dispatch(request);
  };
});
afterAll(async () => {
  await world.started.stop();
  rmSync(folder, { recursive: true });
});

const here = ['--region', 'eu-central-1', '--directory', directoryName] as const;

const doctor = (...words: readonly string[]) => callIn(world, folder, ['doctor', ...words]);

describe('without a deployment', () => {
  test('a person who works: a table, a sentence, 0', async () => {
    const { exitCode, stderr, stdout } = await doctor('--user', 'ada@contoso.com', ...here);
    expect(stderr).toMatch(/ada@contoso.com, contoso-berlin .*For everybody.*For this person.*Managed by Intune/);
    expect(stderr).toMatch(/Every link from ada@contoso.com to the desktop is whole/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  });

  test('broken: 1, and the same as JSON', async () => {
    const mend = changed(adaIn(world).user(), { accountEnabled: false });
    const { exitCode, stdout, stderr } = await doctor('--user', 'ada@contoso.com', ...here, '--json');
    mend();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/✖ The account in Entra ada@contoso.com is disabled/);
    expect(JSON.parse(stdout)).toMatchObject({
      user: 'ada@contoso.com',
      state: 'broken',
      firstBroken: 'account',
      conclusion: expect.stringContaining('the Entra administrator can mend it'.replace('the', 'The')),
      links: expect.arrayContaining([
        expect.objectContaining({ id: 'account', state: 'broken', mender: 'the Entra administrator' }),
      ]),
    });
  });

  test('a ticket: at most ten lines, no id in it', async () => {
    const mend = changed(adaIn(world).desktop(), {
      state: 'ERROR',
      error: { code: 'Subnet.Full', message: `subnet-0123456789abcdef0 of ${world.made.directoryId} is full` },
    });
    const { exitCode, stdout } = await doctor('--user', world.made.desktopId, ...here, '--ticket');
    mend();
    const lines = stdout.trim().split('\n');
    expect(exitCode).toBe(1);
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(stdout).toMatch(
      /^Desktop of ada@contoso.com\n.*Result: broken\nLink: The desktop\n.*For: the desktop engineer\n/s,
    );
    for (const id of [
      world.made.desktopId,
      world.made.directoryId,
      world.made.userId,
      'subnet-',
      'arn:',
      'WS\\w+\\+',
    ]) {
      expect(stdout).not.toMatch(new RegExp(id, 'i'));
    }
  });

  test('reads only, writes nothing, and starts no terraform', async () => {
    requests.length = 0;
    const from = world.twin.aws.calls.length;
    const before = world.twin.entra.snapshot();
    await doctor('--user', 'ada@contoso.com', ...here);
    const toGraph = requests.filter(({ host }) => host === 'graph.microsoft.com');
    expect(toGraph.length).toBeGreaterThan(10);
    expect(toGraph.filter(({ method }) => method !== 'GET')).toEqual([]);
    const operations = world.twin.aws.calls.slice(from).map(({ operation }) => operation);
    expect(operations.length).toBeGreaterThan(10);
    expect(operations.filter((operation) => !/^(Describe|Get|List)/.test(operation))).toEqual([]);
    expect(world.twin.entra.snapshot()).toEqual(before);
    expect(readdirSync(folder)).toEqual([]);
    expect(world.twin.aws.unknownCalls).toEqual([]);
    expect(world.twin.entra.unknownCalls).toEqual([]);
  });

  test.each([
    [['--user', 'ada@contoso.com'], 2, /no deployment.json here.*--region REGION/],
    [['--user', 'ada@contoso.com', '--region', 'mars-north-1'], 2, /--region must be a Region.*got: mars-north-1/],
    [['--user', 'ada@contoso.com', ...here, '--from', 'home'], 2, /--from must be an IPv4 address, got: home/],
    [['--user', 'ada@contoso.com', ...here, '--device', 'toaster'], 2, /device/],
    [['--ticket', '--from', '203.0.113.7'], 2, /--from, --ticket goes with --user/],
    [
      ['--user', 'ada@contoso.com', '--region', 'eu-central-1', '--directory', 'contoso-paris'],
      1,
      /no directory contoso-paris in eu-central-1/,
    ],
    [['--user', 'WS-NOTTHERE', ...here], 1, /No desktop WS-NOTTHERE in contoso-berlin.*UPN, a mail address/],
  ] as const)('%j', async (words, code, says) => {
    const { exitCode, stderr } = await doctor(...words);
    expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: expect.stringMatching(says) });
    expect(stderr).not.toMatch(/ at \w+.*\.ts/);
  });
});

test('with a deployment: its sites, its users, its names', async () => {
  const file = JSON.parse(readFileSync('examples/smallest.json', 'utf8'));
  file.entra.tenantId = world.twin.entra.id;
  file.aws.accountId = world.twin.aws.accountId;
  file.sites[0].directoryName = directoryName;
  file.sites[0].desktops.users = {
    list: [{ upn: 'ada@contoso.com' }, { upn: 'grace@contoso.com', state: 'held', holdUntil: '2099-01-31' }],
  };
  const path = join(folder, 'deployment.json');
  writeFileSync(path, JSON.stringify(file));
  const held = await doctor('--user', 'grace@contoso.com', '--json');
  rmSync(path);
  expect(held.stderr).not.toMatch(/There is no deployment/);
  expect(JSON.parse(held.stdout)).toMatchObject({ user: 'grace@contoso.com', site: file.sites[0].key });
});

test('with exactly the rights that permissions prints everything is seen', async () => {
  const { aws = [], graph = [], optional } = lookingRights['doctor --user'];
  const seenWith = async (rights: readonly string[]) =>
    Object.entries(statesOf(await world.examine('ada@contoso.com', {}, world.started.holding({ aws: rights, graph }))));
  const all = await seenWith([...aws, ...(optional?.aws ?? [])]);
  expect(all.filter(([, state]) => state !== 'ok')).toEqual([]);
  // What is inside of the secret is a right of its own.
  const least = await seenWith(aws);
  expect(least.filter(([, state]) => state !== 'ok')).toEqual([['registration-secret', 'unknown']]);
});
