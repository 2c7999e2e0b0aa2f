/** A firewall whose rules have no order of their own, as the console makes one unless it is told otherwise. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { keptByFirewall } from '../../../domain/firewall-rules.js';
import { see } from '../../../wizard/clouds/lookup.js';
import { lookups } from '../../../wizard/clouds/lookups/index.js';
import { prepare, region } from './prepared.js';
import { startTwinClouds, type TwinClouds } from './twin-clouds.js';

let started: TwinClouds;
let vpcId: string;

beforeAll(async () => {
  started = await startTwinClouds();
  const made = await prepare(started.twin);
  vpcId = made.vpcId;
  const call = (operation: string, input: object) =>
    started.twin.aws.inside('network-firewall', operation, region, input);
  const any = { Source: 'ANY', SourcePort: 'ANY', Destination: 'ANY', DestinationPort: 'ANY', Direction: 'FORWARD' };
  const group = async (name: string, Action: string): Promise<object> => {
    const StatefulRules = [{ Action, Header: { Protocol: 'IP', ...any }, RuleOptions: [{ Keyword: 'sid' }] }];
    const RuleGroup = { RulesSource: { StatefulRules } };
    const { RuleGroupResponse } = await call('CreateRuleGroup', {
      ...{ RuleGroupName: name, Type: 'STATEFUL', Capacity: 10, RuleGroup },
    });
    return { ResourceArn: (RuleGroupResponse as { RuleGroupArn: string }).RuleGroupArn };
  };
  const FirewallPolicy = {
    StatelessDefaultActions: ['aws:forward_to_sfe'],
    StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
    StatefulRuleGroupReferences: [await group('drops', 'DROP'), await group('passes', 'PASS')],
  };
  const { FirewallPolicyResponse } = await call('CreateFirewallPolicy', { FirewallPolicyName: 'wall', FirewallPolicy });
  const { FirewallPolicyArn } = FirewallPolicyResponse as { FirewallPolicyArn: string };
  const SubnetMappings = [{ SubnetId: made.subnetIds[0] }];
  await call('CreateFirewall', { FirewallName: 'wall', FirewallPolicyArn, VpcId: vpcId, SubnetMappings });
});
afterAll(() => started.stop());

test('is read as ordered by action: what one group drops and another passes is passed', async () => {
  const found = await see(lookups.outboundFirewalls, started.clouds, { region, vpcIds: [vpcId] });
  if (!('seen' in found)) throw new Error(found.message);
  const [firewall] = found.seen;
  expect(firewall?.rules).toMatchObject({
    byAction: true,
    dropsTheRest: false,
    groups: [{ rules: [{ passes: false }] }, { rules: [{ passes: true }] }],
  });
  expect(keptByFirewall(firewall!.rules)).toEqual([]);
});
