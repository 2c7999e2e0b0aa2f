import { randomUUID } from 'node:crypto';
import { rule } from '../../rules.js';
import { existing } from '../errors.js';
import { page, present, type Cloud, type Operations } from '../service.js';
import { at, chosen, filled, matching, needed, TaskFailed } from './interpreter.js';
import type { Definition, Json, State } from './interpreter.js';

const roleInvokes = rule(
  'state-machine-role',
  'https://docs.aws.amazon.com/step-functions/latest/dg/lambda-iam.html',
  'A task is done as the role of the state machine.',
);

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

interface ExecutionInput {
  stateMachineArn?: string;
  executionArn?: string;
  input?: string;
  nextToken?: string;
  statusFilter?: string;
}

/** What a run is started with of its state machine. */
interface Machine {
  readonly arn: string;
  readonly region: string;
  readonly definition: string;
  readonly role: string;
}

/** Invokes a function as a role; answers its payload. */
export type InvokeAs = (
  role: string,
  region: string,
  functionName: string,
  payload: string,
) => Promise<{ readonly payload: string; readonly failed: boolean }>;

/** Runs of state machines, in the twin's time. */
export class Executions {
  readonly operations: Operations = this.played();
  /** Oldest first. */
  readonly all: Execution[] = [];

  /** @param machineOf refuses the ARN of no state machine */
  constructor(
    private readonly cloud: Cloud,
    private readonly invoke: InvokeAs,
    private readonly machineOf: (arn: string) => Machine,
  ) {}

  /** Starts one as a schedule does. */
  async start(machineArn: string, input: string): Promise<Execution> {
    const machine = this.machineOf(machineArn);
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
    this.all.push(execution);
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

  private played(): Operations {
    const need = (wanted: string | undefined): Execution =>
      existing(
        this.all.find(({ arn }) => arn === wanted),
        'ExecutionDoesNotExist',
        `Execution Does Not Exist: '${wanted ?? ''}'`,
      );
    return {
      StartExecution: async (input: ExecutionInput) => {
        const { arn, started } = await this.start(input.stateMachineArn ?? '', input.input ?? '{}');
        return { executionArn: arn, startDate: started };
      },
      StopExecution: (input: ExecutionInput) => {
        const execution = need(input.executionArn);
        Object.assign(execution, { status: 'ABORTED', stopped: this.now() });
        return { stopDate: this.now() };
      },
      DescribeExecution: (input: ExecutionInput) => {
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
      ListExecutions: (input: ExecutionInput) => {
        const found = this.all
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
}
