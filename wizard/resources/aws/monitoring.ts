/** Logs, schedule and alerts of the control plane. */
import type { AwsService } from '../record.js';
import { aws } from '../rights.js';
import { plain } from '../wording.js';
import { byName } from './find-by-name.js';
import { fleetName, functionName } from '../../../domain/names.js';
import { partitionOf } from '../../../domain/partitions.js';
import { fleetFunctions } from './fleet.js';
import { existingOf, inEachRegion } from './place.js';

export const logs: AwsService = {
  api: 'logs',
  things: 'log groups',
  allowed(operation, place) {
    // For flow logs: EC2 sets up their delivery, for which the reference knows no resource.
    if (/^(DescribeLogGroups|CreateLogDelivery|DeleteLogDelivery)$/.test(operation)) return undefined;
    const groups = [functionName(place.name), ...fleetFunctions(place)].map((name) => `log-group:/aws/lambda/${name}`);
    return [
      {
        resources: groups.flatMap((group) =>
          ['', ':*'].flatMap((end) => inEachRegion(place, 'logs', `${group}${end}`)),
        ),
      },
    ];
  },
  resources: {
    aws_cloudwatch_log_group: {
      words: plain('AWS', 'log group', { name: ['name'], create: 'cost' }),
      stage: 'foundation',
      rights: aws(
        'logs',
        ['DescribeLogGroups', 'ListTagsForResource'],
        ['CreateLogGroup', 'PutRetentionPolicy', 'TagResource', 'UntagResource'],
        ['DeleteLogGroup'],
      ),
      adopt: byName('name', 'logs:DescribeLogGroups', async ({ clouds, region }, name) => {
        const { logGroups = [] } = await clouds.aws.call('logs', 'DescribeLogGroups', region, {
          logGroupNamePrefix: name,
        });
        if (!logGroups.some(({ logGroupName }) => logGroupName === name)) return undefined;
        return { name, importId: name, attributes: { id: name, name } };
      }),
    },
  },
};

export const schedules: AwsService = {
  api: 'events',
  things: 'schedules',
  allowed: (_, place) => [
    {
      resources: [`${place.name}-expiry-watch`, ...(place.fleet ? [fleetName(place.name)] : [])].flatMap((name) =>
        inEachRegion(place, 'events', `rule/${name}`),
      ),
    },
  ],
  resources: {
    aws_cloudwatch_event_rule: {
      words: plain('AWS', 'schedule', { name: ['name'] }),
      stage: 'foundation',
      rights: aws(
        'events',
        ['DescribeRule', 'ListTagsForResource'],
        ['PutRule', 'TagResource', 'UntagResource'],
        ['DeleteRule'],
      ),
      // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html: "Creates or updates".
      adopt: 'not adopted: the apply writes over the rule of this name, there is never a second one',
    },
    aws_cloudwatch_event_target: {
      words: plain('AWS', 'schedule target', { inner: true }),
      stage: 'foundation',
      rights: aws('events', ['ListTargetsByRule'], ['PutTargets'], ['RemoveTargets']),
      // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html: "or updates the existing targets".
      adopt: 'not adopted: the apply writes over the target of this id',
    },
  },
};

export const alerts: AwsService = {
  api: 'sns',
  things: 'alert topics',
  allowed(operation, place) {
    if (/^(GetSubscriptionAttributes|ListSubscriptions|ListTopics|Unsubscribe)$/.test(operation)) return undefined;
    const known = existingOf(place, 'sns');
    return [
      {
        resources: [
          ...inEachRegion(place, 'sns', `${place.name}-alerts`),
          ...(place.fleet ? inEachRegion(place, 'sns', `${fleetName(place.name)}-alerts`) : []),
          ...known,
        ],
        ...(operation === 'Subscribe' ? { condition: { StringEquals: { 'sns:Protocol': 'email' } } } : {}),
      },
    ];
  },
  resources: {
    aws_sns_topic: {
      words: plain('AWS', 'alert topic', { name: ['name'] }),
      stage: 'foundation',
      rights: aws(
        'sns',
        ['GetTopicAttributes', 'ListTagsForResource'],
        ['CreateTopic', 'SetTopicAttributes', 'TagResource', 'UntagResource'],
        ['DeleteTopic'],
      ),
      adopt: byName('name', 'sns:GetTopicAttributes', async ({ clouds, region, deployment }, name) => {
        const TopicArn = `arn:${partitionOf(region)}:sns:${region}:${deployment.aws.accountId}:${name}`;
        await clouds.aws.call('sns', 'GetTopicAttributes', region, { TopicArn });
        return { name, importId: TopicArn, attributes: { id: TopicArn, arn: TopicArn } };
      }),
    },
    aws_sns_topic_subscription: {
      words: plain('AWS', 'alert subscription', { name: ['endpoint'] }),
      stage: 'foundation',
      rights: aws('sns', ['GetSubscriptionAttributes'], ['Subscribe'], ['Unsubscribe']),
      // https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html: one a topic and endpoint.
      adopt: 'not adopted: a topic has one subscription an address, the apply gets that one',
    },
  },
};
