import { count, flag, needText, text, textMap, type Values } from '../value.js';
import { part, parts, word, type AwsClient } from './client.js';
import { nameOf, sameJson, uniqueName } from './naming.js';
import { pairs, tagList, tagged, tagsOf, type AwsResource } from './tags.js';

export const logGroup: AwsResource = tagged({
  async create({ client }, planned) {
    const name = nameOf(planned);
    const tags = textMap(planned, 'tags_all');
    const doing = `creating CloudWatch Logs Log Group (${name})`;
    const input = {
      logGroupName: name,
      kmsKeyId: text(planned, 'kms_key_id'),
      logGroupClass: text(planned, 'log_group_class'),
      tags: Object.keys(tags).length > 0 ? tags : undefined,
    };
    await client.call('logs', 'CreateLogGroup', input, doing);
    await setRetention(client, name, planned);
    return (await readLogGroup(client, name, planned)) ?? {};
  },
  read: ({ client }, state) => readLogGroup(client, needText(state, 'id'), state),
  async update({ client }, planned, prior) {
    await setRetention(client, needText(prior, 'id'), planned);
    return {};
  },
  async delete({ client }, state) {
    if (flag(state, 'skip_destroy')) return;
    await client.find(
      'logs',
      'DeleteLogGroup',
      { logGroupName: needText(state, 'id') },
      `deleting CloudWatch Logs Log Group (${needText(state, 'id')})`,
    );
  },
  async retag({ client }, state, put, remove) {
    const resourceArn = needText(state, 'arn');
    const doing = `updating tags for CloudWatch Logs Log Group (${resourceArn})`;
    if (remove.length > 0) await client.call('logs', 'UntagResource', { resourceArn, tagKeys: remove }, doing);
    if (Object.keys(put).length > 0) await client.call('logs', 'TagResource', { resourceArn, tags: put }, doing);
  },
  importState: async (_, id) => ({ id }),
});

