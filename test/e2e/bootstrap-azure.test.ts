import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runUntilEnded } from './bootstrap/killed.js';
import { stateKey } from './bootstrap/backend.js';
import { accountPlace, repositoryName, World } from './bootstrap/world.js';

// A pipeline of GitHub whose state lies in a storage account, made by bootstrap. Terraform's own azurerm backend keeps the
// state of the deployment and of the identities there, with real leases.

const said = (text: string): string => text.replaceAll(/\s+/g, ' ');
const blob = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const westeurope = ['--location', 'westeurope'] as const;

const accountOf = ({ twin }: World) => twin.azure.accounts.all.get('contosostate');
const blobsOf = (world: World) => accountOf(world)!.containers.get('tfstate')!.blobs;

/** What a job may do with blobs, by the roles as Azure keeps them. */
async function rightsOf(world: World, job: 'mainPlan' | 'apply'): Promise<Record<string, string[]>> {
  const { assignments, subscriptionId } = world.twin.azure;
  const principal = await world.principalOf(job);
  for (const each of assignments.all.values()) each.pending = 0;
  const at = `/subscriptions/${subscriptionId}/resourceGroups/desktops/providers/Microsoft.Storage/storageAccounts/contosostate/blobServices/default/containers/tfstate`;
  const paths = {
    state: stateKey,
    plans: `${stateKey}.plans/x`,
    'that of the identities': 'bootstrap/contoso-aws.tfstate',
    'another state': `${stateKey}2`,
  };
  return Object.fromEntries(
    Object.entries(paths).map(([name, path]) => [
      name,
      ['read', 'write', 'delete', 'add/action'].filter((action) =>
        assignments.mayWithBlobs(principal, at, action, { path, isCurrentVersion: true }),
      ),
    ]),
  );
}

