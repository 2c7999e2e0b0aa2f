import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { FoundationStore } from '../../../twin/aws/foundation-store.js';
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

const keyWith = async (...Statement: object[]): Promise<string> => {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  const { KeyMetadata } = await new KMSClient(started.configuration()).send(new CreateKeyCommand({ Policy }));
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
])('%s', async (_, key, says) => {
  const topicArn = await topicUnder(await key());
  expect(await heard()).toEqual(says === undefined ? [] : [expect.stringMatching(says)]);
  const { topics } = (started.account.foundation as FoundationStore).topics;
  expect(topics.get(topicArn)?.messages).toHaveLength(says === undefined ? 1 : 0);
});

test('a topic of another Region is told by no alarm', async () => {
  await topicUnder(undefined, 'us-east-1');
  expect(await heard()).toEqual([expect.stringMatching(/Only eu-central-1 is supported/)]);
});

test('who publishes needs the key as well, by its policy or by a right of their own', async () => {
  const statement = { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' } as const;
  const credentials = started.account.principals.issueUser('publisher', [{ Statement: statement }]);
  const publish = async (TopicArn: string) =>
    new SNSClient(started.configuration(credentials)).send(new PublishCommand({ TopicArn, Message: 'a pass failed' }));
  const shut = await topicUnder(await keyWith(root));
  expect((await refusalOf(publish(shut))).message).toMatch(/kms:GenerateDataKey/);
  const condition = {
    StringEquals: { 'kms:CallerAccount': accountId, 'kms:ViaService': `sns.${region}.amazonaws.com` },
  };
  const { topics } = (started.account.foundation as FoundationStore).topics;
  topics
    .get(shut)
    ?.attributes.set(
      'KmsMasterKeyId',
      await keyWith(root, { ...alarms, Principal: { AWS: '*' }, Condition: condition }),
    );
  await expect(publish(shut)).resolves.toBeDefined();
});
