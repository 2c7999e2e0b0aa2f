import { needText, text, type Values } from '../value.js';
import { part, word, type AwsClient } from './client.js';
import { nameOf, sameJson } from './naming.js';
import { pairs, tagList, tagged, tagsOf, type AwsResource } from './tags.js';

export const topic: AwsResource = tagged({
  async create({ client }, planned) {
    const Name = nameOf(planned);
    const tags = tagList(planned);
    const given = topicAttributes.map(([name, wire]) => [wire, text(planned, name) ?? ''] as const);
    const attributes = Object.fromEntries(given.filter(([, value]) => value !== ''));
    const made = await client.call(
      'sns',
      'CreateTopic',
      { Name, Attributes: attributes, Tags: tags.length > 0 ? tags : undefined },
      `creating SNS Topic (${Name})`,
    );
    return (await readTopic(client, word(made, 'TopicArn') ?? '', planned)) ?? {};
  },
  read: ({ client }, state) => readTopic(client, needText(state, 'id'), state),
  async update({ client }, planned, prior) {
    const TopicArn = needText(prior, 'id');
    for (const [name, AttributeName] of topicAttributes) {
      if (text(planned, name) === text(prior, name)) continue;
      await client.call(
        'sns',
        'SetTopicAttributes',
        { TopicArn, AttributeName, AttributeValue: text(planned, name) ?? '' },
        `setting SNS Topic (${TopicArn}) attribute`,
      );
    }
    return {};
  },
  async delete({ client }, state) {
    await client.find(
      'sns',
      'DeleteTopic',
      { TopicArn: needText(state, 'id') },
      `deleting SNS Topic (${needText(state, 'id')})`,
    );
  },
  async retag({ client }, state, put, remove) {
    const ResourceArn = needText(state, 'id');
    const doing = `updating tags for SNS Topic (${ResourceArn})`;
    if (remove.length > 0) await client.call('sns', 'UntagResource', { ResourceArn, TagKeys: remove }, doing);
    if (Object.keys(put).length > 0) await client.call('sns', 'TagResource', { ResourceArn, Tags: pairs(put) }, doing);
  },
  importState: async (_, id) => ({ id }),
});

const topicAttributes = [
  ['display_name', 'DisplayName'],
  ['kms_master_key_id', 'KmsMasterKeyId'],
  ['policy', 'Policy'],
] as const;

async function readTopic(client: AwsClient, arn: string, known: Values): Promise<Values | undefined> {
  const doing = `reading SNS Topic (${arn})`;
  const answer = await client.find('sns', 'GetTopicAttributes', { TopicArn: arn }, doing);
  if (!answer) return undefined;
  const found = part(answer, 'Attributes');
  const tags = await client.call('sns', 'ListTagsForResource', { ResourceArn: arn }, doing);
  return {
    id: arn,
    arn,
    region: client.region,
    name: arn.split(':').at(-1) ?? '',
    name_prefix: text(known, 'name_prefix') ?? '',
    display_name: word(found, 'DisplayName') ?? '',
    kms_master_key_id: word(found, 'KmsMasterKeyId') ?? '',
    policy: sameJson(word(found, 'Policy'), text(known, 'policy')),
    owner: word(found, 'Owner'),
    fifo_topic: false,
    content_based_deduplication: false,
    fifo_throughput_scope: '',
    signature_version: 0,
    tracing_config: '',
    beginning_archive_time: '',
    tags_all: tagsOf(tags['Tags']),
  };
}

export const topicSubscription: AwsResource = {
  async create({ client }, planned) {
    const TopicArn = needText(planned, 'topic_arn');
    const input = {
      TopicArn,
      Protocol: text(planned, 'protocol'),
      Endpoint: text(planned, 'endpoint'),
      ReturnSubscriptionArn: true,
    };
    const made = await client.call('sns', 'Subscribe', input, `creating SNS Topic Subscription (${TopicArn})`);
    return (await readSubscription(client, word(made, 'SubscriptionArn') ?? '')) ?? {};
  },
  read: ({ client }, state) => readSubscription(client, needText(state, 'id')),
  update: async () => ({}),
  // A subscription that nobody confirmed cannot be removed by AWS's API; it goes by itself after some days.
  async delete({ client }, state) {
    await client.find(
      'sns',
      'Unsubscribe',
      { SubscriptionArn: needText(state, 'id') },
      `deleting SNS Topic Subscription (${needText(state, 'id')})`,
    );
  },
};

async function readSubscription(client: AwsClient, arn: string): Promise<Values | undefined> {
  const answer = await client.find(
    'sns',
    'GetSubscriptionAttributes',
    { SubscriptionArn: arn },
    `reading SNS Topic Subscription (${arn})`,
  );
  if (!answer) return undefined;
  const found = part(answer, 'Attributes');
  return {
    id: arn,
    arn,
    region: client.region,
    owner_id: word(found, 'Owner'),
    pending_confirmation: word(found, 'PendingConfirmation') === 'true',
    confirmation_was_authenticated: word(found, 'ConfirmationWasAuthenticated') === 'true',
    filter_policy_scope: '',
  };
}
