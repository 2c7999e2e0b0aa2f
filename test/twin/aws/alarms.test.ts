import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FoundationStore } from '../../../twin/aws/foundation-store.js';
import type { Statement } from '../../../twin/aws/policy.js';
import { accountId, refusalOf, region, startAccount, type StartedAccount } from './account-in-test.js';

// What becomes of an alarm that goes off: whether anybody hears of it depends on the topic and on its key.

let started: StartedAccount;
beforeEach(async () => {
  started = await startAccount();
});
afterEach(() => started.stop());

const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'kms:*', Resource: '*' };
const alarms = {
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
};

const onlyPublish = { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' };

const keyWith = async (...Statement: object[]): Promise<string> => {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  const { KeyMetadata } = await new KMSClient(started.configuration()).send(
    new CreateKeyCommand({ Policy, BypassPolicyLockoutSafetyCheck: true }),
  );
  return KeyMetadata?.Arn ?? '';
};

const topicUnder = async (key?: string, at = region): Promise<string> => {
  const Attributes = key === undefined ? {} : { KmsMasterKeyId: key };
  const sns = new SNSClient(started.configuration(undefined, at));
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'alerts', Attributes }));
  await started.account.inside('cloudwatch', 'PutMetricAlarm', region, {
    AlarmName: 'no-pass',
    AlarmActions: [TopicArn],
    ComparisonOperator: 'LessThanThreshold',
    EvaluationPeriods: 1,
  });
  return TopicArn;
};

const heard = async (): Promise<readonly string[]> => (started.account.foundation as FoundationStore).alarms.goOff();

test.each([
  ['a topic that is not encrypted', async () => undefined, undefined],
  [
    'a topic under the key of AWS',
    async () => 'alias/aws/sns',
    /does not have authorization to access the SNS topic enc/,
  ],
  [
    'a key that is left to IAM',
    () => keyWith(root),
    /does not have authorization to access the SNS topic encryption key/,
  ],
  ['a key that lets alarms in', () => keyWith(root, alarms), undefined],
  [
    'a key with a condition that no page says CloudWatch meets',
    () => keyWith(root, { ...alarms, Condition: { StringEquals: { 'aws:SourceAccount': accountId } } }),
    /does not have authorization to access the SNS topic encryption key/,
  ],
])('%s', async (_, key, says) => {
  const topicArn = await topicUnder(await key());
  expect(await heard()).toEqual(says === undefined ? [] : [expect.stringMatching(says)]);
  const { topics } = (started.account.foundation as FoundationStore).topics;
  expect(topics.get(topicArn)?.messages).toHaveLength(says === undefined ? 1 : 0);
});

test('an alarm that tells a topic of another Region is not made', async () => {
  await expect(topicUnder(undefined, 'us-east-1')).rejects.toMatchObject({
    code: 'ValidationError',
    message: 'Invalid region us-east-1 specified. Only eu-central-1 is supported.',
  });
});

test('a topic whose policy names others is not told', async () => {
  const topicArn = await topicUnder();
  const { topics } = (started.account.foundation as FoundationStore).topics;
  const publishers = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish' };
  topics.get(topicArn)?.attributes.set('Policy', JSON.stringify({ Statement: { ...publishers, Resource: topicArn } }));
  expect(await heard()).toEqual([
    expect.stringMatching(/alarm:no-pass is not authorized to perform: SNS:Publish on resource: arn:aws:sns:/),
  ]);
});

describe('who publishes', () => {
  const needsBoth = { Effect: 'Allow', Action: ['sns:Publish', 'kms:GenerateDataKey', 'kms:Decrypt'], Resource: '*' };
  const everybody = { ...alarms, Principal: { AWS: '*' } };
  const through = (account: string) => ({
    StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `sns.${region}.amazonaws.com` },
  });
  const publishes = async (statement: object, ...policy: object[]): Promise<unknown> => {
    const credentials = started.account.principals.issueUser('publisher', [{ Statement: statement as Statement }]);
    const TopicArn = await topicUnder(await keyWith(...policy));
    return new SNSClient(started.configuration(credentials)).send(new PublishCommand({ TopicArn, Message: 'M' }));
  };

  test.each<[string, object, object[]]>([
    [
      'a policy of the key for all of the account',
      onlyPublish,
      [root, { ...everybody, Condition: through(accountId) }],
    ],
    ['a right of their own, where the key is left to IAM', needsBoth, [root]],
  ])('may by %s', async (_, statement, policy) => {
    await expect(publishes(statement, ...policy)).resolves.toBeDefined();
  });

  test.each<[string, object, object[]]>([
    ['without either', onlyPublish, [root]],
    ['by a policy for another account', onlyPublish, [root, { ...everybody, Condition: through('999988887777') }]],
    ['where the key refuses them', needsBoth, [root, { ...everybody, Effect: 'Deny' }]],
    ['where the key is not left to IAM', needsBoth, [alarms]],
  ])('may not %s', async (_, statement, policy) => {
    expect(await refusalOf(publishes(statement, ...policy))).toMatchObject({ name: 'KMSAccessDeniedException' });
  });
});
