import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { skus } from '../../twin/entra/catalogue.js';
import { Graph } from '../../twin/providers/azuread/graph.js';
import { cloudsVariable } from '../../wizard/clouds/addresses.js';
import { workspacesOffer as priceList } from '../domain/cost/offers.js';
import { call } from '../wizard/handshake/foundation.js';
import { setUpWhole } from './handshake.js';
import { greenfield, Scenario, type DeploymentFile } from './harness.js';
import { nameWhatIsMissing } from './worlds.js';

// A life of its own: the group is made by Terraform, people get into it by an access package alone, and the destroy at its
// end has to leave nothing.

const region = 'eu-central-1';
const [ada, grace, alan] = ['ada@contoso.com', 'grace@contoso.com', 'alan@contoso.com'];

nameWhatIsMissing();

describe('people who ask for a desktop themselves', () => {
  let scenario: Scenario;
  let deciders: string;

  beforeAll(async () => {
    scenario = await Scenario.start({ seed: { users: [ada, grace, alan] } });
    const { entra } = scenario.twin;
    entra.state.skus = [...entra.state.skus, skus.entraP2];
    entra.grantRoles(scenario.twin.seeded.terraform.objectId, ['EntitlementManagement.ReadWrite.All']);
    deciders = entra.addGroup('Deciders', { members: [idOf(grace)] }).id;
    await setUpWhole(scenario, file());
  });
  afterAll(async () => scenario?.stop());

  const file = (): DeploymentFile => {
    const given = greenfield(scenario.twin) as DeploymentFile & { entra: object; sites: { desktops: object }[] };
    const accessPackage = { approvers: [{ group: deciders }], days: 30, graceDays: 5, question: 'What for?' };
    const group = { mode: 'apply', limits: { sharePercent: 100 }, selfService: { accessPackage } };
    return {
      ...given,
      entra: { ...given.entra, desktopUsers: { create: { members: 'elsewhere' } } },
      sites: given.sites.map((site) => ({ ...site, desktops: { ...site.desktops, users: { group } } })),
    };
  };
  const idOf = (upn: string): string =>
    [...scenario.twin.entra.state.users.values()].find((each) => each.userPrincipalName === upn)?.id ?? '';
  const desktops = (): string[] =>
    [...scenario.twin.aws.workspaces.region(region).desktops.values()]
      .map(({ userName, state }) => `${userName} ${state}`)
      .sort();
  const hours = async (count: number): Promise<void> => {
    for (let step = 0; step < count * 6; step += 1) await scenario.twin.advance(10);
  };
  /** A command, as somebody at a terminal calls it. */
  const command = async (...words: string[]) => {
    const { world, terraform } = scenario.twin;
    const network = await world.network.listen();
    const set = { ...process.env, ...terraform.env, [cloudsVariable]: `${network.url}/_host` };
    const env = Object.fromEntries(
      Object.entries(set).filter((each): each is [string, string] => each[1] !== undefined),
    );
    const cwd = scenario.stackFolder;
    try {
      return await call([...words, '--deployment', join(cwd, '../../../deployment.json')], { cwd, env });
    } finally {
      await network.close();
    }
  };
  const packageId = (): string => [...scenario.twin.entra.state.entitlement.packages.keys()][0] ?? '';

  test('a second plan is empty, and Terraform knows no member of the group', async () => {
    expect(await scenario.plan()).toEqual([]);
    expect(desktops()).toEqual([]);
    const { entitlement } = scenario.twin.entra.state;
    expect([...entitlement.policies.values()]).toMatchObject([{ durationInDays: 35 }]);
  });

  test('who asks gets nothing before somebody approved, and a desktop then', async () => {
    const { myAccess } = scenario.twin.entra;
    const request = myAccess.ask(packageId(), idOf(ada), { justification: 'A project', answers: ['It'] });
    await hours(2);
    expect(desktops()).toEqual([]);
    expect(() => myAccess.decide(request.id, idOf(ada), true)).toThrow('not an approver');
    myAccess.decide(request.id, idOf(grace), true);
    await hours(3);
    expect(desktops()).toEqual([`${ada} AVAILABLE`]);
    expect(scenario.twin.integrations.signIn(ada).works).toBe(true);
    expect(await scenario.plan()).toEqual([]);
  });

  test('a service desk gives somebody a desktop by one call', async () => {
    await scenario.twin.advance(10 * 24 * 60);
    const { entitlement } = scenario.twin.entra.state;
    const [policyId = ''] = entitlement.policies.keys();
    const { seeded, world } = scenario.twin;
    const { appId: clientId, clientSecret } = seeded.terraform;
    const proof = { kind: 'ClientSecretCredential' as const, proof: () => ({ client_secret: clientSecret }) };
    await new Graph(world, { tenantId: seeded.tenantId, clientId, ...proof }).post(
      '/identityGovernance/entitlementManagement/assignmentRequests',
      {
        body: {
          requestType: 'adminAdd',
          assignment: { targetId: idOf(alan), assignmentPolicyId: policyId, accessPackageId: packageId() },
        },
      },
    );
    await hours(3);
    expect(desktops()).toEqual([`${ada} AVAILABLE`, `${alan} AVAILABLE`]);
  });

  test('the report says what it costs by the price list of today, and nothing where that cannot be read', async () => {
    const cwd = scenario.stackFolder;
    const report = (...words: string[]) => command('fleet', 'report', ...words);
    const without = JSON.parse((await report('--json')).stdout) as { estimate: object; unknown: string[] };
    expect(without.estimate).toMatchObject({ desktops: 2 });
    expect(without.estimate).not.toHaveProperty('least');
    expect(without.unknown.join()).toContain('the price list of AmazonWorkSpaces could not be read');
    scenario.twin.world.network.register('pricing.us-east-1.amazonaws.com', async ({ path }) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        path.endsWith('region_index.json')
          ? { regions: { [region]: { currentVersionUrl: `/offers/v1.0/aws/${path.split('/')[4]}/list.json` } } }
          : priceList,
      ),
    }));
    const priced = await report('--json', '--csv', 'fleet.csv', '--html', 'fleet.html');
    expect(JSON.parse(priced.stdout)).toMatchObject({
      counts: { 'never-signed-in': 1, held: 0, 'not-in-group': 0 },
      members: 2,
      estimate: { desktops: 2, least: 40, most: 160, floor: { desktops: 50, least: 1000 } },
      room: { quota: 100, inRegion: 2 },
    });
    expect(await readFile(join(cwd, 'fleet.csv'), 'utf8')).toContain('ada@contoso.com,ws-');
    expect(await readFile(join(cwd, 'fleet.html'), 'utf8')).toContain('never signed in');
    const { stderr } = await report();
    expect(stderr.replace(/\s+/g, ' ')).toContain('AWS asks for 50 desktops');
  });

  test('when it ends the person is out of access and the desktop is held; after the hold it goes', async () => {
    await scenario.twin.advance(25 * 24 * 60);
    await hours(3);
    expect(desktops()).toEqual([`${ada} STOPPED`, `${alan} AVAILABLE`]);
    expect(scenario.twin.integrations.signIn(ada).works).toBe(false);
    await scenario.twin.advance(7 * 24 * 60);
    await hours(3);
    expect(desktops()).toEqual([`${alan} AVAILABLE`]);
  });

  test('a package that somebody has is not deleted', async () => {
    const policy = (await scenario.addresses()).find((each) => each.includes('assignment_policy'));
    const { code, output } = await scenario.terraform(
      ...['destroy', '-no-color', '-auto-approve', '-target', policy ?? ''],
    );
    expect(code).toBe(1);
    expect(output).toContain('InvalidDeleteEntitlementHasGrants');
  });

  test('access goes first; a destroy leaves nothing then', async () => {
    const { entra, aws } = scenario.twin;
    const { entitlement } = entra.state;
    const revoked = await command('fleet', 'revoke', '--everyone', '--yes', '--json');
    expect(JSON.parse(revoked.stdout)).toEqual({ revoked: [alan] });
    expect([...entitlement.delivered(packageId())]).toEqual([]);
    await hours(3);
    // Out of access at once; nothing is held or removed while nobody is in the group.
    expect(scenario.twin.integrations.signIn(alan).works).toBe(false);
    expect(desktops()).toEqual([`${alan} AVAILABLE`]);
    expect(revoked.stderr.replace(/\s+/g, ' ')).toMatch(/fleet empty --deployment \S+ --confirm contoso\/berlin/);
    expect((await command('fleet', 'status')).stderr).toContain('the group has no member');
    for (const id of aws.workspaces.region(region).desktops.keys()) {
      await aws.inside('workspaces', 'TerminateWorkspaces', region, {
        TerminateWorkspaceRequests: [{ WorkspaceId: id }],
      });
    }
    await hours(3);
    await scenario.destroy();
    const { catalogs, packages, policies, resources, roleScopes } = entitlement;
    for (const kept of [catalogs, packages, policies, resources, roleScopes]) expect(kept.size).toBe(0);
    expect(entra.unknownCalls).toEqual([]);
  });
});
