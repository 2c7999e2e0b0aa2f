import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { commandRights, type CommandRights } from '../../wizard/permissions/report.js';
import type { StackJson } from '../../wizard/terraform/contents.js';
import { shakeHands } from './handshake.js';
import { greenfield, Scenario, type DeploymentFile } from './harness.js';
import { awsSidesOnRequest } from './worlds.js';

// `permissions` says what plan, apply and destroy need. Here each runs as somebody who has exactly that in both clouds.

type Document = CommandRights['aws'][number];

describe.each(awsSidesOnRequest)('with $what', ({ options }) => {
  let scenario: Scenario;
  let deployment: DeploymentFile;
  let rights: Readonly<Record<string, CommandRights>>;
  let number = 0;

  const writeAndAsk = async (): Promise<void> => {
    const { deployment: read, file } = await scenario.write(deployment);
    const stack = JSON.parse(await readFile(file, 'utf8')) as StackJson;
    const all = commandRights({ deployment: read, stack });
    rights = Object.fromEntries(all.map((each) => [each.command, each]));
  };
  /** From now on terraform runs with exactly these rights, in both clouds. */
  const become = (policies: readonly Document[], graph: readonly string[]): void => {
    number += 1;
    scenario.twin.terraform.signInAs({
      entra: scenario.twin.entra.addServicePrincipal(`Terraform ${number}`, { roles: graph }),
      aws: scenario.twin.aws.principals.issueUser(`terraform-${number}`, policies),
    });
  };
  const withRightsOf = (command: string): void => become(rights[command]!.aws, rights[command]!.graph);
  const without = (documents: readonly Document[], action: string): Document[] =>
    documents.map((document) => ({
      ...document,
      Statement: document.Statement.map((each) => ({ ...each, Action: each.Action.filter((one) => one !== action) })),
    }));

  beforeAll(async () => {
    scenario = await Scenario.start(options);
    deployment = { ...greenfield(scenario.twin), tags: { 'cost-center': '4711' }, alerts: { email: 'it@contoso.com' } };
    const [site] = deployment['sites'] as { desktops: object; network: { create: object } }[];
    Object.assign(site!.network.create, { flowLogs: { bucketArn: 'arn:aws:s3:::contoso-flow-logs' } });
    Object.assign(site!.desktops, { encryption: { root: true, user: true, key: 'create' } });
  });
  afterAll(async () => scenario.stop());

  test('apply makes the foundation', async () => {
    await writeAndAsk();
    withRightsOf('apply');
    expect((await scenario.apply()).length).toBeGreaterThan(50);
  });

  test('the rights that were given before the handshake do for all that comes after it', async () => {
    deployment = await shakeHands(scenario.twin, deployment, await scenario.outputs());
    const before = rights['apply'];
    await writeAndAsk();
    expect(rights['apply']).toEqual(before);
    await scenario.apply();
    expect((await scenario.outputs())['stage']).toBe('connected');
  });

  test('plan reads with reading rights, and sees that nothing changed', async () => {
    withRightsOf('plan');
    expect(await scenario.plan()).toEqual([]);
  });

  test('changes are made with the rights of apply, and with those of plan they are refused', async () => {
    deployment = { ...deployment, tags: { owner: 'desktops' } };
    await writeAndAsk();
    expect((await scenario.plan()).length).toBeGreaterThan(0);
    const refused = await scenario.terraform('apply', '-no-color', 'plan');
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('not authorized to perform') });
    withRightsOf('apply');
    await scenario.apply();
    withRightsOf('plan');
    expect(await scenario.plan()).toEqual([]);
  });

  test.each([
    'ec2:DescribeSubnets',
    'iam:GetRolePolicy',
    'kms:Decrypt',
    'kms:GetKeyPolicy',
    'lambda:GetFunction',
    'secretsmanager:GetSecretValue',
    'sso:GetApplicationAssignmentConfiguration',
    'workspaces:DescribeWorkspaceDirectories',
  ])('a plan without %s fails and names it', async (action) => {
    const { aws, graph } = rights['plan']!;
    become(without(aws, action), graph);
    const { code, output } = await scenario.terraform('plan', '-no-color');
    expect(code).toBe(1);
    expect(output.replace(/\s*[│\n]\s*/g, ' ')).toContain(`not authorized to perform: ${action}`);
  });

  test.each(['Application.Read.All', 'Group.Read.All', 'User.Read.All', 'DeviceManagementServiceConfig.Read.All'])(
    'a plan without %s fails in Graph',
    async (permission) => {
      const { aws, graph } = rights['plan']!;
      expect(graph).toContain(permission);
      become(
        aws,
        graph.filter((each) => each !== permission),
      );
      const { code, output } = await scenario.terraform('plan', '-no-color');
      expect(code).toBe(1);
      expect(output).toMatch(/Authorization_RequestDenied|Forbidden/);
    },
  );

  test('destroy removes all of it', async () => {
    withRightsOf('destroy');
    await scenario.destroy();
    expect(await scenario.addresses()).toEqual([]);
  });

  test('every call was one that the twin knows', () => {
    expect(scenario.twin.aws.unknownCalls).toEqual([]);
    expect(scenario.twin.entra.unknownCalls).toEqual([]);
  });
});
