import { randomUUID } from 'node:crypto';
import { rule } from '../../rules.js';
import { AwsError } from '../errors.js';
import { page, present, type Call, type Cloud, type Operations } from '../service.js';
import { at, chosen, faultOf, filled, matching, needed, TaskFailed } from './interpreter.js';
import type { Definition, Json, State } from './interpreter.js';

const pinned = rule(
  'executions-keep-their-definition',
  'https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html',
  'Running executions go on with the definition and the role that they started with; code of functions changes at once.',
);
const roleInvokes = rule(
  'state-machine-role',
  'https://docs.aws.amazon.com/step-functions/latest/dg/lambda-iam.html',
  'A task is done as the role of the state machine.',
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

/** One run of a state machine, with what it was started with. */
export interface Execution {
  readonly arn: string;
  readonly machineArn: string;
  readonly region: string;
  readonly name: string;
  readonly definition: Definition;
  readonly role: string;
  readonly started: Date;
  readonly input: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';
  stopped?: Date;
  output?: string;
  error?: string;
  cause?: string;
  /** The states that were entered, in order. */
  readonly path: string[];
}

interface MachineInput {
  name?: string;
  stateMachineArn?: string;
  definition?: string;
  roleArn?: string;
  loggingConfiguration?: object;
  executionArn?: string;
  resourceArn?: string;
  input?: string;
  nextToken?: string;
  statusFilter?: string;
  tags?: { key?: string; value?: string }[];
  tagKeys?: string[];
}

/** Invokes a function as a role; answers its payload. */
export type InvokeAs = (
  role: string,
  region: string,
  functionName: string,
  payload: string,
) => Promise<{ readonly payload: string; readonly failed: boolean }>;

/** Step Functions of one account: standard state machines, run in the twin's time. */
export class StateMachines {
  readonly operations: Operations;
  readonly executions: Execution[] = [];
  private readonly machines = new Map<string, StoredMachine>();

  constructor(
    private readonly cloud: Cloud,
    private readonly invoke: InvokeAs,
  ) {
    this.operations = { ...this.machineOperations(), ...this.executionOperations(), ...this.tagOperations() };
  }

  all(): readonly StoredMachine[] {
    return [...this.machines.values()];
  }

  /** Starts one as a schedule does. */
  async start(machineArn: string, input: string): Promise<Execution> {
    const machine = this.need(machineArn);
    const name = randomUUID();
    const execution: Execution = {
      arn: `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`,
      machineArn: machine.arn,
      region: machine.region,
      name,
      definition: JSON.parse(machine.definition) as Definition,
      role: machine.role,
      started: this.cloud.world.clock.now(),
      input,
      status: 'RUNNING',
      path: [],
    };
    this.executions.push(execution);
    const { TimeoutSeconds } = execution.definition;
    if (TimeoutSeconds !== undefined) {
      this.cloud.world.clock.after(TimeoutSeconds / 60, `end of ${name}`, () => {
        if (execution.status !== 'RUNNING') return;
        Object.assign(execution, { status: 'TIMED_OUT', error: 'States.Timeout', stopped: this.now() });
      });
    }
    await this.run(execution, execution.definition.StartAt, JSON.parse(input) as Json);
    return execution;
  }

  private need(arn: string | undefined): StoredMachine {
    const found = this.machines.get(arn ?? '');
    if (!found) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn ?? ''}'`);
    return found;
  }

  /** Goes from state to state; a wait goes on when its time has come. */
  private async run(execution: Execution, from: string, input: Json): Promise<void> {
    let name: string | undefined = from;
    let value = input;
    try {
      while (name !== undefined) {
        if (execution.status !== 'RUNNING') return;
        const state: State | undefined = execution.definition.States[name];
        if (!state) throw new TaskFailed('States.Runtime', `there is no state ${name}`);
        execution.path.push(name);
        if (state.Type === 'Fail') throw new TaskFailed(state.Error ?? 'States.Failed', state.Cause ?? '');
        if (state.Type === 'Wait') {
          const next = state.Next;
          const minutes = (state.Seconds ?? 0) / 60;
          this.cloud.world.clock.after(minutes, `execution ${execution.name}`, async () => {
            if (next === undefined) this.end(execution, value);
            else await this.run(execution, next, value);
          });
          return;
        }
        if (state.Type === 'Choice') {
          name = chosen(state, value);
          continue;
        }
        if (state.Type === 'Task') {
          const after = await this.task(execution, name, state, value);
          if (after === 'later') return;
          ({ name, value } = after);
          continue;
        }
        if (state.Type === 'Pass' && state.Result !== undefined) value = state.Result;
        name = state.Type === 'Succeed' ? undefined : state.Next;
      }
      this.end(execution, value);
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error;
      Object.assign(execution, { status: 'FAILED', error: error.error, cause: error.reason, stopped: this.now() });
    }
  }

  private async task(
    execution: Execution,
    name: string,
    state: State,
    value: Json,
    attempt = 0,
  ): Promise<{ name: string | undefined; value: Json } | 'later'> {
    const input = state.InputPath === undefined ? value : needed(state.InputPath, value);
    try {
      const result = await this.invokeTask(execution, state, input);
      const selected = state.ResultSelector === undefined ? result : filled(state.ResultSelector, result);
      const output = state.OutputPath === undefined ? selected : needed(state.OutputPath, selected);
      return { name: state.Next, value: output };
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error;
      const again = matching(state.Retry, error.error);
      if (again && attempt < (again.MaxAttempts ?? 3)) {
        const seconds = (again.IntervalSeconds ?? 1) * (again.BackoffRate ?? 2) ** attempt;
        this.cloud.world.clock.after(seconds / 60, `execution ${execution.name}`, async () => {
          if (execution.status !== 'RUNNING') return;
          const after = await this.ended(execution, () => this.task(execution, name, state, value, attempt + 1));
          if (after === 'later') return;
          if (after.name === undefined) this.end(execution, after.value);
          else await this.run(execution, after.name, after.value);
        });
        return 'later';
      }
      const caught = matching(state.Catch, error.error);
      if (caught) return { name: caught.Next, value: { Error: error.error, Cause: error.reason } };
      throw error;
    }
  }

  /** A retry that fails for good ends its execution. */
  private async ended<T>(execution: Execution, run: () => Promise<T>): Promise<T | 'later'> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error;
      Object.assign(execution, { status: 'FAILED', error: error.error, cause: error.reason, stopped: this.now() });
      return 'later';
    }
  }

  private async invokeTask(
    { arn, machineArn, started, role, region }: Execution,
    state: State,
    input: Json,
  ): Promise<Json> {
    if (state.Resource !== 'arn:aws:states:::lambda:invoke')
      throw new TaskFailed('States.Runtime', `the resource ${state.Resource ?? ''} is not played by the twin`);
    const context = { Execution: { Id: arn, StartTime: started.toISOString() }, StateMachine: { Id: machineArn } };
    const parameters = filled(state.Parameters ?? {}, input, context);
    const named = at('$.FunctionName', parameters);
    const functionName = typeof named === 'string' ? named : '';
    const payload = JSON.stringify(at('$.Payload', parameters) ?? {});
    this.cloud.leanOn(roleInvokes);
    const { payload: answer, failed } = await this.invoke(role, region, functionName, payload);
    const value = JSON.parse(answer) as Json;
    if (!failed) return { Payload: value, StatusCode: 200 };
    const { errorType = 'Unknown', errorMessage = '' } = value as { errorType?: string; errorMessage?: string };
    throw new TaskFailed(errorType, errorMessage);
  }

  private end(execution: Execution, value: Json): void {
    Object.assign(execution, { status: 'SUCCEEDED', output: JSON.stringify(value), stopped: this.now() });
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
    const mayPass = (call: Call, role = '*'): Promise<void> =>
      call.alsoNeeds('iam:PassRole', role, { 'iam:PassedToService': 'states.amazonaws.com' });
    return {
      CreateStateMachine: async (input: MachineInput, call: Call) => {
        await mayPass(call, input.roleArn);
        const arn = `arn:aws:states:${call.region}:${this.cloud.accountId}:stateMachine:${input.name ?? ''}`;
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
        if (input.roleArn !== undefined) await mayPass(call, input.roleArn);
        const machine = this.need(input.stateMachineArn);
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

  private executionOperations(): Operations {
    const need = (arn: string | undefined): Execution => {
      const found = this.executions.find((each) => each.arn === arn);
      if (!found) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn ?? ''}'`);
      return found;
    };
    return {
      StartExecution: async (input: MachineInput) => {
        const { arn, started } = await this.start(input.stateMachineArn ?? '', input.input ?? '{}');
        return { executionArn: arn, startDate: started };
      },
      StopExecution: (input: MachineInput) => {
        const execution = need(input.executionArn);
        Object.assign(execution, { status: 'ABORTED', stopped: this.now() });
        return { stopDate: this.now() };
      },
      DescribeExecution: (input: MachineInput) => {
        const { arn, machineArn, name, status, started, stopped, output, error, cause } = need(input.executionArn);
        const times = { startDate: started, stopDate: stopped };
        return present({
          executionArn: arn,
          stateMachineArn: machineArn,
          name,
          status,
          ...times,
          output,
          error,
          cause,
        });
      },
      ListExecutions: (input: MachineInput) => {
        const found = this.executions
          .filter(
            ({ machineArn, status }) =>
              machineArn === input.stateMachineArn && status === (input.statusFilter ?? status),
          )
          .reverse();
        const { items, next } = page(found, input.nextToken, 100);
        return present({
          executions: items.map(({ arn, machineArn, name, status, started, stopped }) =>
            present({
              executionArn: arn,
              stateMachineArn: machineArn,
              name,
              status,
              startDate: started,
              stopDate: stopped,
            }),
          ),
          nextToken: next,
        });
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
