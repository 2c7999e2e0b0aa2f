/** Who tells a topic of the owner's own, and what policies are asked when they do. */
import { partsOfArn } from '../../domain/arn.js';
import { fleetAlarmName, fleetRoleName, functionRoleName } from '../../domain/names.js';
import { partitionOf } from '../../domain/partitions.js';
import { fleetRegionsOf } from '../../deployment/fleet-regions.js';
import type { Deployment } from '../../deployment/schema.js';
import type { RequestValues } from './policy.js';

/** Who speaks for an alarm. */
export const alarmService = 'cloudwatch.amazonaws.com';

/** The AWS managed key of SNS, by name: its policy lets no service in, and nobody can change it. */
export function isKeyOfAws(keyId: string): boolean {
  return /(^|:)alias\/aws\/sns$/.test(keyId);
}

/** Whether the alarm of a fleet tells the topic: one of its own Region. */
export function alarmTells(deployment: Deployment, topicArn: string): boolean {
  return fleetRegionsOf(deployment).includes(partsOfArn(topicArn).region);
}

/**
 * What a condition finds in the request of the alarm of a fleet.
 * Sources: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html (account and ARN of the alarm), and for
 * the key https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html.
 */
export function alarmRequest({ aws, name }: Deployment, topicArn: string): RequestValues {
  const { region } = partsOfArn(topicArn);
  return {
    'aws:SourceAccount': aws.accountId,
    'aws:SourceOwner': aws.accountId,
    'aws:SourceArn': `arn:${partitionOf(region)}:cloudwatch:${region}:${aws.accountId}:alarm:${fleetAlarmName(name)}`,
    'kms:ViaService': `sns.${region}.amazonaws.com`,
    // A service has none: the policy of alias/aws/sns asks for it, and so lets no alarm in.
    'kms:CallerAccount': undefined,
  };
}

/** ARNs of the roles whose functions tell the topic: the watch of the control plane, and the engine of a fleet beside it. */
export function tellingRoles(deployment: Deployment, topicArn: string): readonly string[] {
  const { aws, identityCenter, name } = deployment;
  const { region } = partsOfArn(topicArn);
  const names = [
    functionRoleName(name, identityCenter.region),
    ...(alarmTells(deployment, topicArn) ? [fleetRoleName(name, 'observe', region)] : []),
  ];
  return names.map((each) => `arn:${partitionOf(region)}:iam::${aws.accountId}:role${aws.rolePath}${each}`);
}

/** What a condition finds in the request of a role of the account that tells the topic: where a key is asked. */
export function roleRequest(
  { aws }: Deployment,
  topicArn: string,
): { 'kms:CallerAccount': string; 'kms:ViaService': string } {
  return {
    'kms:CallerAccount': aws.accountId,
    'kms:ViaService': `sns.${partsOfArn(topicArn).region}.amazonaws.com`,
  };
}
