import { describe, expect, test } from '@jest/globals';
import { fleetSeconds, type FleetSettings } from '../../../domain/fleet/settings.js';
import { FleetEngine } from '../../../modules/fleet/fleet-engine.js';
import type { EngineProps } from '../../../modules/fleet/engine-part.js';
import { SiteFleet } from '../../../modules/fleet/site-fleet.js';
import { jsonWithReferences } from '../json-with-references.js';
import { accountId, region, synthesized, type Block, type Synthesized } from '../aws-stack.js';

const settings: FleetSettings = {
  schema: 1,
  fleet: 'contoso/berlin',
  site: 'berlin',
  mode: 'apply',
  everyMinutes: 15,
  holdDays: 7,
  lock: false,
  limits: { create: 200, hold: 20, remove: 20, sharePercent: 5 },
  runningMode: 'AUTO_STOP',
  enforceRunningMode: true,
  autoStopMinutes: 60,
  directoryId: 'wsd-1',
  identityStoreId: 'd-1234567890',
  groupId: 'group',
  bundleId: 'wsb-1',
  computeType: 'POWER',
  rootVolumeGib: 175,
  userVolumeGib: 100,
  tags: {},
};

const engine = (more: Partial<EngineProps> = {}, site: Partial<FleetSettings> = {}): Synthesized =>
  synthesized((stack, provider) => {
    const functionZip = { path: 'handler.zip', hash: 'hash' };
    const made = new FleetEngine(stack, 'fleet', {
      name: 'contoso',
      region,
      accountId,
      provider,
      functionZip,
      ...more,
    });
    new SiteFleet(stack, 'berlin', { engine: made, provider, settings: { ...settings, ...site }, dependsOn: [] });
  });

const blocks = (json: Synthesized, type: string): Block[] => Object.values(json.resource[type] ?? {});
const statements = (
  json: Synthesized,
  part: string,
): { Action: string[]; Condition?: object; Resource: string[] }[] => {
  const [, policy] = Object.entries(json.resource['aws_iam_role_policy'] ?? {}).find(([id]) =>
    id.includes(`_${part}_`),
  )!;
  return (
    jsonWithReferences((policy as { policy: string }).policy) as {
      Statement: { Action: string[]; Condition?: object; Resource: string[] }[];
    }
  ).Statement;
};
const actions = (json: Synthesized, part: string): string[] => statements(json, part).flatMap(({ Action }) => Action);

/** Whether an alarm goes off when each of its periods has these sums; a metric that is not there has no data. */
function rings(alarm: Block, sums: Readonly<Record<string, number>>): boolean {
  expect([alarm.namespace, alarm.statistic]).toEqual(['AWS/States', 'Sum']);
  const sum = sums[alarm.metric_name as string];
  if (sum === undefined) return alarm.treat_missing_data === 'breaching';
  return {
    LessThanThreshold: sum < alarm.threshold,
    LessThanOrEqualToThreshold: sum <= alarm.threshold,
    GreaterThanThreshold: sum > alarm.threshold,
    GreaterThanOrEqualToThreshold: sum >= alarm.threshold,
  }[alarm.comparison_operator as string]!;
}

