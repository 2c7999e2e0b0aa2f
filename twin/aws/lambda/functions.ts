import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { InvocationRequest } from '@aws-sdk/client-lambda';
import { rule } from '../../rules.js';
import { isRecord } from '../api-validation.js';
import { AwsError } from '../errors.js';
import { decide, type Statement } from '../policy.js';
import type { Principals } from '../principals.js';
import type { RoleConsistency } from '../role-consistency.js';
import { present, type Call, type Cloud, type Operations } from '../service.js';
import { CodeFolder } from './code.js';
import { functionOperations } from './function-operations.js';
import { functionSettingOperations } from './function-settings.js';
import { FunctionStates, type StoredFunction } from './function-state.js';
import { FunctionProcess, type Outcome } from './process.js';

const policyOfFunction = rule(
  'function-policy',
  'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html',
  'A service invokes a function only if the policy of the function lets it.',
);
const retriedEvents = rule(
  'event-retries',
  'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
  'A failed event is tried twice more, after one and two minutes, unless the function says otherwise.',
);

/** Lambda of one account: runs real zips, each function in processes of its own. */
export class Functions {
  /** Address of the gateway, for AWS_ENDPOINT_URL of the functions. Set by `startGateway`. */
  endpoint: string | undefined;
  readonly states = new FunctionStates();
  readonly operations: Operations;
  private readonly folder: CodeFolder;

  constructor(
    private readonly cloud: Cloud,
    private readonly principals: Principals,
    consistency: RoleConsistency,
  ) {
    this.folder = new CodeFolder(cloud.world.clock.speed);
    this.operations = {
      ...functionOperations(cloud, this.states, consistency, (changed) => this.retire(changed)),
      ...functionSettingOperations(cloud, this.states),
      Invoke: (input: InvocationRequest, call: Call) => this.answerInvoke(input, call),
    };
  }

  /** Everything that a function wrote, in order. */
  logOf(region: string, name: string): string {
    return this.states.need({ region }, name).log.join('');
  }

  /** Invokes as a service does it, e.g. EventBridge: the policy of the function decides. */
  async invokeAsService(region: string, arn: string, service: string, sourceArn: string, event: string): Promise<void> {
    const found = this.states.need({ region }, arn);
    const context = { 'AWS:SourceArn': sourceArn, 'AWS:SourceAccount': this.cloud.accountId };
    const policy = { Version: '2012-10-17', Statement: [...found.permissions.values()] as Statement[] };
    if (
      decide([policy], {
        action: 'lambda:InvokeFunction',
        resource: found.arn,
        context,
        principal: { Service: service },
      }) !== 'allowed'
    ) {
      this.cloud.leanOn(policyOfFunction);
      return;
    }
    await this.event(found, event);
  }

  /** Ends all processes and removes what was unpacked. */
  async stop(): Promise<void> {
    for (const each of this.states.all()) this.retire(each);
    this.folder.remove();
  }

