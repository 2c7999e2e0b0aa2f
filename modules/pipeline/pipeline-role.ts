import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { Construct } from 'constructs';
import { nobody } from '../../domain/trust-nobody.js';

export interface PipelineRoleProps {
  /** Name of the role; its policies have it too, numbered from 1. */
  readonly name: string;
  readonly description: string;
  /** IAM path of the role. @default '/' */
  readonly path?: string;
  /** Trust policy as JSON. @default nobody takes the role on: its rights are there before anybody has them */
  readonly trust?: string;
  /** What it may do: documents as JSON, each short enough for a managed policy. At most 10 are attached to a role. */
  readonly policies: readonly string[];
}

/** A role of a job of a pipeline, with managed policies: inline ones of a role have 10,240 characters together. */
export class PipelineRole extends Construct {
  /** Its ARN, as a reference. */
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, description, path, trust, policies }: PipelineRoleProps) {
    super(scope, id);
    const role = new IamRole(this, 'Resource', {
      name,
      description,
      path: path ?? '/',
      assumeRolePolicy: trust ?? nobody,
      maxSessionDuration: 3600,
    });
    this.arn = role.arn;
    for (const [at, policy] of policies.entries()) {
      const made = new IamPolicy(this, `policy-${at + 1}`, {
        name: `${name}-${at + 1}`,
        path: path ?? '/',
        description,
        policy,
      });
      new IamRolePolicyAttachment(this, `attachment-${at + 1}`, { role: role.name, policyArn: made.arn });
    }
  }
}
