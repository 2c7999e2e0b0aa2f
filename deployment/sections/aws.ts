import { z } from 'zod';
import { defaults } from '../../domain/defaults.js';
import { logRetentionDays } from '../../domain/control-plane/contract.js';
import { accountId, immutable, keyArn, policyArn, securityGroupId, subnetId } from '../fields.js';

const functionVpc = z.strictObject({
  subnetIds: z.array(subnetId()).min(1).max(16).describe('Subnets of the function; they need a way to the AWS APIs.'),
  securityGroupIds: z.array(securityGroupId()).min(1).max(5).describe('Security groups of the function.'),
});

const logs = z.strictObject({
  retentionDays: z
    .literal([...logRetentionDays], {
      error: `must be a number of days that CloudWatch Logs takes: ${logRetentionDays.join(', ')}`,
    })
    .default(defaults.logRetentionDays)
    .describe('Days that logs are kept.'),
  keyArns: z
    .record(z.string(), keyArn())
    .default({})
    .describe(
      'Keys that encrypt the logs, by Region; each key policy must let logs.REGION.amazonaws.com use it. By default CloudWatch Logs encrypts with a key of its own.',
    ),
});

/** The AWS account that holds the desktops. */
export const awsSection = z
  .strictObject({
    accountId: immutable(
      accountId(),
      'The AWS account that holds the desktops. Terraform refuses to run with credentials of another one.',
      'Desktops cannot move between accounts: write a second deployment for the other account.',
    ),
    serviceRole: z
      .enum(['create', 'existing'])
      .default('create')
      .describe(
        'The role workspaces_DefaultRole, which WorkSpaces needs once per account: `create` it, or use the `existing` one. One deployment of an account creates it, the others use it.',
      ),
    permissionsBoundaryArn: policyArn()
      .optional()
      .describe(
        'Permissions boundary for the roles of the control plane: a policy of this account, not one of AWS. AWS allows none on workspaces_DefaultRole.',
      ),
    rolePath: z
      .string()
      .regex(/^\/([\w+=,.@-]+\/)*$/, { error: 'must be an IAM path: begin and end with a slash' })
      .max(512)
      .default(defaults.rolePath)
      .describe('IAM path of the roles of the control plane, such as /desktops/.'),
    functionVpc: z
      .record(z.string(), functionVpc)
      .default({})
      .describe(
        'Where a rule of yours wants functions inside a VPC: subnets and security groups, by Region. Outside a VPC by default.',
      ),
    sourceAccountConditions: z
      .boolean()
      .default(false)
      .describe(
        'Let WorkSpaces use the registration secret, its key and the role workspaces_DefaultRole for this account alone (aws:SourceAccount). Off until it is proven that WorkSpaces says its account in these calls: if it does not, directories and desktops fail. Where the role exists already, a person with iam:UpdateAssumeRolePolicy applies the change.',
      ),
    logs: logs
      .prefault({})
      .describe('The log groups of the control plane: what it was asked for and did, without any secret.'),
  })
  .describe('The AWS account that holds the desktops.');
