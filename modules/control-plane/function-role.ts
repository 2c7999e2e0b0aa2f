import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Fn, type ITerraformDependable, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { Kind, Permission } from './contract.js';
import { permissions } from './permissions.js';
import { partitionOf } from '../workspaces/regions.js';

export interface FunctionRoleProps {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly functionName: string;
  /** What the function manages: its permissions follow from it. */
  readonly kinds: readonly Kind[];
  readonly provider?: TerraformProvider;
  readonly path?: string;
  readonly permissionsBoundaryArn?: string;
  /** Role in the account of Identity Center that the function may take on. */
  readonly identityCenterRoleArn?: string;
  /** The only identity store that it looks into. */
  readonly identityStoreId?: string;
  /** Whether the function runs in a VPC. */
  readonly inVpc?: boolean;
  /** Topic of the daily watch, and the secrets whose tags it reads. */
  readonly watch?: { readonly topicArn: string; readonly secretArns: readonly string[] };
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
      path: props.path ?? '/',
      ...(props.permissionsBoundaryArn ? { permissionsBoundary: props.permissionsBoundaryArn } : {}),
      assumeRolePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'lambda.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
      ...(props.tags ? { tags: props.tags } : {}),
    });
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [...statementsOf(permissionsOf(props)), ...(props.inVpc ? [notByItsCode] : [])].map(
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

/**
 * Everything that a function's role may do, with `{partition}`, `{region}`, `{account}`, `{function}` and `{identityStore}` for
 * what it does not say. A permissions boundary that allows this is enough for the role.
 */
export function permissionsOf(
  props: Pick<FunctionRoleProps, 'kinds' | 'identityCenterRoleArn' | 'watch' | 'inVpc'>,
): Permission[] {
  const log = 'arn:{partition}:logs:{region}:{account}:log-group:/aws/lambda/{function}:log-stream:*';
  const all: Permission[] = [
    { action: 'logs:CreateLogStream', resource: log },
    { action: 'logs:PutLogEvents', resource: log },
    ...props.kinds
      .flatMap((kind) => permissions[kind])
      .filter(({ byRole }) => !(byRole && props.identityCenterRoleArn)),
  ];
  if (props.identityCenterRoleArn) all.push({ action: 'sts:AssumeRole', resource: props.identityCenterRoleArn });
  if (props.watch) {
    all.push({ action: 'sns:Publish', resource: props.watch.topicArn });
    for (const secretArn of props.watch.secretArns) {
      all.push({ action: 'secretsmanager:DescribeSecret', resource: secretArn });
    }
  }
  if (props.inVpc) all.push(...vpcPermissions);
  return all;
}

/**
 * What Lambda itself needs to give the function a network interface
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html). The API knows no narrower resource for them.
 */
const vpcPermissions: readonly Permission[] = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
].map((action) => ({ action, resource: '*' }));

export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string[];
  Condition?: Permission['condition'];
}

/**
 * Lambda has these rights only as the function's role, so the function's code has them too. AWS names this statement against it
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice): the key is there for
 * what the code calls, not for what Lambda itself does. WorkSpaces, which acts in the function's name when it registers a
 * directory and may carry the key along, is left out.
 */
const notByItsCode: Statement = {
  Effect: 'Deny',
  Action: [...vpcPermissions.map(({ action }) => action), 'ec2:DetachNetworkInterface'].sort(),
  Resource: ['*'],
  Condition: {
    ArnEquals: { 'lambda:SourceFunctionArn': 'arn:{partition}:lambda:{region}:{account}:function:{function}' },
    Bool: { 'aws:ViaAWSService': 'false' },
  },
};

/** Joins permissions on the same resource under the same condition, in a fixed order. */
export function statementsOf(all: readonly Permission[]): Statement[] {
  const byResource = new Map<string, Statement>();
  for (const { action, resource, condition } of all) {
    const key = JSON.stringify([resource, condition ?? null]);
    const statement = byResource.get(key) ?? {
      Effect: 'Allow',
      Action: [],
      Resource: [resource],
      ...(condition ? { Condition: condition } : {}),
    };
    if (!statement.Action.includes(action)) statement.Action.push(action);
    byResource.set(key, statement);
  }
  for (const statement of byResource.values()) statement.Action.sort();
  return [...byResource.values()];
}
