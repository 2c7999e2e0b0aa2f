import { block, count, flag, needText, text, textMap, texts, type Value, type Values } from '../value.js';
import { part, parts, word, type AwsClient } from './client.js';
import { sameJson } from './naming.js';
import { pairs, tagList, tagged, tagsOf, type AwsResource } from './tags.js';

export const dynamodbTable: AwsResource = tagged({
  async create({ client }, planned) {
    const name = needText(planned, 'name');
    const keys = [
      { AttributeName: text(planned, 'hash_key'), KeyType: 'HASH' },
      { AttributeName: text(planned, 'range_key'), KeyType: 'RANGE' },
    ].filter(({ AttributeName }) => AttributeName !== undefined);
    const attributes = (planned['attribute'] ?? []) as readonly Values[];
    const tags = tagList(planned);
    const input = {
      TableName: name,
      BillingMode: text(planned, 'billing_mode'),
      KeySchema: keys,
      AttributeDefinitions: attributes.map((each) => ({
        AttributeName: text(each, 'name'),
        AttributeType: text(each, 'type'),
      })),
      DeletionProtectionEnabled: flag(planned, 'deletion_protection_enabled') ?? false,
      Tags: tags.length > 0 ? tags : undefined,
    };
    await client.call('dynamodb', 'CreateTable', input, `creating DynamoDB Table (${name})`);
    await setRecovery(client, name, planned);
    return (await readTable(client, name)) ?? {};
  },
  read: ({ client }, state) => readTable(client, needText(state, 'id')),
  async update({ client }, planned, prior) {
    const TableName = needText(prior, 'id');
    const wanted = flag(planned, 'deletion_protection_enabled') ?? false;
    if (wanted !== (flag(prior, 'deletion_protection_enabled') ?? false)) {
      const input = { TableName, DeletionProtectionEnabled: wanted };
      await client.call('dynamodb', 'UpdateTable', input, `updating DynamoDB Table (${TableName})`);
    }
    await setRecovery(client, TableName, planned);
    return {};
  },
  async delete({ client }, state) {
    const TableName = needText(state, 'id');
    await client.find('dynamodb', 'DeleteTable', { TableName }, `deleting DynamoDB Table (${TableName})`);
  },
  async retag({ client }, state, put, remove) {
    const ResourceArn = needText(state, 'arn');
    const doing = `updating tags for DynamoDB Table (${ResourceArn})`;
    if (remove.length > 0) await client.call('dynamodb', 'UntagResource', { ResourceArn, TagKeys: remove }, doing);
    if (Object.keys(put).length > 0)
      await client.call('dynamodb', 'TagResource', { ResourceArn, Tags: pairs(put) }, doing);
  },
  importState: async (_, id) => ({ id, name: id }),
});

async function setRecovery(client: AwsClient, TableName: string, planned: Values): Promise<void> {
  const PointInTimeRecoveryEnabled = flag(block(planned, 'point_in_time_recovery'), 'enabled') ?? false;
  const input = { TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled } };
  await client.call('dynamodb', 'UpdateContinuousBackups', input, `updating DynamoDB Table (${TableName}) PITR`);
}

async function readTable(client: AwsClient, name: string): Promise<Values | undefined> {
  const doing = `reading DynamoDB Table (${name})`;
  const answer = await client.find('dynamodb', 'DescribeTable', { TableName: name }, doing);
  if (!answer) return undefined;
  const table = part(answer, 'Table');
  const arn = word(table, 'TableArn') ?? '';
  const keys = parts(table, 'KeySchema');
  const keyOf = (type: string): string | null =>
    word(
      keys.find((each) => word(each, 'KeyType') === type),
      'AttributeName',
    );
  const backups = await client.call('dynamodb', 'DescribeContinuousBackups', { TableName: name }, doing);
  const recovery = part(part(backups, 'ContinuousBackupsDescription'), 'PointInTimeRecoveryDescription');
  const enabled = word(recovery, 'PointInTimeRecoveryStatus') === 'ENABLED';
  const tags = await client.call('dynamodb', 'ListTagsOfResource', { ResourceArn: arn }, doing);
  return {
    id: name,
    name,
    arn,
    region: client.region,
    hash_key: keyOf('HASH'),
    range_key: keyOf('RANGE'),
    billing_mode: word(part(table, 'BillingModeSummary'), 'BillingMode'),
    deletion_protection_enabled: table['DeletionProtectionEnabled'] === true,
    attribute: parts(table, 'AttributeDefinitions').map((each) => ({
      name: word(each, 'AttributeName'),
      type: word(each, 'AttributeType'),
    })),
    point_in_time_recovery: [{ enabled, recovery_period_in_days: enabled ? 35 : 0 }],
    tags_all: tagsOf(tags['Tags']),
  };
}

