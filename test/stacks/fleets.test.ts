/** Fleets in the stack: from a list, of several sites, with packages. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { checkDeploymentValue } from '../../deployment/load.js';
import type { Deployment } from '../../deployment/schema.js';
import { existingFederation } from '../deployment/sample.js';
import { jsonWithReferences } from '../modules/json-with-references.js';
import { jsonOf, type Block, type Json } from './synthesized.js';

const [usersId, parisId, powerId] = [
  '5b1f0d3e-6a1c-4d27-9b0e-2f3c4d5e6f70',
  '0b7de9d2-1f6c-4a1b-8a3a-9d0f2c1e4b5a',
  '9f0a7c31-27f7-4f0e-9a43-0c8b5f6f7c11',
];
type Change = (deployment: ReturnType<typeof existingFederation>) => void;

function deploymentWith(change: Change): Deployment {
  const deployment = existingFederation();
  deployment.entra.desktopUsers = { existing: { objectId: usersId } };
  deployment.sites[0].desktops.encryption = { root: true, user: true };
  change(deployment);
  return checkDeploymentValue(deployment, 'deployment.json', () => '').deployment;
}
const fleetOf =
  (group: object): Change =>
  (deployment) =>
    void (deployment.sites[0].desktops.users = { group });

/** What each fleet's policy says. */
function policies(json: Json): Block[] {
  return Object.values(json['resource'].aws_lambda_invocation as Json)
    .map(({ input }: Block) => jsonWithReferences(input) as Block)
    .filter(({ step, settings }) => step === 'policy' && settings)
    .map(({ settings }) => settings);
}
/** Of those to the enterprise app: the others are consent. */
const assignedGroups = (json: Json): string[] =>
  Object.keys(json['resource'].azuread_app_role_assignment as Json).filter((name) => name.includes('_assignment_'));
const list = jsonOf(deploymentWith(() => undefined));
const from = [
  'ada@contoso.com',
  { upn: 'grace@contoso.com', state: 'held', holdUntil: '2026-12-24', bundle: 'standard' },
];
const fleet = jsonOf(deploymentWith(fleetOf({ from })));

describe('a list that becomes a fleet', () => {
  test('lets each desktop go from where the list has it, and never destroys it', () => {
    const had = Object.keys(list['resource'].aws_workspaces_workspace as Json);
    expect(had).toHaveLength(2);
    expect(fleet['removed']).toEqual(
      had.map((name) => ({ from: `aws_workspaces_workspace.${name}`, lifecycle: { destroy: false } })),
    );
    expect(fleet['resource'].aws_workspaces_workspace).toBeUndefined();
  });

  test('hands the former list to the engine: who is on hold until the end of which day, and what was set for one person', () => {
    const [policy] = policies(fleet);
    expect(policy.from).toEqual([
      { upn: 'ada@contoso.com' },
      { upn: 'grace@contoso.com', held: true, holdUntil: Date.UTC(2026, 11, 25), bundle: 'standard' },
    ]);
    expect(Object.keys(policy.bundles)).toEqual(['standard']);
  });

  test('keeps the key of the volumes where it is: another would leave the desktops without theirs', () => {
    const keys = (json: Json): string[] => Object.keys(json['resource'].aws_kms_key as Json);
    expect(keys(fleet)).toEqual(keys(list));
    expect(keys(list).some((name) => name.includes('volume'))).toBe(true);
  });

  test('says nothing of a former list once that is gone', () => {
    const done = jsonOf(deploymentWith(fleetOf({})));
    expect(done['removed']).toBeUndefined();
    expect(policies(done)[0].from).toBeUndefined();
  });
});

