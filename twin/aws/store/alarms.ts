import { existing } from '../errors.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { addTags, tagList, tagMap } from '../tag-maps.js';

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

/** Alarms of CloudWatch: kept and described. Metrics are not played, so none ever goes off. */
export class Alarms {
  readonly operations: Operations;
  private readonly alarms = new Map<string, StoredAlarm>();

  constructor(private readonly cloud: Cloud) {
    this.operations = { ...this.alarmOperations(), ...this.tagOperations() };
  }

  private alarmOperations(): Operations {
    return {
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: one that exists is overwritten.
      PutMetricAlarm: (input: AlarmInput & Record<string, unknown>, call: Call) => {
        const name = input.AlarmName ?? '';
        const { Tags = [], ...settings } = input;
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
