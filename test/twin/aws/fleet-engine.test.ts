import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { unzipSync, zipSync } from 'fflate';
import { startFleet, type FleetBench } from '../../../bench/fleet-world.js';
import { buildHandlerZip } from '../../../build/handler-zip.js';
import type { FleetSettings } from '../../../domain/fleet/settings.js';
import type { FoundationStore } from '../../../twin/aws/foundation-store.js';
import type { DesktopBehaviour } from '../../../twin/aws/settings.js';
import { region } from './account-in-test.js';

// The engine as it is deployed (the very definition, the functions of the zip in processes of their own, their roles) where
// WorkSpaces, Lambda and the identity store behave as nobody likes.

let zip: Uint8Array;
beforeAll(async () => {
  zip = (await buildHandlerZip()).bytes;
});

let fleet: FleetBench;
afterEach(() => fleet.stop());

const begin = async (
  people: number,
  behaviour: Partial<DesktopBehaviour> = {},
  policy: Partial<FleetSettings> = {},
  stands = true,
): Promise<void> => {
  fleet = await startFleet(people, 300, { everyMinutes: 15, ...policy }, zip);
  Object.assign(fleet.account.settings.desktops, behaviour);
  fleet.account.workspaces.region(region).desktopQuota = 100;
  // Time moves only where a test says so, however slow the machine is; the functions' own waits are skipped.
  if (stands) fleet.world.clock.standStill();
};
/** As the schedule starts one; one that waits goes on when its time has come. */
const pass = async (): Promise<void> => {
  const execution = await fleet.account.stateMachines.start(fleet.stateMachineArn, JSON.stringify({ more: true }));
  while (execution.status === 'RUNNING') await later(0.25);
};
const later = (minutes: number) => fleet.world.clock.advance(minutes);
/** Passes as the schedule starts them, one each five minutes; one that dies is followed by the next. */
const passes = async (count: number, minutes = 5): Promise<void> => {
  for (let each = 0; each < count; each += 1) {
    await pass();
    await later(minutes);
  }
};
const desktops = () => [...fleet.account.workspaces.region(region).desktops.values()];
const wide = { create: 9, hold: 9, remove: 9, sharePercent: 100 };
const there = () =>
  desktops()
    .map(({ userName, state }) => `${userName.replace('@contoso.com', '')} ${state}`)
    .sort();
const phases = () => fleet.rows().map(({ phase }) => phase);
const user = (number: number) => fleet.users[number]!;
const idOf = (number: number) => desktops().find(({ userName }) => userName === user(number).userName)?.id ?? '';
/** That had an effect, whether the answer came or not. */
const calls = (operation: string) =>
  fleet.account.calls.filter((each) => each.operation === operation && each.error === undefined);
const said = () => fleet.plan().findings.map(({ what }) => what);
const leaves = (number: number) => fleet.store.removeMember(fleet.group, user(number).userId);
const returns = (number: number) => fleet.store.addMember(fleet.group, user(number).userId);

