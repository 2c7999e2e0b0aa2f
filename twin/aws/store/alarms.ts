import { rule } from '../../rules.js';
import { AwsError, existing } from '../errors.js';
import { decide } from '../policy.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { addTags, tagList, tagMap } from '../tag-maps.js';
import { parsePolicy } from './policy-text.js';
import type { Topics } from './topics.js';

const ofItsRegion = rule(
  'alarm-topic-of-its-region',
  'https://github.com/cds-snc/notification-terraform/pull/128',
  'An alarm that tells a topic of another Region is not made.',
);

const policyOfTopic = rule(
  'alarm-topic-policy',
  'https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger',
  'An alarm tells a topic only where the policy of the topic lets cloudwatch.amazonaws.com publish.',
);

const keyOfTopic = rule(
  'alarm-topic-key',
  'https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns',
  'An alarm tells an encrypted topic only where the policy of its key lets cloudwatch.amazonaws.com use it: that of alias/aws/sns does not.',
);

interface AlarmInput {
  AlarmName?: string;
  AlarmNames?: string[];
  ResourceARN?: string;
  Tags?: { Key?: string; Value?: string }[];
  TagKeys?: string[];
}

interface StoredAlarm {
  readonly arn: string;
  /** As it was put. */
  settings: Readonly<Record<string, unknown>>;
  readonly tags: Map<string, string>;
}

const topicsOf = (settings: StoredAlarm['settings'], ...kinds: readonly string[]): readonly string[] =>
  kinds.flatMap((kind) => (settings[kind] ?? []) as readonly string[]);

/** Alarms of CloudWatch: kept and described. Metrics are not played, so none ever goes off by itself. */
export class Alarms {
  readonly operations: Operations;
  private readonly alarms = new Map<string, StoredAlarm>();

  constructor(
    private readonly cloud: Cloud,
    private readonly topics: Topics,
  ) {
    this.operations = { ...this.alarmOperations(), ...this.tagOperations() };
  }

  /** Every alarm of the account goes off: what its history says of each of its actions that came to nothing. */
  async goOff(): Promise<readonly string[]> {
    const failed: string[] = [];
    for (const { arn, settings } of this.alarms.values()) {
      for (const topicArn of topicsOf(settings, 'AlarmActions')) {
        const why = await this.hindrance(arn, topicArn);
        if (why === undefined) this.topics.topics.get(topicArn)?.messages.push({ subject: 'ALARM', message: arn });
        else failed.push(`Failed to execute action ${topicArn}. Received error: "${why}"`);
      }
    }
    return failed;
  }

  /** Why an alarm cannot tell a topic. */
  private async hindrance(alarmArn: string, topicArn: string): Promise<string | undefined> {
    const topic = this.topics.topics.get(topicArn);
    if (!topic) return 'Topic does not exist';
    const principal = { Service: 'cloudwatch.amazonaws.com' };
    const { accountId } = this.cloud;
    const context = { 'AWS:SourceOwner': accountId, 'aws:SourceAccount': accountId, 'aws:SourceArn': alarmArn };
    const policy = parsePolicy(topic.attributes.get('Policy') ?? '', 'InvalidParameterException');
    // The policy that SNS gives a topic says AWS "*", which takes services in.
    const may = [principal, { AWS: principal.Service }].some(
      (each) => decide([policy], { action: 'sns:Publish', resource: topicArn, context, principal: each }) === 'allowed',
    );
    if (!may) {
      this.cloud.leanOn(policyOfTopic);
      return `Resource: ${alarmArn} is not authorized to perform: SNS:Publish on resource: ${topicArn}`;
    }
    const keyId = topic.attributes.get('KmsMasterKeyId') ?? '';
    if (keyId === '') return undefined;
    const key = await this.cloud.foundation.key(topicArn.split(':')[3] ?? '', keyId);
    this.cloud.leanOn(keyOfTopic);
    // No page says what CloudWatch tells KMS of itself: a condition in the policy is not met.
    const mayUse = ['kms:Decrypt', 'kms:GenerateDataKey'].every(
      (action) => key && decide([key.policy], { action, resource: key.arn, context: {}, principal }) === 'allowed',
    );
    return mayUse && key?.manager === 'CUSTOMER' && key.state === 'Enabled'
      ? undefined
      : 'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.';
  }

  private alarmOperations(): Operations {
    return {
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: one that exists is overwritten.
      PutMetricAlarm: (input: AlarmInput & Record<string, unknown>, call: Call) => {
        const name = input.AlarmName ?? '';
        const { Tags = [], ...settings } = input;
        for (const topicArn of topicsOf(settings, 'AlarmActions', 'OKActions', 'InsufficientDataActions')) {
          const region = topicArn.split(':')[3] ?? '';
          if (region === call.region) continue;
          this.cloud.leanOn(ofItsRegion);
          throw new AwsError(
            'ValidationError',
            `Invalid region ${region} specified. Only ${call.region} is supported.`,
          );
        }
        const existing = this.alarms.get(`${call.region} ${name}`);
        this.alarms.set(`${call.region} ${name}`, {
          arn: `arn:aws:cloudwatch:${call.region}:${this.cloud.accountId}:alarm:${name}`,
          settings,
          tags: existing?.tags ?? tagMap(Tags),
        });
        return {};
      },
      DescribeAlarms: (input: AlarmInput, call: Call) => ({
        MetricAlarms: (input.AlarmNames ?? []).flatMap((name) => {
          const found = this.alarms.get(`${call.region} ${name}`);
          return found ? [present({ ...found.settings, AlarmArn: found.arn, StateValue: 'INSUFFICIENT_DATA' })] : [];
        }),
      }),
      DeleteAlarms: (input: AlarmInput, call: Call) => {
        for (const name of input.AlarmNames ?? []) this.alarms.delete(`${call.region} ${name}`);
        return {};
      },
    };
  }

  private tagOperations(): Operations {
    const need = (wanted: string | undefined): StoredAlarm =>
      existing(
        [...this.alarms.values()].find(({ arn }) => arn === wanted),
        'ResourceNotFoundException',
        `Unknown alarm: ${wanted ?? ''}`,
      );
    return {
      ListTagsForResource: (input: AlarmInput) => ({
        Tags: tagList(need(input.ResourceARN).tags),
      }),
      TagResource: (input: AlarmInput) => {
        addTags(need(input.ResourceARN).tags, input.Tags);
        return {};
      },
      UntagResource: (input: AlarmInput) => {
        for (const key of input.TagKeys ?? []) need(input.ResourceARN).tags.delete(key);
        return {};
      },
    };
  }
}
