import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function/index.js';
import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { defaults } from '../../domain/defaults.js';
import { present } from '../../domain/present.js';
import { statementsOf } from '../../domain/control-plane/role-statements.js';
import type { Permission } from '../../domain/control-plane/permission.js';
import { fleetPermissions, type FleetPart } from '../../domain/fleet/permissions.js';
import { fleetSeconds } from '../../domain/fleet/settings.js';
import { fleetFunctionName, fleetRoleName } from '../../domain/names.js';
import { partitionOf } from '../../domain/partitions.js';
import { jsonText } from '../control-plane/json-text.js';
import type { FunctionZip } from '../control-plane/function-zip.js';

export interface EngineProps {
  /** Prefix of every name: the name of the deployment. */
  readonly name: string;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
  /** The aws provider of the Region. */
  readonly provider: TerraformProvider;
  readonly functionZip: FunctionZip;
  /** Path of the roles, with a slash at both ends. @default '/' */
  readonly rolePath?: string;
  /** @default - no boundary */
  readonly permissionsBoundaryArn?: string;
  /** Role in the account of Identity Center that the functions take on. @default - their own */
  readonly identityCenterRoleArn?: string;
  /** Days that logs, the audit among them, are kept. @default 365 */
  readonly logRetentionDays?: number;
  /** Topic that is told what waits for a person, and when no pass ends. @default - nobody is told */
  readonly topicArn?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface EnginePartProps extends EngineProps {
  readonly part: FleetPart;
  readonly tableName: string;
}

/** One function of the engine with the role that fits it alone, and its log. */
export class EnginePart extends Construct {
  readonly functionName: string;
  readonly functionArn: string;
  /** Function, role and log: what uses the part depends on them. */
  readonly resources: readonly ITerraformDependable[];
  readonly role: IamRole;

  constructor(scope: Construct, props: EnginePartProps) {
    super(scope, props.part);
    const { provider, part } = props;
    const tags = props.tags ? { tags: props.tags } : {};
    const functionName = fleetFunctionName(props.name, part);
    const logGroup = new CloudwatchLogGroup(this, 'log-group', {
      provider,
      ...tags,
      name: `/aws/lambda/${functionName}`,
      retentionInDays: props.logRetentionDays ?? defaults.logRetentionDays,
    });
    const { role, policy } = engineRole(this, {
      ...props,
      roleName: fleetRoleName(props.name, part, props.region),
      service: 'lambda.amazonaws.com',
      permissions: permissionsOfPart(props, functionName),
    });
    const lambda = new LambdaFunction(this, 'function', {
      provider,
      ...tags,
      functionName,
      description: `The fleet of ${props.name}: ${part}.`,
      role: role.arn,
      runtime: 'nodejs22.x',
      handler: `fleet.${part}`,
      filename: props.functionZip.path,
      sourceCodeHash: props.functionZip.hash,
      timeout: part === 'observe' ? fleetSeconds.observe : fleetSeconds.function,
      memorySize: 512,
      // One at a time: they share the pace at which WorkSpaces is called.
      ...(part === 'observe' ? {} : { reservedConcurrentExecutions: 1 }),
      environment: { variables: { FLEET_TABLE: props.tableName } },
      dependsOn: [logGroup, role, policy],
    });
    this.functionName = lambda.functionName;
    this.functionArn = lambda.arn;
    this.role = role;
    this.resources = [lambda, logGroup, role, policy];
  }
}

/** What a part may do: its own calls, its log, the topic, and the role in another account where there is one. */
function permissionsOfPart(props: EnginePartProps, functionName: string): Permission[] {
  const log = `arn:{partition}:logs:{region}:{account}:log-group:/aws/lambda/${functionName}:log-stream:*`;
  const role = props.identityCenterRoleArn;
  return [
    { action: 'logs:CreateLogStream', resource: log },
    { action: 'logs:PutLogEvents', resource: log },
    ...fleetPermissions[props.part].filter(
      ({ action, byRole }) => !(role && (byRole || action.startsWith('identitystore:'))),
    ),
    ...(role && props.part !== 'act' ? [{ action: 'sts:AssumeRole', resource: role }] : []),
    ...(props.topicArn && props.part === 'observe' ? [{ action: 'sns:Publish', resource: props.topicArn }] : []),
  ];
}

export interface EngineRoleProps extends EngineProps {
  readonly roleName: string;
  /** Who runs as it. */
  readonly service: string;
  readonly tableName?: string;
  readonly permissions: readonly Permission[];
}

/** A role of the engine with exactly these permissions. */
export function engineRole(scope: Construct, props: EngineRoleProps): { role: IamRole; policy: IamRolePolicy } {
  const { provider, service } = props;
  const role = new IamRole(scope, 'role', {
    provider,
    name: props.roleName,
    description: 'Runs a part of the fleet engine.',
    path: props.rolePath ?? defaults.rolePath,
    ...(props.permissionsBoundaryArn ? { permissionsBoundary: props.permissionsBoundaryArn } : {}),
    assumeRolePolicy: jsonText({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: service },
          Action: 'sts:AssumeRole',
          ...(service === 'lambda.amazonaws.com'
            ? {}
            : { Condition: { StringEquals: { 'aws:SourceAccount': props.accountId } } }),
        },
      ],
    }),
    ...present({ tags: props.tags }),
  });
  const policy = new IamRolePolicy(scope, 'policy', {
    provider,
    name: 'fleet',
    role: role.name,
    policy: policyText(props.permissions, props),
  });
  return { role, policy };
}

/** A policy of exactly these permissions. */
export function policyText(permissions: readonly Permission[], props: Placement): string {
  const Statement = statementsOf(permissions).map((statement) => placed(statement, props));
  return jsonText({ Version: '2012-10-17', Statement });
}

type Placement = Pick<EngineRoleProps, 'region' | 'accountId' | 'name' | 'tableName'>;

/** Puts what a statement leaves open into it; references of Terraform stay what they are. */
function placed(value: unknown, props: Placement): unknown {
  if (typeof value === 'string') {
    return value
      .replaceAll('{partition}', partitionOf(props.region))
      .replaceAll('{region}', props.region)
      .replaceAll('{account}', props.accountId)
      .replaceAll('{name}', props.name)
      .replaceAll('{table}', props.tableName ?? '*');
  }
  if (Array.isArray(value)) return value.map((each: unknown) => placed(each, props));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, placed(each, props)]));
}