describe('from an empty repository, account, tenant and subscription', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ empty: true, inAzure: true });
  });
  afterAll(async () => world.stop());

  test('--print names the account, a role for each job and whose rights it takes; makes nothing, and takes no bucket', async () => {
    const { exitCode, stdout, stderr } = await world.run(
      'bootstrap',
      '--print',
      '--json',
      '--repository',
      repositoryName,
    );
    const { things, rights } = JSON.parse(stdout) as {
      things: { part: string; what: string }[];
      rights: Record<string, string | string[]>;
    };
    expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
    expect(things.filter(({ part }) => part === 'azure').map(({ what }) => what)).toEqual([
      'resource group desktops',
      'storage account contosostate',
      'container tfstate',
      'Storage Blob Data Contributor on the container',
      'role "contoso state main-plan" for its job',
      'role "contoso state apply" for its job',
    ]);
    expect(rights['azure']).toContain('Owner of the resource group');
    expect((rights['awsActions'] as string[]).filter((action) => !action.startsWith('iam:'))).toEqual([]);
    const shown = await world.run('bootstrap', '--print', '--repository', repositoryName);
    expect(said(shown.stderr)).toContain('Rules of the network on the storage account stay');
    const bucket = await world.bootstrap('--bucket', 'contoso-state');
    expect([bucket.exitCode, said(bucket.stderr)]).toEqual([2, expect.stringContaining('goes without --bucket.')]);
    expect([world.twin.azure.writes, world.twin.github.writes]).toEqual([[], []]);
  });

  test('rules of the host first, then account, identities and their roles on it; trust comes last', async () => {
    const { exitCode, stderr } = await world.bootstrap(...westeurope);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
    expect(accountOf(world)?.properties).toMatchObject({ allowSharedKeyAccess: false, minimumTlsVersion: 'TLS1_2' });
    const { state, pipeline } = await world.deployment();
    expect(state).toEqual({ azurerm: { ...accountPlace, subscriptionId: world.twin.seeded.subscriptionId } });
    expect(pipeline?.github?.aws.apply).toBe('arn:aws:iam::111122223333:role/contoso-apply');
    expect(world.repository.variables.get('ENTRA_WORKSPACES_STATE_ACCOUNT')).toBe('contosostate');
    expect([...blobsOf(world).keys()].sort()).toEqual([
      'bootstrap/contoso-aws.tfstate',
      'bootstrap/contoso-entra.tfstate',
      stateKey,
    ]);
    expect(world.twin.aws.buckets.buckets.size).toBe(0);
    const order = [
      'the storage account contosostate',
      'the application "Contoso pipeline (apply)"',
      '"contoso state apply" for its job',
      'the trust of the role contoso-apply',
    ];
    const places = order.map((what) => said(stderr).indexOf(what));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places).not.toContain(-1);
  });

  test('main-plan reads the state and adds plans, apply writes; neither reaches the state of the identities, or another one', async () => {
    const [read, add] = ['read', 'add/action'];
    expect(await rightsOf(world, 'mainPlan')).toEqual({
      state: [read],
      plans: [read, add],
      'that of the identities': [],
      'another state': [],
    });
    const all = ['read', 'write', 'delete', 'add/action'];
    expect(await rightsOf(world, 'apply')).toEqual({
      state: all,
      plans: all,
      'that of the identities': [],
      'another state': [],
    });
  });

  test('once more changes nothing; what somebody widened is put back, and what opens more besides is named', async () => {
    const { azure } = world.twin;
    const deployment = await world.deployment();
    const before = azure.writes.length;
    const again = await world.bootstrap();
    expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
    expect([azure.writes.length, await world.deployment()]).toEqual([before, deployment]);
    const [id, role] = [...azure.assignments.definitions.custom].find(
      ([, { name }]) => name === 'contoso state main-plan',
    )!;
    const [permission] = role.properties!['permissions'] as [object];
    const wide = { ...role.properties, permissions: [{ ...permission, dataActions: [`${blob}/*`] }] };
    azure.assignments.definitions.custom.set(id, { ...role, data: [`${blob}/*`], properties: wide });
    const ofApply = [...azure.assignments.all].find(([, each]) => each.condition?.includes('/delete') === true)!;
    azure.assignments.all.set(ofApply[0], { ...ofApply[1], condition: undefined });
    const mended = await world.bootstrap();
    expect([mended.exitCode, said(mended.stderr)]).toEqual([
      0,
      expect.stringMatching(/the role "contoso state main-plan", put back.*"contoso state apply" for its job/),
    ]);
    expect((await rightsOf(world, 'mainPlan'))['state']).toEqual(['read']);
    expect((await rightsOf(world, 'apply'))['another state']).toEqual([]);
    azure.grant(await world.principalOf('mainPlan'), 'blobDataContributor');
    const wider = await world.bootstrap();
    expect([wider.exitCode, said(wider.stderr)]).toEqual([
      1,
      expect.stringContaining('must have no other role on blobs, got: blobDataContributor on /subscriptions/'),
    ]);
    for (const [name, each] of azure.assignments.all)
      if (each.principalId === (await world.principalOf('mainPlan')) && each.condition === undefined)
        azure.assignments.all.delete(name);
  });

  test('undone, trust first: the jobs have no role any more, the account stays; with its name it goes, too', async () => {
    const { azure, entra } = world.twin;
    // Somebody lowered the level by hand since: the trust of apply goes first all the same.
    const now = await world.deployment();
    const { aws, entra: apps, ...github } = now.pipeline!.github!;
    const lowered = {
      ...github,
      level: 'refused' as const,
      aws: { mainPlan: aws.mainPlan },
      entra: { mainPlan: apps.mainPlan },
    };
    await world.write({ ...now, pipeline: { github: lowered } });
    const removed = await world.run('bootstrap', '--undo', '--auto-approve');
    expect([removed.exitCode, said(removed.stderr)]).toEqual([
      0,
      expect.stringMatching(
        /the trust of the role contoso-apply is gone.*Nobody is trusted any more.*the role "contoso state apply" is gone.*What stays: the storage account contosostate/,
      ),
    ]);
    expect(azure.assignments.definitions.custom.size).toBe(0);
    expect(
      [...entra.state.applications.values()].filter(({ displayName }) => displayName?.includes('pipeline')),
    ).toEqual([]);
    expect((await world.deployment()).pipeline).toBeNull();
    const gone = await world.run('bootstrap', '--undo', '--delete-state', 'contosostate', '--auto-approve');
    expect([gone.exitCode, said(gone.stderr)]).toEqual([
      0,
      expect.stringContaining('the resource group desktops is gone'),
    ]);
    expect(azure.accounts.all.size).toBe(0);
  });
});

