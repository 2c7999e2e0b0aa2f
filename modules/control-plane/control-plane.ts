import { defaults } from '../../domain/defaults.js';
import { present } from '../../domain/present.js';
import { counted } from '../../domain/counted.js';
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function/index.js';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { Token, type ITerraformDependable, type TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { Condition, type ConditionOptions } from './condition.js';
import {
  kinds,
  logRetentionDays,
  type ExpiryInvocation,
  type Kind,
  type Request,
  type WatchedExpiry,
} from '../../domain/control-plane/contract.js';
import type { Tags } from '../../domain/control-plane/kind-record.js';
import { FunctionRole } from './function-role.js';
import type { FunctionZip } from './function-zip.js';
import { jsonText } from './json-text.js';
import { invoke, type FunctionToInvoke } from './invocation.js';
import { ManagedResource, type ManagedResourceOptions } from './managed-resource.js';
import { functionSeconds } from './wait-chain.js';

export interface ControlPlaneProps {
  /** Prefix of every name: the name of the deployment (`^[a-z][a-z0-9-]{2,31}$`). */
  readonly name: string;
  /** Region of the function, e.g. `eu-central-1`: part of the role's name, which is unique in the whole account. */
  readonly region: string;
  /** The account that the function runs in (12 digits). */
  readonly accountId: string;
  /** What the function will be asked for; its role may do that and nothing else. */
  readonly kinds: readonly Kind[];
  /** The function's code, see `functionZipOf`. */
  readonly functionZip: FunctionZip;
  /**
   * The aws provider of this Region.
   * @default - the stack's provider without an alias
   */
  readonly provider?: TerraformProvider;
  /**
   * Path of the role, with a slash at both ends.
   * @default '/'
   */
  readonly rolePath?: string;
  /** @default - no boundary */
  readonly permissionsBoundaryArn?: string;
  /**
   * Runs the function in a VPC, for companies that demand it. It needs a way to the endpoints of WorkSpaces, Identity
   * Center and SNS from there.
   * @default - not in a VPC
   */
  readonly functionVpc?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
  /**
   * Days that logs are kept: one of those that CloudWatch Logs takes.
   * @default 365
   */
  readonly logRetentionDays?: number;
  /**
   * Key that encrypts the logs; its policy must let CloudWatch Logs of the Region use it
   * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html).
   * @default - a key of CloudWatch Logs
   */
  readonly logKeyArn?: string;
  /**
   * Role in the account of Identity Center that the function takes on for calls to it.
   * @default - Identity Center is called as the function's own role
   */
  readonly identityCenterRoleArn?: string;
  /**
   * The identity store that users and groups are looked up in.
   * @default - any: it is not known yet when the function itself makes the instance
   */
  readonly identityStoreId?: string;
  /**
   * The daily watch: what expires, and the topic that is told (see `Alerts`). Without it nothing is scheduled.
   * @default - no watch
   */
  readonly watch?: { readonly topicArn: string; readonly expiries: readonly WatchedExpiry[] };
  /** @default - no tags */
  readonly tags?: Tags;
}

/**
 * The function of one Region that manages what Terraform has no resource for, with its role, its log group and the daily
 * watch over expiry. The function of the Identity Center Region is asked for what belongs to Identity Center.
 *
 * @example
 * const controlPlane = new ControlPlane(this, 'control-plane', { name, region, accountId, kinds: ['bundle'], functionZip });
 * const bundle = controlPlane.managedResource(this, 'bundle', { kind: 'bundle', identity: { name }, properties });
 * bundle.attributes.bundleId;
 */
