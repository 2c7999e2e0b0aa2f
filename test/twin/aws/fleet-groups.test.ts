import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startFleet, type FleetBench } from '../../../bench/fleet-world.js';
import { buildHandlerZip } from '../../../build/handler-zip.js';
import { addBundle, region } from './account-in-test.js';

// The engine as it is deployed (fleet-engine.test.ts), where other groups say what somebody's desktop is, and where.

let zip: Uint8Array;
let fleet: FleetBench;
beforeAll(async () => {
  zip = (await buildHandlerZip()).bytes;
});
afterEach(() => fleet.stop());

const begin = async (people: number): Promise<void> => {
  fleet = await startFleet(people, 300, { everyMinutes: 15 }, zip);
  fleet.account.workspaces.region(region).desktopQuota = 100;
  fleet.world.clock.standStill();
};
const passes = async (count: number): Promise<void> => {
  for (let each = 0; each < count; each += 1) {
    const execution = await fleet.account.stateMachines.start(fleet.stateMachineArn, JSON.stringify({ more: true }));
    while (execution.status === 'RUNNING') await fleet.world.clock.advance(0.25);
    await fleet.world.clock.advance(5);
  }
};
const desktops = () => [...fleet.account.workspaces.region(region).desktops.values()];
const there = () =>
  desktops()
    .map(({ userName, state }) => `${userName.replace('@contoso.com', '')} ${state}`)
    .sort();
const user = (number: number) => fleet.users[number]!;
const idOf = (number: number) => desktops().find(({ userName }) => userName === user(number).userName)?.id ?? '';
const said = () => fleet.plan().findings.map(({ what }) => what);

describe('several groups', () => {
  test('the first package of whose group somebody is a member says bundle and running mode; a change reaches the mode alone', async () => {
    await begin(3);
    const large = await addBundle(fleet, 'contoso-large');
    const groups = ['designers', 'testers'].map((displayName) => fleet.store.addGroup({ displayName }));
    const [designers, testers] = [groups[0]!, groups[1]!];
    for (const [group, number] of [
      [designers, 0],
      [testers, 0],
      [testers, 1],
    ] as const)
      fleet.store.addMember(group, user(number).userId);
    const bundle = { bundleId: large.bundleId, computeType: 'STANDARD', rootVolumeGib: 80, userVolumeGib: 50 };
    fleet.setPolicy({
      bundles: { large: bundle },
      packages: [
        { groupId: designers.groupId, bundle: 'large' },
        { groupId: testers.groupId, runningMode: 'ALWAYS_ON' },
      ],
    });
    await passes(6);
    const made = () =>
      [0, 1, 2].map((number) => {
        const { bundleId, properties } = desktops().find(({ id }) => id === idOf(number))!;
        return `${bundleId === large.bundleId ? 'large' : 'usual'} ${properties.RunningMode}`;
      });
    expect(made()).toEqual(['large AUTO_STOP', 'usual ALWAYS_ON', 'usual AUTO_STOP']);
    const ids = desktops().map(({ id }) => id);
    // Two change places.
    fleet.store.removeMember(testers, user(1).userId);
    fleet.store.addMember(designers, user(1).userId);
    await passes(3);
    expect(made()).toEqual(['large AUTO_STOP', 'usual AUTO_STOP', 'usual AUTO_STOP']);
    expect(desktops().map(({ id }) => id)).toEqual(ids);
    expect(said()).toEqual(['another-bundle']);
  });

  test('who is in the group of a site further up has no desktop here, until the file says so', async () => {
    await begin(2);
    const paris = fleet.store.addGroup({ displayName: 'Paris' });
    fleet.store.addMember(paris, user(0).userId);
    fleet.setPolicy({ earlier: [{ site: 'paris', groupId: paris.groupId }] });
    await passes(6);
    expect(there()).toEqual(['person1 AVAILABLE']);
    expect(said()).toEqual(['also-at']);
    // alsoAt: true
    fleet.setPolicy({});
    await passes(6);
    expect(there()).toEqual(['person0 AVAILABLE', 'person1 AVAILABLE']);
    expect(said()).toEqual([]);
  });
});
