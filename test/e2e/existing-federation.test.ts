import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../deployment/schema.js';
import type { EnterpriseApp } from '../../twin/entra/enterprise-app.js';
import { inventoryOf } from '../../twin/inventory.js';
import { assignedTo, enterpriseAppOf, onFederation, useFederation } from './federation-in-use.js';
import { Scenario } from './harness.js';
import { tableOf, whoWorks, type Table } from './people.js';
import { awsSides, nameWhatIsMissing, sayWhatRan } from './worlds.js';

// Scenario 2: a company that signs in to AWS through Entra already. Nothing of that may change but our own assignment,
// and with `by-admin` not even that.

const region = 'eu-central-1';
const users = ['ada@contoso.com', 'grace@contoso.com', 'katherine@contoso.com'];
const works = ['works', 'works', 'katherine@contoso.com has no desktop'];

nameWhatIsMissing();

/** Rights to look at everything that a plan looks at, and at nothing else; no function can be invoked with them. */
const mayLook = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['ec2', 'iam', 'kms', 'lambda', 'logs', 'secretsmanager', 'sns', 'events', 'sso', 'workspaces']
        .flatMap((service) => ['Describe*', 'Get*', 'List*'].map((what) => `${service}:${what}`))
        .concat('sts:GetCallerIdentity', 'identitystore:ListGroups'),
      Resource: '*',
    },
  ],
} as const;

describe('existing federation', () => {
  const outcomes: { addresses: string[]; table: Table }[] = [];

  describe.each(awsSides)('with $what', (side) => {
    let scenario: Scenario;
    let app: EnterpriseApp;
    let before: { app: object; assigned: (string | null)[]; entra: unknown; aws: string[] };

    beforeAll(async () => {
      scenario = await Scenario.start(side.options);
      app = await useFederation(scenario.twin);
      before = {
        app: enterpriseAppOf(scenario.twin, app),
        assigned: assignedTo(scenario.twin, app),
        entra: scenario.twin.entra.snapshot(),
        aws: await inventoryOf(scenario.twin.aws, [region]),
      };
    });
    afterAll(async () => scenario.stop());

    test('one apply: everybody works, and only our own assignment was added', async () => {
      await scenario.write(onFederation(scenario.twin, app));
      await scenario.apply();
      await scenario.twin.advance(60);
      const table = tableOf(scenario.twin, users);
      expect(table.users).toEqual(users.map((upn, at) => `${upn}: ${works[at]}`));
      expect(table.devices).toEqual([1, 2].map(() => expect.stringMatching(/: enrolled$/)));
      expect(enterpriseAppOf(scenario.twin, app)).toEqual(before.app);
      expect(assignedTo(scenario.twin, app)).toEqual([...before.assigned, 'Contoso users'].sort());
      expect(await scenario.plan()).toEqual([]);
      outcomes.push({ addresses: await scenario.addresses(), table });
      await sayWhatRan(scenario, 'existing-federation', side);
    });

    test('destroyed, the federation is as it was, and so are both clouds', async () => {
      await scenario.destroy();
      await scenario.twin.advance(60);
      expect(enterpriseAppOf(scenario.twin, app)).toEqual(before.app);
      expect(assignedTo(scenario.twin, app)).toEqual(before.assigned);
      expect(scenario.twin.entra.snapshot()).toEqual(before.entra);
      expect(await inventoryOf(scenario.twin.aws, [region])).toEqual(before.aws);
      expect(scenario.twin.aws.identityCenterUser('katherine@contoso.com')?.active).toBe(true);
    });
  });

  test('addresses and table are the same on every side', () => {
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
  });
});

