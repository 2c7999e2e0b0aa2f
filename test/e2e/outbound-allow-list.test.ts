import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recommendedEnrolment } from '../../deployment/recommended-enrolment.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import { inventoryOf } from '../../twin/inventory.js';
import { onFederation, useFederation } from './federation-in-use.js';
import { Scenario, type PlannedAction } from './harness.js';
import { whoWorks } from './people.js';
import { awsSides, nameWhatIsMissing, sayWhatRan } from './worlds.js';

// A site whose desktops reach what is listed, and nothing else: made, seen from a desktop, changed, given up, taken up again.

const region = 'eu-central-1';
const ada = 'ada@contoso.com';

nameWhatIsMissing();

describe.each(awsSides)('an outbound allow-list with $what', (side) => {
  let scenario: Scenario;
  let deployment: DeploymentInput;
  let nothing: string[];

  const write = async (outbound: 'open' | { allowList: { also?: string[] } }): Promise<void> => {
    const [site] = deployment.sites ?? [];
    const create = { ...(site!.network as { create: object }).create, outbound };
    await scenario.write({ ...deployment, sites: [{ ...site!, network: { create } }] });
  };
  const inAws = (operation: string, input: object): Promise<Record<string, unknown>> =>
    scenario.twin.aws.inside('network-firewall', operation, region, input);
  const desktops = () => [...scenario.twin.aws.workspaces.region(region).desktops.keys()];

  /** What becomes of a desktop that comes up now. */
  const firstMorning = async (): Promise<string> => {
    const [WorkspaceId = ''] = desktops();
    await scenario.twin.aws.inside('workspaces', 'RebuildWorkspaces', region, {
      RebuildWorkspaceRequests: [{ WorkspaceId }],
    });
    // The new device is in its group before anybody signs in.
    for (const minutes of [40, 60]) await scenario.twin.advance(minutes);
    scenario.twin.integrations.signIn(ada);
    const [device] = scenario.twin.integrations.devices();
    if (!device?.enrolled) return device?.broken ?? 'no device';
    const { apps = [], unreached = [] } = scenario.twin.integrations.checkIn(WorkspaceId) ?? {};
    const failed = apps.filter(({ state }) => state === 'failed').map(({ name }) => `${name} failed`);
    return ['enrolled', ...unreached.map(({ at, without }) => `${at}: ${without}`), ...failed].join('; ');
  };

  beforeAll(async () => {
    scenario = await Scenario.start({ seed: { users: [ada] }, ...side.options });
    const app = await useFederation(scenario.twin);
    const { sites: [site] = [], ...others } = onFederation(scenario.twin, app);
    const alone = { ...site!, desktops: { ...site!.desktops, users: { list: [{ upn: ada }] } } };
    deployment = { ...others, sites: [alone], intune: { enrolment: recommendedEnrolment() } };
    nothing = await inventoryOf(scenario.twin.aws, [region]);
    await write({ allowList: { also: ['.contoso.com'] } });
    await scenario.apply();
    await scenario.twin.advance(60);
  });
  afterAll(async () => scenario?.stop());

  test('a desktop enrols through it, nothing that it needs is kept from it, and a second plan is empty', async () => {
    expect(whoWorks(scenario.twin, ada)).toEqual(['works']);
    expect(await firstMorning()).toBe('enrolled');
    expect(scenario.twin.world.rules.leanedOn('firewall-both-ways')).toBe(true);
    expect(await scenario.plan()).toEqual([]);
    await sayWhatRan(scenario, 'outbound allow-list', side);
  });

  test('without one host of a purpose, what the purpose is for fails, and nothing else', async () => {
    const list = await inAws('DescribeRuleGroup', { RuleGroupName: 'contoso-berlin-names', Type: 'STATEFUL' });
    const clock = await inAws('DescribeRuleGroup', { RuleGroupName: 'contoso-berlin-addresses', Type: 'STATEFUL' });
    const group = list['RuleGroup'] as { RulesSource: { RulesSourceList: { Targets: string[] } } };
    const addresses = clock['RuleGroup'] as { RulesSource: { StatefulRules: { Header: { Protocol: string } }[] } };
    const update = async (RuleGroupName: string, RuleGroup: object): Promise<void> => {
      const { UpdateToken } = await inAws('DescribeRuleGroup', { RuleGroupName, Type: 'STATEFUL' });
      await inAws('UpdateRuleGroup', { RuleGroupName, Type: 'STATEFUL', RuleGroup, UpdateToken });
    };
    const became: Record<string, string> = {};
    const without = async (host: string): Promise<void> => {
      const { RulesSourceList: names } = group.RulesSource;
      const Targets = names.Targets.filter((each) => each !== host);
      expect(Targets).toHaveLength(names.Targets.length - 1);
      await update('contoso-berlin-names', {
        ...group,
        RulesSource: { RulesSourceList: { ...names, Targets } },
      });
      became[host] = await firstMorning();
    };
    for (const host of oneOfEach) await without(host);
    await update('contoso-berlin-names', group);
    const StatefulRules = addresses.RulesSource.StatefulRules.filter(({ Header }) => Header.Protocol === 'TCP');
    await update('contoso-berlin-addresses', { ...addresses, RulesSource: { StatefulRules } });
    became['UDP 123'] = await firstMorning();
    expect(became).toMatchInlineSnapshot(`
      {
        ".events.data.microsoft.com": "enrolled; v10c.events.data.microsoft.com:443: its reports in Intune stay empty",
        ".manage.microsoft.com": "the firewall contoso-berlin does not let enterpriseenrollment.manage.microsoft.com:443 through (intune): it joins Entra and does not enrol in Intune",
        ".sls.microsoft.com": "enrolled; activation.sls.microsoft.com:443: Windows is not activated",
        ".update.microsoft.com": "enrolled; fe2.update.microsoft.com:443: Windows Update finds nothing",
        ".wns.windows.com": "enrolled; client.wns.windows.com:443: a sync from the portal waits for the next check-in",
        "UDP 123": "enrolled; time.windows.com:123: its clock drifts",
        "crl3.digicert.com": "enrolled; crl3.digicert.com:80: whether a certificate was revoked is not known",
        "login.microsoftonline.com": "the firewall contoso-berlin does not let login.microsoftonline.com:443 through (sign-in): nobody can sign in to Entra on it",
        "storeedgefd.dsx.mp.microsoft.com": "enrolled; storeedgefd.dsx.mp.microsoft.com:443: required apps do not come; Company Portal failed",
        "ztd.dds.microsoft.com": "the firewall contoso-berlin does not let ztd.dds.microsoft.com:443 through (autopilot): it finds no Autopilot profile and comes up as a plain Windows",
      }
    `);
    // What somebody changed in the console is planned, and put right.
    const mended = await scenario.apply();
    expect(types(mended)).toEqual(['aws_networkfirewall_rule_group update']);
    expect(await firstMorning()).toBe('enrolled');
    expect(await scenario.plan()).toEqual([]);
  });

  test('without the ways back the rules are bypassed: nothing is kept from a desktop, whatever the list says', async () => {
    const [back, ...rest] = await waysBack();
    for (const { RouteTableId, DestinationCidrBlock } of [back!, ...rest])
      await scenario.twin.aws.inside('ec2', 'DeleteRoute', region, { RouteTableId, DestinationCidrBlock });
    const { UpdateToken, RuleGroup } = (await inAws('DescribeRuleGroup', {
      RuleGroupName: 'contoso-berlin-names',
      Type: 'STATEFUL',
    })) as { UpdateToken: string; RuleGroup: { RulesSource: { RulesSourceList: object } } };
    const RulesSource = { RulesSourceList: { ...RuleGroup.RulesSource.RulesSourceList, Targets: ['.contoso.com'] } };
    const shorter = { RuleGroupName: 'contoso-berlin-names', Type: 'STATEFUL', UpdateToken };
    await inAws('UpdateRuleGroup', { ...shorter, RuleGroup: { ...RuleGroup, RulesSource } });
    expect(await firstMorning()).toBe('enrolled');
    expect(types(await scenario.apply())).toEqual([
      'aws_networkfirewall_rule_group update',
      'aws_route create',
      'aws_route create',
    ]);
    expect(await firstMorning()).toBe('enrolled');
  });

  test('another name of the company changes the list alone, in place', async () => {
    await write({ allowList: { also: ['.contoso.com', 'shop.fabrikam.com'] } });
    expect(types(await scenario.apply())).toEqual(['aws_networkfirewall_rule_group update']);
    expect(await scenario.plan()).toEqual([]);
  });

  test('deleted in the console it is made again, and the desktops are led to its new endpoints', async () => {
    await inAws('DeleteFirewall', { FirewallName: 'contoso-berlin' });
    await scenario.twin.advance(10);
    expect(await firstMorning()).toMatch(/leads to vpce-[0-9a-f]+, which does not exist/);
    const planned = types(await scenario.apply());
    expect(planned.filter((each) => !each.startsWith('aws_route '))).toEqual(['aws_networkfirewall_firewall create']);
    expect(await firstMorning()).toBe('enrolled');
    expect(await scenario.plan()).toEqual([]);
  });

  test('given up, the firewall goes after the desktops have another way out; taken up again it comes back', async () => {
    const before = desktops();
    await write('open');
    const planned = types(await scenario.apply());
    expect(planned.filter((each) => each.endsWith('update'))).toEqual(['aws_route update', 'aws_route update']);
    expect(planned).toContain('aws_networkfirewall_firewall delete');
    expect(await scenario.plan()).toEqual([]);
    expect(await inAws('ListRuleGroups', {})).toEqual({ RuleGroups: [] });
    expect(await firstMorning()).toBe('enrolled');
    await write({ allowList: {} });
    await scenario.apply();
    expect(await scenario.plan()).toEqual([]);
    expect(await firstMorning()).toBe('enrolled');
    expect(desktops()).toEqual(before);
  });

  test('a destroy leaves nothing', async () => {
    await scenario.destroy();
    expect(await inventoryOf(scenario.twin.aws, [region])).toEqual(nothing);
    expect(scenario.twin.aws.unknownCalls).toEqual([]);
  });

  const waysBack = async () => {
    const { RouteTables = [] } = (await scenario.twin.aws.inside('ec2', 'DescribeRouteTables', region, {})) as {
      RouteTables?: { RouteTableId: string; Routes: { DestinationCidrBlock: string; GatewayId?: string }[] }[];
    };
    return RouteTables.flatMap(({ RouteTableId, Routes }) =>
      Routes.filter(({ GatewayId }) => GatewayId?.startsWith('vpce-'))
        .filter(({ DestinationCidrBlock }) => DestinationCidrBlock !== '0.0.0.0/0')
        .map(({ DestinationCidrBlock }) => ({ RouteTableId, DestinationCidrBlock })),
    );
  };
});

/** Of each purpose a host of the list that a desktop needs. */
const oneOfEach = [
  ...[
    'login.microsoftonline.com',
    'ztd.dds.microsoft.com',
    '.manage.microsoft.com',
    'storeedgefd.dsx.mp.microsoft.com',
  ],
  ...['.update.microsoft.com', '.wns.windows.com', '.events.data.microsoft.com', '.sls.microsoft.com'],
  'crl3.digicert.com',
];

const types = (planned: readonly PlannedAction[]): string[] =>
  planned.map(({ type, actions }) => `${type} ${actions.join('/')}`).sort();
