import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { World } from './bootstrap/world.js';

// A place for the state in Azure, for people who apply on a laptop. Whoever makes it owns the subscription, and reads no blob.

const place = {
  resourceGroupName: 'desktops',
  storageAccountName: 'contosostate',
  containerName: 'tfstate',
};
const key = 'entra-workspaces/contoso.tfstate';

let world: World;
beforeAll(async () => {
  world = await World.start();
  world.as = { GH_TOKEN: '', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
  await world.write({ ...(await world.deployment()), state: { azurerm: place } });
});
afterAll(async () => world.stop());

const said = (text: string): string => text.replaceAll(/\s+/g, ' ');
const laptop = async (...words: string[]) => world.run('bootstrap', '--laptop', ...words);
const account = () => world.twin.azure.accounts.all.get('contosostate')!;
const put = (text: string, lease?: string): void =>
  void account()
    .containers.get('tfstate')!
    .blobs.set(key, { bytes: Buffer.from(text), metadata: {}, lease, versions: 1 });

test('--print names rights and things, and makes nothing; nor does a run that nobody agrees to, or that knows no location', async () => {
  const { exitCode, stdout, stderr } = await laptop('--print', '--json');
  expect([exitCode, JSON.parse(stdout)]).toEqual([
    0,
    expect.objectContaining({ account: 'contosostate', rights: { azure: expect.stringContaining('Owner') } }),
  ]);
  expect(said(stderr)).toContain('a lock is a lease, and a lease is a write');
  expect((await laptop()).exitCode).toBe(2);
  const nowhere = await laptop('--auto-approve');
  expect([nowhere.exitCode, said(nowhere.stderr)]).toEqual([
    2,
    expect.stringContaining('--location must name a location'),
  ]);
  expect(world.twin.azure.writes).toEqual([]);
});

test('whoever sits there is asked where in Azure, before they agree', async () => {
  const asked = await world.asked([{ answer: 'westeurope' }, { answer: false }], '--laptop');
  expect(asked.questions).toEqual([expect.stringContaining('Where in Azure?'), 'Make this?']);
  expect([asked.exitCode, world.twin.azure.writes]).toEqual([130, []]);
});

test('an account of somebody else, or of this group without our tag, is not taken over', async () => {
  const { accounts, groups } = world.twin.azure;
  accounts.plant('contosostate');
  const other = await laptop('--location', 'westeurope', '--auto-approve');
  expect([other.exitCode, said(other.stderr)]).toEqual([1, expect.stringContaining('The name contosostate is taken')]);
  accounts.plant('contosostate', 'desktops', { team: 'web' });
  const own = await laptop('--location', 'westeurope', '--auto-approve');
  expect([own.exitCode, said(own.stderr)]).toEqual([
    1,
    expect.stringMatching(/there: .*contosostate, with the tags team = web/),
  ]);
  expect(account().properties).toMatchObject({ allowSharedKeyAccess: true });
  accounts.all.delete('contosostate');
  groups.clear();
  world.twin.azure.writes.length = 0;
});

test('group, account and container are made closed; whoever made them is let in, once that is effective', async () => {
  const { exitCode, stderr } = await laptop('--location', 'westeurope', '--auto-approve');
  expect([exitCode, said(stderr)]).toEqual([
    0,
    expect.stringContaining('the role Storage Blob Data Contributor on tfstate'),
  ]);
  expect(account()).toMatchObject({
    location: 'westeurope',
    properties: {
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
    },
    blobService: { isVersioningEnabled: true, deleteRetentionPolicy: { enabled: true, days: 30 } },
    tags: { 'entra-workspaces:deployment': 'contoso' },
  });
  expect(JSON.stringify(account().managementPolicy)).toContain(`tfstate/${key}.plans/`);
  // Terraform would write one as soon as it connects, which a job that plans may not.
  const empty = account().containers.get('tfstate')!.blobs.get(key)!.bytes.toString();
  expect(JSON.parse(empty)).toMatchObject({ version: 4, resources: [] });
  expect((await world.deployment()).state).toEqual({
    azurerm: { ...place, subscriptionId: world.twin.seeded.subscriptionId },
  });
  const { rules } = world.twin.world;
  expect([rules.leanedOn('azure-management-is-not-data'), rules.leanedOn('azure-role-takes-a-while')]).toEqual([
    true,
    true,
  ]);
});

test('once more changes nothing; what somebody opened is closed again, and what is theirs stays', async () => {
  const before = [...world.twin.azure.writes];
  const again = await laptop('--auto-approve');
  expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
  expect(world.twin.azure.writes).toEqual(before);
  account().properties['allowSharedKeyAccess'] = true;
  account().tags['team'] = 'desktops';
  const theirs = { name: 'theirs', enabled: true };
  const { policy } = account().managementPolicy as { policy: { rules: object[] } };
  account().managementPolicy = { policy: { rules: [theirs, ...policy.rules.slice(1)] } };
  const mended = await laptop('--auto-approve');
  expect([mended.exitCode, said(mended.stderr)]).toEqual([
    0,
    expect.stringContaining('the settings of the storage account'),
  ]);
  expect(account().properties['allowSharedKeyAccess']).toBe(false);
  expect(account().tags).toMatchObject({ team: 'desktops' });
  expect(account().managementPolicy).toMatchObject({ policy: { rules: expect.arrayContaining([theirs]) } });
  expect((await laptop('--auto-approve')).stderr).toContain('nothing was made or changed');
});

test('whoever may only read there is let in to write: a lock is a write', async () => {
  const { assignments } = world.twin.azure;
  const me = world.twin.seeded.terraform.objectId;
  for (const [id, { scope }] of [...assignments.all]) if (/blobServices/i.test(scope)) assignments.all.delete(id);
  world.twin.azure.grant(me, 'blobDataReader');
  const again = await laptop('--auto-approve');
  expect([again.exitCode, said(again.stderr)]).toEqual([
    0,
    expect.stringContaining('the role Storage Blob Data Contributor on tfstate'),
  ]);
  expect((await laptop('--auto-approve')).stderr).toContain('nothing was made or changed');
});

test('not undone while something is in the state, or while it is locked', async () => {
  put(JSON.stringify({ version: 4, resources: [{ mode: 'managed', type: 'aws_vpc', name: 'network' }] }));
  const full = await laptop('--undo', '--delete-state', 'contosostate', '--auto-approve');
  expect([full.exitCode, said(full.stderr)]).toEqual([1, expect.stringContaining('such as aws_vpc.network')]);
  put('{"version":4,"resources":[]}', 'somebody');
  const locked = await laptop('--undo', '--auto-approve');
  expect([locked.exitCode, said(locked.stderr)]).toEqual([1, expect.stringContaining('the state is locked')]);
  put('{"version":4,"resources":[]}');
  const wrong = await laptop('--undo', '--delete-state', 'tfstate', '--auto-approve');
  expect([wrong.exitCode, said(wrong.stderr)]).toEqual([
    2,
    expect.stringContaining('must repeat the name of the storage account'),
  ]);
  account().containers.set('theirs', { properties: {}, blobs: new Map() });
  const shared = await laptop('--undo', '--delete-state', 'contosostate', '--auto-approve');
  expect([shared.exitCode, said(shared.stderr)]).toEqual([1, expect.stringContaining('got besides: theirs')]);
  account().containers.delete('theirs');
  const { blobs } = account().containers.get('tfstate')!;
  for (const others of ['network.tfstate', 'entra-workspaces/contoso.tfstate2']) {
    blobs.set(others, { bytes: Buffer.from('{}'), metadata: {}, lease: undefined, versions: 1 });
    const beside = await laptop('--undo', '--delete-state', 'contosostate', '--auto-approve');
    expect([beside.exitCode, said(beside.stderr)]).toEqual([1, expect.stringContaining(`got besides: ${others}`)]);
    blobs.delete(others);
  }
});

test('whoever is not let in gives themselves nothing before they agreed to take it away', async () => {
  const { assignments } = world.twin.azure;
  const before = new Map(assignments.all);
  for (const [id, { scope }] of before) if (/blobServices/i.test(scope)) assignments.all.delete(id);
  expect(assignments.all.size).toBeLessThan(before.size);
  const writes = world.twin.azure.writes.length;
  const unasked = await laptop('--undo');
  expect([unasked.exitCode, said(unasked.stderr)]).toEqual([2, expect.stringContaining('Nobody can be asked')]);
  expect(world.twin.azure.writes.length).toBe(writes);
  for (const [id, each] of before) assignments.all.set(id, each);
});

test('what would not be heard is refused: nothing is left out in silence', async () => {
  for (const [words, wrong] of [
    [['--bucket', 'contoso'], '--bucket'],
    [['--no-consent'], '--no-consent'],
    [['--undo', '--print', '--auto-approve'], '--print'],
    [['--intune', '--location', 'westeurope', '--undo', '--delete-state', 'x'], '--location'],
    [['--intune', '--undo', '--delete-state', 'contosostate'], '--delete-state'],
    [['--certificate', 'x.pfx'], '--certificate'],
  ] as const) {
    const { exitCode, stderr } = await laptop(...words);
    expect([words, exitCode, said(stderr)]).toEqual([words, 2, expect.stringMatching(`goes without ${wrong}\\.`)]);
  }
});

test('undone it is a file again and the account stays; with its name account and group go', async () => {
  const { state } = await world.deployment();
  const undone = await laptop('--undo', '--auto-approve');
  expect([undone.exitCode, said(undone.stderr)]).toEqual([
    0,
    expect.stringContaining('What stays: the storage account'),
  ]);
  expect((await world.deployment()).state).toEqual({ local: {} });
  expect(account().tags).toMatchObject({ 'entra-workspaces:deployment': 'contoso' });
  await world.write({ ...(await world.deployment()), state });
  // What others set on it goes with it: it is shown before anybody agrees.
  world.twin.azure.grant('0000-backup', 'blobDataReader', account().id);
  account().properties['networkAcls'] = { defaultAction: 'Deny', ipRules: [{ value: '203.0.113.7' }] };
  const shown = await laptop('--undo', '--delete-state', 'contosostate');
  expect([shown.exitCode, said(shown.stderr)]).toEqual([
    2,
    expect.stringMatching(
      /what others set there: the role blobDataReader of 0000-backup on the account .*rules of the network: 1 address, 0 subnets/,
    ),
  ]);
  const gone = await laptop('--undo', '--delete-state', 'contosostate', '--auto-approve');
  expect([gone.exitCode, said(gone.stderr)]).toEqual([
    0,
    expect.stringContaining('the resource group desktops is gone'),
  ]);
  expect([world.twin.azure.accounts.all.size, world.twin.azure.groups.size]).toEqual([0, 0]);
});

test('a group that was there before is used as it is, and stays', async () => {
  const { groups } = world.twin.azure;
  groups.set('desktops', { location: 'northeurope', tags: { owner: 'platform' } });
  await world.write({ ...(await world.deployment()), state: { azurerm: place } });
  expect((await laptop('--auto-approve')).exitCode).toBe(0);
  expect(account().location).toBe('northeurope');
  expect((await laptop('--undo', '--delete-state', 'contosostate', '--auto-approve')).exitCode).toBe(0);
  expect([...groups.values()]).toEqual([{ location: 'northeurope', tags: { owner: 'platform' } }]);
});

test('who may not make it is told the action that is missing', async () => {
  world.twin.azure.assignments.all.clear();
  world.twin.azure.grant(world.twin.seeded.terraform.objectId, 'reader');
  await world.write({ ...(await world.deployment()), state: { azurerm: place } });
  const { exitCode, stderr } = await laptop('--auto-approve');
  expect([exitCode, said(stderr)]).toEqual([
    1,
    expect.stringContaining('Needed: Microsoft.Storage/storageAccounts/write'),
  ]);
});
