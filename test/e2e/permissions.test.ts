import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloudsVariable } from '../../wizard/clouds/addresses.js';
import { call, type Ended } from '../wizard/handshake/foundation.js';
import type { Listener } from '../../twin/network.js';
import { commandRights, type CommandRights } from '../../wizard/permissions/report.js';
import type { StackJson } from '../../wizard/terraform/contents.js';
import { explain } from '../../wizard/terraform/provider-errors.js';
import type { FoundationStore } from '../../twin/aws/foundation-store.js';
import { shakeHands } from './handshake.js';
import { greenfield, Scenario, type DeploymentFile } from './harness.js';
import { asAsked, type Adoption } from './owner-repository.js';
import { awsSidesOnRequest } from './worlds.js';

// `permissions` says what plan, apply and destroy need. Here each runs as somebody who has exactly that in both clouds.

/** Rights that somebody lacked, as our commands name them. */
const denials = (text: string): string[] =>
  [
    ...new Set([
      ...[...text.replace(/\s+/g, ' ').matchAll(/needs the permission ([\w.:-]*\w)/g)].map(([, name = '']) => name),
      ...[...text.matchAll(/not authorized[^"\n]*|AccessDenied\w*|Authorization_RequestDenied/g)].map(([all]) => all),
    ]),
  ].sort();

type Document = CommandRights['aws'][number];

describe.each(awsSidesOnRequest)('with $what', ({ options }) => {
  let scenario: Scenario;
  let deployment: DeploymentFile;
  let rights: Readonly<Record<string, CommandRights>>;
  let number = 0;
  let network: Listener;
  let mirror: string;

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

  /** Our own command in this process, beside the file of the deployment, as somebody with exactly its rights. */
  const runWith = async (command: string, words: readonly string[], cwd = repository()): Promise<Ended> => {
    withRightsOf(command);
    return ran(words, cwd);
  };
  const ran = async (words: readonly string[], cwd = repository()): Promise<Ended> => {
    const env = { ...process.env, ...scenario.twin.terraform.env, [cloudsVariable]: `${network.url}/_host` };
    const texts = Object.entries(env).filter((each): each is [string, string] => each[1] !== undefined);
    return call(words, { cwd, env: Object.fromEntries(texts) });
  };
  const repository = (): string => join(scenario.stackFolder, '../../..');

  beforeAll(async () => {
    // Our own commands ask for the version of the stack: a mirror of a real provider shows it under that one.
    mirror = await mkdtemp(join(tmpdir(), 'entra-workspaces-mirror-'));
    // Our own commands read the state where the deployment keeps it.
    scenario = await Scenario.start({ ...options, ...(await asAsked(options, mirror)) }, 'file');
    network = await scenario.twin.world.network.listen();
    const people = ['ada@contoso.com', 'grace@contoso.com'].map((upn) => scenario.twin.entra.state.userByName(upn)!.id);
    scenario.twin.entra.addGroup('Desktop people', { members: people });
    deployment = { ...greenfield(scenario.twin), tags: { 'cost-center': '4711' }, alerts: { email: 'it@contoso.com' } };
    const [site] = deployment['sites'] as { desktops: object; network: { create: object } }[];
    Object.assign(site!.network.create, {
      flowLogs: { bucketArn: 'arn:aws:s3:::contoso-flow-logs' },
      outbound: { allowList: {} },
    });
    Object.assign(site!.desktops, { encryption: { root: true, user: true, key: 'create' } });
  });
  afterAll(async () => {
    await network.close();
    await scenario.stop();
    await rm(mirror, { recursive: true });
  });

  test('apply is refused without the boundary, and says what to name', async () => {
    await writeAndAsk();
    withRightsOf('apply');
    const { code, output } = await scenario.terraform('apply', '-no-color', '-auto-approve');
    const said = output.replace(/\s*[│\n]\s*/g, ' ');
    expect(code).toBe(1);
    expect(said).toContain('not authorized to perform: iam:CreateRole');
    expect(explain({ summary: said, detail: '', address: 'aws_iam_role.control-plane' })?.id).toBe(
      'boundary-not-named',
    );
  });

  test('apply makes the foundation with the boundary that is printed', async () => {
    const account = scenario.twin.aws;
    const arn = `arn:aws:iam::${account.accountId}:policy/contoso-control-plane-boundary`;
    (account.foundation as FoundationStore).roles.policies.set(arn, rights['boundary']!.aws[0]!);
    deployment = { ...deployment, aws: { ...(deployment['aws'] as object), permissionsBoundaryArn: arn } };
    await writeAndAsk();
    withRightsOf('apply');
    await scenario.apply();
    expect((await scenario.addresses()).length).toBeGreaterThan(50);
  });

  test('connect looks where the handshake stands, and can go on', async () => {
    const { stderr } = await runWith('connect', ['connect']);
    expect(stderr).toContain('the secret for the');
    expect(stderr).toContain('--service-provider-metadata FILE');
    expect(denials(stderr)).toEqual([]);
    withRightsOf('apply');
  });

  test('the rights that were given before the handshake do for all that comes after it', async () => {
    deployment = await shakeHands(scenario.twin, deployment, await scenario.outputs());
    const before = rights['apply'];
    await writeAndAsk();
    expect(rights['apply']).toEqual(before);
    await scenario.apply();
    expect((await scenario.outputs())['stage']).toBe('connected');
  });

  /** Actions and permissions that somebody with these rights has, somewhere. */
  const named = ({ aws, graph, delegated }: CommandRights): string[] => [
    ...aws.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)),
    ...graph,
    ...delegated,
  ];
  const covers = (has: readonly string[], right: string): boolean =>
    has.some((each) => each === right || (each.endsWith('*') && right.startsWith(each.slice(0, -1))));

  test.each<[string, readonly string[]]>([
    ['preflight', ['preflight', '--json']],
    ['doctor', ['doctor', '--json']],
    ['doctor --user', ['doctor', '--user', 'ada@contoso.com', '--json']],
    ['users list --check', ['users', 'list', '--check', '--json']],
    ['users import --group', ['users', 'import', '--group', 'Desktop people', '--json', '--yes']],
    ['users letter', ['users', 'letter', '--json']],
    ['status', ['status', '--json']],
  ])('%s with the rights of daily work lacks nothing but what is printed for it besides', async (command, words) => {
    const daily = rights['daily-apply']!;
    expect(named(daily)).not.toContain('Application.ReadWrite.All');
    become(daily.aws, daily.graph);
    const { stdout, stderr } = await ran(words);
    const has = named(daily);
    const besides = named(rights[command] ?? daily).filter((right) => !covers(has, right));
    // By design nobody but a signed-in person reads these, or they are a right of their own.
    const apart = [
      'Policy.Read.All',
      'identitystore:DescribeIdentityStore',
      'network-firewall:ListFirewalls',
      'secretsmanager:GetSecretValue',
    ];
    const lacked = denials(stdout + stderr).filter((each) => !besides.includes(each) && !apart.includes(each));
    expect(lacked).toEqual([]);
    expect(JSON.parse(stdout)).toBeDefined();
  });

  test.each<[string, readonly string[], readonly string[]]>([
    // Only a signed-in person can have it, and the content of the secret is a right of its own.
    // What a firewall lets through, and who may reach the identity store, are rights of their own, too.
    [
      'preflight',
      ['preflight', '--json'],
      ['Policy.Read.All', 'identitystore:DescribeIdentityStore', 'network-firewall:ListFirewalls'],
    ],
    [
      'doctor',
      ['doctor', '--json'],
      ['Policy.Read.All', 'network-firewall:ListFirewalls', 'secretsmanager:GetSecretValue'],
    ],
    ['doctor --user', ['doctor', '--user', 'ada@contoso.com', '--json'], ['Policy.Read.All']],
    ['users list --check', ['users', 'list', '--check', '--json'], []],
    ['users import --group', ['users', 'import', '--group', 'Desktop people', '--json', '--yes'], []],
    ['users letter', ['users', 'letter', '--json'], []],
  ])('%s sees all but what its rights leave out by design', async (command, words, lacking) => {
    const { stdout, stderr } = await runWith(command, words);
    expect(denials(stdout + stderr)).toEqual(lacking);
    expect(JSON.parse(stdout)).toBeDefined();
  });

  test('adopt finds all of it in a clone that has no state', async () => {
    const clone = `${repository()}-clone`;
    await cp(repository(), clone, { recursive: true });
    await rm(join(clone, 'cdktf.out'), { recursive: true });
    scenario.twin.terraform.workIn(join(clone, 'cdktf.out/stacks/contoso'));
    const { stdout, stderr } = await runWith('adopt', ['adopt', '--json'], clone);
    scenario.twin.terraform.workIn(scenario.stackFolder);
    await rm(clone, { recursive: true });
    if (stdout === '') throw new Error(stderr);
    const found = JSON.parse(stdout) as Adoption;
    expect(denials(stdout + stderr)).toEqual([]);
    expect(found.open).toBe(0);
    expect(found.adopted).toBeGreaterThan(40);
  });

  test('plan reads with reading rights, and with those of daily work, and sees that nothing changed', async () => {
    await writeAndAsk();
    withRightsOf('plan');
    expect(await scenario.plan()).toEqual([]);
    withRightsOf('daily-apply');
    expect(await scenario.plan()).toEqual([]);
  });

  test('changes are made with the rights of apply, and with those of plan they are refused', async () => {
    deployment = { ...deployment, tags: { owner: 'desktops' } };
    await writeAndAsk();
    withRightsOf('plan');
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