describe('fleets of two sites', () => {
  const two = (more: object): Json =>
    jsonOf(
      deploymentWith((deployment) => {
        const [site] = deployment.sites;
        site.desktops.users = { group: {} };
        const network = { create: { cidr: '172.21.0.0/20', availabilityZoneIds: ['euc1-az2', 'euc1-az3'] } };
        const desktops = { ...site.desktops, users: { group: more } };
        deployment.sites.push({ ...site, key: 'potsdam', directoryName: 'contoso-potsdam', network, desktops });
      }),
    );

  test.each([
    ['an existing group', { entra: { existing: { objectId: parisId } } }],
    ['a group that is made here', { entra: 'ours' }],
  ])('share one engine; the second has %s, which is assigned, synced and let in', (_, more) => {
    const json = two(more);
    expect(Object.keys(json['resource'].aws_sfn_state_machine as Json)).toHaveLength(1);
    const [first, second] = policies(json);
    expect(first.groupId).not.toBe(second.groupId);
    expect(assignedGroups(json)).toHaveLength(2);
    const admitted = Object.values(json['resource'].aws_ssoadmin_application_assignment as Json);
    expect(new Set(admitted.map((each: Block) => each.principal_id)).size).toBe(2);
    if (more.entra === 'ours') {
      const [made] = Object.values(json['resource'].azuread_group as Json).filter(
        (each: Block) => each.display_name === 'Contoso desktops potsdam users',
      );
      expect(made).toMatchObject({ security_enabled: true, lifecycle: { ignore_changes: ['members'] } });
      expect(made.members).toBeUndefined();
    }
  });

  test('the second leaves out who is in the group of the first, unless it is said', () => {
    const [first, second] = policies(two({ entra: 'ours' }));
    expect(first.earlier).toBeUndefined();
    expect(second.earlier).toEqual([{ site: 'berlin', groupId: first.groupId }]);
    expect(policies(two({ entra: 'ours', alsoAt: true }))[1].earlier).toBeUndefined();
  });
});

test('fleets of two Regions have an engine each, and a site is claimed by that of its own', () => {
  const json = jsonOf(
    deploymentWith((deployment) => {
      const [site] = deployment.sites;
      deployment.alerts = { email: 'desktops@contoso.com' };
      site.desktops.users = { group: {} };
      const network = { create: { cidr: '172.21.0.0/20', availabilityZoneIds: ['use1-az2', 'use1-az4'] } };
      const desktops = { ...site.desktops, users: { group: { entra: 'ours' } } };
      const virginia = { key: 'virginia', region: 'us-east-1', directoryName: 'contoso-virginia', network, desktops };
      deployment.sites.push({ ...site, ...virginia });
    }),
  );
  const claims = Object.entries(json['resource'].aws_lambda_invocation as Json)
    .filter(([name]) => /_fleet_(claim|policy)_/.test(name))
    .map(([name, { provider, function_name: of }]: [string, Block]) => [
      name.replace(/_[0-9A-F]{8}$/, ''),
      provider as string,
      /fleet_([\w-]+)_engine_observe/.exec(of as string)?.[1],
    ]);
  // What it is made of lies there as well, and tells a topic of that Region: WorkSpaces, tables and topics have one each.
  for (const type of ['aws_lambda_function', 'aws_dynamodb_table', 'aws_sfn_state_machine', 'aws_sns_topic']) {
    const strange = Object.entries(json['resource'][type] as Json).filter(
      ([name, { provider }]: [string, Block]) =>
        name.startsWith('fleet_') && provider !== `aws.${/^fleet_((?:\w+-)+\d)_/.exec(name)?.[1]}`,
    );
    expect([type, strange]).toEqual([type, []]);
  }
  const topics = policies(json).map(({ topicArn }) => String(topicArn));
  expect(new Set(topics).size).toBe(2);
  // Identity Center answers in its own Region alone.
  expect(policies(json).map(({ identityCenterRegion }) => identityCenterRegion)).toEqual([undefined, 'eu-central-1']);
  expect(claims.sort()).toEqual([
    ['site-berlin_fleet_claim', 'aws.eu-central-1', 'eu-central-1'],
    ['site-berlin_fleet_policy', 'aws.eu-central-1', 'eu-central-1'],
    ['site-virginia_fleet_claim', 'aws.us-east-1', 'us-east-1'],
    ['site-virginia_fleet_policy', 'aws.us-east-1', 'us-east-1'],
  ]);
});

test.each([
  [true, false],
  [false, true],
])('the engine encrypts the volumes that a list would: root %s, user %s', (root, user) => {
  const [policy] = policies(
    jsonOf(
      deploymentWith((deployment) => {
        deployment.sites[0].desktops.encryption = { root, user };
        fleetOf({})(deployment);
      }),
    ),
  );
  expect(policy.encryption).toMatchObject({ root, user });
});