async function setRetention(client: AwsClient, logGroupName: string, planned: Values): Promise<void> {
  const days = count(planned, 'retention_in_days') ?? 0;
  const doing = `setting CloudWatch Logs Log Group (${logGroupName}) retention policy`;
  if (days > 0) await client.call('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays: days }, doing);
  else await client.call('logs', 'DeleteRetentionPolicy', { logGroupName }, doing);
}

async function readLogGroup(client: AwsClient, name: string, known: Values): Promise<Values | undefined> {
  const doing = `reading CloudWatch Logs Log Group (${name})`;
  const found = parts(
    await client.call('logs', 'DescribeLogGroups', { logGroupNamePrefix: name }, doing),
    'logGroups',
  ).find((each) => word(each, 'logGroupName') === name);
  if (!found) return undefined;
  const arn = word(found, 'logGroupArn') ?? '';
  const tags = await client.call('logs', 'ListTagsForResource', { resourceArn: arn }, doing);
  return {
    id: name,
    name,
    name_prefix: text(known, 'name_prefix') ?? '',
    arn,
    region: client.region,
    retention_in_days: (found['retentionInDays'] as number | undefined) ?? 0,
    kms_key_id: word(found, 'kmsKeyId') ?? '',
    log_group_class: word(found, 'logGroupClass'),
    deletion_protection_enabled: false,
    tags_all: part(tags, 'tags') as Values,
  };
}

export const eventRule: AwsResource = tagged({
  async create({ client }, planned) {
    const name = nameOf(planned);
    const tags = tagList(planned);
    await client.call(
      'events',
      'PutRule',
      { ...ruleInput(name, planned), Tags: tags.length > 0 ? tags : undefined },
      `creating EventBridge Rule (${name})`,
    );
    return (await readRule(client, name, planned)) ?? {};
  },
  read: ({ client }, state) => readRule(client, ruleName(state), state),
  async update({ client }, planned, prior) {
    await client.call(
      'events',
      'PutRule',
      ruleInput(ruleName(prior), planned),
      `updating EventBridge Rule (${ruleName(prior)})`,
    );
    return {};
  },
  async delete({ client }, state) {
    await client.find(
      'events',
      'DeleteRule',
      { Name: ruleName(state) },
      `deleting EventBridge Rule (${ruleName(state)})`,
    );
  },
  async retag({ client }, state, put, remove) {
    const ResourceARN = needText(state, 'arn');
    const doing = `updating tags for EventBridge Rule (${ResourceARN})`;
    if (remove.length > 0) await client.call('events', 'UntagResource', { ResourceARN, TagKeys: remove }, doing);
    if (Object.keys(put).length > 0)
      await client.call('events', 'TagResource', { ResourceARN, Tags: pairs(put) }, doing);
  },
});

function ruleName(state: Values): string {
  return text(state, 'name') ?? needText(state, 'id');
}

function ruleInput(name: string, planned: Values): object {
  return {
    Name: name,
    ScheduleExpression: text(planned, 'schedule_expression'),
    EventPattern: text(planned, 'event_pattern'),
    Description: text(planned, 'description'),
    RoleArn: text(planned, 'role_arn'),
    State: text(planned, 'state') ?? 'ENABLED',
  };
}

async function readRule(client: AwsClient, name: string, known: Values): Promise<Values | undefined> {
  const doing = `reading EventBridge Rule (${name})`;
  const found = await client.find('events', 'DescribeRule', { Name: name }, doing);
  if (!found) return undefined;
  const arn = word(found, 'Arn') ?? '';
  const tags = await client.call('events', 'ListTagsForResource', { ResourceARN: arn }, doing);
  return {
    id: name,
    name,
    name_prefix: text(known, 'name_prefix') ?? '',
    arn,
    region: client.region,
    schedule_expression: word(found, 'ScheduleExpression') ?? '',
    event_pattern: sameJson(word(found, 'EventPattern'), text(known, 'event_pattern')) ?? '',
    description: word(found, 'Description') ?? '',
    role_arn: word(found, 'RoleArn') ?? '',
    state: word(found, 'State'),
    tags_all: tagsOf(tags['Tags']),
  };
}

export const eventTarget: AwsResource = {
  async create({ client }, planned) {
    const Rule = needText(planned, 'rule');
    const Id = text(planned, 'target_id') ?? uniqueName('terraform-');
    await putTarget(client, Rule, Id, planned);
    return { id: `${Rule}-${Id}`, target_id: Id, region: client.region };
  },
  async read({ client }, state) {
    const answer = await client.find(
      'events',
      'ListTargetsByRule',
      { Rule: needText(state, 'rule') },
      `reading EventBridge Target (${needText(state, 'id')})`,
    );
    const found = parts(answer, 'Targets').find((each) => word(each, 'Id') === needText(state, 'target_id'));
    return (
      found && {
        arn: word(found, 'Arn'),
        input: sameJson(word(found, 'Input'), text(state, 'input')) ?? '',
        role_arn: word(found, 'RoleArn') ?? '',
        region: client.region,
      }
    );
  },
  async update({ client }, planned, prior) {
    await putTarget(client, needText(prior, 'rule'), needText(prior, 'target_id'), planned);
    return {};
  },
  async delete({ client }, state) {
    await client.find(
      'events',
      'RemoveTargets',
      { Rule: needText(state, 'rule'), Ids: [needText(state, 'target_id')] },
      `deleting EventBridge Target (${needText(state, 'id')})`,
    );
  },
};

async function putTarget(client: AwsClient, Rule: string, Id: string, planned: Values): Promise<void> {
  const target = { Id, Arn: text(planned, 'arn'), Input: text(planned, 'input'), RoleArn: text(planned, 'role_arn') };
  const Targets = [Object.fromEntries(Object.entries(target).filter(([, value]) => value !== undefined))];
  await client.call('events', 'PutTargets', { Rule, Targets }, `putting EventBridge Target (${Id})`);
}
