import { randomUUID } from 'node:crypto';
import type {
  CreateTopicInput,
  ListTagsForResourceRequest,
  PublishInput,
  SetSubscriptionAttributesInput,
  SetTopicAttributesInput,
  SubscribeInput,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-sns';
import { rule } from '../../rules.js';
import { AwsError, existing } from '../errors.js';
import { decide } from '../policy.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { addTags, tagList, tagMap } from '../tag-maps.js';

const keyOfPublisher = rule(
  'topic-publisher-needs-key',
  'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#sns-what-permissions-for-sse',
  'Who publishes to a topic under a customer managed key needs kms:GenerateDataKey and kms:Decrypt on it.',
);

/** What the policy that SNS gives a topic allows to its account. */
const byDefault = [
  ...['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic', 'Subscribe'],
  ...['ListSubscriptionsByTopic', 'Publish'],
];

/** As SNS words a refusal of KMS. Source: https://github.com/aws-samples/aws-secure-environment-accelerator/pull/971. */
const keyRefused = (message: string): AwsError => new AwsError('KMSAccessDeniedException', message);

export interface StoredTopic {
  readonly arn: string;
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly subscriptions: StoredSubscription[];
  /** What was published, in order. */
  readonly messages: { readonly subject: string | undefined; readonly message: string }[];
}

interface StoredSubscription {
  arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  confirmed: boolean;
  readonly attributes: Map<string, string>;
}

interface ByTopic {
  TopicArn?: string;
}
interface BySubscription {
  SubscriptionArn?: string;
}

/** SNS of the stand-in's own store. */
export class Topics {
  readonly topics = new Map<string, StoredTopic>();
  readonly operations: Operations;

  constructor(private readonly cloud: Cloud) {
    this.operations = { ...this.topicOperations(), ...this.subscriptionOperations(), ...this.tagOperations() };
  }

  private need(arn: string | undefined): StoredTopic {
    return existing(this.topics.get(arn ?? ''), 'NotFoundException', 'Topic does not exist');
  }

  /** The policy of the key lets whoever calls in by itself, or leaves it to IAM. */
  private async useKey({ attributes }: StoredTopic, call: Call): Promise<void> {
    const keyId = attributes.get('KmsMasterKeyId') ?? '';
    const key = keyId === '' ? undefined : await this.cloud.foundation.key(call.region, keyId);
    if (key?.manager !== 'CUSTOMER') return;
    this.cloud.leanOn(keyOfPublisher);
    const context = {
      'kms:ViaService': `sns.${call.region}.amazonaws.com`,
      'kms:CallerAccount': call.caller.accountId,
    };
    for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) {
      const question = { action, resource: key.arn, context, principal: { AWS: call.caller.arn } };
      if (decide([key.policy], question) !== 'allowed')
        throw keyRefused(
          `User: ${call.caller.arn} is not authorized to perform: ${action} on resource: ${key.arn} because no resource-based policy allows the ${action} action`,
        );
      if (decide([key.policy], { ...question, withoutIam: true }) === 'allowed') continue;
      await call.alsoNeeds(action, key.arn, context).catch((error: unknown) => {
        if (error instanceof AwsError) throw keyRefused(error.message);
        throw error;
      });
    }
  }

  private topicOperations(): Operations {
    return {
      // Creating what exists answers the same ARN.
      CreateTopic: (input: CreateTopicInput, call: Call) => {
        const name = input.Name ?? '';
        const arn = `arn:aws:sns:${call.region}:${this.cloud.accountId}:${name}`;
        if (!this.topics.has(arn)) {
          // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html says whose account its condition asks for.
          const policy = {
            Version: '2008-10-17',
            Id: '__default_policy_ID',
            Statement: [
              {
                Sid: '__default_statement_ID',
                Effect: 'Allow',
                Principal: { AWS: '*' },
                Action: byDefault.map((action) => `SNS:${action}`),
                Resource: arn,
                Condition: { StringEquals: { 'AWS:SourceOwner': this.cloud.accountId } },
              },
            ],
          };
          const attributes = {
            TopicArn: arn,
            Owner: this.cloud.accountId,
            DisplayName: '',
            Policy: JSON.stringify(policy),
            ...input.Attributes,
          };
          const tags = tagMap(input.Tags);
          this.topics.set(arn, {
            arn,
            name,
            attributes: new Map(Object.entries(attributes)),
            tags,
            subscriptions: [],
            messages: [],
          });
        }
        return { TopicArn: arn };
      },
      GetTopicAttributes: (input: ByTopic) => {
        const topic = this.need(input.TopicArn);
        const confirmed = topic.subscriptions.filter((each) => each.confirmed).length;
        const counts = {
          SubscriptionsConfirmed: String(confirmed),
          SubscriptionsPending: String(topic.subscriptions.length - confirmed),
          SubscriptionsDeleted: '0',
        };
        return { Attributes: { ...Object.fromEntries(topic.attributes), ...counts } };
      },
      SetTopicAttributes: (input: SetTopicAttributesInput) => {
        this.need(input.TopicArn).attributes.set(input.AttributeName ?? '', input.AttributeValue ?? '');
        return {};
      },
      DeleteTopic: (input: ByTopic) => {
        this.topics.delete(input.TopicArn ?? '');
        return {};
      },
      ListTopics: (_: object, call: Call) => ({
        Topics: [...this.topics.keys()]
          .filter((arn) => arn.split(':')[3] === call.region)
          .map((TopicArn) => ({ TopicArn })),
      }),
      Publish: async (input: PublishInput, call: Call) => {
        const topic = this.need(input.TopicArn);
        await this.useKey(topic, call);
        topic.messages.push({ subject: input.Subject, message: input.Message ?? '' });
        return { MessageId: randomUUID() };
      },
    };
  }

  private subscriptionOperations(): Operations {
    const need = (arn: string | undefined): { topic: StoredTopic; subscription: StoredSubscription } => {
      for (const topic of this.topics.values()) {
        const subscription = topic.subscriptions.find((each) => each.arn === arn);
        if (subscription) return { topic, subscription };
      }
      throw new AwsError('NotFoundException', 'Subscription does not exist');
    };
    return {
      // A mail address has to confirm: until then there is no ARN unless it was asked for.
      Subscribe: (input: SubscribeInput) => {
        const topic = this.need(input.TopicArn);
        const confirmed = input.Protocol !== 'email' && input.Protocol !== 'email-json';
        const arn = `${topic.arn}:${randomUUID()}`;
        const attributes = new Map(Object.entries(input.Attributes ?? {}));
        topic.subscriptions.push({
          arn,
          protocol: input.Protocol ?? '',
          endpoint: input.Endpoint ?? '',
          confirmed,
          attributes,
        });
        return { SubscriptionArn: confirmed || input.ReturnSubscriptionArn === true ? arn : 'pending confirmation' };
      },
      Unsubscribe: (input: BySubscription) => {
        const { topic, subscription } = need(input.SubscriptionArn);
        topic.subscriptions.splice(topic.subscriptions.indexOf(subscription), 1);
        return {};
      },
      GetSubscriptionAttributes: (input: BySubscription) => {
        const { topic, subscription } = need(input.SubscriptionArn);
        const base = {
          SubscriptionArn: subscription.arn,
          TopicArn: topic.arn,
          Owner: this.cloud.accountId,
          Protocol: subscription.protocol,
          Endpoint: subscription.endpoint,
        };
        const state = {
          PendingConfirmation: String(!subscription.confirmed),
          ConfirmationWasAuthenticated: String(subscription.confirmed),
          RawMessageDelivery: 'false',
        };
        return { Attributes: { ...base, ...state, ...Object.fromEntries(subscription.attributes) } };
      },
      SetSubscriptionAttributes: (input: SetSubscriptionAttributesInput) => {
        need(input.SubscriptionArn).subscription.attributes.set(input.AttributeName ?? '', input.AttributeValue ?? '');
        return {};
      },
      ListSubscriptionsByTopic: (input: ByTopic) => {
        const topic = this.need(input.TopicArn);
        const shown = topic.subscriptions.map(({ arn, protocol, endpoint, confirmed }) =>
          present({
            SubscriptionArn: confirmed ? arn : 'PendingConfirmation',
            Owner: this.cloud.accountId,
            Protocol: protocol,
            Endpoint: endpoint,
            TopicArn: topic.arn,
          }),
        );
        return { Subscriptions: shown };
      },
    };
  }

  private tagOperations(): Operations {
    return {
      ListTagsForResource: (input: ListTagsForResourceRequest) => ({
        Tags: tagList(this.need(input.ResourceArn).tags),
      }),
      TagResource: (input: TagResourceRequest) => {
        addTags(this.need(input.ResourceArn).tags, input.Tags);
        return {};
      },
      UntagResource: (input: UntagResourceRequest) => {
        for (const key of input.TagKeys ?? []) this.need(input.ResourceArn).tags.delete(key);
        return {};
      },
    };
  }
}