export const stateMachine: AwsResource = tagged({
  async create({ client }, planned) {
    const name = needText(planned, 'name');
    const tags = Object.entries(textMap(planned, 'tags_all')).map(([key, value]) => ({ key, value }));
    const input = {
      name,
      type: text(planned, 'type') ?? 'STANDARD',
      roleArn: needText(planned, 'role_arn'),
      definition: needText(planned, 'definition'),
      tags: tags.length > 0 ? tags : undefined,
    };
    const doing = `creating Step Functions State Machine (${name})`;
    const made = await client.call('stepfunctions', 'CreateStateMachine', input, doing);
    return (await readMachine(client, word(made, 'stateMachineArn') ?? '', planned)) ?? {};
  },
  read: ({ client }, state) => readMachine(client, needText(state, 'id'), state),
  async update({ client }, planned, prior) {
    const stateMachineArn = needText(prior, 'id');
    const definition = needText(planned, 'definition');
    const roleArn = needText(planned, 'role_arn');
    if (definition !== text(prior, 'definition') || roleArn !== text(prior, 'role_arn')) {
      const doing = `updating Step Functions State Machine (${stateMachineArn})`;
      await client.call('stepfunctions', 'UpdateStateMachine', { stateMachineArn, definition, roleArn }, doing);
    }
    return (await readMachine(client, stateMachineArn, planned)) ?? {};
  },
  async delete({ client }, state) {
    const stateMachineArn = needText(state, 'id');
    const doing = `deleting Step Functions State Machine (${stateMachineArn})`;
    await client.find('stepfunctions', 'DeleteStateMachine', { stateMachineArn }, doing);
  },
  async retag({ client }, state, put, remove) {
    const resourceArn = needText(state, 'arn');
    const doing = `updating tags for Step Functions State Machine (${resourceArn})`;
    const tags = Object.entries(put).map(([key, value]) => ({ key, value }));
    if (remove.length > 0) await client.call('stepfunctions', 'UntagResource', { resourceArn, tagKeys: remove }, doing);
    if (tags.length > 0) await client.call('stepfunctions', 'TagResource', { resourceArn, tags }, doing);
  },
  importState: async (_, id) => ({ id }),
});

async function readMachine(client: AwsClient, arn: string, known: Values): Promise<Values | undefined> {
  const doing = `reading Step Functions State Machine (${arn})`;
  let found;
  try {
    found = await client.call('stepfunctions', 'DescribeStateMachine', { stateMachineArn: arn }, doing);
  } catch (error) {
    if (error instanceof Error && error.message.includes('StateMachineDoesNotExist')) return undefined;
    throw error;
  }
  const tags = await client.call('stepfunctions', 'ListTagsForResource', { resourceArn: arn }, doing);
  return {
    id: arn,
    arn,
    region: client.region,
    name: word(found, 'name'),
    name_prefix: '',
    type: word(found, 'type'),
    status: word(found, 'status'),
    role_arn: word(found, 'roleArn'),
    definition: sameJson(word(found, 'definition'), text(known, 'definition')),
    creation_date: '2026-01-01T00:00:00Z',
    description: '',
    revision_id: word(found, 'revisionId'),
    state_machine_version_arn: '',
    version_description: '',
    tags_all: tagsOf(tags['tags'], 'key', 'value'),
  };
}

/** Arguments of an alarm as the API calls them. */
const alarmMembers = [
  ...(['alarm_description', 'comparison_operator', 'metric_name', 'namespace', 'statistic'] as const),
  'treat_missing_data',
] as const;

