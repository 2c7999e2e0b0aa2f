import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { zipSync } from 'fflate';
import { installMoto } from '../../build/moto.js';
import { fleetDefinition } from '../../modules/fleet/definition.js';
import { FoundationMoto } from '../../twin/aws/foundation-moto.js';

// The twin's interpreter was written for this definition. moto's was written by others: it creates and runs the very same.

// One pass a Region: moto 5.2.1 fails at the second execution that it is asked for in one ("cannot pickle '_thread.RLock'").
const regions = ['eu-central-1', 'eu-west-1', 'eu-west-2', 'us-east-1', 'us-west-2'];
const account = '111122223333';

describe('the state machine of a fleet, by the interpreter of moto', () => {
  let moto: FoundationMoto;

  beforeAll(async () => {
    moto = await FoundationMoto.start(installMoto(), account);
    const config = { lambda: { use_docker: false }, stepfunctions: { execute_state_machine: true } };
    await fetch(`${moto.url}/moto-api/config`, { method: 'POST', body: JSON.stringify(config) });
  });
  afterAll(async () => moto?.stop());

  /** Functions and state machine in a Region of their own. */
  const setUp = async (region: string): Promise<unknown> => {
    const settings = { region, endpoint: moto.url, credentials: { accessKeyId: 'twin', secretAccessKey: 'twin' } };
    const service = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const AssumeRolePolicyDocument = JSON.stringify({ Statement: [service] });
    const { Role } = await new IAMClient(settings).send(
      new CreateRoleCommand({ RoleName: `fleet-${region}`, AssumeRolePolicyDocument }),
    );
    const ZipFile = zipSync({ 'fleet.mjs': new TextEncoder().encode('export const act = 1;') });
    const code = { Code: { ZipFile }, Runtime: 'nodejs22.x', Handler: 'fleet.act' } as const;
    for (const FunctionName of ['observe', 'act', 'remove'])
      await new LambdaClient(settings).send(new CreateFunctionCommand({ FunctionName, Role: Role?.Arn, ...code }));
    const definition = fleetDefinition({ observe: 'observe', act: 'act', remove: 'remove' }) as {
      States: { Observe: { OutputPath: string } };
    };
    // The stand-in answers all that it was given: the state, and which execution it is.
    definition.States.Observe.OutputPath = '$.Payload.state';
    const { stateMachineArn } = await moto.call('stepfunctions', 'CreateStateMachine', region, {
      name: 'fleet',
      definition: JSON.stringify(definition),
      roleArn: Role?.Arn,
    });
    return stateMachineArn;
  };

  const statesOf = async (region: string, executionArn: unknown): Promise<string[]> => {
    const { events } = await moto.call('stepfunctions', 'GetExecutionHistory', region, { executionArn });
    return (events as { stateEnteredEventDetails?: { name?: string } }[])
      .flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? [])
      .filter((name) => !name.startsWith('Is'));
  };

  /** Runs a pass: each function answers what it is given. Ended once `until` has been entered that often, or by itself. */
  const pass = async (state: object, until?: { name: string; times: number }): Promise<string[]> => {
    const input = JSON.stringify(state);
    const region = regions.shift() ?? '';
    const stateMachineArn = await setUp(region);
    const started = { stateMachineArn, name: randomUUID(), input };
    const { executionArn } = await moto.call('stepfunctions', 'StartExecution', region, started);
    for (;;) {
      const { status } = await moto.call('stepfunctions', 'DescribeExecution', region, { executionArn });
      const states = await statesOf(region, executionArn);
      if (status === 'SUCCEEDED') return states;
      if (status !== 'RUNNING') throw new Error(`the execution ended as ${String(status)} after ${states.join(', ')}`);
      if (until && states.filter((name) => name === until.name).length >= until.times) {
        await moto.call('stepfunctions', 'StopExecution', region, { executionArn });
        return states;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };

  test.each<[string, object, string[]]>([
    ['ends when there is nothing to do', { actions: 0, removals: 0, more: false }, ['Observe', 'Done']],
    ['acts', { actions: 3, removals: 0, more: false }, ['Observe', 'Act', 'Done']],
    ['acts, then removes', { actions: 3, removals: 1, more: false }, ['Observe', 'Act', 'Remove', 'Done']],
    ['goes straight to what is to be removed', { actions: 0, removals: 1, more: false }, ['Observe', 'Remove', 'Done']],
  ])('%s', async (_, state, path) => {
    expect(await pass(state)).toEqual(path);
  });

  test('looks again while something is left', async () => {
    const states = await pass({ actions: 1, removals: 0, more: true }, { name: 'Observe', times: 2 });
    expect(states.slice(0, 4)).toEqual(['Observe', 'Act', 'Pause', 'Observe']);
  });
});
