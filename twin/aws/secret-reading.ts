import { rule } from '../rules.js';
import { decide } from './policy.js';
import type { Cloud } from './service.js';

const guide = 'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html';
const secretPolicyNeeded = rule(
  'secret-policy-for-workspaces',
  guide,
  'The policy of the secret must let workspaces.amazonaws.com get its value.',
);
const customerKeyNeeded = rule(
  'secret-customer-key',
  guide,
  'The secret must be encrypted with a customer managed symmetric key: the default key of Secrets Manager does not do.',
);
const keyPolicyNeeded = rule(
  'key-policy-for-workspaces',
  guide,
  'The policy of the key must let workspaces.amazonaws.com decrypt and describe it.',
);
const secretReadable = rule(
  'secret-must-be-there',
  'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html',
  'A secret that is gone, scheduled for deletion or without a value cannot be read.',
);
const conditionsOfService = rule(
  'service-call-conditions',
  'guess',
  'WorkSpaces reads the secret with aws:SourceAccount and kms:ViaService in the context of the call.',
);

/** Reads a secret as WorkSpaces does when it registers a device. Throws with the first thing that is in the way. */
export async function readSecretAsService(cloud: Cloud, region: string, secretArn: string): Promise<string> {
  const principal = { Service: 'workspaces.amazonaws.com' };
  const context = {
    ...accountSaid(cloud),
    ...(cloud.settings.workspacesSaysItsAccount
      ? { 'aws:SourceArn': `arn:aws:workspaces:${region}:${cloud.accountId}:directory/*` }
      : {}),
    'aws:RequestedRegion': region,
  };
  const secret = await cloud.foundation.secret(region, secretArn);
  const fail = (which: Parameters<Cloud['leanOn']>[0], message: string): never => {
    cloud.leanOn(which);
    throw new Error(message);
  };
  if (!secret) return fail(secretReadable, `the secret ${secretArn} does not exist in ${region}`);
  if (secret.scheduledForDeletion) fail(secretReadable, `the secret ${secret.name} is scheduled for deletion`);
  const mayGet =
    secret.policy &&
    decide([secret.policy], { action: 'secretsmanager:GetSecretValue', resource: secret.arn, context, principal });
  if (mayGet !== 'allowed')
    fail(
      secretPolicyNeeded,
      `the policy of the secret ${secret.name} does not let workspaces.amazonaws.com get its value`,
    );
  const key = secret.kmsKeyId === undefined ? undefined : await cloud.foundation.key(region, secret.kmsKeyId);
  if (key?.manager !== 'CUSTOMER' || !key.symmetric)
    return fail(customerKeyNeeded, `the secret ${secret.name} is not encrypted with a customer managed symmetric key`);
  if (key.state !== 'Enabled')
    fail(customerKeyNeeded, `the key ${key.arn} of the secret ${secret.name} is ${key.state}`);
  for (const action of ['kms:Decrypt', 'kms:DescribeKey']) {
    const throughSecretsManager = { ...context, 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` };
    if (decide([key.policy], { action, resource: key.arn, context: throughSecretsManager, principal }) !== 'allowed') {
      fail(keyPolicyNeeded, `the policy of the key ${key.arn} does not allow workspaces.amazonaws.com ${action}`);
    }
  }
  return secret.value ?? fail(secretReadable, `the secret ${secret.name} has no value`);
}

/** What WorkSpaces says of the account that it acts for, in a call of its own. */
export function accountSaid(cloud: Cloud): Record<string, string> {
  cloud.leanOn(conditionsOfService);
  return cloud.settings.workspacesSaysItsAccount ? { 'aws:SourceAccount': cloud.accountId } : {};
}
