import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionZipOf } from '../../../modules/control-plane/function-zip.js';
import { synthesize, zip } from './synthesis.js';
import { jsonWithReferences } from '../json-with-references.js';

const bundle = { kind: 'bundle', identity: { name: 'contoso-standard' } } as const;
const properties = { imageId: 'wsi-1', computeType: 'STANDARD', rootVolumeGib: 80, userVolumeGib: 50 };

describe('a minimal control plane', () => {
  const made = synthesize();

  test('is a function with its code beside the plan, role, log group and the wait for its role', () => {
    expect(
      Object.fromEntries(Object.entries(made.resource).map(([type, blocks]) => [type, Object.keys(blocks).length])),
    ).toEqual({
      aws_cloudwatch_log_group: 1,
      aws_iam_role: 1,
      aws_iam_role_policy: 1,
      aws_lambda_function: 1,
      aws_lambda_invocation: 1,
    });
    expect(made.only('aws_lambda_function')).toMatchObject({
      function_name: 'contoso-control-plane',
      filename: zip.path,
      source_code_hash: zip.hash,
      runtime: 'nodejs22.x',
      handler: 'index.handler',
    });
  });

  test('names its role after the Region: roles are unique in the account, functions in the Region', () => {
    expect(made.only('aws_iam_role')['name']).toBe('contoso-control-plane-eu-central-1');
  });

  test('gives one invocation longer than a link of a wait may take', () => {
    expect(made.only('aws_lambda_function')['timeout']).toBe(330);
  });

  test('keeps logs for a year in a group that exists before the function and outlives it', () => {
    expect(made.only('aws_cloudwatch_log_group')).toMatchObject({
      name: '/aws/lambda/contoso-control-plane',
      retention_in_days: 365,
    });
    const [logGroup] = Object.keys(made.resource['aws_cloudwatch_log_group']!);
    expect(made.only('aws_lambda_function').depends_on).toContain(`aws_cloudwatch_log_group.${logGroup}`);
  });

  test('waits for its role before anything else, again whenever the policy changes', () => {
    const { 'role-effective': effective } = made.invocations('control-plane');
    const [policy] = Object.keys(made.resource['aws_iam_role_policy']!);
    expect(jsonWithReferences(effective!.input)).toEqual({
      step: 'role',
      kinds: ['bundle'],
      policy: `\${sha256(aws_iam_role_policy.${policy}.policy)}`,
    });
    expect(effective!.depends_on).toContain(`aws_iam_role_policy.${policy}`);
  });

  test('is the same text on every synthesis, also in the same process', () => {
    expect(synthesize().text).toBe(made.text);
  });

  test('schedules nothing without alerts', () => {
    expect(made.resource['aws_cloudwatch_event_rule']).toBeUndefined();
  });
});

describe('a maximal control plane', () => {
  const topicArn = 'arn:aws:sns:eu-west-1:111122223333:alerts';
  const secretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:contoso-scim-AbCdEf';
  const made = synthesize({
    kinds: ['entra-directory', 'bundle', 'account-instance', 'synced-group', 'user-presence'],
    rolePath: '/workspaces/',
    permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/boundary',
    functionVpc: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] },
    logRetentionDays: 731,
    logKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/logs',
    identityCenterRoleArn: 'arn:aws:iam::444455556666:role/identity-center',
    identityStoreId: 'd-1234567890',
    watch: {
      topicArn,
      expiries: [
        { label: 'SCIM token', fix: 'Renew it.', secretArn },
        { label: 'Signing certificate', fix: 'Add one.', date: '2028-01-01T00:00:00Z' },
      ],
    },
    tags: { owner: 'desktops' },
  });

  test('puts path and boundary on its role', () => {
    expect(made.only('aws_iam_role')).toMatchObject({
      path: '/workspaces/',
      permissions_boundary: 'arn:aws:iam::111122223333:policy/boundary',
    });
  });

  test('encrypts its logs with the key that it was given, and keeps them as long as asked', () => {
    expect(made.only('aws_cloudwatch_log_group')).toMatchObject({
      retention_in_days: 731,
      kms_key_id: 'arn:aws:kms:eu-central-1:111122223333:key/logs',
    });
  });

  test('tags everything that takes tags', () => {
    for (const type of [
      'aws_iam_role',
      'aws_lambda_function',
      'aws_cloudwatch_log_group',
      'aws_cloudwatch_event_rule',
    ]) {
      expect(made.only(type)['tags']).toEqual({ owner: 'desktops' });
    }
  });

  test('runs in the VPC', () => {
    expect(made.only('aws_lambda_function')['vpc_config']).toEqual({
      subnet_ids: ['subnet-1', 'subnet-2'],
      security_group_ids: ['sg-1'],
    });
  });

  test('looks once a day at what expires, and says so when the look itself fails', () => {
    expect(made.only('aws_cloudwatch_event_rule')['schedule_expression']).toBe('rate(1 day)');
    expect(jsonWithReferences(made.only('aws_cloudwatch_event_target')['input'] as string)).toEqual({
      step: 'expiry',
      deployment: 'contoso',
      topicArn,
      watch: [
        { label: 'SCIM token', fix: 'Renew it.', secretArn },
        { label: 'Signing certificate', fix: 'Add one.', date: '2028-01-01T00:00:00Z' },
      ],
    });
    expect(made.only('aws_lambda_permission')).toMatchObject({
      principal: 'events.amazonaws.com',
      action: 'lambda:InvokeFunction',
    });
    expect(made.only('aws_lambda_function_event_invoke_config')['destination_config']).toEqual({
      on_failure: { destination: topicArn },
    });
  });
});

describe('validation', () => {
  test.each([
    ['name', { name: 'Contoso' }, /`name` .* got: Contoso/],
    ['kinds', { kinds: [] }, /`kinds` .* got: none/],
    ['kinds twice', { kinds: ['bundle', 'bundle'] as const }, /`kinds` .* got: bundle, bundle/],
    ['accountId', { accountId: '1234' }, /`accountId` must be 12 digits, got: 1234/],
    ['rolePath', { rolePath: 'workspaces' }, /`rolePath` must begin and end with a slash, got: workspaces/],
    ['logRetentionDays', { logRetentionDays: 10 }, /`logRetentionDays` must be one of .*, got: 10/],
    [
      'functionVpc',
      { functionVpc: { subnetIds: ['subnet-1'], securityGroupIds: [] } },
      /`functionVpc` .* got: 1 subnet and 0/,
    ],
  ])('refuses a wrong %s and says what it got', (_what, props, message) => {
    expect(() => synthesize(props)).toThrow(message);
  });

  test('refuses a request for a kind that the role may not do', () => {
    expect(() =>
      synthesize({ kinds: ['synced-group'] }, (controlPlane, stack) =>
        controlPlane.managedResource(stack, 'bundle', { ...bundle, properties }),
      ),
    ).toThrow(/`kinds` of the control plane in eu-central-1 .* got: bundle/);
  });

  test('refuses a wait that is no number of minutes', () => {
    expect(() =>
      synthesize({}, (controlPlane, stack) => controlPlane.condition(stack, 'wait', bundle, { minutes: -1 })),
    ).toThrow(/`minutes` .* got: -1/);
  });
});

test('the zip is named as it lies beside the plan, with the hash that Lambda reports', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'zip-')), 'handler.zip');
  writeFileSync(file, 'code');
  expect(functionZipOf(file)).toEqual({
    path: 'handler.zip',
    hash: createHash('sha256').update('code').digest('base64'),
  });
});
