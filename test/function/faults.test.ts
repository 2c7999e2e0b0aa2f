import { afterEach, describe, expect, test } from '@jest/globals';
import type { ManagedKind, Request } from '../../domain/control-plane/contract.js';
import type { Fault } from '../../twin/faults.js';
import { readyForDirectory } from '../twin/aws/account-in-test.js';
import { accountId, NumberedFaults, Plan, region, startFunction, type StartedFunction } from './steps.js';

type Scenario = {
  readonly what: string;
  readonly make: (started: StartedFunction) => Promise<Request<ManagedKind>>;
  /** What is there in the end: the same, whatever went wrong on the way. */
  readonly there: (started: StartedFunction) => unknown;
};

const regionOf = ({ account }: StartedFunction) => account.workspaces.region(region);

const scenarios: readonly Scenario[] = [
  {
    what: 'a directory with all its settings',
    async make(started) {
      const { secretArn, instance, registration } = await readyForDirectory(started);
      return {
        kind: 'entra-directory',
        identity: { name: 'Contoso' },
        properties: {
          tenantId: '11111111-2222-3333-4444-555555555555',
          secretArn,
          identityCenterInstanceArn: instance.arn,
          subnetIds: registration.SubnetIds ?? [],
          deviceTypes: ['windows'],
          selfService: ['restart'],
          localAdministrator: false,
          rememberMe: false,
          ipGroups: [
            { name: 'Office', rules: [{ cidr: '198.51.100.0/24' }] },
            { name: 'Home', rules: [{ cidr: '203.0.113.7/32' }] },
          ],
        },
      };
    },
    there: (started) => ({
      directories: [...regionOf(started).directories.values()].map(
        ({ name, state, access, selfService, creation, client, ipGroupIds }) => ({
          name,
          state,
          web: access.DeviceTypeWeb,
          windows: access.DeviceTypeWindows,
          rebuild: selfService.RebuildWorkspace,
          restart: selfService.RestartWorkspace,
          administrator: creation.UserEnabledAsLocalAdministrator,
          remember: client.ReconnectEnabled,
          groups: ipGroupIds.size,
        }),
      ),
      groups: [...regionOf(started).ipGroups.values()].map(({ name }) => name).sort(),
    }),
  },
  {
    what: 'a bundle',
    async make(started) {
      started.account.workspaces.enableByol(region);
      const imageId = started.account.workspaces.addImage(region);
      return {
        kind: 'bundle',
        identity: { name: 'contoso' },
        properties: { imageId, computeType: 'POWER', rootVolumeGib: 175, userVolumeGib: 100 },
      };
    },
    there: (started) => [...regionOf(started).bundles.values()].map(({ name, state }) => ({ name, state })),
  },
  {
    what: 'an account instance',
    make: async () => ({ kind: 'account-instance', identity: { name: 'contoso', accountId }, properties: {} }),
    there: ({ account }) => account.identityCenter.instances.map(({ name, status }) => ({ name, status })),
  },
];

/**
 * What goes wrong at call number `at`. `killed`: the process ends, so nothing after it takes effect either. Killed before a call is
 * to the clouds the same as killed before the answer of the one before it, and is not tried a second time.
 */
const wrongs: Readonly<Record<string, (at: number) => (call: number) => Fault | undefined>> = {
  'is throttled': (at) => (call) => (call === at ? { status: 400, code: 'ThrottlingException' } : undefined),
  'meets an internal error': (at) => (call) => (call === at ? { status: 500 } : undefined),
  'takes effect but its answer is lost': (at) => (call) => (call === at ? { lose: true } : undefined),
  'is the last one: the process is killed before its answer': (at) => (call) =>
    call === at ? { lose: true } : call > at ? { status: 500 } : undefined,
};

/** The calls that one wrong is put upon: each of the first ones, and of those after them each under one wrong at least. */
function disturbed(calls: number, first: number, wrong: string): number[] {
  const kinds = Object.keys(wrongs);
  return Array.from({ length: calls }, (_, at) => at).filter(
    (at) => at < first || at % kinds.length === kinds.indexOf(wrong),
  );
}

