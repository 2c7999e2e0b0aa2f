import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { alertsKeyDescription } from '../../domain/alerts-key.js';
import { partitionOf } from '../../domain/partitions.js';
import { present } from '../../domain/present.js';
import { customerKey } from './customer-key.js';

export interface AlertsProps {
  /** Where messages go: an address, which gets a topic of its own and must confirm a mail, or a topic that exists. */
  readonly to: { readonly email: string } | { readonly snsTopicArn: string };
  /** Prefix of the topic's name: the name of the deployment. */
  readonly name: string;
  /** @default - the stack's provider without an alias */
  readonly provider?: TerraformProvider;
  /**
   * Where alarms of CloudWatch tell the topic, too: it needs a key of its own then.
   * @default - functions alone tell it
   */
  readonly alarms?: { readonly accountId: string; readonly region: string; readonly provider: TerraformProvider };
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Where the daily watch sends what a person should know. One for a deployment; any Region's function can reach it. */
export class Alerts extends Construct {
  readonly topicArn: string;

  constructor(scope: Construct, id: string, props: AlertsProps) {
    super(scope, id);
    if ('snsTopicArn' in props.to) {
      this.topicArn = props.to.snsTopicArn;
      return;
    }
    const provider = props.provider ? { provider: props.provider } : {};
    const topic = new SnsTopic(this, 'topic', {
      ...provider,
      name: `${props.name}-alerts`,
      // The key policy of the AWS managed key lets every publisher of the account use it through SNS, but no service.
      kmsMasterKeyId: props.alarms ? this.key(props, props.alarms) : 'alias/aws/sns',
      ...present({ tags: props.tags }),
    });
    new SnsTopicSubscription(this, 'email', {
      ...provider,
      topicArn: topic.arn,
      protocol: 'email',
      endpoint: props.to.email,
    });
    this.topicArn = topic.arn;
  }
  /**
   * CloudWatch cannot tell a topic under the AWS managed key, and nobody can change the policy of that key
   * (docs/facts/fleet.md 9). For everybody else it is as open as that one is.
   */
  private key(
    { name, tags }: AlertsProps,
    { accountId, region, provider }: NonNullable<AlertsProps['alarms']>,
  ): string {
    const Action = ['kms:Decrypt', 'kms:GenerateDataKey*'];
    const through = { 'kms:CallerAccount': accountId, 'kms:ViaService': `sns.${region}.amazonaws.com` };
    const key = customerKey(this, {
      provider,
      ids: ['key', 'alias'],
      description: alertsKeyDescription(name),
      aliasPrefix: `${name}-alerts-`,
      // It holds messages on their way alone.
      protection: false,
      policy: {
        partition: partitionOf(region),
        accountId,
        also: [
          {
            Sid: 'Publishers',
            Effect: 'Allow',
            Principal: { AWS: '*' },
            Action,
            Resource: '*',
            Condition: { StringEquals: through },
          },
          {
            Sid: 'Alarms',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action,
            Resource: '*',
          },
        ],
      },
      tags,
    });
    return key.arn;
  }
}
