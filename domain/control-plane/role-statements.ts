/** The statements of the function's role, of what it is asked for. No cdktf in here: `permissions` prints a boundary of them. */
import { present } from '../present.js';
import { fleetTag, personTag } from '../fleet/removal.js';
import { records, type Kind } from './contract.js';
import type { Permission } from './permission.js';

/** What a function is for. */
export interface RolePurpose {
  readonly kinds: readonly Kind[];
  /** Role in the account of Identity Center that the function may take on. */
  readonly identityCenterRoleArn?: string;
  /** Topic of the daily watch, and the secrets whose tags it reads. */
  readonly watch?: { readonly topicArn: string; readonly secretArns: readonly string[] };
  /** Whether the function runs in a VPC. */
  readonly inVpc?: boolean;
}

/** In a fixed order, with the placeholders of `permissionsOf`. */
export function statementsOfRole(purpose: RolePurpose): readonly Statement[] {
  const allowed = statementsOf(permissionsOf(purpose));
  const tags = allowed.some(({ Action }) => Action.includes('workspaces:CreateTags'));
  return [...allowed, ...(tags ? [noMarkOfAFleet] : []), ...(purpose.inVpc ? [notByItsCode] : [])];
}

/**
 * Everything that a function's role may do, with `{partition}`, `{region}`, `{account}`, `{function}` and `{identityStore}` for
 * what it does not say. A permissions boundary that allows this is enough for the role.
 */
export function permissionsOf(props: RolePurpose): Permission[] {
  const log = 'arn:{partition}:logs:{region}:{account}:log-group:/aws/lambda/{function}:log-stream:*';
  const all: Permission[] = [
    { action: 'logs:CreateLogStream', resource: log },
    { action: 'logs:PutLogEvents', resource: log },
    ...props.kinds
      .flatMap((kind) => records[kind].permissions)
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

/**
 * CreateTags takes no resource: with it anything could be given the mark under which the fleet's `remove` terminates. Names of
 * condition keys are compared without case (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html),
 * so that mark counts in any case.
 */
const noMarkOfAFleet: Statement = {
  Effect: 'Deny',
  Action: ['workspaces:CreateTags', 'workspaces:DeleteTags'],
  Resource: ['*'],
  Condition: { 'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': [fleetTag, personTag] } },
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
      ...present({ Condition: condition }),
    };
    if (!statement.Action.includes(action)) statement.Action.push(action);
    byResource.set(key, statement);
  }
  for (const statement of byResource.values()) statement.Action.sort();
  return [...byResource.values()];
}
