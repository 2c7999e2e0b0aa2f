import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startFleet, type FleetBench } from '../../../bench/fleet-world.js';
import { buildHandlerZip } from '../../../build/handler-zip.js';
import type { ApprovalRequest } from '../../../domain/fleet/types.js';
import type { FoundationStore } from '../../../twin/aws/foundation-store.js';
import { region } from './account-in-test.js';

// The engine as it is deployed (fleet-engine.test.ts), with a limit below what there is to do.

let zip: Uint8Array;
let fleet: FleetBench;
beforeAll(async () => {
  zip = (await buildHandlerZip()).bytes;
});
afterEach(() => fleet.stop());

const passes = async (count: number): Promise<void> => {
  for (let each = 0; each < count; each += 1) {
    const execution = await fleet.account.stateMachines.start(fleet.stateMachineArn, JSON.stringify({ more: true }));
    while (execution.status === 'RUNNING') await fleet.world.clock.advance(0.25);
    await fleet.world.clock.advance(5);
  }
};
const people = (): string[] =>
  [...fleet.account.workspaces.region(region).desktops.values()].map(({ userName }) => userName.split('@')[0]!).sort();
const items = () => (fleet.account.foundation as FoundationStore).tables.find(region, fleet.table)!.items;
const requests = (): ApprovalRequest[] =>
  [...items().values()]
    .filter((item) => String(item['item']?.['S']).startsWith('request#'))
    .map((item) => JSON.parse(String(item['json']?.['S'])) as ApprovalRequest);
/** As `fleet approve` writes it. */
const approve = (request: ApprovalRequest): void => {
  const key = JSON.stringify([{ S: fleet.settings.site }, { S: `request#${request.id}` }]);
  const json = { S: JSON.stringify({ ...request, approvedBy: 'ada@contoso.com' }) };
  items().set(key, { ...items().get(key)!, json });
};
const leaves = (number: number): void => fleet.store.removeMember(fleet.group, fleet.users[number]!.userId);

describe('three join where one may within a day', () => {
  let request: ApprovalRequest;
  const begin = async (): Promise<void> => {
    fleet = await startFleet(3, 300, { limits: { create: 1, hold: 20, remove: 20, sharePercent: 100 } }, zip);
    fleet.account.workspaces.region(region).desktopQuota = 100;
    fleet.world.clock.standStill();
    await passes(3);
    expect(people()).toHaveLength(1);
    const asked = requests();
    expect(asked.map(({ actions }) => actions.map(({ kind }) => kind))).toEqual([['create', 'create']]);
    request = asked[0]!;
  };
  const named = (upn: string): string => upn.split('@')[0]!;

  test('one has a desktop, the others wait; approved, they get theirs', async () => {
    await begin();
    approve(request);
    await passes(3);
    expect(people()).toEqual(['person0', 'person1', 'person2']);
    expect(fleet.plan().stopped).toEqual({});
  });

  test('an approval makes none for who has left since', async () => {
    await begin();
    const [first, second] = request.actions.map(({ userId }) =>
      fleet.users.findIndex((each) => each.userId === userId),
    );
    leaves(second!);
    approve(request);
    await passes(3);
    expect(people()).toContain(`person${first}`);
    expect(people()).not.toContain(`person${second}`);
  });

  test('an approval of a request whose 72 hours are over lets nothing go ahead; it is asked for anew', async () => {
    await begin();
    await fleet.world.clock.advance(73 * 60);
    approve(request);
    const before = people();
    await passes(1);
    // A day later one more is within the limit, and the other waits once more.
    expect(people()).toHaveLength(before.length + 1);
    const open = requests().filter(({ approvedBy }) => approvedBy === undefined);
    expect(open.map(({ actions }) => actions.length)).toEqual([1]);
    expect(people()).not.toContain(named(open[0]!.actions[0]!.upn));
  });
});
