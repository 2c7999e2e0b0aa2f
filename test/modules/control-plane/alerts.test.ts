import { describe, expect, test } from '@jest/globals';
import { Alerts, type AlertsProps } from '../../../modules/control-plane/alerts.js';
import { synthesize } from './synthesis.js';

function alerts(to: AlertsProps['to']): { arn: string; made: ReturnType<typeof synthesize> } {
  let arn = '';
  const made = synthesize({}, (_controlPlane, stack) => {
    arn = new Alerts(stack, 'alerts', { name: 'contoso', to, tags: { owner: 'desktops' } }).topicArn;
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

  test('to an existing topic make nothing', () => {
    const topic = 'arn:aws:sns:eu-central-1:111122223333:operations';
    const { arn, made } = alerts({ snsTopicArn: topic });
    expect(arn).toBe(topic);
    expect(made.resource['aws_sns_topic']).toBeUndefined();
  });
});
