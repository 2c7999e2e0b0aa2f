import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fleetTag } from '../../domain/fleet/removal.js';
import { greenfield } from './harness.js';
import { Repository } from './owner-repository.js';

// Thirty desktops, more than the 25 that AWS takes in one call, leave the Terraform state for the engine and come back, by
// the owner's own commands and real terraform.

const region = 'eu-central-1';
const upns = Array.from({ length: 30 }, (_, at) => `user${String(at).padStart(2, '0')}@contoso.com`);
const [held, always] = [upns[7]!, upns[11]!];
const users = upns.map((upn) => ({ upn, ...(upn === always ? { runningMode: 'ALWAYS_ON' } : {}) }));

describe('thirty desktops of a list', () => {
  let repository: Repository;
  let before: string[];

  const written = async (): Promise<{ sites: [{ desktops: { users: Record<string, never> } }] }> =>
    JSON.parse(await readFile(join(repository.folder, 'deployment.json'), 'utf8')) as never;
  const store = () => repository.twin.aws.workspaces.region(region);
  /** What somebody has; who is on hold is stopped by the fleet. */
  const desktops = (): string[] =>
    [...store().desktops.values()]
      .map(({ id, userName, computerName, imageId, properties }) =>
        JSON.stringify([id, userName, computerName, imageId, properties]),
      )
      .sort();
  const states = (): string[] =>
    [...store().desktops.values()].filter(({ userName }) => userName !== held).map(({ state }) => state);
  const tagged = (): number => [...store().desktops.keys()].filter((id) => store().tags.get(id)?.has(fleetTag)).length;
  const inState = async (): Promise<number> =>
    (await repository.terraform('state', 'list'))
      .split('\n')
      .filter((each) => each.startsWith('aws_workspaces_workspace.')).length;
  const hours = async (count: number): Promise<void> => {
    for (let step = 0; step < count * 6; step += 1) await repository.twin.advance(10);
  };
  const status = async (): Promise<{ people: { upn: string; phase: string; holdUntil?: number; own?: object }[] }> =>
    JSON.parse((await repository.must('fleet', 'status', '--json')).stdout) as never;

  beforeAll(async () => {
    repository = await Repository.start(async (twin) => greenfield(twin, users), { seed: { users: upns } });
    await repository.setUp();
    await repository.must('users', 'remove', held, '--days', '300');
    await repository.must('apply', '--auto-approve', '--skip-preflight');
  });
  afterAll(async () => repository?.stop());

  test('begin in the Terraform state', async () => {
    before = desktops();
    expect(before).toHaveLength(30);
    expect(await inState()).toBe(30);
  });

  test('a destroy while the state still holds them is refused', async () => {
    await repository.must('fleet', 'migrate', '--mode', 'apply', '--yes');
    const { exitCode, stderr } = await repository.run('destroy', '--auto-approve');
    expect(exitCode).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toContain('30 desktops of the former list are still in the state');
    expect(desktops()).toEqual(before);
  });

  test('leave it, counted and allowed once, and no desktop is touched', async () => {
    const plan = await repository.plan();
    expect(plan.counts).toMatchObject({ forget: 30, delete: expect.any(Number) });
    expect(plan.lines.filter(({ action, address }) => action === 'delete' && address.startsWith('aws_work'))).toEqual(
      [],
    );
    await repository.must('apply', '--auto-approve', '--skip-preflight');
    expect(desktops()).toEqual(before);
    expect(await inState()).toBe(0);
  });

  test('are taken over by the engine: a row and a tag each', async () => {
    await hours(2);
    expect(tagged()).toBe(30);
    const { people } = await status();
    expect(people.filter(({ phase }) => phase === 'present')).toHaveLength(29);
    expect(people.find(({ upn }) => upn === held)).toMatchObject({ phase: 'held', holdUntil: expect.any(Number) });
    expect(people.find(({ upn }) => upn === always)?.own).toEqual({ runningMode: 'ALWAYS_ON' });
    expect(desktops()).toEqual(before);
    await repository.must('fleet', 'migrate', '--done', '--yes');
    expect((await written()).sites[0].desktops.users).toEqual({ group: { mode: 'apply' } });
    await repository.must('apply', '--auto-approve', '--skip-preflight');
    expect(await repository.plan()).toMatchObject({ empty: true });
  });

  /** What a command says while the row of this person is another one. */
  const whileRowIs = async (upn: string, change: object, ...words: string[]): Promise<unknown[]> => {
    const { aws } = repository.twin;
    const call = (operation: string, input: object) =>
      aws.inside('dynamodb', operation, region, { TableName: 'contoso-fleet', ...input });
    const { Items } = (await call('Query', {
      KeyConditionExpression: 'fleet = :fleet',
      ExpressionAttributeValues: { ':fleet': { S: 'berlin' } },
    })) as { Items: { item: { S: string }; json: { S: string } }[] };
    const row = Items.find(({ item, json }) => item.S.startsWith('person#') && json.S.includes(upn))!;
    const json = JSON.stringify({ ...(JSON.parse(row.json.S) as object), ...change });
    // A pass may run meanwhile: paused, it puts nothing back.
    const pause = { fleet: { S: 'berlin' }, item: { S: 'pause' } };
    await call('PutItem', { Item: pause });
    await call('PutItem', { Item: { ...row, json: { S: json } } });
    const { exitCode, stderr } = await repository.run('fleet', ...words);
    await call('PutItem', { Item: row });
    await call('DeleteItem', { Key: pause });
    return [exitCode, stderr.replace(/\s+/g, ' ')];
  };

  test('stay while one of them is being migrated: two ids are one person’s', async () => {
    expect(await whileRowIs(always, { moving: { at: 0 } }, 'migrate', '--back', '--yes')).toEqual([
      1,
      expect.stringContaining(`1 desktop is being made, migrated or removed: ${always}.`),
    ]);
  });

  test('are not promised to stay where AWS was asked to remove one already', async () => {
    expect(await whileRowIs(always, { phase: 'removing' }, 'keep', always)).toEqual([
      1,
      expect.stringContaining(`The desktop of ${always} is being removed already`),
    ]);
  });

  test('come back by import, without tag and without engine, and no desktop is touched', async () => {
    await repository.must('fleet', 'migrate', '--back', '--yes');
    expect((await written()).sites[0].desktops.users['list']).toHaveLength(30);
    const plan = await repository.plan();
    expect(plan.adopted).toBe(30);
    expect(plan.lines.filter(({ action, address }) => action !== 'update' && address.startsWith('aws_work'))).toEqual(
      [],
    );
    await repository.must('apply', '--auto-approve', '--skip-preflight');
    expect(desktops()).toEqual(before);
    expect(new Set(states())).toEqual(new Set(['AVAILABLE']));
    expect(tagged()).toBe(0);
    expect(await repository.plan()).toMatchObject({ empty: true });
    expect(repository.twin.aws.unknownCalls).toEqual([]);
  });
});
