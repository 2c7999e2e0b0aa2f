import type { CreateFlowLogsRequest, DeleteFlowLogsRequest, DescribeFlowLogsRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../errors.js';
import type { Call, Cloud, Operations } from '../service.js';
import { identifier } from '../identifier.js';
import { choose, need, tagsFrom, type FlowLog, type NetworkState } from './network-objects.js';
import { tagList } from '../tag-maps.js';

/** Of the format that EC2 writes when none is given. */
const usualFormat =
  '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}';

/**
 * Records of the traffic of a VPC, delivered to a bucket. Nothing is recorded here: what counts is that they are there.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
 */
export function flowLogOperations(cloud: Cloud, at: (region: string) => NetworkState): Operations {
  return {
    CreateFlowLogs: async (input: CreateFlowLogsRequest, call: Call) => {
      if (input.ResourceType !== 'VPC' || input.LogDestinationType !== 's3') {
        throw new AwsError('InvalidParameterValue', 'The twin plays flow logs of a VPC to S3 alone.');
      }
      const destination = input.LogDestination ?? '';
      if (!/^arn:[a-z-]+:s3:::[a-z0-9]/.test(destination)) {
        throw new AwsError('InvalidParameterValue', `LogDestination: ${destination} is not a valid S3 bucket ARN.`);
      }
      await mayDeliver(call, 'Create', 'Delete');
      const made = (input.ResourceIds ?? []).map((id): FlowLog => {
        const vpcId = need(at(call.region), 'vpcs', id).id;
        const same = [...at(call.region).flowLogs.values()].find(
          (each) => each.vpcId === vpcId && each.destination === destination,
        );
        if (same) {
          throw new AwsError('FlowLogAlreadyExists', `There is an existing Flow Log with the same configuration.`);
        }
        return {
          id: `fl-${identifier(17)}`,
          vpcId,
          destination,
          trafficType: input.TrafficType ?? 'ALL',
          aggregationSeconds: input.MaxAggregationInterval ?? 600,
          created: cloud.world.clock.now(),
          tags: tagsFrom(input.TagSpecifications),
        };
      });
      for (const each of made) at(call.region).flowLogs.set(each.id, each);
      return { FlowLogIds: made.map(({ id }) => id), Unsuccessful: [] };
    },
    DescribeFlowLogs: (input: DescribeFlowLogsRequest, call: Call) => {
      const attributes = (each: FlowLog): Record<string, string> => ({
        'flow-log-id': each.id,
        'resource-id': each.vpcId,
        'log-destination-type': 's3',
        'traffic-type': each.trafficType,
      });
      const found = choose(at(call.region), 'flowLogs', input.FlowLogIds, input.Filter, attributes);
      return { FlowLogs: found.map(described) };
    },
    DeleteFlowLogs: async (input: DeleteFlowLogsRequest, call: Call) => {
      await mayDeliver(call, 'Delete');
      for (const id of input.FlowLogIds ?? []) {
        need(at(call.region), 'flowLogs', id);
        at(call.region).flowLogs.delete(id);
      }
      return { Unsuccessful: [] };
    },
  };
}

/** Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html */
async function mayDeliver(call: Call, ...verbs: readonly string[]): Promise<void> {
  for (const verb of verbs) await call.alsoNeeds(`logs:${verb}LogDelivery`);
}

function described(each: FlowLog): object {
  return {
    FlowLogId: each.id,
    FlowLogStatus: 'ACTIVE',
    DeliverLogsStatus: 'SUCCESS',
    ResourceId: each.vpcId,
    TrafficType: each.trafficType,
    LogDestinationType: 's3',
    LogDestination: each.destination,
    LogFormat: usualFormat,
    MaxAggregationInterval: each.aggregationSeconds,
    CreationTime: each.created,
    Tags: tagList(each.tags),
  };
}