describe('by people with rights in one place each', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ empty: true, inAzure: true });
  });
  afterAll(async () => world.stop());

  const only = async (part: string, ...words: string[]) =>
    world.run('bootstrap', '--only', part, '--repository', repositoryName, '--auto-approve', ...words);

  test('each does their part in turn, and is told whose comes before', async () => {
    const first = await only('repository', '--reviewer', 'contoso/platform');
    expect([first.exitCode, first.stderr]).toEqual([
      0,
      expect.stringMatching(/--only entra[^]*--only azure[^]*--only aws/),
    ]);
    for (const [part, before] of [
      ['azure', 'entra'],
      ['aws', 'azure'],
    ] as const) {
      const early = await only(part);
      expect([early.exitCode, said(early.stderr)]).toEqual([
        1,
        expect.stringContaining(`Another part comes before that of ${part}: ${before}.`),
      ]);
    }
    expect((await only('entra')).exitCode).toBe(0);
    // A file that came by mail does not say who is let in to the state.
    const file = join(world.folder, 'bootstrap.json');
    const sent = await readFile(file, 'utf8');
    const mallory = { mainPlan: world.twin.seeded.terraform.objectId, apply: world.twin.seeded.terraform.objectId };
    const forged = JSON.parse(sent) as { entra: object };
    await writeFile(file, JSON.stringify({ ...forged, entra: { ...forged.entra, principals: mallory } }));
    const refused = await only('azure', ...westeurope);
    expect([refused.exitCode, said(refused.stderr)]).toEqual([
      1,
      expect.stringMatching(/is not what the tenant says.*entra.principals: must be/),
    ]);
    expect(world.twin.azure.assignments.definitions.custom.size).toBe(0);
    await writeFile(file, sent);
    for (const [part, ...words] of [['azure', ...westeurope], ['aws'], ['repository']] as const) {
      const done = await only(part, ...words);
      expect([part, done.exitCode, done.stderr]).toEqual([part, 0, expect.any(String)]);
    }
    expect((await rightsOf(world, 'mainPlan'))['state']).toEqual(['read']);
    expect((await world.deployment()).pipeline?.github?.repository).toBe(repositoryName);
    // Whoever goes on alone finds all of it, and takes it in.
    const whole = await world.bootstrap();
    expect([whole.exitCode, whole.stderr]).toEqual([0, expect.any(String)]);
    expect((await world.bootstrap()).stderr).toContain('nothing was made or changed');
  });
});

test('killed after each call in Azure that changes something, the next run goes on, and nothing is made twice', async () => {
  const world = await World.start({ empty: true, inAzure: true });
  try {
    const { twin } = world;
    const words = ['--repository', repositoryName, '--reviewer', 'contoso/platform', '--auto-approve', ...westeurope];
    // Every object of Azure, and what is locked while it is made.
    const changing = /^arm (PUT|PATCH) |^blob PUT (metadata )?\/tfstate\/bootstrap/;
    const code = await runUntilEnded(world, ['bootstrap', ...words], {
      arm: ({ withTerraform }) => twin.faults.injectOnceAt(changing, { meanwhile: withTerraform }),
      most: 40,
    });
    expect(code).toBe(0);
    expect(twin.faults.met.length).toBeGreaterThan(9);
    expect((await world.bootstrap()).stderr).toContain('nothing was made or changed');
    expect(twin.azure.assignments.definitions.custom.size).toBe(2);
    expect((await rightsOf(world, 'apply'))['state']).toContain('write');
  } finally {
    await world.stop();
  }
}, 900_000);
