import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import type { Twin } from '../../twin/twin.js';
import {
  administrator,
  directoryName,
  prepareAws,
  prepareEntra,
  region,
  type Prepared,
} from '../wizard/clouds/prepared.js';
import { everything, madeTwice, Repository, type Adoption } from './owner-repository.js';
import { greenfield, type DeploymentFile } from './harness.js';
import { desktopIds, whoWorks } from './people.js';

// A set-up that people clicked together by AWS's guide, under names of their own, is taken over.

const people = ['ada@contoso.com', 'grace@contoso.com'] as const;

/** By hand: all of AWS's guide, and a desktop each. */
async function byHand(twin: Twin): Promise<Prepared> {
  const entra = await prepareEntra(twin);
  const graph = administrator(twin);
  const grace = twin.entra.state.userByName('grace@contoso.com');
  await graph('POST', `v1.0/groups/${entra.groupId}/members/$ref`, {
    '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${grace?.id ?? ''}`,
  });
  const aws = await prepareAws(twin, entra.registrationSecret);
  const ec2 = async (operation: string, input: object) => twin.aws.inside('ec2', operation, region, input);
  const tables = (await ec2('DescribeRouteTables', {
    Filters: [{ Name: 'association.subnet-id', Values: [aws.subnetIds[0]] }],
  })) as { RouteTables: { RouteTableId: string }[] };
  const RouteTableId = tables.RouteTables[0]?.RouteTableId;
  await ec2('AssociateRouteTable', { RouteTableId, SubnetId: aws.subnetIds[1] });
  await twin.aws.inside('workspaces', 'CreateWorkspaces', region, {
    Workspaces: [{ DirectoryId: aws.directoryId, UserName: 'grace@contoso.com', BundleId: aws.bundleId }],
  });
  await consent(twin, entra.registrationApplicationId);
  // Names that begin as ours do, and end as a person ends them.
  for (const Name of ['contoso-berlin-registration-by-hand', 'contoso-scim-token-by-hand'])
    await twin.aws.inside('secretsmanager', 'CreateSecret', region, { Name, SecretString: 'of a person' });
  await ec2('CreateTags', { Resources: [aws.vpcId], Tags: [{ Key: 'Name', Value: 'contoso-berlin' }] });
  await twin.advance(60);
  return { ...aws, ...entra };
}

/** The third permission of the registration app, with which WorkSpaces cleans up. */
async function consent(twin: Twin, appId: string): Promise<void> {
  const graph = administrator(twin);
  const all = [...twin.entra.state.servicePrincipals.values()];
  const resource = all.find(({ displayName }) => displayName === 'Microsoft Graph');
  const principal = all.find((each) => each.appId === appId);
  const role = resource?.appRoles.find(({ value }) => value === 'DeviceManagementManagedDevices.ReadWrite.All');
  await graph('POST', `v1.0/servicePrincipals/${resource?.id ?? ''}/appRoleAssignedTo`, {
    ...{ principalId: principal?.id, resourceId: resource?.id, appRoleId: role?.id },
  });
}

/** The deployment that describes it, before the handshake. Profile and device group are called otherwise. */
function describing(twin: Twin, made: Prepared): DeploymentFile {
  const base = greenfield(twin);
  const [site] = base['sites'] as Record<string, unknown>[];
  const entra = base['entra'] as Record<string, object>;
  return {
    ...base,
    entra: {
      ...entra,
      enterpriseApp: { create: { displayName: 'AWS of Contoso', notificationEmails: ['identity@contoso.com'] } },
      desktopUsers: { create: { displayName: 'Desktop users' } },
      registrationApp: { existing: { applicationId: made.registrationApplicationId } },
    },
    sites: [
      {
        ...site,
        directoryName,
        registrationSecret: { existing: { arn: made.secretArn } },
        network: { existing: { vpcId: made.vpcId, subnetIds: made.subnetIds } },
        bundles: { standard: { existing: { id: made.bundleId } } },
        access: { internetAccess: true },
      },
    ],
  };
}

/** The deployment after the handshake. What has no API was done by hand as well: it is only written down. */
function connected(
  { twin, deployment }: Pick<Repository, 'twin' | 'deployment'>,
  scimEndpoint: string,
): DeploymentFile {
  const { entityId, acsUrls, signInUrl } = twin.aws.serviceProvider() ?? {};
  const identityCenter = deployment['identityCenter'] as { federation: { setUp: object } };
  const handshake = { serviceProvider: { entityId, acsUrls, signInUrl }, scimEndpoint, activeCertificate: '1' };
  const setUp = { ...identityCenter.federation.setUp, handshake };
  return { ...deployment, identityCenter: { ...identityCenter, federation: { setUp } } };
}

async function adopted(repository: Repository, ...words: string[]): Promise<Adoption & { said: string; code: number }> {
  const { stdout, stderr, exitCode } = await repository.run('adopt', '--json', ...words);
  if (stdout === '') throw new Error(stderr);
  return { ...(JSON.parse(stdout) as Adoption), said: stderr, code: exitCode };
}