describe('a desktop that is asked for', () => {
  test.each([
    { hiddenFromLists: 12, hiddenById: 12, onePerUser: true },
    { hiddenFromLists: 12, hiddenById: 12, onePerUser: false },
    { hiddenFromLists: 0, hiddenById: 14, onePerUser: false },
    { hiddenFromLists: 14, hiddenById: 0, onePerUser: false },
  ])('is made once though its answer is lost and it is shown later: %p', async (behaviour) => {
    await begin(2, behaviour);
    fleet.world.faults.inject('aws workspaces:CreateWorkspaces', { lose: true });
    await passes(8);
    expect(there()).toEqual(['person0 AVAILABLE', 'person1 AVAILABLE']);
    expect(phases()).toEqual(['present', 'present']);
    expect(calls('CreateWorkspaces')).toHaveLength(1);
  });

  test('is shown later than anybody guessed: refused once more where a user has one, and taken over', async () => {
    await begin(1, { hiddenFromLists: 40, hiddenById: 40, onePerUser: true }, { limits: wide });
    fleet.world.faults.inject('aws workspaces:CreateWorkspaces', { lose: true });
    await passes(24);
    expect(there()).toEqual(['person0 AVAILABLE']);
    expect(fleet.rows()).toMatchObject([{ phase: 'present', desktopId: idOf(0) }]);
  });

  test('is shown later than anybody guessed, and a second one is made: both are said, none is removed', async () => {
    await begin(1, { hiddenFromLists: 40, hiddenById: 40, onePerUser: false }, { limits: wide });
    fleet.world.faults.inject('aws workspaces:CreateWorkspaces', { lose: true });
    await passes(24);
    expect(there()).toEqual(['person0 AVAILABLE', 'person0 AVAILABLE']);
    expect(said()).toEqual(['several-desktops']);
    expect(calls('TerminateWorkspaces')).toHaveLength(0);
  });

  test('is made though others take half of the calls', async () => {
    await begin(40, {}, {}, false);
    Object.assign(fleet.account.settings, { workspacesCallsPerSecond: 2, workspacesCallsOfOthers: 1 });
    await passes(6);
    expect(new Set(phases())).toEqual(new Set(['present']));
    expect(there()).toHaveLength(40);
  });

  test.each([
    ['killed', 1],
    ['killed twice', 2],
  ])('is made once though the function is %s while WorkSpaces works', async (_, times) => {
    await begin(3, { hiddenFromLists: 10, hiddenById: 10, onePerUser: false });
    const kill = (): void => {
      for (const part of ['observe', 'act', 'remove'])
        for (const worker of fleet.account.functions.states.need({ region }, `${fleet.table}-${part}`).busy)
          worker.kill();
    };
    fleet.world.faults.inject('aws workspaces:CreateWorkspaces', { meanwhile: kill }, times);
    await passes(10);
    expect(there()).toEqual(['person0 AVAILABLE', 'person1 AVAILABLE', 'person2 AVAILABLE']);
    expect(phases()).toEqual(['present', 'present', 'present']);
    expect(fleet.account.stateMachines.executions.map(({ status }) => status)).toContain('FAILED');
  });

  test('is made once though a function is invoked twice, at once and after it', async () => {
    await begin(3, { onePerUser: false });
    const again = async (part: string): Promise<void> => {
      const FunctionName = `${fleet.table}-${part}`;
      const Payload = Buffer.from(JSON.stringify({ actions: 3, removals: 0, more: false }));
      await fleet.account.inside('lambda', 'Invoke', region, { FunctionName, Payload });
    };
    let second: Promise<void> | undefined;
    fleet.world.faults.inject('aws workspaces:CreateWorkspaces', { meanwhile: () => void (second = again('act')) });
    await passes(1);
    await second;
    await again('act');
    await passes(5);
    expect(second).toBeDefined();
    expect(there()).toEqual(['person0 AVAILABLE', 'person1 AVAILABLE', 'person2 AVAILABLE']);
    expect(calls('CreateWorkspaces')).toHaveLength(1);
  });
});

