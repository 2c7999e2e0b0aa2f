import { count, flag, needText, text, type Values } from '../value.js';
import { part, parts, word, type AwsClient } from './client.js';
import { nameOf, prefixOf, sameJson } from './naming.js';
import { tagged, tagsOf, type AwsResource } from './tags.js';
import { textMap } from '../value.js';

export const kmsKey: AwsResource = tagged({
  async create({ client }, planned) {
    const tags = Object.entries(textMap(planned, 'tags_all')).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    const input = {
      Description: text(planned, 'description'),
      KeyUsage: text(planned, 'key_usage'),
      KeySpec: text(planned, 'customer_master_key_spec'),
      MultiRegion: flag(planned, 'multi_region'),
      Policy: text(planned, 'policy'),
      BypassPolicyLockoutSafetyCheck: flag(planned, 'bypass_policy_lockout_safety_check'),
      Tags: tags.length > 0 ? tags : undefined,
    };
    const made = await client.call('kms', 'CreateKey', input, 'creating KMS Key');
    const id = word(part(made, 'KeyMetadata'), 'KeyId') ?? '';
    await setRotation(client, id, planned);
    if (flag(planned, 'is_enabled') === false)
      await client.call('kms', 'DisableKey', { KeyId: id }, `disabling KMS Key (${id})`);
    return (await readKey(client, id, planned)) ?? {};
  },
  read: ({ client }, state) => readKey(client, needText(state, 'id'), state),
  async update({ client }, planned, prior) {
    const id = needText(prior, 'id');
    const doing = `updating KMS Key (${id})`;
    if (text(planned, 'description') !== text(prior, 'description'))
      await client.call(
        'kms',
        'UpdateKeyDescription',
        { KeyId: id, Description: text(planned, 'description') ?? '' },
        doing,
      );
    const policy = text(planned, 'policy');
    if (policy !== undefined && policy !== text(prior, 'policy'))
      await client.call('kms', 'PutKeyPolicy', { KeyId: id, PolicyName: 'default', Policy: policy }, doing);
    await setRotation(client, id, planned);
    const enabled = flag(planned, 'is_enabled') ?? true;
    if (enabled !== flag(prior, 'is_enabled'))
      await client.call('kms', enabled ? 'EnableKey' : 'DisableKey', { KeyId: id }, doing);
    return {};
  },
  async delete({ client }, state) {
    const id = needText(state, 'id');
    await client.find(
      'kms',
      'ScheduleKeyDeletion',
      { KeyId: id, PendingWindowInDays: count(state, 'deletion_window_in_days') },
      `deleting KMS Key (${id})`,
    );
  },
  async retag({ client }, state, put, remove) {
    const KeyId = needText(state, 'id');
    const doing = `updating tags for KMS Key (${KeyId})`;
    if (remove.length > 0) await client.call('kms', 'UntagResource', { KeyId, TagKeys: remove }, doing);
    const Tags = Object.entries(put).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    if (Tags.length > 0) await client.call('kms', 'TagResource', { KeyId, Tags }, doing);
  },
  importState: async (_, id) => ({ id }),
});

async function setRotation(client: AwsClient, KeyId: string, planned: Values): Promise<void> {
  const wanted = flag(planned, 'enable_key_rotation') ?? false;
  const input = { KeyId, ...(wanted ? { RotationPeriodInDays: count(planned, 'rotation_period_in_days') } : {}) };
  await client.call(
    'kms',
    wanted ? 'EnableKeyRotation' : 'DisableKeyRotation',
    input,
    `updating KMS Key (${KeyId}) rotation`,
  );
}

async function readKey(client: AwsClient, id: string, known: Values): Promise<Values | undefined> {
  const doing = `reading KMS Key (${id})`;
  const metadata = part(await client.find('kms', 'DescribeKey', { KeyId: id }, doing), 'KeyMetadata');
  const state = word(metadata, 'KeyState');
  if (state === null || state === 'PendingDeletion') return undefined;
  const policy = word(await client.call('kms', 'GetKeyPolicy', { KeyId: id, PolicyName: 'default' }, doing), 'Policy');
  const rotation = await client.call('kms', 'GetKeyRotationStatus', { KeyId: id }, doing);
  const tags = await client.call('kms', 'ListResourceTags', { KeyId: id }, doing);
  return {
    id,
    key_id: id,
    arn: word(metadata, 'Arn'),
    region: client.region,
    description: word(metadata, 'Description'),
    key_usage: word(metadata, 'KeyUsage'),
    customer_master_key_spec: word(metadata, 'KeySpec'),
    is_enabled: state === 'Enabled',
    multi_region: metadata['MultiRegion'] === true,
    policy: sameJson(policy, text(known, 'policy')),
    enable_key_rotation: rotation['KeyRotationEnabled'] === true,
    rotation_period_in_days: (rotation['RotationPeriodInDays'] as number | undefined) ?? 0,
    tags_all: tagsOf(tags['Tags'], 'TagKey', 'TagValue'),
  };
}

export const kmsAlias: AwsResource = {
  async create({ client }, planned) {
    const name = nameOf(planned, 'alias/terraform-');
    await client.call(
      'kms',
      'CreateAlias',
      { AliasName: name, TargetKeyId: needText(planned, 'target_key_id') },
      `creating KMS Alias (${name})`,
    );
    return (await readAlias(client, name, planned)) ?? {};
  },
  read: ({ client }, state) => readAlias(client, needText(state, 'id'), state),
  async update({ client }, planned, prior) {
    const name = needText(prior, 'id');
    await client.call(
      'kms',
      'UpdateAlias',
      { AliasName: name, TargetKeyId: needText(planned, 'target_key_id') },
      `updating KMS Alias (${name})`,
    );
    return {};
  },
  async delete({ client }, state) {
    await client.find(
      'kms',
      'DeleteAlias',
      { AliasName: needText(state, 'id') },
      `deleting KMS Alias (${needText(state, 'id')})`,
    );
  },
  importState: async (_, id) => ({ id }),
};

async function readAlias(client: AwsClient, name: string, known: Values): Promise<Values | undefined> {
  const found = parts(await client.call('kms', 'ListAliases', {}, `reading KMS Alias (${name})`), 'Aliases').find(
    (each) => word(each, 'AliasName') === name,
  );
  if (!found) return undefined;
  const target = word(found, 'TargetKeyId') ?? '';
  const arn = `arn:aws:kms:${client.region}:${client.accountId}:key/${target}`;
  return {
    id: name,
    name,
    name_prefix: prefixOf(name),
    arn: word(found, 'AliasArn'),
    region: client.region,
    // Given as ARN or as id: the same key either way.
    target_key_id: text(known, 'target_key_id') === arn ? arn : target,
    target_key_arn: arn,
  };
}