describe('by-admin', () => {
  let scenario: Scenario;
  let app: EnterpriseApp;
  let deployment: DeploymentInput;
  let before: { app: object; assigned: (string | null)[] };

  /** What the administrators of Entra and AWS prepare by hand. */
  async function prepare(): Promise<DeploymentInput> {
    const { twin } = scenario;
    const people = ['ada@contoso.com', 'grace@contoso.com'].map((upn) => twin.entra.state.userByName(upn)!.id);
    const group = twin.entra.addGroup('Desktop people', { members: people });
    const role = twin.entra.state.servicePrincipals.get(app.servicePrincipalObjectId)!.appRoles[0]!;
    const id = twin.entra.state.newId();
    const [example] = twin.entra.state.appRoleAssignments.values();
    twin.entra.state.appRoleAssignments.set(id, {
      ...example!,
      id,
      appRoleId: [...twin.entra.state.appRoleAssignments.values()].find(
        ({ resourceId }) => resourceId === app.servicePrincipalObjectId,
      )!.appRoleId,
      principalDisplayName: group.displayName,
      principalId: group.id,
      principalType: 'Group',
      resourceId: app.servicePrincipalObjectId,
      resourceDisplayName: role.displayName,
    });
    const registration = twin.entra.addServicePrincipal('Device registration', {
      roles: ['DeviceManagementServiceConfig.ReadWrite.All'],
    });
    const root = { AWS: `arn:aws:iam::${twin.aws.accountId}:root` };
    const service = { Service: ['workspaces.amazonaws.com'] };
    const statement = (Principal: object, Action: string | string[]) => ({
      Effect: 'Allow',
      Principal,
      Action,
      Resource: '*',
    });
    const key = await twin.aws.inside('kms', 'CreateKey', region, {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [statement(root, 'kms:*'), statement(service, ['kms:Decrypt', 'kms:DescribeKey'])],
      }),
    });
    const secret = await twin.aws.inside('secretsmanager', 'CreateSecret', region, {
      Name: 'device-registration',
      KmsKeyId: (key['KeyMetadata'] as { Arn: string }).Arn,
      SecretString: JSON.stringify({
        application_id: registration.appId,
        application_password: registration.clientSecret,
      }),
    });
    await twin.aws.inside('secretsmanager', 'PutResourcePolicy', region, {
      SecretId: secret['ARN'],
      ResourcePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [statement(service, 'secretsmanager:GetSecretValue')],
      }),
    });
    const base = onFederation(twin, app);
    return {
      ...base,
      entra: {
        ...base.entra,
        desktopUsers: { existing: { objectId: group.id } },
        assignment: 'by-admin',
        registrationApp: { existing: { applicationId: registration.appId } },
        consent: 'by-admin',
      },
      sites: base.sites.map((site) => ({
        ...site,
        registrationSecret: { existing: { arn: secret['ARN'] as string } },
      })),
    };
  }

  beforeAll(async () => {
    scenario = await Scenario.start();
    app = await useFederation(scenario.twin);
    deployment = await prepare();
    await scenario.twin.advance(60);
    before = { app: enterpriseAppOf(scenario.twin, app), assigned: assignedTo(scenario.twin, app) };
  });
  afterAll(async () => scenario.stop());

  test('applied without any right to change applications: nothing changes there, and everybody works', async () => {
    const { twin } = scenario;
    const intuneAdministrator = twin.entra.addServicePrincipal('Terraform for devices', {
      roles: [
        'Application.Read.All',
        'Group.ReadWrite.All',
        'User.Read.All',
        'DeviceManagementServiceConfig.ReadWrite.All',
      ],
    });
    twin.terraform.signInAs({ entra: intuneAdministrator });
    await scenario.write(deployment);
    await scenario.apply();
    await twin.advance(60);
    expect(whoWorks(twin, ...users)).toEqual(works);
    expect(enterpriseAppOf(twin, app)).toEqual(before.app);
    expect(assignedTo(twin, app)).toEqual(before.assigned);
    expect((await scenario.addresses()).filter((address) => /^azuread_(app|service|sync)/.test(address))).toEqual([]);
  });

  test('a plan needs reading rights alone, and says that nothing changed', async () => {
    const { twin } = scenario;
    const reader = twin.entra.addServicePrincipal('Terraform plan', {
      roles: ['Application.Read.All', 'Group.Read.All', 'User.Read.All', 'DeviceManagementServiceConfig.Read.All'],
    });
    twin.terraform.signInAs({ entra: reader, aws: twin.aws.principals.issueUser('plan', [mayLook]) });
    expect(await scenario.plan()).toEqual([]);
    await scenario.write({ ...deployment, tags: { 'cost-center': '4711' } });
    expect((await scenario.plan()).length).toBeGreaterThan(0);
    const { code, output } = await scenario.terraform('apply', '-no-color', 'plan');
    expect(code).toBe(1);
    expect(output).toContain('not authorized to perform');
  });
});
