import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table/index.js';
import type { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { present } from '../../domain/present.js';
import { fleetParts, volumeKeyPermissions, type FleetPart } from '../../domain/fleet/permissions.js';
import { passMinutes } from '../../domain/fleet/settings.js';
import { fleetAlarmName, fleetName, fleetRoleName } from '../../domain/names.js';
import { jsonText } from '../control-plane/json-text.js';
import { fleetDefinition } from './definition.js';
import { EnginePart, engineRole, policyText, type EngineProps } from './engine-part.js';

/**
 * The engine that keeps the fleets of one Region: a schedule, a standard state machine, three functions with a role each
 * and a table with point-in-time recovery. Its code and its policy change by an apply, its desktops do not: Terraform
 * knows none of them.
 *
 * @example
 * const engine = new FleetEngine(this, 'fleet', { name, region, accountId, provider, functionZip });
 * new SiteFleet(this, 'fleet-berlin', { engine, provider, settings, dependsOn: [directory] });
 */
export class FleetEngine extends Construct {
  readonly tableName: string;
  readonly stateMachineArn: string;
  /** The function that Terraform hands the policy to. */
  readonly observeFunction: string;
  /** Everything of the engine: a policy is handed over when it stands, and goes before it. */
  readonly ready: readonly ITerraformDependable[];

  private readonly actsAs: IamRole;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EngineProps,
  ) {
    super(scope, id);
    const { provider } = props;
    const tags = props.tags ? { tags: props.tags } : {};
    const name = fleetName(props.name);
    const table = new DynamodbTable(this, 'table', {
      provider,
      ...tags,
      name,
      billingMode: 'PAY_PER_REQUEST',
      hashKey: 'fleet',
      rangeKey: 'item',
      attribute: [
        { name: 'fleet', type: 'S' },
        { name: 'item', type: 'S' },
      ],
      // What is deleted can be brought back for 35 days as well. The claim of each site guards it before that.
      pointInTimeRecovery: { enabled: true },
    });
    const parts = new Map<FleetPart, EnginePart>(
      fleetParts.map((part) => [part, new EnginePart(this, { ...props, part, tableName: table.name })]),
    );
    const part = (which: FleetPart): EnginePart => {
      const found = parts.get(which);
      if (!found) throw new Error(`\`part\` must be one of ${fleetParts.join(', ')}, got: ${which}`);
      return found;
    };
    const machine = this.machine(name, props, part);
    const schedule = this.schedule(name, props, machine);
    if (props.topicArn) this.alarm(name, props, machine, props.topicArn);
    this.tableName = table.name;
    this.stateMachineArn = machine.arn;
    this.observeFunction = part('observe').functionName;
    this.actsAs = part('act').role;
    this.ready = [table, machine, schedule, ...fleetParts.flatMap((each) => part(each).resources)];
  }

  /** Lets `act` make desktops whose volumes are encrypted with this key. What uses it depends on the answer. */
  useKey(scope: Construct, site: string, keyArn: string): ITerraformDependable {
    return new IamRolePolicy(scope, 'key', {
      provider: this.props.provider,
      name: `key-of-${site}`,
      role: this.actsAs.name,
      policy: policyText(volumeKeyPermissions(keyArn), this.props),
    });
  }

  private machine(name: string, props: EngineProps, part: (which: FleetPart) => EnginePart): SfnStateMachine {
    const scope = new Construct(this, 'state-machine');
    const { role, policy } = engineRole(scope, {
      ...props,
      roleName: fleetRoleName(props.name, 'passes', props.region),
      service: 'states.amazonaws.com',
      permissions: fleetParts.map((each) => ({
        action: 'lambda:InvokeFunction',
        resource: part(each).functionArn,
      })),
    });
    return new SfnStateMachine(scope, 'Resource', {
      provider: props.provider,
      ...present({ tags: props.tags }),
      name,
      type: 'STANDARD',
      roleArn: role.arn,
      definition: jsonText(
        fleetDefinition({
          observe: part('observe').functionArn,
          act: part('act').functionArn,
          remove: part('remove').functionArn,
        }),
      ),
      dependsOn: [policy],
    });
  }

  private schedule(name: string, props: EngineProps, machine: SfnStateMachine): CloudwatchEventTarget {
    const scope = new Construct(this, 'schedule');
    const { role, policy } = engineRole(scope, {
      ...props,
      roleName: fleetRoleName(props.name, 'starts', props.region),
      service: 'events.amazonaws.com',
      permissions: [{ action: 'states:StartExecution', resource: machine.arn }],
    });
    const rule = new CloudwatchEventRule(scope, 'rule', {
      provider: props.provider,
      ...present({ tags: props.tags }),
      name,
      description: `Starts a pass of the fleet of ${props.name}.`,
      scheduleExpression: `rate(${passMinutes} minutes)`,
    });
    return new CloudwatchEventTarget(scope, 'target', {
      provider: props.provider,
      rule: rule.name,
      targetId: 'fleet',
      arn: machine.arn,
      roleArn: role.arn,
      input: jsonText({}),
      dependsOn: [policy],
    });
  }

  /** No pass ended well in three intervals: nobody joins, and nobody would notice. */
  private alarm(name: string, props: EngineProps, machine: SfnStateMachine, topicArn: string): void {
    new CloudwatchMetricAlarm(this, 'no-pass', {
      provider: props.provider,
      ...present({ tags: props.tags }),
      alarmName: fleetAlarmName(props.name),
      alarmDescription: `No pass of the fleet of ${props.name} ended well in ${3 * passMinutes} minutes. Look at the executions of the state machine ${name}.`,
      namespace: 'AWS/States',
      metricName: 'ExecutionsSucceeded',
      dimensions: { StateMachineArn: machine.arn },
      statistic: 'Sum',
      period: passMinutes * 60,
      evaluationPeriods: 3,
      threshold: 1,
      comparisonOperator: 'LessThanThreshold',
      treatMissingData: 'breaching',
      alarmActions: [topicArn],
      okActions: [topicArn],
    });
  }
}