describe('who leaves', () => {
  test.each([true, false])(
    'is held, stopped and locked if a stopped one can be (%p), runs up no hours, and is given back usable',
    async (adminMaintenanceFromStopped) => {
      await begin(2, { adminMaintenanceFromStopped, autoStop: true }, { lock: true });
      await passes(6);
      leaves(0);
      await passes(6);
      const id = idOf(0);
      const state = adminMaintenanceFromStopped ? 'ADMIN_MAINTENANCE' : 'STOPPED';
      expect([phases().sort(), there()[0]]).toEqual([['held', 'present'], `person0 ${state}`]);
      const hours = fleet.account.workspaces.hoursOf(region, id);
      await passes(3, 24 * 60);
      expect(fleet.account.workspaces.hoursOf(region, id)).toBe(hours);
      returns(0);
      await passes(3);
      expect(phases()).toEqual(['present', 'present']);
      expect(desktops().find((each) => each.id === id)?.state).not.toBe('ADMIN_MAINTENANCE');
    },
  );

  test('from an AlwaysOn desktop keeps the paid month; stopping is never asked for before it turns to AutoStop', async () => {
    await begin(1, {}, { runningMode: 'ALWAYS_ON', limits: wide });
    // The group is not to be empty.
    const other = fleet.store.addUser({ userName: 'x@contoso.com', displayName: 'x', givenName: 'x', familyName: 'x' });
    fleet.store.addMember(fleet.group, other.userId);
    // Away from the end of a month, whatever the day is on which this runs.
    while (fleet.world.clock.now().getUTCDate() > 15) await fleet.world.clock.advance(24 * 60);
    await passes(6);
    leaves(0);
    await passes(3);
    expect(calls('StopWorkspaces')).toEqual([]);
    for (let days = 0; days < 40 && idOf(0) !== ''; days += 1) {
      // Which of the two was made first, the ids of their people say.
      const { state, properties } = desktops().find(({ id }) => id === idOf(0))!;
      if (state === 'STOPPED') expect(properties.RunningMode).toBe('AUTO_STOP');
      await passes(2, 12 * 60);
    }
    expect(idOf(0)).toBe('');
  });

  test('and is still connected when the hold is over keeps the desktop until that ends', async () => {
    await begin(2);
    await passes(6);
    leaves(0);
    await passes(3);
    const { clock } = fleet.world;
    const connected = desktops().find(({ id }) => id === idOf(0))!;
    connected.state = 'AVAILABLE';
    fleet.account.settings.desktops.stopInAdminMaintenance = 'ignored';
    connected.properties = { ...connected.properties, RunningMode: 'ALWAYS_ON' };
    connected.sessions = [{ from: clock.now(), to: clock.in(9 * 24 * 60) }];
    await later(8 * 24 * 60);
    await passes(2);
    expect(fleet.rows().find(({ userId }) => userId === user(0).userId)).toMatchObject({
      phase: 'held',
      refused: { why: 'somebody is connected' },
    });
    await later(2 * 24 * 60);
    await passes(3);
    expect(there()).toEqual(['person1 AVAILABLE']);
  });

  test('by being disabled is held, and given back when enabled again', async () => {
    await begin(2);
    await passes(6);
    fleet.store.users.get(user(0).userId)!.active = false;
    await passes(3);
    expect(phases().sort()).toEqual(['held', 'present']);
    fleet.store.users.get(user(0).userId)!.active = true;
    await passes(3);
    expect(phases()).toEqual(['present', 'present']);
    expect(desktops()).toHaveLength(2);
  });

  test('at 1 % of the group an hour is stopped by the share of a week', async () => {
    await begin(60, {}, { limits: { create: 99, hold: 99, remove: 99, sharePercent: 5 } });
    await passes(6);
    for (let hour = 0; hour < 8; hour += 1) {
      leaves(hour);
      await passes(1, 60);
    }
    // Three of sixty.
    expect(phases().filter((phase) => phase === 'held')).toHaveLength(3);
    await later(9 * 24 * 60);
    leaves(10);
    await passes(2);
    expect(calls('TerminateWorkspaces')).toHaveLength(0);
    expect(desktops()).toHaveLength(60);
  });
});

describe('people', () => {
  test('who come back under another id keep the desktop untouched until a person says who they are', async () => {
    await begin(2);
    await passes(6);
    const [before, { userName }] = [idOf(0), user(0)];
    fleet.store.removeUser(user(0).userId);
    const again = fleet.store.addUser({ userName, displayName: 'A', givenName: 'A', familyName: 'A' });
    fleet.store.addMember(fleet.group, again.userId);
    await passes(6);
    expect(idOf(0)).toBe(before);
    expect(said()).toContain('same-name-other-person');
    await later(10 * 24 * 60);
    await passes(3);
    expect(desktops()).toHaveLength(2);
    expect(calls('CreateWorkspaces')).toHaveLength(1);
  });

  test('whose group is deleted and made again stay as they are, and go on with the new one', async () => {
    await begin(2);
    await passes(6);
    const ids = desktops().map(({ id }) => id);
    fleet.store.groups.delete(fleet.group.groupId);
    await passes(3);
    expect(fleet.plan().stopped.departures).toContain('not in Identity Center any more');
    const anew = fleet.store.addGroup({ displayName: 'Desktop users' });
    for (const { userId } of fleet.users) fleet.store.addMember(anew, userId);
    await later(8 * 24 * 60);
    await passes(2);
    fleet.setPolicy({ groupId: anew.groupId });
    await passes(3);
    expect(phases()).toEqual(['present', 'present']);
    expect(desktops().map(({ id }) => id)).toEqual(ids);
  });
});