test('a package of access puts people into the group of its site, where that has one of its own', () => {
  const selfService = { accessPackage: { approvers: ['manager', { user: powerId }] } };
  const groupOf = (more: object): string => {
    const json = jsonOf(deploymentWith(fleetOf({ selfService, ...more })));
    const [only] = Object.values(json['resource'].azuread_access_package_resource_catalog_association as Json);
    return only.resource_origin_id as string;
  };
  expect(groupOf({ entra: 'ours' })).toMatch(/azuread_group\.fleet-groups_berlin_/);
  expect(groupOf({})).toMatch(/data\.azuread_group\.federation_desktop-users_/);
});

test('a package is a group that SCIM brings, with a bundle of the site and a running mode', () => {
  const json = jsonOf(
    deploymentWith((deployment) => {
      const { bundles } = deployment.sites[0];
      bundles.power = { fromImage: { ...bundles.standard.fromImage, computeType: 'PERFORMANCE' } };
      fleetOf({ packages: [{ group: powerId, bundle: 'power', runningMode: 'ALWAYS_ON' }] })(deployment);
    }),
  );
  const [policy] = policies(json);
  expect(policy.packages).toEqual([{ groupId: expect.any(String), bundle: 'power', runningMode: 'ALWAYS_ON' }]);
  expect(policy.packages[0].groupId).not.toBe(policy.groupId);
  expect(policy.bundles.power).toMatchObject({ computeType: 'PERFORMANCE', rootVolumeGib: 175 });
  expect(policy.bundles.power.bundleId).not.toBe(policy.bundleId);
  expect(assignedGroups(json)).toHaveLength(2);
});

test.each([
  ['greenfield-connected', ['azuread_synchronization_job', 'terraform_data'], /again and give it access/],
  ['existing-federation', ['terraform_data'], /restart provisioning/],
])('a group of a site or of a package that is gone: what to replace is there, of %s', (name, types, advice) => {
  const file = JSON.parse(readFileSync(`examples/${name}.json`, 'utf8'));
  fleetOf({ entra: 'ours', packages: [{ group: powerId, runningMode: 'ALWAYS_ON' }] })(file);
  const json = jsonOf(checkDeploymentValue(file, 'deployment.json', () => '').deployment);
  const messages = Object.entries(json['check'] as Json)
    .filter(([key]) => key.startsWith('fleet-groups_'))
    .flatMap(([, { assert }]) => (assert as Block[]).map((each) => each.error_message as string));
  expect(messages).toHaveLength(2);
  for (const message of messages) {
    expect(message).toMatch(advice);
    expect(message).toContain('in the stack folder: terraform apply -replace=');
    const replaced = [...message.matchAll(/ -replace=([\w-]+)\.([\w-]+)/g)];
    expect(replaced.map(([, type]) => type)).toEqual(types);
    for (const [, type = '', id = ''] of replaced) expect(Object.keys(json['resource'][type] ?? {})).toContain(id);
    expect(replaced.at(-1)?.[2]).toMatch(/^fleet-groups_\S+_origin_/);
  }
  expect(new Set(messages.map((message) => message.split(' ').at(-1))).size).toBe(2);
});

describe('a fleet of a company whose Identity Center is in another account', () => {
  const roleArn = 'arn:aws:iam::444455556666:role/contoso-identity-center';
  const json = jsonOf(
    deploymentWith((deployment) => {
      deployment.identityCenter.roleArn = roleArn;
      fleetOf({ entra: 'ours' })(deployment);
    }),
  );
  const all = (type: string): [string, Block][] => Object.entries(json['resource'][type] as Json);

  test('takes its role on where it looks who is in the group, and in no other part', () => {
    const policiesOf = all('aws_iam_role_policy').filter(([name]) => name.startsWith('fleet_'));
    const takers = policiesOf.filter(([, { policy }]) => (policy as string).includes(roleArn)).map(([name]) => name);
    expect(takers.map((name) => /engine_(\w+?)_policy/.exec(name)?.[1]).sort()).toEqual(['observe', 'remove']);
    expect(policies(json)[0].roleArn).toBe(roleArn);
  });

  test('asks for its own group under it, once that is assigned to the enterprise app', () => {
    const [first] = all('aws_lambda_invocation').filter(([name]) => /^fleet-groups_.*_synced_group_wait-1_/.test(name));
    const { input, depends_on: after } = first![1];
    expect((jsonWithReferences(input as string) as Block).identity.roleArn).toBe(roleArn);
    expect(after).toContainEqual(expect.stringMatching(/^azuread_app_role_assignment\.fleet-groups_/));
  });
});
