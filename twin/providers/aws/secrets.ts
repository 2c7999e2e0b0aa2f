import { randomUUID } from 'node:crypto';
import { count, needText, text, texts, type Values } from '../value.js';
import { parts, word, type Answer, type AwsClient } from './client.js';
import { nameOf, prefixOf, sameJson } from './naming.js';
import { pairs, tagList, tagged, tagsOf, type AwsResource } from './tags.js';

export const secret: AwsResource = tagged({
  async create({ client }, planned) {
    const tags = tagList(planned);
    const input = {
      Name: nameOf(planned),
      Description: text(planned, 'description'),
      KmsKeyId: text(planned, 'kms_key_id'),
      ClientRequestToken: randomUUID(),
      Tags: tags.length > 0 ? tags : undefined,
    };
    const made = await client.call('secretsmanager', 'CreateSecret', input, 'creating Secrets Manager Secret');
    const arn = word(made, 'ARN') ?? '';
    const policy = text(planned, 'policy');
    if (policy)
      await client.call(
        'secretsmanager',
        'PutResourcePolicy',
        { SecretId: arn, ResourcePolicy: policy },
        `putting Secrets Manager Secret (${arn}) policy`,
      );
    return (await readSecret(client, arn, planned)) ?? {};
  },
  read: ({ client }, state) => readSecret(client, needText(state, 'id'), state),
  async update({ client }, planned, prior) {
    const id = needText(prior, 'id');
    const changed = ['description', 'kms_key_id'].some((name) => text(planned, name) !== text(prior, name));
    if (changed)
      await client.call(
        'secretsmanager',
        'UpdateSecret',
        { SecretId: id, Description: text(planned, 'description') ?? '', KmsKeyId: text(planned, 'kms_key_id') },
        `updating Secrets Manager Secret (${id})`,
      );
    return {};
  },
  async delete({ client }, state) {
    const id = needText(state, 'id');
    const days = count(state, 'recovery_window_in_days') ?? 30;
    const how = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
    await client.find(
      'secretsmanager',
      'DeleteSecret',
      { SecretId: id, ...how },
      `deleting Secrets Manager Secret (${id})`,
    );
  },
  async retag({ client }, state, put, remove) {
    const SecretId = needText(state, 'id');
    const doing = `updating tags for Secrets Manager Secret (${SecretId})`;
    if (remove.length > 0) await client.call('secretsmanager', 'UntagResource', { SecretId, TagKeys: remove }, doing);
    if (Object.keys(put).length > 0)
      await client.call('secretsmanager', 'TagResource', { SecretId, Tags: pairs(put) }, doing);
  },
  importState: async (_, id) => ({ id }),
});

async function readSecret(client: AwsClient, id: string, known: Values): Promise<Values | undefined> {
  const doing = `reading Secrets Manager Secret (${id})`;
  const found = await client.find('secretsmanager', 'DescribeSecret', { SecretId: id }, doing);
  if (!found || found['DeletedDate']) return undefined;
  const policy = word(
    await client.call('secretsmanager', 'GetResourcePolicy', { SecretId: id }, doing),
    'ResourcePolicy',
  );
  return {
    id: word(found, 'ARN'),
    arn: word(found, 'ARN'),
    region: client.region,
    name: word(found, 'Name'),
    name_prefix: prefixOf(word(found, 'Name') ?? ''),
    description: word(found, 'Description') ?? '',
    kms_key_id: word(found, 'KmsKeyId') ?? '',
    policy: sameJson(policy, text(known, 'policy')) ?? '',
    tags_all: tagsOf(found['Tags']),
  };
}