  private async answerInvoke(input: InvocationRequest, call: Call): Promise<object> {
    const found = this.states.need(call, input.FunctionName);
    if (found.state === 'Pending') {
      throw new AwsError(
        'ResourceConflictException',
        `The operation cannot be performed at this time. The function is currently in the following state: ${found.state}`,
        { Type: 'User' },
      );
    }
    if (found.reservedConcurrency !== undefined && found.busy.size >= found.reservedConcurrency) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        Type: 'User',
      });
    }
    const event = eventText(input.Payload);
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
    if (input.InvocationType === 'Event') {
      void this.event(found, event);
      return { StatusCode: 202 };
    }
    const from = found.log.length;
    const outcome = await this.run(found, event);
    const tail = Buffer.from(found.log.slice(from).join('')).subarray(-4096).toString('base64');
    return present({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      FunctionError: outcome.functionError ? 'Unhandled' : undefined,
      LogResult: input.LogType === 'Tail' ? tail : undefined,
      Payload: Buffer.from(outcome.payload),
    });
  }

  /** An invocation that nobody waits for: tried again when it fails. */
  private async event(found: StoredFunction, event: string): Promise<void> {
    const attempts = found.eventInvoke?.attempts ?? 2;
    const tryOnce = async (attempt: number): Promise<void> => {
      const { functionError } = await this.run(found, event);
      if (!functionError || attempt >= attempts) return;
      this.cloud.leanOn(retriedEvents);
      this.cloud.world.clock.after(attempt + 1, `event of ${found.name} again`, () => tryOnce(attempt + 1));
    };
    await tryOnce(0);
  }

  private async run(found: StoredFunction, event: string): Promise<Outcome> {
    const fault = this.cloud.world.faults.take(placeOf(event));
    if (fault && 'status' in fault) {
      throw new AwsError(
        fault.code ?? (fault.status >= 500 ? 'ServiceException' : 'TooManyRequestsException'),
        fault.message ?? 'Rate Exceeded.',
        {},
        fault.status,
      );
    }
    const outcome = await this.runInProcess(
      found,
      event,
      fault !== undefined && 'delayMinutes' in fault ? fault.delayMinutes : 0,
    );
    found.invocations.push({ at: this.cloud.world.clock.now(), event, ...outcome });
    if (fault && 'lose' in fault) throw new LostInvocation();
    if (fault && 'meanwhile' in fault) await fault.meanwhile();
    return outcome;
  }

  /** `hang` are minutes that the function stands still before it starts: beyond its timeout it is ended without a run. */
  private async runInProcess(found: StoredFunction, event: string, hang: number): Promise<Outcome> {
    const requestId = randomUUID();
    if (hang * 60 >= found.timeout) {
      const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${found.timeout.toFixed(2)} seconds`;
      return { payload: JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage }), functionError: true };
    }
    const worker = found.idle.pop() ?? this.start(found);
    found.busy.add(worker);
    const { revision } = found;
    const outcome = await worker.invoke({
      requestId,
      event,
      now: this.cloud.world.clock.now().getTime(),
      timeout: found.timeout,
      functionName: found.name,
      functionArn: found.arn,
      memory: found.memory,
    });
    found.busy.delete(worker);
    // A process of former code or configuration is not used again.
    if (revision !== found.revision) worker.kill();
    else if (!worker.dead) found.idle.push(worker);
    return outcome;
  }

  private start(found: StoredFunction): FunctionProcess {
    if (this.endpoint === undefined)
      throw new Error('twin: a function is invoked, but no gateway was started for its calls');
    const folder = this.folder.of(found.code);
    mkdirSync(folder, { recursive: true });
    const session = this.principals.issueSession(found.role, found.name, found.arn);
    return new FunctionProcess(
      this.folder.program(),
      {
        PATH: process.env['PATH'],
        ...found.environment,
        TZ: 'UTC',
        AWS_REGION: found.region,
        AWS_DEFAULT_REGION: found.region,
        AWS_ACCESS_KEY_ID: session.accessKeyId,
        AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
        AWS_SESSION_TOKEN: session.sessionToken ?? '',
        AWS_EXECUTION_ENV: `AWS_Lambda_${found.runtime}`,
        AWS_LAMBDA_FUNCTION_NAME: found.name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(found.memory),
        AWS_LAMBDA_LOG_GROUP_NAME: found.logging.LogGroup,
        LAMBDA_TASK_ROOT: folder,
        _HANDLER: found.handler,
        AWS_ENDPOINT_URL: this.endpoint,
        NODE_NO_WARNINGS: '1',
      },
      (text) => found.log.push(text),
    );
  }

  /** Ends what waits warm; what is busy ends with its invocation. */
  private retire(of: StoredFunction): void {
    for (const worker of of.idle) worker.kill();
    of.idle = [];
    if (!this.states.all().includes(of) || this.endpoint === undefined) for (const worker of of.busy) worker.kill();
  }
}

/** The function ran, the caller never learns of it. */
export class LostInvocation extends Error {}

function eventText(payload: Uint8Array | undefined): string {
  const text = payload && payload.length > 0 ? Buffer.from(payload).toString('utf8') : 'null';
  try {
    JSON.parse(text);
  } catch {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${text.slice(0, 80)}`,
      { Type: 'User' },
    );
  }
  return text;
}

/** `lambda entra-directory wait`: where a fault is put in. */
function placeOf(event: string): string {
  const value: unknown = JSON.parse(event);
  const read = (name: string): string => (isRecord(value) && typeof value[name] === 'string' ? ` ${value[name]}` : '');
  return `lambda${read('kind')}${read('step')}`;
}