describe.each(scenarios)('$what', ({ make, there }) => {
  let started: StartedFunction;
  afterEach(() => started.stop());

  /** Applies, or destroys, with one thing going wrong, and again until it is through; answers how often. */
  async function untilThrough(
    act: () => Promise<void>,
    faults: NumberedFaults,
    wrong: (call: number) => Fault | undefined,
  ): Promise<number> {
    faults.at(wrong);
    for (let times = 1; times <= 5; times += 1) {
      try {
        await act();
        return times;
      } catch (error) {
        // Whatever fails must say so in words for a person.
        expect((error as Error).message).toMatch(/^(FAILED|PENDING|REFUSED): .{40,}/s);
      }
      faults.over();
    }
    throw new Error('five times were not enough');
  }

  async function start(): Promise<{ plan: Plan<ManagedKind>; faults: NumberedFaults }> {
    const faults = new NumberedFaults();
    started = await startFunction({}, {}, faults);
    const request = await make(started);
    // The SDK's own repeats would hide the fault from the life cycle: one attempt a call.
    const clients = started.clientsWith({ maxAttempts: 1 });
    return { plan: new Plan((event) => started.invoke(event, clients), request, 9), faults };
  }

  test.each(Object.keys(wrongs))(
    'ends the same when any one call of its making %s',
    async (kind) => {
      const clean = await start();
      clean.faults.at(() => undefined);
      await clean.plan.apply();
      const calls = clean.faults.over();
      const expected = there(started);
      await started.stop();
      expect(calls).toBeGreaterThan(5);

      for (const at of disturbed(calls, 22, kind)) {
        const { plan, faults } = await start();
        await untilThrough(() => plan.apply(), faults, wrongs[kind]!(at));
        faults.over();
        expect({ at, met: faults.met.length > 0, there: there(started) }).toEqual({ at, met: true, there: expected });
        await started.stop();
      }
    },
    120_000,
  );

  test.each(Object.keys(wrongs))(
    'is gone when any one call of its removal %s',
    async (kind) => {
      const clean = await start();
      await clean.plan.apply();
      clean.faults.at(() => undefined);
      await clean.plan.destroy();
      const calls = clean.faults.over();
      const expected = there(started);
      await started.stop();

      for (const at of disturbed(calls, 12, kind)) {
        const { plan, faults } = await start();
        await plan.apply();
        await untilThrough(() => plan.destroy(), faults, wrongs[kind]!(at));
        faults.over();
        expect({ at, met: faults.met.length > 0, there: there(started) }).toEqual({ at, met: true, there: expected });
        await started.stop();
      }
    },
    120_000,
  );

  /** What is there once it was made and once it was removed, when nothing goes wrong. */
  async function undisturbed(): Promise<{ made: unknown; removed: unknown }> {
    const { plan } = await start();
    await plan.apply();
    const made = there(started);
    await plan.destroy();
    const removed = there(started);
    await started.stop();
    return { made, removed };
  }

  test('ends the same when every invocation arrives twice at once (hashicorp/terraform-provider-aws#45773)', async () => {
    const expected = await undisturbed();
    const { plan } = await start();
    const twice = async (event: unknown): Promise<unknown> => {
      const [one, other] = await Promise.all([started.invoke(event), started.invoke(event)]);
      return one ?? other;
    };
    // eslint-disable-next-line prefer-spread -- it applies a plan
    await plan.apply(undefined, twice);
    expect(there(started)).toEqual(expected.made);
    await plan.destroy(twice);
    expect(there(started)).toEqual(expected.removed);
  });

  test('ends the same when no invocation has time to wait: each run goes on where the one before stopped', async () => {
    const expected = await undisturbed();
    const { plan } = await start();
    const hurried = (event: unknown): Promise<unknown> => started.invoke(event, started.clients, 45_000);
    const untilDone = async (act: () => Promise<void>): Promise<number> => {
      for (let runs = 1; ; runs += 1) {
        try {
          await act();
          return runs;
        } catch (error) {
          expect((error as Error).message).toMatch(/^PENDING: /);
          if (runs === 10) throw error;
          await started.world.clock.advance(2);
        }
      }
    };
    // eslint-disable-next-line prefer-spread -- it applies a plan
    expect(await untilDone(() => plan.apply(undefined, hurried))).toBeGreaterThan(1);
    expect(there(started)).toEqual(expected.made);
    await untilDone(() => plan.destroy(hurried));
    await started.world.clock.advance(10);
    expect(there(started)).toEqual(expected.removed);
  });
});
