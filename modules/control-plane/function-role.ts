import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Fn, type ITerraformDependable, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { defaults } from '../../domain/defaults.js';
import { present } from '../../domain/present.js';
import { jsonText } from './json-text.js';
import { statementsOfRole, type RolePurpose } from '../../domain/control-plane/role-statements.js';
import { partitionOf } from '../../domain/partitions.js';

export interface FunctionRoleProps extends RolePurpose {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly functionName: string;
  readonly provider?: TerraformProvider;
  readonly path?: string;
  readonly permissionsBoundaryArn?: string;
  /** The only identity store that it looks into. */
  readonly identityStoreId?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The role that the function runs as. */
export class FunctionRole extends Construct {
  readonly roleArn: string;
  /** Role and policy: what uses the function depends on both, so that they outlive it. */
  readonly resources: readonly ITerraformDependable[];
  /** Hash of the policy, worked out by Terraform: changes with what the function may do. */
  readonly policyHash: string;

  constructor(scope: Construct, id: string, props: FunctionRoleProps) {
    super(scope, id);
    const partition = partitionOf(props.region);
    const provider = props.provider ? { provider: props.provider } : {};
    const role = new IamRole(this, 'role', {
      ...provider,
      name: props.name,
      description: `Runs the function ${props.functionName}.`,
      path: props.path ?? defaults.rolePath,
      ...(props.permissionsBoundaryArn ? { permissionsBoundary: props.permissionsBoundaryArn } : {}),
      assumeRolePolicy: jsonText({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'lambda.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
      ...present({ tags: props.tags }),
    });
    const document = jsonText({
      Version: '2012-10-17',
      Statement: statementsOfRole(props).map(
        (statement) =>
          JSON.parse(
            JSON.stringify(statement)
              .replaceAll('{partition}', partition)
              .replaceAll('{region}', props.region)
              .replaceAll('{identityStore}', props.identityStoreId ?? '*')
              .replaceAll('{account}', props.accountId)
              .replaceAll('{function}', props.functionName),
          ) as unknown,
      ),
    });
    const policy = new IamRolePolicy(this, 'policy', {
      ...provider,
      name: 'control-plane',
      role: role.name,
      policy: document,
    });
    this.policyHash = Fn.sha256(policy.policy);
    this.roleArn = role.arn;
    this.resources = [role, policy];
  }
}