export const secretPolicy: AwsResource = {
  async create({ client }, planned) {
    const SecretId = needText(planned, 'secret_arn');
    await client.call(
      'secretsmanager',
      'PutResourcePolicy',
      { SecretId, ResourcePolicy: needText(planned, 'policy') },
      `putting Secrets Manager Secret (${SecretId}) policy`,
    );
    return { id: SecretId, region: client.region };
  },
  async read({ client }, state) {
    const SecretId = needText(state, 'id');
    const found = await client.find(
      'secretsmanager',
      'GetResourcePolicy',
      { SecretId },
      `reading Secrets Manager Secret Policy (${SecretId})`,
    );
    const policy = word(found, 'ResourcePolicy');
    return policy === null
      ? undefined
      : { secret_arn: SecretId, policy: sameJson(policy, text(state, 'policy')), region: client.region };
  },
  async update({ client }, planned, prior) {
    const SecretId = needText(prior, 'id');
    await client.call(
      'secretsmanager',
      'PutResourcePolicy',
      { SecretId, ResourcePolicy: needText(planned, 'policy') },
      `updating Secrets Manager Secret (${SecretId}) policy`,
    );
    return {};
  },
  async delete({ client }, state) {
    await client.find(
      'secretsmanager',
      'DeleteResourcePolicy',
      { SecretId: needText(state, 'id') },
      `deleting Secrets Manager Secret Policy (${needText(state, 'id')})`,
    );
  },
  importState: async (_, id) => ({ id }),
};

export const secretVersion: AwsResource = {
  async create({ client }, planned) {
    const SecretId = needText(planned, 'secret_id');
    const stages = texts(planned, 'version_stages');
    const input = {
      SecretId,
      ClientRequestToken: randomUUID(),
      SecretString: text(planned, 'secret_string') ?? text(planned, 'secret_string_wo'),
      VersionStages: stages.length > 0 ? stages : undefined,
    };
    const made = await client.call(
      'secretsmanager',
      'PutSecretValue',
      input,
      `putting Secrets Manager Secret (${SecretId}) value`,
    );
    const version = word(made, 'VersionId') ?? '';
    return {
      ...((await readVersion(client, SecretId, version)) ?? {}),
      id: `${SecretId}|${version}`,
      has_secret_string_wo: false,
    };
  },
  async read({ client }, state) {
    const [secretId = '', version = ''] = needText(state, 'id').split('|');
    return readVersion(client, secretId, version);
  },
  async update({ client }, planned, prior) {
    const [SecretId = '', version = ''] = needText(prior, 'id').split('|');
    const before = texts(prior, 'version_stages');
    for (const VersionStage of texts(planned, 'version_stages').filter((stage) => !before.includes(stage))) {
      await client.call(
        'secretsmanager',
        'UpdateSecretVersionStage',
        { SecretId, VersionStage, MoveToVersionId: version },
        `adding stage ${VersionStage} to Secrets Manager Secret (${SecretId})`,
      );
    }
    return {};
  },
  // A version with AWSCURRENT cannot be removed; it goes with its secret.
  delete: async () => undefined,
};

async function readVersion(client: AwsClient, SecretId: string, VersionId: string): Promise<Values | undefined> {
  const doing = `reading Secrets Manager Secret Version (${SecretId}|${VersionId})`;
  const gone = await client.find('secretsmanager', 'DescribeSecret', { SecretId }, doing);
  if (!gone || gone['DeletedDate']) return undefined;
  const found = await client.find('secretsmanager', 'GetSecretValue', { SecretId, VersionId }, doing);
  if (!found) return undefined;
  return {
    arn: word(found, 'ARN'),
    region: client.region,
    secret_id: SecretId,
    version_id: VersionId,
    secret_string: word(found, 'SecretString') ?? '',
    secret_binary: '',
    version_stages: (found['VersionStages'] as string[] | undefined) ?? [],
  };
}

export function secretDataValues(client: AwsClient, found: Answer, policy: string | null): Values {
  return {
    id: word(found, 'ARN'),
    arn: word(found, 'ARN'),
    name: word(found, 'Name'),
    region: client.region,
    description: word(found, 'Description') ?? '',
    kms_key_id: word(found, 'KmsKeyId') ?? '',
    policy: policy ?? '',
    created_date: dateOf(found, 'CreatedDate'),
    last_changed_date: dateOf(found, 'LastChangedDate'),
    tags: tagsOf(found['Tags']),
  };
}

export function dateOf(found: Answer | undefined, name: string): string {
  const value = found?.[name];
  return value instanceof Date ? value.toISOString().replace(/\.\d+Z$/, 'Z') : '';
}

/** Versions of a secret as the data source lists them. */
export function versionList(answer: Answer): Values[] {
  return parts(answer, 'Versions').map((version) => ({
    version_id: word(version, 'VersionId'),
    version_stages: (version['VersionStages'] as string[] | undefined) ?? [],
    created_time: dateOf(version, 'CreatedDate'),
    last_accessed_date: '',
  }));
}
