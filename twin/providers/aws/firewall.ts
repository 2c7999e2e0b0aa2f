import { blocks, flag, needText, text, type Values } from '../value.js';
import { Patience } from '../patience.js';
import { ProviderError } from '../provider.js';
import { part, parts, word, type Answer, type AwsClient } from './client.js';
import { retagFirewallPart, tagsIn } from './firewall-rules.js';
import { timeoutOf } from './gateways.js';
import { tagged, tagsOf, type AwsCall, type AwsResource } from './tags.js';

export const networkFirewall: AwsResource = tagged({
  async create(call, planned) {
    const name = needText(planned, 'name');
    const made = await call.client.call(
      'network-firewall',
      'CreateFirewall',
      {
        FirewallName: name,
        FirewallPolicyArn: text(planned, 'firewall_policy_arn'),
        VpcId: text(planned, 'vpc_id'),
        Description: text(planned, 'description'),
        DeleteProtection: flag(planned, 'delete_protection'),
        SubnetMappings: blocks(planned, 'subnet_mapping').map((each) => ({ SubnetId: text(each, 'subnet_id') })),
        Tags: tagsIn(planned),
      },
      `creating NetworkFirewall Firewall (${name})`,
    );
    const arn = word(part(made, 'Firewall'), 'FirewallArn') ?? '';
    await waitFor(call, arn, 'READY', timeoutOf(planned, 'create', '30m'), { ...planned, id: arn });
    return (await readFirewall(call.client, arn)) ?? {};
  },
  read: ({ client }, state) => readFirewall(client, needText(state, 'id')),
  update: async () => ({}),
  async delete(call, state) {
    const arn = needText(state, 'id');
    const doing = `deleting NetworkFirewall Firewall (${arn})`;
    await call.client.find('network-firewall', 'DeleteFirewall', { FirewallArn: arn }, doing);
    await waitFor(call, arn, 'gone', timeoutOf(state, 'delete', '30m'), state);
  },
  retag: retagFirewallPart,
  importState: async (_, id) => ({ id }),
});

async function waitFor(call: AwsCall, arn: string, wanted: string, seconds: number, state: Values): Promise<void> {
  const patience = new Patience(call.world.clock, seconds, call.stopped);
  for (;;) {
    const status = word(part(await describe(call.client, arn), 'FirewallStatus'), 'Status') ?? 'gone';
    if (status === wanted) return;
    if (!(await patience.wait(10))) {
      const doing = wanted === 'gone' ? 'delete' : 'create';
      throw new ProviderError(
        `waiting for NetworkFirewall Firewall (${arn}) ${doing}: timeout while waiting for state to become '${wanted}' (last state: '${status}')`,
        { state },
      );
    }
  }
}

function describe(client: AwsClient, arn: string): Promise<Answer | undefined> {
  const doing = `reading NetworkFirewall Firewall (${arn})`;
  return client.find('network-firewall', 'DescribeFirewall', { FirewallArn: arn }, doing);
}

async function readFirewall(client: AwsClient, arn: string): Promise<Values | undefined> {
  const answer = await describe(client, arn);
  if (!answer) return undefined;
  const found = part(answer, 'Firewall');
  const states = part(part(answer, 'FirewallStatus'), 'SyncStates');
  return {
    id: arn,
    arn,
    region: client.region,
    name: word(found, 'FirewallName'),
    description: word(found, 'Description'),
    vpc_id: word(found, 'VpcId'),
    firewall_policy_arn: word(found, 'FirewallPolicyArn'),
    delete_protection: found['DeleteProtection'] as boolean,
    subnet_mapping: parts(found, 'SubnetMappings').map((each) => ({
      subnet_id: word(each, 'SubnetId'),
      ip_address_type: word(each, 'IPAddressType') ?? '',
    })),
    firewall_status: [
      {
        sync_states: Object.entries(states).map(([zone, state]) => {
          const attachment = part(state as Answer, 'Attachment');
          return {
            availability_zone: zone,
            attachment: [{ endpoint_id: word(attachment, 'EndpointId'), subnet_id: word(attachment, 'SubnetId') }],
          };
        }),
        transit_gateway_attachment_sync_states: [],
      },
    ],
    transit_gateway_id: '',
    transit_gateway_owner_account_id: '',
    update_token: word(answer, 'UpdateToken'),
    tags_all: tagsOf(found['Tags']),
  };
}
