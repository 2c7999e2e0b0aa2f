import { randomUUID } from 'node:crypto';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { isTrusted } from '../service-trust.js';
import { Executions, type Execution, type InvokeAs } from './executions.js';
import { faultOf } from './interpreter.js';

const pinned = rule(
  'executions-keep-their-definition',
  'https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html',
  'Running executions go on with the definition and the role that they started with; code of functions changes at once.',
);

const roleTrusts = rule(
  'state-machine-role-trust',
  'https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html#prevent-cross-service-confused-deputy',
  'The trust policy of the role has to let states.amazonaws.com in, which says account and state machine (aws:SourceAccount, aws:SourceArn).',
);

interface StoredMachine {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  definition: string;
  role: string;
  logging: object | undefined;
  revision: string;
  readonly created: Date;
  readonly tags: Map<string, string>;
}

interface MachineInput {
  name?: string;
  stateMachineArn?: string;
  definition?: string;
  roleArn?: string;
  loggingConfiguration?: object;
  resourceArn?: string;
  tags?: { key?: string; value?: string }[];
  tagKeys?: string[];
}

/** Step Functions of one account: standard state machines, run in the twin's time. */
export class StateMachines {
  readonly operations: Operations;
  private readonly machines = new Map<string, StoredMachine>();
  private readonly runs: Executions;

  constructor(
    private readonly cloud: Cloud,
    invoke: InvokeAs,
  ) {
    this.runs = new Executions(cloud, invoke, (arn) => this.need(arn));
    this.operations = { ...this.machineOperations(), ...this.runs.operations, ...this.tagOperations() };
  }

  get executions(): readonly Execution[] {
    return this.runs.all;
  }

  all(): readonly StoredMachine[] {
    return [...this.machines.values()];
  }

  /** Starts one as a schedule does. */
  async start(machineArn: string, input: string): Promise<Execution> {
    return this.runs.start(machineArn, input);
  }

  private need(arn: string | undefined): StoredMachine {
    const found = this.machines.get(arn ?? '');
    if (!found) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn ?? ''}'`);
    return found;
  }

  private now(): Date {
    return this.cloud.world.clock.now();
  }

  private machineOperations(): Operations {
    const checked = (definition: string | undefined): string => {
      const fault = faultOf(definition ?? '');
      if (fault !== undefined) throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${fault}'`);
      return definition ?? '';
    };
    // https://docs.aws.amazon.com/step-functions/latest/dg/concept-create-iam-advanced.html
    const takesOn = async (call: Call, machine: string, role = '*'): Promise<void> => {
      const service = 'states.amazonaws.com';
      await call.alsoNeeds('iam:PassRole', role, { 'iam:PassedToService': service });
      if (await isTrusted(this.cloud, service, role, machine)) return;
      this.cloud.leanOn(roleTrusts);
      // Words of https://github.com/lumigo-io/lumigo-CLI/issues/83.
      throw new AwsError(
        'AccessDeniedException',
        `Neither the global service principal ${service}, nor the regional one is authorized to assume the provided role.`,
      );
    };
    return {
      CreateStateMachine: async (input: MachineInput, call: Call) => {
        const arn = `arn:aws:states:${call.region}:${this.cloud.accountId}:stateMachine:${input.name ?? ''}`;
        await takesOn(call, arn, input.roleArn);
        if (this.machines.has(arn))
          throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
        const machine: StoredMachine = {
          name: input.name ?? '',
          arn,
          region: call.region,
          definition: checked(input.definition),
          role: input.roleArn ?? '',
          logging: input.loggingConfiguration,
          revision: randomUUID(),
          created: this.now(),
          tags: new Map((input.tags ?? []).map(({ key, value }) => [key ?? '', value ?? ''])),
        };
        this.machines.set(arn, machine);
        return { stateMachineArn: arn, creationDate: machine.created };
      },
      DescribeStateMachine: (input: MachineInput) => {
        const machine = this.need(input.stateMachineArn);
        return present({
          stateMachineArn: machine.arn,
          name: machine.name,
          status: 'ACTIVE',
          definition: machine.definition,
          roleArn: machine.role,
          type: 'STANDARD',
          creationDate: machine.created,
          loggingConfiguration: machine.logging,
          revisionId: machine.revision,
        });
      },
      UpdateStateMachine: async (input: MachineInput, call: Call) => {
        const machine = this.need(input.stateMachineArn);
        if (input.roleArn !== undefined) await takesOn(call, machine.arn, input.roleArn);
        this.cloud.leanOn(pinned);
        if (input.definition !== undefined) machine.definition = checked(input.definition);
        if (input.roleArn !== undefined) machine.role = input.roleArn;
        machine.revision = randomUUID();
        return { updateDate: this.now(), revisionId: machine.revision };
      },
      DeleteStateMachine: (input: MachineInput) => {
        this.machines.delete(input.stateMachineArn ?? '');
        return {};
      },
      ListStateMachineVersions: (input: MachineInput) => {
        this.need(input.stateMachineArn);
        return { stateMachineVersions: [] };
      },
    };
  }

  private tagOperations(): Operations {
    return {
      ListTagsForResource: (input: MachineInput) => ({
        tags: [...this.need(input.resourceArn).tags].map(([key, value]) => ({ key, value })),
      }),
      TagResource: (input: MachineInput) => {
        for (const { key, value } of input.tags ?? []) this.need(input.resourceArn).tags.set(key ?? '', value ?? '');
        return {};
      },
      UntagResource: (input: MachineInput) => {
        for (const key of input.tagKeys ?? []) this.need(input.resourceArn).tags.delete(key);
        return {};
      },
    };
  }
}
