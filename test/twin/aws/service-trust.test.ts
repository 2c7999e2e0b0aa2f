import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { accountId, refusalOf, region, startAccount, type StartedAccount } from './account-in-test.js';
import { makeFunction, makeRole, trustOf, zipOf } from './function-in-test.js';

const another = '444455556666';
const machine = `arn:aws:states:${region}:${accountId}:stateMachine:passes`;
const schedule = `arn:aws:events:${region}:${accountId}:rule/passes`;
const forAccount = (account: string) => ({ StringEquals: { 'aws:SourceAccount': account } });
const forThing = (arn: string) => ({ ArnLike: { 'aws:SourceArn': arn } });

describe('a service takes a role on, or calls a function, only where the policy lets it', () => {
  let started: StartedAccount;
  beforeEach(async () => {
    started = await startAccount();
  });
  afterEach(() => started.stop());

  const role = (name: string, service: string, condition?: object) =>
    makeRole(
      started,
      name,
      [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: '*' }],
      undefined,
      trustOf(service, condition),
    );
  const definition = JSON.stringify({ StartAt: 'done', States: { done: { Type: 'Pass', End: true } } });
  const inside = (service: 'stepfunctions' | 'events', operation: string, input: object) =>
    started.account.inside(service, operation, region, input);

  test.each([
    ['every account', 'states.amazonaws.com', undefined, true],
    ['this account', 'states.amazonaws.com', forAccount(accountId), true],
    ['this state machine', 'states.amazonaws.com', forThing(machine), true],
    ['another account', 'states.amazonaws.com', forAccount(another), false],
    ['another state machine', 'states.amazonaws.com', forThing(`${machine}-others`), false],
    ['another service', 'lambda.amazonaws.com', undefined, false],
  ])('Step Functions, which the role trusts for %s', async (_, service, condition, taken) => {
    const roleArn = await role('passes', service, condition);
    const create = inside('stepfunctions', 'CreateStateMachine', { name: 'passes', definition, roleArn });
    if (taken) expect(await create).toMatchObject({ stateMachineArn: machine });
    else
      expect(await refusalOf(create)).toMatchObject({
        code: 'AccessDeniedException',
        message:
          'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
      });
  });

  test.each([
    ['every account', 'events.amazonaws.com', undefined, 1],
    ['this account', 'events.amazonaws.com', forAccount(accountId), 1],
    ['this rule', 'events.amazonaws.com', forThing(schedule), 1],
    ['another account', 'events.amazonaws.com', forAccount(another), 0],
    ['another rule', 'events.amazonaws.com', forThing(`${schedule}-others`), 0],
    ['another service', 'states.amazonaws.com', undefined, 0],
  ])('EventBridge, which the role of a target trusts for %s', async (_, service, condition, executions) => {
    const roleArn = await role('passes', 'states.amazonaws.com');
    await inside('stepfunctions', 'CreateStateMachine', { name: 'passes', definition, roleArn });
    await inside('events', 'PutRule', { Name: 'passes', ScheduleExpression: 'rate(5 minutes)' });
    const RoleArn = await role('starts', service, condition);
    await inside('events', 'PutTargets', { Rule: 'passes', Targets: [{ Id: 'fleet', Arn: machine, RoleArn }] });
    await started.world.clock.advance(6);
    expect(started.account.stateMachines.executions).toHaveLength(executions);
  });

  test('Lambda, which the role of a function trusts for another account', async () => {
    const lambda = new LambdaClient(started.configuration());
    const Code = { ZipFile: zipOf('') };
    const Role = await role('runs', 'lambda.amazonaws.com', forAccount(another));
    const create = new CreateFunctionCommand({
      FunctionName: 'runs',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code,
      Role,
    });
    expect((await refusalOf(lambda.send(create))).message).toBe(
      'The role defined for the function cannot be assumed by Lambda.',
    );
  });

  test.each([
    ['this account', accountId, 1],
    ['another account', another, 0],
  ])('EventBridge, which a function lets in for %s', async (_, SourceAccount, invocations) => {
    const lambda = await makeFunction(started, `export const handler = async () => 'done';`);
    const arn = `arn:aws:lambda:${region}:${accountId}:function:contoso`;
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: 'contoso',
        StatementId: 'daily',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceAccount,
      }),
    );
    await started.account.functions.invokeAsService(region, arn, 'events.amazonaws.com', schedule, '{}');
    expect(started.account.functions.states.find(region, 'contoso')?.invocations).toHaveLength(invocations);
  });
});