export const metricAlarm: AwsResource = tagged({
  async create({ client }, planned) {
    const name = needText(planned, 'alarm_name');
    const tags = tagList(planned);
    const input = { ...alarmInput(planned), Tags: tags.length > 0 ? tags : undefined };
    await client.call('cloudwatch', 'PutMetricAlarm', input, `creating CloudWatch Metric Alarm (${name})`);
    return (await readAlarm(client, name, planned)) ?? {};
  },
  read: ({ client }, state) => readAlarm(client, needText(state, 'id'), state),
  async update({ client }, planned) {
    const doing = `updating CloudWatch Metric Alarm (${needText(planned, 'alarm_name')})`;
    await client.call('cloudwatch', 'PutMetricAlarm', alarmInput(planned), doing);
    return {};
  },
  async delete({ client }, state) {
    const name = needText(state, 'id');
    await client.call(
      'cloudwatch',
      'DeleteAlarms',
      { AlarmNames: [name] },
      `deleting CloudWatch Metric Alarm (${name})`,
    );
  },
  async retag({ client }, state, put, remove) {
    const ResourceARN = needText(state, 'arn');
    const doing = `updating tags for CloudWatch Metric Alarm (${ResourceARN})`;
    if (remove.length > 0) await client.call('cloudwatch', 'UntagResource', { ResourceARN, TagKeys: remove }, doing);
    if (Object.keys(put).length > 0)
      await client.call('cloudwatch', 'TagResource', { ResourceARN, Tags: pairs(put) }, doing);
  },
  importState: async (_, id) => ({ id }),
});

function camel(name: string): string {
  return name
    .split('_')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}

function alarmInput(planned: Values): object {
  const members = alarmMembers.map((name) => [camel(name), text(planned, name)] as const);
  const dimensions = Object.entries(textMap(planned, 'dimensions')).map(([Name, Value]) => ({ Name, Value }));
  return {
    ...(Object.fromEntries(members.filter(([, value]) => value !== undefined)) as Record<string, string>),
    AlarmName: needText(planned, 'alarm_name'),
    ActionsEnabled: flag(planned, 'actions_enabled') ?? true,
    AlarmActions: texts(planned, 'alarm_actions'),
    OKActions: texts(planned, 'ok_actions'),
    InsufficientDataActions: texts(planned, 'insufficient_data_actions'),
    EvaluationPeriods: count(planned, 'evaluation_periods'),
    Period: count(planned, 'period'),
    Threshold: count(planned, 'threshold'),
    ...(dimensions.length > 0 ? { Dimensions: dimensions } : {}),
  };
}

async function readAlarm(client: AwsClient, name: string, known: Values): Promise<Values | undefined> {
  const doing = `reading CloudWatch Metric Alarm (${name})`;
  const [found] = parts(
    await client.call('cloudwatch', 'DescribeAlarms', { AlarmNames: [name] }, doing),
    'MetricAlarms',
  );
  if (!found) return undefined;
  const arn = word(found, 'AlarmArn') ?? '';
  const tags = await client.call('cloudwatch', 'ListTagsForResource', { ResourceARN: arn }, doing);
  const actions = (member: string, before: Value | undefined): Value => {
    const list = found[member] as Value[] | undefined;
    return list && list.length > 0 ? list : (before ?? null);
  };
  return {
    ...Object.fromEntries(alarmMembers.map((each) => [each, word(found, camel(each))])),
    id: name,
    alarm_name: name,
    arn,
    region: client.region,
    actions_enabled: found['ActionsEnabled'] !== false,
    alarm_actions: actions('AlarmActions', known['alarm_actions']),
    ok_actions: actions('OKActions', known['ok_actions']),
    insufficient_data_actions: known['insufficient_data_actions'] ?? null,
    evaluation_periods: found['EvaluationPeriods'] as number,
    period: found['Period'] as number,
    threshold: found['Threshold'] as number,
    dimensions: Object.fromEntries(
      parts(found, 'Dimensions').map((each) => [word(each, 'Name') ?? '', word(each, 'Value') ?? '']),
    ),
    tags_all: tagsOf(tags['Tags']),
  };
}