describe("the fleet's engine", () => {
  const json = engine();

  test('is a table with point-in-time recovery, a standard state machine and a schedule', () => {
    expect(blocks(json, 'aws_dynamodb_table')).toMatchObject([
      { name: 'contoso-fleet', hash_key: 'fleet', range_key: 'item', point_in_time_recovery: { enabled: true } },
    ]);
    expect(blocks(json, 'aws_sfn_state_machine')).toMatchObject([{ name: 'contoso-fleet', type: 'STANDARD' }]);
    expect(blocks(json, 'aws_cloudwatch_event_rule')).toMatchObject([{ schedule_expression: 'rate(5 minutes)' }]);
    expect(json.text).not.toContain('"Map"');
  });

  test('runs act and remove one at a time, and observe beside them', () => {
    const concurrency = blocks(json, 'aws_lambda_function').map(
      ({ function_name, reserved_concurrent_executions = 'any' }) =>
        `${function_name} ${reserved_concurrent_executions}`,
    );
    expect(concurrency.sort()).toEqual(['contoso-fleet-act 1', 'contoso-fleet-observe any', 'contoso-fleet-remove 1']);
  });

  test('gives no part the right to tag and to terminate, and terminates under the tag alone', () => {
    const mayTerminate = ['observe', 'act', 'remove'].filter((part) =>
      actions(json, part).includes('workspaces:TerminateWorkspaces'),
    );
    expect(mayTerminate).toEqual(['remove']);
    expect(actions(json, 'remove')).not.toContain('workspaces:CreateTags');
    const terminate = statements(json, 'remove').find(({ Action }) =>
      Action.includes('workspaces:TerminateWorkspaces'),
    );
    expect(terminate?.Condition).toEqual({
      StringLike: { 'aws:ResourceTag/entra-workspaces:fleet': 'contoso/*' },
    });
    const create = statements(json, 'act').find(({ Action }) => Action.includes('workspaces:CreateWorkspaces'));
    expect(create?.Condition).toEqual({ StringLike: { 'aws:RequestTag/entra-workspaces:fleet': 'contoso/*' } });
  });

  test('lets act grant the key of encrypted volumes, by its ARN, and no key where nothing is encrypted', () => {
    const keyArn = `arn:aws:kms:${region}:${accountId}:key/volumes`;
    const { resource } = engine({}, { encryption: { root: true, user: true, keyArn } });
    const policies = Object.values(resource['aws_iam_role_policy'] ?? {}).filter(({ policy }) =>
      (policy as string).includes('kms:CreateGrant'),
    );
    expect(policies).toMatchObject([{ name: 'key-of-berlin' }]);
    expect(policies[0].role).toMatch(/act/);
    expect(JSON.parse(policies[0].policy).Statement).toMatchObject([
      { Action: ['kms:CreateGrant', 'kms:DescribeKey'], Resource: [keyArn] },
    ]);
    expect(json.text).not.toContain('kms:CreateGrant');
  });

  test('claims a site when act may use its key, and hands the policy over behind the claim: none stays when it is let go', () => {
    const keyArn = `arn:aws:kms:${region}:${accountId}:key/volumes`;
    const encrypted = engine({}, { encryption: { root: true, user: true, keyArn } });
    const address = (type: string, part: string): string =>
      Object.keys(encrypted.resource[type] ?? {}).flatMap((id) => (id.includes(part) ? [`${type}.${id}`] : []))[0]!;
    const [claim, policy] = blocks(encrypted, 'aws_lambda_invocation');
    expect(claim.depends_on).toContain(address('aws_iam_role_policy', 'berlin_key'));
    expect(policy.depends_on).toEqual([address('aws_lambda_invocation', '_claim_')]);
  });

  test('gives act and remove the time of their work, and of a call with its retries to end it', () => {
    const times = blocks(json, 'aws_lambda_function').flatMap(({ handler, timeout }) =>
      handler === 'fleet.observe' ? [] : [timeout as number],
    );
    expect(times).toHaveLength(2);
    for (const time of times) expect(time).toBeGreaterThanOrEqual(fleetSeconds.work + 60);
  });

  test('starts what it is allowed to start', () => {
    expect(actions(json, 'schedule')).toEqual(['states:StartExecution']);
  });

  test('carries no policy in its definition: Terraform hands it over', () => {
    const [machine] = blocks(json, 'aws_sfn_state_machine');
    expect(machine.definition).not.toContain('holdDays');
    const inputs = blocks(json, 'aws_lambda_invocation').map(({ input, lifecycle_scope }) => ({
      step: JSON.parse(input).step,
      lifecycle_scope,
    }));
    expect(inputs).toEqual([
      { step: 'claim', lifecycle_scope: 'CRUD' },
      { step: 'policy', lifecycle_scope: 'CREATE_ONLY' },
    ]);
  });

  test('has an alarm where somebody is told, and none else', () => {
    expect(blocks(json, 'aws_cloudwatch_metric_alarm')).toEqual([]);
    const topicArn = `arn:aws:sns:${region}:${accountId}:alerts`;
    expect(blocks(engine({ topicArn }), 'aws_cloudwatch_metric_alarm')).toMatchObject([
      { alarm_name: 'contoso-fleet-no-pass', evaluation_periods: 3, period: 300, treat_missing_data: 'breaching' },
    ]);
    const [alarm] = blocks(engine({ topicArn }), 'aws_cloudwatch_metric_alarm');
    expect(alarm.dimensions.StateMachineArn).toMatch(/^\$\{aws_sfn_state_machine\./);
    // In periods of five minutes: executions of one that works, of one whose passes fail, of one that is never started.
    expect(rings(alarm, { ExecutionsStarted: 1, ExecutionsSucceeded: 1 })).toBe(false);
    expect(rings(alarm, { ExecutionsStarted: 3, ExecutionsSucceeded: 3 })).toBe(false);
    expect(rings(alarm, { ExecutionsStarted: 1, ExecutionsFailed: 1 })).toBe(true);
    expect(rings(alarm, { ExecutionsStarted: 1, ExecutionsSucceeded: 0 })).toBe(true);
    expect(rings(alarm, {})).toBe(true);
    expect(actions(engine({ topicArn }), 'observe')).toContain('sns:Publish');
    expect(actions(json, 'observe')).not.toContain('sns:Publish');
  });

  test('may read through a key that Identity Center has of its own, where it reads', () => {
    const withKey = (['observe', 'act', 'remove'] as const).map((part) => actions(json, part).includes('kms:Decrypt'));
    expect(withKey).toEqual([true, false, true]);
    expect(json.text).toContain('identitystore.*.amazonaws.com');
  });

  test('looks into Identity Center of another account by its role alone', () => {
    const identityCenterRoleArn = 'arn:aws:iam::444455556666:role/identity-center';
    const other = engine({ identityCenterRoleArn });
    expect(actions(other, 'observe').filter((each) => /^(identitystore|kms):/.test(each))).toEqual([]);
    expect(actions(other, 'observe')).toContain('sts:AssumeRole');
    expect(actions(other, 'act')).not.toContain('sts:AssumeRole');
  });
});