export class ControlPlane extends Construct {
  readonly functionName: string;
  readonly functionArn: string;
  readonly roleArn: string;
  readonly logGroupName: string;
  /**
   * The function with all it needs, effective. A resource that must outlive what the control plane manages needs no
   * dependency on this; one that must be destroyed before the function does.
   */
  readonly ready: ITerraformDependable;
  private readonly target: FunctionToInvoke;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ControlPlaneProps,
  ) {
    super(scope, id);
    validate(props);
    const provider = props.provider ? { provider: props.provider } : {};
    const tags = props.tags ? { tags: props.tags } : {};
    const functionName = `${props.name}-control-plane`;

    // Made before the function: Lambda would make one without retention, and it would be left behind.
    const logGroup = new CloudwatchLogGroup(this, 'log-group', {
      ...provider,
      ...tags,
      name: `/aws/lambda/${functionName}`,
      retentionInDays: props.logRetentionDays ?? defaults.logRetentionDays,
      ...(props.logKeyArn ? { kmsKeyId: props.logKeyArn } : {}),
    });
    const role = new FunctionRole(this, 'function-role', {
      name: `${functionName}-${props.region}`,
      region: props.region,
      accountId: props.accountId,
      functionName,
      kinds: props.kinds,
      inVpc: props.functionVpc !== undefined,
      ...provider,
      ...tags,
      ...(props.rolePath ? { path: props.rolePath } : {}),
      ...(props.permissionsBoundaryArn ? { permissionsBoundaryArn: props.permissionsBoundaryArn } : {}),
      ...(props.identityCenterRoleArn ? { identityCenterRoleArn: props.identityCenterRoleArn } : {}),
      ...(props.identityStoreId ? { identityStoreId: props.identityStoreId } : {}),
      ...(props.watch
        ? { watch: { topicArn: props.watch.topicArn, secretArns: secretArnsOf(props.watch.expiries) } }
        : {}),
    });
    const lambda = new LambdaFunction(this, 'function', {
      ...provider,
      ...tags,
      functionName,
      description: `Manages what Terraform has no resource for, for ${props.name}.`,
      role: role.roleArn,
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      filename: props.functionZip.path,
      sourceCodeHash: props.functionZip.hash,
      timeout: functionSeconds,
      memorySize: 256,
      ...(props.functionVpc
        ? {
            vpcConfig: {
              subnetIds: [...props.functionVpc.subnetIds],
              securityGroupIds: [...props.functionVpc.securityGroupIds],
            },
          }
        : {}),
      dependsOn: [logGroup, ...role.resources],
    });

    this.functionName = lambda.functionName;
    this.functionArn = lambda.arn;
    this.roleArn = role.roleArn;
    this.logGroupName = logGroup.name;
    this.ready = invoke(
      this,
      'role-effective',
      { functionName: lambda.functionName, ready: lambda, ...provider },
      {
        input: {
          step: 'role',
          kinds: props.kinds,
          policy: role.policyHash,
          ...(props.identityCenterRoleArn ? { roleArn: props.identityCenterRoleArn } : {}),
        },
        dependsOn: [logGroup, ...role.resources],
      },
    );
    this.target = { functionName: lambda.functionName, ready: this.ready, ...provider };
    if (props.watch) this.schedule(lambda, props.watch);
  }

  /** Makes a thing of a kind and gives its attributes; for observed kinds it waits for it. */
  managedResource<K extends Kind>(
    scope: Construct,
    id: string,
    request: Request<K>,
    options: ManagedResourceOptions = {},
  ): ManagedResource<K> {
    this.mustManage(request.kind);
    return new ManagedResource(scope, id, this.target, request, options);
  }

  /** Waits until a thing of a kind is there, and nothing more. */
  condition<K extends Kind>(
    scope: Construct,
    id: string,
    request: Pick<Request<K>, 'kind' | 'identity'>,
    options: ConditionOptions = {},
  ): Condition<K> {
    this.mustManage(request.kind);
    return new Condition(scope, id, this.target, request, options);
  }

  private mustManage(kind: Kind): void {
    if (this.props.kinds.includes(kind)) return;
    throw new Error(
      `\`kinds\` of the control plane in ${this.props.region} must hold every kind it is asked for, ` +
        `got: ${kind}. Add it, so that the function's role may do it.`,
    );
  }

  private schedule(lambda: LambdaFunction, watch: NonNullable<ControlPlaneProps['watch']>): void {
    const provider = this.props.provider ? { provider: this.props.provider } : {};
    const rule = new CloudwatchEventRule(this, 'daily', {
      ...provider,
      name: `${this.props.name}-expiry-watch`,
      description: 'Looks once a day at what expires.',
      scheduleExpression: 'rate(1 day)',
      ...present({ tags: this.props.tags }),
    });
    const allowed = new LambdaPermission(this, 'daily-may-invoke', {
      ...provider,
      functionName: lambda.functionName,
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
      statementId: 'expiry-watch',
    });
    const input: ExpiryInvocation = {
      step: 'expiry',
      deployment: this.props.name,
      topicArn: watch.topicArn,
      watch: watch.expiries,
    };
    new CloudwatchEventTarget(this, 'daily-target', {
      ...provider,
      rule: rule.name,
      // Named here: a target that is written again (a state that was lost) takes the place of the one that is there.
      targetId: 'control-plane',
      arn: lambda.arn,
      input: jsonText(input),
      dependsOn: [allowed, this.ready],
    });
    // A watch that breaks must say so itself: nobody reads its log.
    new LambdaFunctionEventInvokeConfig(this, 'daily-failure', {
      ...provider,
      functionName: lambda.functionName,
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: watch.topicArn } },
      dependsOn: [this.ready],
    });
  }
}