const those = ({ sightings }: Adoption, outcome: string, type?: string) =>
  sightings.filter((each) => each.outcome === outcome && (type === undefined || each.type === type));

let repository: Repository;
let made: Prepared;
let before: Awaited<ReturnType<typeof everything>>;
let desktops: Record<string, string>;
let described: DeploymentFile;
let scim: { readonly endpoint: string; readonly token: string };

beforeAll(async () => {
  repository = await Repository.start(async (twin) => {
    made = await byHand(twin);
    return describing(twin, made);
  });
  described = repository.deployment;
  scim = repository.twin.console.newToken();
  desktops = desktopIds(repository.twin);
  expect(whoWorks(repository.twin, ...people)).toEqual(['works', 'works']);
});
afterAll(async () => repository?.stop());

describe('what could not be taken over as the deployment says it', () => {
  let found: Awaited<ReturnType<typeof adopted>>;

  beforeAll(async () => {
    const { sites } = greenfield(repository.twin) as { sites?: { network: object }[] };
    const [site] = described['sites'] as object[];
    repository.deployment = {
      ...described,
      entra: {
        ...(described['entra'] as object),
        registrationApp: { create: { displayName: 'WorkSpaces registration' } },
      },
      sites: [{ ...site, registrationSecret: { create: {} }, network: sites?.[0]?.network }],
    };
    repository.deployment = connected(repository, scim.endpoint);
    await repository.write();
    found = await adopted(repository);
  });

  afterAll(async () => {
    repository.deployment = described;
    await repository.write();
  });

  test('a property that never changes differs: both values, and what to write', () => {
    expect(found.code).toBe(1);
    const [vpc] = those(found, 'differs', 'aws_vpc');
    expect(vpc?.remarks).toEqual(['cidr block is 10.20.0.0/16, the deployment says 10.20.0.0/22']);
    const [directory, ...more] = those(found, 'differs', 'aws_lambda_invocation');
    expect(more).toEqual([]);
    const [secret, subnets] = directory?.remarks ?? [];
    expect(secret).toContain(`it is "${made.secretArn}", the deployment says one that the apply makes`);
    expect(secret).toContain(`"registrationSecret": { "existing": { "arn": "${made.secretArn}" } }`);
    for (const id of made.subnetIds) expect(subnets).toContain(id);
    expect(found.said).toContain('DIFFERS');
  });

  test('a secret with an end of its own is left alone and named, with the way to keep it', () => {
    const remarks = those(found, 'made-anew', 'aws_secretsmanager_secret').flatMap((each) => each.remarks);
    expect(remarks).toHaveLength(2);
    expect(remarks.find((each) => each.includes('contoso-berlin-registration-by-hand'))).toMatch(
      /"registrationSecret": \{ "existing": \{ "arn": "arn:aws:secretsmanager:/,
    );
    expect(remarks.find((each) => each.includes('contoso-scim-token-by-hand'))).toContain(
      '`connect` fills the new one',
    );
    // Nothing of theirs is taken either.
    expect(those(found, 'adopt', 'aws_secretsmanager_secret_policy')).toEqual([]);
  });

  test('the registration app is taken over, and its client secrets are made anew', () => {
    expect(those(found, 'adopt', 'azuread_application')).toHaveLength(1);
    expect(those(found, 'adopt', 'azuread_app_role_assignment')).toHaveLength(4);
    expect(those(found, 'made-anew', 'azuread_application_password')).toHaveLength(2);
  });

  test('who may not look is told what is missing, and nothing is taken for absent', async () => {
    const { twin } = repository;
    const reader = twin.entra.addServicePrincipal('Reader of apps', { roles: ['Application.Read.All'] });
    const mayAct = ['ec2:*', 'kms:*', 'secretsmanager:*', 'logs:*', 'lambda:*', 'sso:*', 'identitystore:*', 'iam:*'];
    const keys = twin.aws.principals.issueUser('reader', [
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: mayAct, Resource: '*' }] },
    ]);
    repository.as = {
      ARM_CLIENT_ID: reader.appId,
      ARM_CLIENT_SECRET: reader.clientSecret,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    };
    const limited = await adopted(repository);
    repository.as = {};
    expect(limited.code).toBe(1);
    const missing = (type: string) => those(limited, 'unknown', type).flatMap((each) => each.remarks);
    expect(missing('azuread_group')[0]).toBe('needs the permission Group.Read.All');
    expect(missing('msgraph_resource')[0]).toBe('needs the permission DeviceManagementServiceConfig.Read.All');
    expect(missing('aws_lambda_invocation')[0]).toBe('needs the permission workspaces:DescribeWorkspaceDirectories');
    expect(those(limited, 'adopt', 'azuread_group')).toEqual([]);
  });
});

