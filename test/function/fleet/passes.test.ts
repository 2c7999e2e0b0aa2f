import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asAsked, otherPasses, passOf } from '../../../function/fleet/passes.js';
import { fleetDefinition } from '../../../modules/fleet/definition.js';
import type { Cloud } from '../../../twin/aws/service.js';
import { StateMachines } from '../../../twin/aws/step-functions/machines.js';
import { Clock } from '../../../twin/clock.js';

const machine = 'arn:aws:states:eu-central-1:111122223333:stateMachine:contoso-fleet';
const own = `${machine.replace('stateMachine', 'execution')}:own`;
const other = own.replace(/own$/, 'other');

let server: Server;
let running: { executionArn: string; startDate: number }[] = [];
/** Of passes that ended, by their ARN; the list is of those that began last first. */
let ended: { executionArn: string; startDate: number; stopDate: number; output: object }[] = [];
const before = { ...process.env };

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const asked = JSON.parse(text) as { statusFilter?: string; executionArn?: string };
      const said = ended.find(({ executionArn }) => executionArn === asked.executionArn);
      const isList = request.headers['x-amz-target'] === 'AWSStepFunctions.ListExecutions';
      const executions = asked.statusFilter === 'RUNNING' ? running : ended;
      response.end(JSON.stringify(isList ? { executions } : { output: JSON.stringify(said?.output) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'twin',
    AWS_SECRET_ACCESS_KEY: 'twin',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
});
afterAll(async () => {
  process.env = before;
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  running = [];
  ended = [];
});

describe('of two passes at once', () => {
  const started = (executionArn: string, startDate: number) => ({ executionArn, startDate });

  test.each<[string, [string, number][], boolean]>([
    ['the only one goes on', [[own, 10]], false],
    [
      'the earlier one goes on',
      [
        [other, 11],
        [own, 10],
      ],
      false,
    ],
    [
      'the later one leaves it to the other',
      [
        [own, 10],
        [other, 9],
      ],
      true,
    ],
    [
      'of those of one moment one goes on',
      [
        [own, 10],
        [other, 10],
      ],
      true,
    ],
    ['one that is not in the list yet leaves it to the other', [[other, 11]], true],
  ])('%s', async (_, all, isSecond) => {
    running = all.map(([arn, at]) => started(arn, at));
    expect((await otherPasses({ machine, execution: own })).isSecond).toBe(isSecond);
  });

  test('one that began with an earlier definition does not say which it is, and goes on', async () => {
    running = [started(other, 1)];
    expect(passOf({ removals: 0, more: true })).toEqual({ state: { removals: 0, more: true } });
    expect(await otherPasses(passOf({}))).toEqual({ isSecond: false, written: {} });
  });
});

test('what observe hands over has all that the machine asks for, and one that began with an earlier definition', () => {
  const definition = JSON.stringify(fleetDefinition({ observe: 'o', act: 'a', remove: 'r' }));
  const asks = [...definition.matchAll(/"Variable":"\$\.(\w+)"/g)].map(([, name]) => name);
  expect(new Set(asks)).toEqual(new Set(['actions', 'removals', 'more']));
  const said = asAsked({ actions: 3, removals: 0, more: false });
  expect(said).toMatchObject({ ...Object.fromEntries(asks.map((name) => [name, expect.anything()])), deeds: 3 });
});

test.each([
  [0, 0, []],
  [1, 0, ['act']],
  [0, 1, ['remove']],
  [1, 1, ['act', 'remove']],
  [2, 2, ['act', 'remove']],
])(
  'of %i actions and %i removals that are due it does what there is, one alone, too',
  async (actions, removals, done) => {
    const invoked: string[] = [];
    const Statement = [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }];
    const cloud = {
      world: { clock: new Clock(1) },
      accountId: '111122223333',
      foundation: { role: async (arn: string) => ({ arn, trust: { Statement } }) },
      leanOn: () => undefined,
    };
    const machines = new StateMachines(cloud as unknown as Cloud, async (_role, _region, part) => {
      invoked.push(part);
      return { payload: JSON.stringify({ actions, removals, more: false }), failed: false };
    });
    const definition = JSON.stringify(fleetDefinition({ observe: 'observe', act: 'act', remove: 'remove' }));
    const input = { name: 'contoso-fleet', definition, roleArn: 'role' };
    const call = { region: 'eu-central-1', alsoNeeds: async () => undefined };
    await machines.operations['CreateStateMachine']?.(input as never, call as never);
    const { status } = await machines.start(machine, '{}');
    expect({ status, invoked }).toEqual({ status: 'SUCCEEDED', invoked: ['observe', ...done] });
  },
);

describe('how far the rows had come is known outside the table', () => {
  const pass = (began: number, stopDate: number, written?: object) => ({
    executionArn: `${own}-${began}`,
    startDate: began,
    stopDate,
    output: { actions: 0, removals: 0, more: false, written },
  });
  beforeEach(() => {
    running = [{ executionArn: own, startDate: 9 }];
  });

  test.each([
    ['nobody has told it', [], undefined, {}],
    ['by the last pass', [pass(2, 3, { berlin: 12 }), pass(1, 2, { berlin: 10 })], undefined, { berlin: 12 }],
    [
      'by a long one, not by those that left the work to it',
      [pass(4, 8), pass(3, 7), pass(1, 6, { berlin: 12 })],
      undefined,
      { berlin: 12 },
    ],
    ['by the one that ended last', [pass(4, 5, { berlin: 10 }), pass(1, 6, { berlin: 12 })], undefined, { berlin: 12 }],
    [
      'by this pass itself, when something was left',
      [pass(2, 3, { berlin: 12, york: 3 })],
      { berlin: 14 },
      { berlin: 14, york: 3 },
    ],
  ])('%s', async (_, passes, written, known) => {
    ended = passes;
    expect((await otherPasses({ machine, execution: own, state: { written } })).written).toEqual(known);
  });
});