function secretArnsOf(expiries: readonly WatchedExpiry[]): string[] {
  return expiries.flatMap((expiry) => ('secretArn' in expiry ? [expiry.secretArn] : []));
}

function validate(props: ControlPlaneProps): void {
  validateName(props.name);
  validateKinds(props.kinds);
  validateAccount(props.accountId);
  validateRolePath(props.rolePath);
  validateRetention(props.logRetentionDays);
  validateVpc(props.functionVpc);
}

function validateName(name: string): void {
  if (Token.isUnresolved(name) || /^[a-z][a-z0-9-]{2,31}$/.test(name)) return;
  throw new Error(
    `\`name\` must be 3 to 32 lower-case letters, digits or hyphens and begin with a letter, got: ${name}`,
  );
}

function validateKinds(asked: readonly Kind[]): void {
  if (asked.length > 0 && new Set(asked).size === asked.length && asked.every((kind) => kinds.includes(kind))) return;
  throw new Error(
    `\`kinds\` must hold one or more of ${kinds.join(', ')}, each once, got: ${asked.join(', ') || 'none'}`,
  );
}

function validateAccount(accountId: string): void {
  if (Token.isUnresolved(accountId) || /^\d{12}$/.test(accountId)) return;
  throw new Error(`\`accountId\` must be 12 digits, got: ${accountId}`);
}

function validateRolePath(path: string | undefined): void {
  if (path === undefined || Token.isUnresolved(path) || path === '/' || /^\/[\x21-\x7e]{1,510}\/$/.test(path)) return;
  throw new Error(`\`rolePath\` must begin and end with a slash, got: ${path}. For example: /workspaces/`);
}

function validateRetention(days: number | undefined): void {
  if (days === undefined || Token.isUnresolved(days) || (logRetentionDays as readonly number[]).includes(days)) return;
  throw new Error(`\`logRetentionDays\` must be one of ${logRetentionDays.join(', ')}, got: ${days}`);
}

function validateVpc(vpc: ControlPlaneProps['functionVpc']): void {
  if (vpc === undefined || (vpc.subnetIds.length > 0 && vpc.securityGroupIds.length > 0)) return;
  throw new Error(
    '`functionVpc` must name at least one subnet and one security group, ' +
      `got: ${counted(vpc.subnetIds.length, 'subnet')} and ${counted(vpc.securityGroupIds.length, 'security group')}`,
  );
}