describe('a desktop that somebody migrates by hand', () => {
  const migrate = async (): Promise<string> => {
    await begin(2);
    await passes(6);
    await later(13 * 60);
    const input = { SourceWorkspaceId: idOf(0), BundleId: fleet.bundleId };
    const { TargetWorkspaceId } = await fleet.account.inside('workspaces', 'MigrateWorkspace', region, input);
    return String(TargetWorkspaceId);
  };

  test('has two ids for a while, of which none is removed, and is then the person’s under the new one', async () => {
    const target = await migrate();
    expect(desktops()).toHaveLength(3);
    await passes(20);
    expect(desktops()).toHaveLength(2);
    expect(fleet.rows().find(({ userId }) => userId === user(0).userId)).toMatchObject({
      phase: 'present',
      desktopId: target,
    });
    expect(calls('CreateWorkspaces')).toHaveLength(1);
  });

  test('whose migration is taken back is the same as before', async () => {
    const target = await migrate();
    fleet.account.settings.failingChanges.add(user(0).userName);
    await passes(20);
    expect(desktops()).toHaveLength(2);
    const row = fleet.rows().find(({ userId }) => userId === user(0).userId);
    expect([row?.phase, row?.desktopId === idOf(0), row?.desktopId === target]).toEqual(['present', true, false]);
  });

  test('and whose user leaves meanwhile is held, and not removed while both are there', async () => {
    await migrate();
    leaves(0);
    await passes(3);
    expect(calls('TerminateWorkspaces')).toHaveLength(0);
    expect(desktops()).toHaveLength(3);
    await passes(20);
    expect(desktops()).toHaveLength(2);
  });
});

describe('the table comes back as it was an hour ago', () => {
  test('and nothing is made twice, nobody loses a desktop, and nothing is removed for two days', async () => {
    await begin(3, { onePerUser: false });
    leaves(2);
    await passes(6);
    await later(60);
    returns(2);
    await passes(4);
    leaves(1);
    await passes(2);
    const ids = desktops().map(({ id }) => id);
    (fleet.account.foundation as FoundationStore).tables.restore(region, fleet.table, 60);
    await passes(8);
    expect(desktops().map(({ id }) => id)).toEqual(ids);
    await later(24 * 60);
    await passes(2);
    expect(calls('TerminateWorkspaces')).toHaveLength(0);
    expect(phases().filter((phase) => phase === 'present')).toHaveLength(2);
  });
});

describe('an apply in the middle of a pass', () => {
  test('leaves it its definition; the code of the functions is new at once', async () => {
    await begin(1);
    const { account, stateMachineArn, table, world } = fleet;
    // Lambda is busy: the pass tries again in ten seconds.
    world.faults.inject('lambda', { status: 429, code: 'TooManyRequestsException' });
    const execution = await account.stateMachines.start(stateMachineArn, JSON.stringify({ more: true }));
    expect(execution.status).toBe('RUNNING');
    const definition = JSON.stringify({ StartAt: 'Anew', States: { Anew: { Type: 'Succeed' } } });
    await account.inside('stepfunctions', 'UpdateStateMachine', region, { stateMachineArn, definition });
    const ZipFile = zipSync({ ...unzipSync(zip), 'fleet.mjs': marked(unzipSync(zip)['fleet.mjs']!) });
    const FunctionName = `${table}-observe`;
    await account.inside('lambda', 'UpdateFunctionCode', region, { FunctionName, ZipFile });
    await later(1);
    while (execution.status === 'RUNNING') await later(0.25);
    expect([execution.status, execution.path[0]]).toEqual(['SUCCEEDED', 'Observe']);
    expect(account.functions.logOf(region, FunctionName)).toContain('code of the apply');
    expect(there()).toHaveLength(1);
    const next = await account.stateMachines.start(stateMachineArn, '{}');
    expect(next.path).toEqual(['Anew']);
  });

  const marked = (code: Uint8Array): Uint8Array =>
    Buffer.concat([Buffer.from('console.log("code of the apply");\n'), Buffer.from(code)]);
});