describe('a set-up made by hand', () => {
  beforeAll(async () => {
    before = await everything(repository);
  });

  test('is found under the names that people gave it', async () => {
    const found = await adopted(repository);
    expect([found.code, found.open]).toEqual([0, 0]);
    expect(those(found, 'adopt', 'azuread_group')).toHaveLength(2);
    const remarks = found.sightings.flatMap((each) => each.remarks);
    expect(remarks).toContain('display name is WorkSpaces devices, the deployment says Contoso berlin devices');
    expect(those(found, 'adopt', 'msgraph_resource')).toHaveLength(1);
    expect(those(found, 'adopt', 'azuread_application_from_template')).toHaveLength(1);
    expect(await everything(repository)).toEqual(before);
  });

  test('of two groups of one name the one that --take names is taken, and an id of neither is refused', async () => {
    const { twin } = repository;
    const other = twin.entra.addGroup('Desktop users');
    const several = await adopted(repository);
    const [group] = those(several, 'several', 'azuread_group');
    expect(several.code).toBe(1);
    expect(group?.remarks).toContain(`--take ${group?.address}=/groups/${made.groupId}`);
    const neither = await adopted(
      repository,
      '--take',
      `${group?.address}=/groups/00000000-0000-4000-8000-000000000000`,
    );
    expect(neither.code).toBe(1);
    expect(those(neither, 'unknown')[0]?.remarks[0]).toContain('was not found');
    for (const id of [made.groupId, `/groups/${made.groupId}`]) {
      const taken = await adopted(repository, '--take', `${group?.address}=${id}`);
      expect([taken.code, taken.open]).toEqual([0, 0]);
      const written = JSON.parse(await readFile(repository.adopted, 'utf8')) as {
        imports: { to: string; id: string }[];
      };
      expect(written.imports).toContainEqual({ to: group?.address, id: `/groups/${made.groupId}` });
    }
    twin.entra.state.groups.delete(other.id);
  });

  test('its foundation is taken over: nothing twice, the same certificate signs, people work on', async () => {
    await adopted(repository);
    const { lines, counts } = await repository.plan();
    expect([counts['delete'], counts['replace']]).toEqual([0, 0]);
    expect(madeTwice(lines).sort()).toEqual(madeOfOurs);
    await repository.must('apply', '--auto-approve', '--skip-preflight');
    expect(whoWorks(repository.twin, ...people)).toEqual(['works', 'works']);
    expect(await withoutNew(repository)).toEqual(before.aws);
    expect((await everything(repository)).entra).toEqual(renamed(before.entra));
  });

  test('after the handshake its desktops as well: each stays, everybody works, and the next plan is empty', async () => {
    const { scim_token_secret_arn: SecretId } = await repository.outputs();
    await repository.twin.aws.inside('secretsmanager', 'PutSecretValue', region, {
      SecretId,
      SecretString: scim.token,
    });
    repository.deployment = connected(repository, scim.endpoint);
    await repository.write();
    const found = await adopted(repository);
    expect([found.code, found.open]).toEqual([0, 0]);
    expect(those(found, 'adopt', 'aws_workspaces_workspace')).toHaveLength(people.length);
    expect(those(found, 'adopt', 'azuread_synchronization_job')).toHaveLength(1);
    expect(those(found, 'differs')).toEqual([]);
    const { lines, counts } = await repository.plan();
    expect([counts['delete'], counts['replace']]).toEqual([0, 0]);
    expect(madeTwice(lines).sort()).toEqual(['aws_ssoadmin_application_assignment', 'azuread_synchronization_secret']);
    await repository.must('apply', '--auto-approve', '--skip-preflight');
    await repository.twin.advance(60);
    expect(whoWorks(repository.twin, ...people)).toEqual(['works', 'works']);
    expect(desktopIds(repository.twin)).toEqual(desktops);
    expect(await withoutNew(repository)).toEqual(before.aws);
    expect((await everything(repository)).entra).toEqual(renamed(before.entra));
    expect(repository.twin.entra.state.synchronizationJobs.size).toBe(1);
    expect(await repository.plan()).toMatchObject({ empty: true, drift: [] });
  });

  test('no call was made that the twin does not know', () => {
    expect(repository.twin.aws.unknownCalls).toEqual([]);
    expect(repository.twin.entra.unknownCalls).toEqual([]);
  });
});

/** What nobody makes by hand, or no import takes over. The action reads the certificate that is there. */
const madeOfOurs = [
  'aws_cloudwatch_log_group',
  'aws_iam_role',
  'aws_iam_role_policy',
  'aws_iam_role_policy_attachment',
  // Of the token's secret, which is new.
  'aws_kms_alias',
  'aws_kms_key',
  'aws_lambda_function',
  'aws_secretsmanager_secret',
  'msgraph_resource',
  'msgraph_resource_action',
];

/** In AWS but for the control plane and the secret of the token. */
async function withoutNew(each: Repository): Promise<string[]> {
  const { aws } = await everything(each);
  return aws.filter((line) => !/contoso-control-plane|contoso-scim-token-\d{20}/.test(line));
}

/** The same things, two of them under the names that the deployment gives them. */
function renamed(entra: unknown): unknown {
  return JSON.parse(JSON.stringify(entra).replace('"WorkSpaces devices"', '"Contoso berlin devices"'));
}
