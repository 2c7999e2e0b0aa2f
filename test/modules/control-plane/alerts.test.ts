import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { describe, expect, test } from '@jest/globals';
import { Alerts, type AlertsProps } from '../../../modules/control-plane/alerts.js';
import { synthesize } from './synthesis.js';

function alerts(to: AlertsProps['to'], byAlarms = false): { arn: string; made: ReturnType<typeof synthesize> } {
  let arn = '';
  const made = synthesize({}, (_controlPlane, stack) => {
    const provider = new AwsProvider(stack, 'frankfurt', { alias: 'frankfurt', region: 'eu-central-1' });
    const alarms = { accountId: '111122223333', region: 'eu-central-1', provider };
    const tags = { owner: 'desktops' };
    arn = new Alerts(stack, 'alerts', { name: 'contoso', to, tags, ...(byAlarms ? { alarms } : {}) }).topicArn;
  });
  return { arn, made };
}

describe('alerts', () => {
  test('to an address make an encrypted, tagged topic with that subscription', () => {
    const { made } = alerts({ email: 'desk@contoso.com' });
    expect(made.only('aws_sns_topic')).toMatchObject({
      name: 'contoso-alerts',
      kms_master_key_id: 'alias/aws/sns',
      tags: { owner: 'desktops' },
    });
    expect(made.only('aws_sns_topic_subscription')).toMatchObject({ protocol: 'email', endpoint: 'desk@contoso.com' });
  });

  test('that alarms tell have a topic under a key of its own: CloudWatch may not use that of AWS', () => {
    const { made } = alerts({ email: 'desk@contoso.com' }, true);
    expect(made.only('aws_sns_topic').kms_master_key_id).toMatch(/^\$\{aws_kms_key\.\S+\.arn\}$/);
    const { Statement } = JSON.parse(made.only('aws_kms_key').policy as string) as { Statement: object[] };
    expect(Statement).toMatchObject([
      { Sid: 'Administration' },
      { Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } } },
      { Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] },
    ]);
    expect(made.only('aws_kms_alias').name_prefix).toBe('alias/contoso-alerts-');
  });

  test('to an existing topic make nothing', () => {
    const topic = 'arn:aws:sns:eu-central-1:111122223333:operations';
    const { arn, made } = alerts({ snsTopicArn: topic });
    expect(arn).toBe(topic);
    expect(made.resource['aws_sns_topic']).toBeUndefined();
  });
});
