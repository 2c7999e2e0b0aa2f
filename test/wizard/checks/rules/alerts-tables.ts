/** Cases of the rules on a topic of the owner's own, and on its key. */
import type { Table } from './cases.js';
import { lets, well, type Facts } from './world.js';

const arn = 'arn:aws:sns:eu-central-1:111122223333:contoso-alerts';
const alerts = { snsTopicArn: arn };
const plain = { alerts };
const fleet = { alerts, site: { fleet: {} } };
const root = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*' };
const alarms = lets('cloudwatch.amazonaws.com', 'kms:Decrypt', 'kms:GenerateDataKey*').Statement;
const through = { 'kms:CallerAccount': '111122223333', 'kms:ViaService': 'sns.eu-central-1.amazonaws.com' };
const everybody = {
  ...{ Effect: 'Allow', Principal: { AWS: '*' }, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] },
  Condition: { StringEquals: through },
};

/** As SNS writes it for the account of the topic. */
const byDefault = (account: string) => ({
  Statement: [
    {
      ...{ Effect: 'Allow', Principal: { AWS: '*' }, Action: ['SNS:Publish'], Resource: arn },
      Condition: { StringEquals: { 'AWS:SourceOwner': account } },
    },
  ],
});
const topic = { arn, keyId: '', policy: byDefault('111122223333') } satisfies Facts['alertsTopic'];
const under = (keyId: string, policy?: object, rest: object = {}): Partial<Facts> => ({
  alertsTopic: { ...topic, keyId },
  alertsKey: policy && { ...well.secretKey, policy, ...rest },
});
const shuts = {
  thing: arn,
  got: 'its policy does not let cloudwatch.amazonaws.com publish (sns:Publish) for the account 111122223333',
  fix: `Add a statement to the policy of the topic: {"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"sns:Publish","Resource":"${arn}","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}}`,
};
const use = '"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"';
const forAlarms = `{"Effect":"Allow",${use},"Principal":{"Service":"cloudwatch.amazonaws.com"}}`;
const forFunctions = `{"Effect":"Allow",${use},"Principal":{"AWS":"*"},"Condition":{"StringEquals":${JSON.stringify(through)}}}`;
const shutOut = (who: string, statement: string) => ({
  thing: arn,
  got: `encrypted with ${well.secretKey.arn}, whose policy does not let ${who} use kms:Decrypt and kms:GenerateDataKey`,
  fix: `Add to the policy of the key, or give the topic no key: ${statement}`,
});
const roleOf = (name: string): string => `arn:aws:iam::111122223333:role/contoso-desktops-${name}-eu-central-1`;
const ofAws = (keyId: string) => ({
  thing: arn,
  got: `encrypted with ${keyId}, the key of AWS: its policy does not let cloudwatch.amazonaws.com in, and nobody can change it`,
  fix: `Give the topic no key, or one of your own with this statement in its policy: ${forAlarms}`,
});

export const alertsTables: Record<string, Table> = {
  'alerts-topic': {
    'nobody is told': { deployment: { alerts: null }, holds: false },
    'an address, which gets a topic of its own': { deployment: { alerts: { email: 'it@contoso.com' } }, holds: false },
    'a topic with the policy that SNS gives it': { deployment: fleet, facts: { alertsTopic: topic } },
    'one that is not there': { deployment: plain, finds: [{ thing: arn, got: 'a topic that does not exist' }] },
    'a statement for alarms alone': {
      deployment: fleet,
      facts: { alertsTopic: { ...topic, policy: lets('cloudwatch.amazonaws.com', 'sns:Publish') } },
    },
    'a policy for another account': {
      deployment: fleet,
      facts: { alertsTopic: { ...topic, policy: byDefault('444455556666') } },
      finds: [shuts],
    },
    'a policy for EventBridge alone': {
      deployment: fleet,
      facts: { alertsTopic: { ...topic, policy: lets('events.amazonaws.com', 'sns:Publish') } },
      finds: [shuts],
    },
    'the same without a fleet, whose alarm alone asks for it': {
      deployment: plain,
      facts: { alertsTopic: { ...topic, policy: byDefault('444455556666') } },
    },
    'a fleet in another Region': {
      deployment: { alerts, site: { region: 'eu-west-1', fleet: {} } },
      facts: { alertsTopic: topic },
      finds: [
        {
          thing: arn,
          got: 'a topic of eu-central-1, and the alarm of the fleet in eu-west-1 could tell topics of eu-west-1 alone: it has none',
          fix: 'Name a topic of the Region of the fleet, or an address in `alerts.email`: each Region with a fleet gets a topic of its own then.',
        },
      ],
    },
  },
  'alerts-key': {
    'nobody is told': { deployment: { alerts: null }, holds: false },
    'no topic, which another rule says': { deployment: fleet },
    'a topic that is not encrypted': { deployment: fleet, facts: under('') },
    'the key of AWS': { deployment: fleet, facts: under('alias/aws/sns'), finds: [ofAws('alias/aws/sns')] },
    'the key of AWS by its id': {
      deployment: fleet,
      facts: under('1234abcd', { Statement: [everybody] }, { manager: 'AWS' }),
      finds: [ofAws('1234abcd')],
    },
    'the key of AWS, and functions alone tell the topic': { deployment: plain, facts: under('alias/aws/sns') },
    'a key that is not there': {
      deployment: plain,
      facts: under('alias/contoso'),
      finds: [{ thing: arn, got: 'encrypted with alias/contoso, which does not exist' }],
    },
    'a key that is off': {
      deployment: plain,
      facts: under('alias/contoso', { Statement: [everybody] }, { state: 'Disabled' }),
      finds: [
        {
          thing: arn,
          got: `encrypted with ${well.secretKey.arn}, a key in the state Disabled`,
          fix: 'Enable the key.',
        },
      ],
    },
    'everybody is let in': { deployment: fleet, facts: under('alias/contoso', { Statement: [...alarms, everybody] }) },
    'what alias/aws/sns lets in: functions, and no alarm': {
      deployment: fleet,
      facts: under('alias/contoso', { Statement: [root, everybody] }),
      finds: [shutOut('cloudwatch.amazonaws.com', forAlarms)],
    },
    'a key that is left to IAM, where the roles have no right to it': {
      deployment: fleet,
      facts: under('alias/contoso', { Statement: [root] }),
      finds: [
        shutOut('cloudwatch.amazonaws.com', forAlarms),
        shutOut(roleOf('control-plane'), forFunctions),
        shutOut(roleOf('fleet-observe'), forFunctions),
      ],
    },
    'the role of the control plane by name': {
      deployment: plain,
      facts: under('alias/contoso', {
        Statement: [root, { ...everybody, Principal: { AWS: [roleOf('control-plane')] } }],
      }),
    },
  },
};
