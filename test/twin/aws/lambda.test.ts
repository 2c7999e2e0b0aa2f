import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { DescribeInstanceCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refusalOf, region, startAccount, type StartedAccount } from './account-in-test.js';
import { invoke, makeFunction, makeRole, zipOf } from './function-in-test.js';

describe('Lambda', () => {
  let started: StartedAccount;
  beforeEach(async () => {
    started = await startAccount();
  });
  afterEach(() => started.stop());

  test('runs the zip in a process of its own, with the environment of the function alone', async () => {
    process.env['SECRET_OF_THE_TESTS'] = 'x';
    const source = `export const handler = async (event, context) => ({ event, pid: process.pid, name: context.functionName, greeting: process.env.GREETING, region: process.env.AWS_REGION, leaked: process.env.SECRET_OF_THE_TESTS ?? null, arn: context.invokedFunctionArn });`;
    const lambda = await makeFunction(started, source, { Environment: { Variables: { GREETING: 'hello' } } });
    const { payload } = await invoke(lambda, { a: [1, 'ü'] });
    expect(payload).toMatchObject({
      event: { a: [1, 'ü'] },
      name: 'contoso',
      greeting: 'hello',
      region,
      leaked: null,
      arn: `arn:aws:lambda:${region}:111122223333:function:contoso`,
    });
    expect((payload as { pid: number }).pid).not.toBe(process.pid);
  });

  test('answers an exception with FunctionError and its words', async () => {
    const lambda = await makeFunction(
      started,
      `export const handler = async () => { throw new RangeError('PENDING: not yet'); };`,
    );
    const { payload, error, status } = await invoke(lambda, {});
    expect({ error, status }).toEqual({ error: 'Unhandled', status: 200 });
    expect(payload).toMatchObject({ errorType: 'RangeError', errorMessage: 'PENDING: not yet' });
  });

  test('keeps a process warm, and starts afresh after new code or configuration', async () => {
    const source = (mark: string) =>
      `let count = 0; export const handler = async () => ({ mark: '${mark}', count: ++count, size: process.env.SIZE ?? null });`;
    const lambda = await makeFunction(started, source('one'));
    expect((await invoke(lambda, {})).payload).toEqual({ mark: 'one', count: 1, size: null });
    expect((await invoke(lambda, {})).payload).toEqual({ mark: 'one', count: 2, size: null });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'contoso', ZipFile: zipOf(source('two')) }));
    await started.world.clock.advance(1);
    expect((await invoke(lambda, {})).payload).toEqual({ mark: 'two', count: 1, size: null });
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'contoso', Environment: { Variables: { SIZE: 'L' } } }),
    );
    await started.world.clock.advance(1);
    expect((await invoke(lambda, {})).payload).toEqual({ mark: 'two', count: 1, size: 'L' });
  });

  test('runs invocations at the same time in processes of their own', async () => {
    const lambda = await makeFunction(
      started,
      `export const handler = async () => { await new Promise((r) => setTimeout(r, 60000)); return process.pid; };`,
      { Timeout: 120 },
    );
    const answers = await Promise.all([invoke(lambda, {}), invoke(lambda, {})]);
    expect(new Set(answers.map(({ payload }) => payload)).size).toBe(2);
  });

  test('lets pauses of the function pass in the time of the twin', async () => {
    const source = `export const handler = async (event, context) => {
      const from = { date: Date.now(), left: context.getRemainingTimeInMillis(), perf: performance.now() };
      for (let i = 0; i < 10; i += 1) await new Promise((resolve) => setTimeout(resolve, 30000));
      return { waited: Date.now() - from.date, gone: from.left - context.getRemainingTimeInMillis(), perf: performance.now() - from.perf, year: new Date().getFullYear() };
    };`;
    const lambda = await makeFunction(started, source, { Timeout: 900 });
    const before = started.world.clock.now().getTime();
    const { payload } = (await invoke(lambda, {})) as { payload: { waited: number; gone: number; perf: number } };
    for (const time of [payload.waited, payload.gone, payload.perf]) {
      expect(time).toBeGreaterThanOrEqual(300_000);
      expect(time).toBeLessThan(600_000);
    }
    expect(started.world.clock.now().getTime() - before).toBeGreaterThanOrEqual(300_000);
  });

  test('corrects no clock of a caller: a function whose time ran ahead is refused once, as by AWS', async () => {
    await started.world.clock.advance(20);
    const sso = new SSOAdminClient({ ...started.configuration(), maxAttempts: 4 });
    const there = `arn:aws:sso:::instance/ssoins-${'0'.repeat(16)}`;
    await refusalOf(sso.send(new DescribeInstanceCommand({ InstanceArn: there })));
    expect(started.account.calls.map(({ operation }) => operation)).toEqual(['DescribeInstance']);
  });

  test('leaves timeouts of connections on the time of the wall', async () => {
    const source = `import http from 'node:http';
    export const handler = async () => new Promise((resolve, reject) => {
      const server = http.createServer((_, response) => setImmediate(() => { const until = process.hrtime.bigint() + 300000000n; const spin = () => process.hrtime.bigint() < until ? setImmediate(spin) : response.end('answered'); spin(); }));
      server.listen(0, '127.0.0.1', () => {
        const request = http.get({ port: server.address().port, host: '127.0.0.1', agent: false }, (response) => { response.resume(); response.on('end', () => { clearTimeout(limit); server.close(); resolve('answered'); }); });
        const limit = setTimeout(() => request.destroy(new Error('too late')), 30000);
        request.on('error', reject);
      });
    });`;
    const lambda = await makeFunction(started, source);
    expect(await invoke(lambda, {})).toMatchObject({ payload: 'answered' });
  });

  test('ends a function at its timeout, and starts the next invocation afresh', async () => {
    const source = `let count = 0; export const handler = async (event) => { count += 1; if (event.hang) await new Promise((r) => setTimeout(r, 3600000)); return count; };`;
    const lambda = await makeFunction(started, source, { Timeout: 60 });
    expect((await invoke(lambda, {})).payload).toBe(1);
    const hung = await invoke(lambda, { hang: true });
    expect(hung.error).toBe('Unhandled');
    expect(hung.payload).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/Task timed out after 60\.00 seconds$/),
    });
    expect((await invoke(lambda, {})).payload).toBe(1);
  });

  test('counts no time before the code is loaded, however slow the machine is', async () => {
    // 30 seconds of a function are a tenth of a second on the wall, as long as it only waits.
    const source = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    for (let turn = 0; turn < 5; turn += 1) await new Promise((next) => setImmediate(next));
    export const handler = async () => 'ran';`;
    expect((await invoke(await makeFunction(started, source), {})).payload).toBe('ran');
  });

  test('does not take computing on a slow machine for waiting', async () => {
    const source = `export const handler = async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
        await new Promise((next) => setImmediate(next));
      }
      return 'ran';
    };`;
    expect((await invoke(await makeFunction(started, source), {})).payload).toBe('ran');
  });

  test('tells a function that ends its own process', async () => {
    const lambda = await makeFunction(started, `export const handler = async () => process.exit(3);`);
    expect((await invoke(lambda, {})).payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('exit status 3'),
    });
  });

  test('tells a handler that is not there', async () => {
    const lambda = await makeFunction(started, `export const other = 1;`);
    expect((await invoke(lambda, {})).payload).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
  });

  test('keeps what the function writes', async () => {
    const lambda = await makeFunction(
      started,
      `export const handler = async () => { console.log('a line'); console.error('another'); };`,
    );
    const answer = await lambda.send(new InvokeCommand({ FunctionName: 'contoso', LogType: 'Tail' }));
    expect(Buffer.from(answer.Payload ?? []).toString()).toBe('null');
    // What a process writes arrives when it arrives.
    const log = (): string => started.account.functions.logOf(region, 'contoso');
    for (let looks = 0; looks < 1500 && !log().includes('a line\n'); looks += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(log()).toContain('a line\n');
  });

  test('is Pending at first, and tells the hash of its code', async () => {
    started.account.settings.timings.functionReady = 5;
    const role = await makeRole(started, 'pending');
    const lambda = new LambdaClient(started.configuration());
    const make = {
      FunctionName: 'contoso',
      Role: role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf('export const handler = async () => 1;') },
    } as const;
    expect(await lambda.send(new CreateFunctionCommand(make))).toMatchObject({
      State: 'Pending',
      CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    });
    const early = await refusalOf(lambda.send(new InvokeCommand({ FunctionName: 'contoso' })));
    expect(early.name).toBe('ResourceConflictException');
    await started.world.clock.advance(6);
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'contoso' }));
    expect(Configuration).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful', Timeout: 3 });
  });

  test('does not take a role that Lambda cannot assume, nor variables of its own', async () => {
    const lambda = new LambdaClient(started.configuration());
    const make = {
      FunctionName: 'contoso',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf('') },
    } as const;
    const absent = await refusalOf(
      lambda.send(new CreateFunctionCommand({ ...make, Role: 'arn:aws:iam::111122223333:role/absent' })),
    );
    expect(absent).toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'The role defined for the function cannot be assumed by Lambda.',
    });
    const Role = await makeRole(started, 'present');
    const reserved = { ...make, Role, Environment: { Variables: { AWS_REGION: 'x' } } };
    expect((await refusalOf(lambda.send(new CreateFunctionCommand(reserved)))).message).toContain(
      'Reserved keys used in this request: AWS_REGION',
    );
  });

  test('is invoked by a service only if the policy of the function lets it', async () => {
    const lambda = await makeFunction(started, `export const handler = async () => 'done';`);
    const arn = `arn:aws:lambda:${region}:111122223333:function:contoso`;
    const rule = `arn:aws:events:${region}:111122223333:rule/daily`;
    const invocations = () => started.account.functions.states.find(region, 'contoso')?.invocations.length;
    await started.account.functions.invokeAsService(region, arn, 'events.amazonaws.com', rule, '{}');
    expect(invocations()).toBe(0);
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: 'contoso',
        StatementId: 'daily',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: rule,
      }),
    );
    await started.account.functions.invokeAsService(region, arn, 'events.amazonaws.com', `${rule}-other`, '{}');
    expect(invocations()).toBe(0);
    await started.account.functions.invokeAsService(region, arn, 'events.amazonaws.com', rule, '{}');
    expect(invocations()).toBe(1);
  });

  test('a schedule whose function is gone wakes nobody, and tells nobody', async () => {
    const call = (operation: string, input: object) => started.account.inside('events', operation, region, input);
    const FunctionName = 'contoso';
    const lambda = await makeFunction(started, 'export const handler = async () => null;');
    const Arn = `arn:aws:lambda:${region}:111122223333:function:${FunctionName}`;
    await call('PutRule', { Name: 'daily', ScheduleExpression: 'rate(1 day)' });
    await call('PutTargets', { Rule: 'daily', Targets: [{ Id: 'function', Arn }] });
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    await expect(started.world.clock.advance(3 * 24 * 60)).resolves.toBeUndefined();
  });

  test('meets faults: a lost answer after the run, and a refusal before it', async () => {
    const lambda = await makeFunction(started, `let count = 0; export const handler = async () => ++count;`);
    const event = { kind: 'entra-directory', step: 'wait' };
    started.world.faults.inject('lambda entra-directory wait', { lose: true });
    await refusalOf(invoke(lambda, event));
    expect((await invoke(lambda, event)).payload).toBe(2);
    started.world.faults.inject('lambda entra-directory wait', { status: 429 });
    expect((await refusalOf(invoke(lambda, event))).name).toBe('TooManyRequestsException');
    started.world.faults.inject('lambda entra-directory wait', { delayMinutes: 60 });
    expect((await invoke(lambda, event)).payload).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(started.world.faults.met).toHaveLength(3);
  });
});
