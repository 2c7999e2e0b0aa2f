import { DataAwsIamRole } from '@cdktf/provider-aws/lib/data-aws-iam-role/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { present } from '../../domain/present.js';
import { servicePolicies, serviceRoleName } from '../../domain/names.js';

export interface ServiceRoleProps {
  /**
   * `create` where the account has none: it goes again with `destroy`. `existing` only looks that it is there and that
   * WorkSpaces may take it on.
   */
  readonly mode: 'create' | 'existing';
  /** aws provider of any Region of the partition: IAM is global. */
  readonly provider: TerraformProvider;
  /** Partition of the account, e.g. `aws`. */
  readonly partition: string;
  /**
   * Account (12 digits) for which alone WorkSpaces may take the role on, by `aws:SourceAccount`.
   * @default - whatever account WorkSpaces acts for
   */
  readonly sourceAccount?: string;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** `workspaces_DefaultRole`: one an account, needed before the first directory is registered in any Region. */
export class ServiceRole extends Construct {
  /** What a directory must wait for, and what must outlive it. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    this.ready = props.mode === 'create' ? this.create(props) : [this.look(props)];
  }

  private create({ provider, partition, sourceAccount, tags }: ServiceRoleProps): ITerraformDependable[] {
    const role = new IamRole(this, 'role', {
      provider,
      name: serviceRoleName,
      path: '/',
      description: 'Lets Amazon WorkSpaces manage network interfaces and desktops in this account',
      assumeRolePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'workspaces.amazonaws.com' },
            Action: 'sts:AssumeRole',
            ...forAccount(sourceAccount),
          },
        ],
      }),
      ...present({ tags }),
    });
    return Object.entries(servicePolicies).map(
      ([name, policy]) =>
        new IamRolePolicyAttachment(this, name, {
          provider,
          role: role.name,
          policyArn: `arn:${partition}:iam::aws:policy/${policy}`,
        }),
    );
  }

  private look({ provider }: ServiceRoleProps): ITerraformDependable {
    const role = new DataAwsIamRole(this, 'existing', { provider, name: serviceRoleName });
    role.lifecycle = {
      postcondition: [
        {
          condition: `\${strcontains(self.assume_role_policy, "workspaces.amazonaws.com")}`,
          errorMessage:
            `WorkSpaces may not take on the role ${serviceRoleName}: its trust policy does not name ` +
            'workspaces.amazonaws.com. Add that service to the trust policy of the role.',
        },
        {
          condition: '${self.permissions_boundary == null || self.permissions_boundary == ""}',
          errorMessage:
            `The role ${serviceRoleName} has a permissions boundary, which WorkSpaces does not support. ` +
            'Remove the boundary from the role.',
        },
      ],
    };
    return role;
  }
}

/**
 * The condition that a service acts for one account alone
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html); nothing without an account.
 */
export function forAccount(sourceAccount: string | undefined): { Condition?: object } {
  return sourceAccount === undefined ? {} : { Condition: { StringEquals: { 'aws:SourceAccount': sourceAccount } } };
}
