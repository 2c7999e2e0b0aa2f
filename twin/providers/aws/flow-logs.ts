import { count, needText, text, type Values } from '../value.js';
import { parts, word, type AwsClient } from './client.js';
import { retagEc2, tagSpecifications } from './network.js';
import { tagged, tagsOf, type AwsResource } from './tags.js';

/** A flow log of a VPC that goes to a bucket. */
export const flowLog: AwsResource = tagged({
  async create({ client }, planned) {
    const made = await client.call(
      'ec2',
      'CreateFlowLogs',
      {
        ResourceIds: [text(planned, 'vpc_id')],
        ResourceType: 'VPC',
        TrafficType: text(planned, 'traffic_type'),
        LogDestinationType: text(planned, 'log_destination_type'),
        LogDestination: text(planned, 'log_destination'),
        MaxAggregationInterval: count(planned, 'max_aggregation_interval'),
        TagSpecifications: tagSpecifications('vpc-flow-log', planned),
      },
      'creating Flow Log',
    );
    const [id = ''] = made['FlowLogIds'] as string[];
    return (await readFlowLog(client, id)) ?? {};
  },
  read: ({ client }, state) => readFlowLog(client, needText(state, 'id')),
  update: async () => ({}),
  async delete({ client }, state) {
    const id = needText(state, 'id');
    await client.find('ec2', 'DeleteFlowLogs', { FlowLogIds: [id] }, `deleting Flow Log (${id})`);
  },
  retag: retagEc2,
  importState: async (_, id) => ({ id }),
});

async function readFlowLog(client: AwsClient, id: string): Promise<Values | undefined> {
  const answer = await client.find('ec2', 'DescribeFlowLogs', { FlowLogIds: [id] }, `reading Flow Log (${id})`);
  const found = parts(answer, 'FlowLogs')[0];
  if (!found) return undefined;
  return {
    id,
    arn: `arn:aws:ec2:${client.region}:${client.accountId}:vpc-flow-log/${id}`,
    region: client.region,
    vpc_id: word(found, 'ResourceId'),
    traffic_type: word(found, 'TrafficType'),
    log_destination_type: word(found, 'LogDestinationType'),
    log_destination: word(found, 'LogDestination'),
    log_format: word(found, 'LogFormat'),
    max_aggregation_interval: (found['MaxAggregationInterval'] as number | undefined) ?? 600,
    deliver_cross_account_role: '',
    iam_role_arn: '',
    eni_id: '',
    subnet_id: '',
    transit_gateway_id: '',
    transit_gateway_attachment_id: '',
    tags_all: tagsOf(found['Tags']),
  };
}
