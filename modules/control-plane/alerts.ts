import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { present } from '../../domain/present.js';

export interface AlertsProps {
  /** Where messages go: an address, which gets a topic of its own and must confirm a mail, or a topic that exists. */
  readonly to: { readonly email: string } | { readonly snsTopicArn: string };
  /** Prefix of the topic's name: the name of the deployment. */
  readonly name: string;
  /** @default - the stack's provider without an alias */
  readonly provider?: TerraformProvider;
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
      // The key policy of the AWS managed key lets every publisher of the account use it through SNS.
      kmsMasterKeyId: 'alias/aws/sns',
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
}
