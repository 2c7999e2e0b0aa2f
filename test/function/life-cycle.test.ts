/** The steps of one thing that the control plane manages, over scripted answers of AWS and a clock of their own. */
import { describe, expect, test } from '@jest/globals';
import { bundle as record } from '../../domain/control-plane/kinds/bundle.js';
import { entraDirectory as directory } from '../../domain/control-plane/kinds/entra-directory.js';
import { attempt } from '../../function/attempt.js';
import type { Clients } from '../../function/clients.js';
import { Deadline } from '../../function/deadline.js';
import { isNotThere, isPassing } from '../../function/errors.js';
import type { Found, ResourceKind, State } from '../../function/kinds/kind.js';
import { LifeCycle } from '../../function/life-cycle.js';

const awsError = (name: string, status = 400): Error =>
  Object.assign(new Error('no'), { name, operation: 'workspaces:X', $metadata: { httpStatusCode: status } });
const found = (state: State, attributes: object = { bundleId: 'wsb-1' }): Found<'bundle'> => ({
  ...{ id: 'wsb-1', state, fixed: {}, attributes, seen: undefined },
});
const request = {
  kind: 'bundle',
  identity: { name: 'standard' },
  properties: { imageId: 'wsi-1', computeType: 'POWER', rootVolumeGib: 175, userVolumeGib: 100 },
} as const;

/**
 * A bundle that shows itself as each look says, the last one again and again. Calls are numbered by what they do; a
 * failure is what the call of this number ends with.
 */
function life(looks: readonly (Found<'bundle'> | undefined)[], failures: Readonly<Record<string, Error>> = {}) {
  const done: string[] = [];
  let looked = 0;
  let now = 0;
  const call = async (what: string): Promise<void> => {
    done.push(what);
    const failure = failures[`${what} ${done.filter((each) => each === what).length}`];
    if (failure) throw failure;
  };
  const kind: ResourceKind<'bundle'> = {
    record,
    nobody: () => request.identity,
    find: async () => looks[Math.min(looked++, looks.length - 1)],
    create: () => call('create'),
    update: async () => ({ changed: [] }),
    blockers: async () => ({ staying: [], leaving: [], called: 'desktops' }),
    remove: () => call('remove'),
  };
  const time = {
    now: () => now,
    sleep: async (milliseconds: number) => void (now += milliseconds),
  };
  const steps = (seconds: number) =>
    new LifeCycle(kind, {} as Clients, request.identity, new Deadline(seconds, 400_000, time));
  return { done, steps, seconds: () => now / 1000 };
}
const wait = { number: 1, of: 1, seconds: 280, last: true };

describe('what is to be made', () => {
  test('is made only when the one before of its name is really gone', async () => {
    const { done, steps } = life([found('leaving'), found('leaving'), undefined, found('ready')]);
    expect(await steps(120).ensure(request, '')).toEqual({ state: 'ready', changed: [] });
    expect(done).toEqual(['create']);
  });

  test.each(['ConflictException', 'ResourceAlreadyExistsException'])(
    'and is there already, which AWS says by %s, is taken over as soon as it shows',
    async (name) => {
      const { done, steps } = life([undefined, undefined, found('ready')], {
        'create 1': awsError(name),
        'create 2': awsError(name),
      });
      expect(await steps(120).ensure(request, '')).toEqual({ state: 'ready', changed: [] });
      expect(done).toEqual(['create', 'create']);
    },
  );

  test('is ready when AWS shows all that others refer to', async () => {
    const { steps, seconds } = life([found('ready', {}), found('ready', {}), found('ready', {}), found('ready')]);
    expect(await steps(280).wait(request, wait, '')).toEqual({ ready: true });
    expect(seconds()).toBeGreaterThan(0);
  });
});

describe('what is there and can never be as asked for', () => {
  test('is refused with both values; a list of them stands in brackets', async () => {
    const [one, other] = ['subnet-1', 'subnet-2'];
    const kind = {
      record: directory,
      find: async () => ({ id: 'wsd-1', state: 'ready', fixed: { subnetIds: [one, other] }, attributes: {} }),
    } as unknown as ResourceKind<'entra-directory'>;
    const identity = { name: 'Contoso-Frankfurt' };
    const properties = {
      tenantId: 'a',
      secretArn: 'b',
      identityCenterInstanceArn: 'c',
      subnetIds: [other, 'subnet-3'],
    };
    const time = { now: () => 0, sleep: async () => undefined };
    const life = new LifeCycle(kind, {} as Clients, identity, new Deadline(120, 400_000, time));
    await expect(life.ensure({ kind: 'entra-directory', identity, properties } as never, '')).rejects.toThrow(
      '`subnetIds` is [subnet-1, subnet-2], asked for is [subnet-2, subnet-3]',
    );
  });
});

describe('what is to go', () => {
  test.each(['InvalidResourceStateException', 'ResourceNotFoundException'])(
    'and is refused by %s is looked at again, and asked once more where it is still there',
    async (name) => {
      const { done, steps } = life([found('ready'), found('ready'), undefined], { 'remove 1': awsError(name) });
      expect(await steps(240).remove()).toEqual({ removed: true, gone: true });
      expect(done).toEqual(['remove', 'remove']);
    },
  );

  test('may be shown as it was for some seconds, and is waited for', async () => {
    const { steps } = life([found('ready'), found('ready'), found('leaving'), undefined]);
    expect(await steps(280).gone(wait)).toEqual({ gone: true });
  });

  test('and stays as it is was not asked to go: nobody waits for it', async () => {
    const { steps, seconds } = life([found('ready')]);
    expect(await steps(280).gone(wait)).toEqual({ gone: false });
    expect(seconds()).toBeLessThan(60);
  });
});

describe('an error', () => {
  test.each<[string, Error, boolean]>([
    ['429 under whatever name', awsError('Odd', 429), true],
    ['of the service itself', awsError('Odd', 503), true],
    ['throttling', awsError('ThrottlingException'), true],
    ['a line that was cut', Object.assign(new Error('cut'), { code: 'ECONNRESET' }), true],
    ['a refusal', awsError('AccessDeniedException'), false],
    ['a wrong value', awsError('ValidationException'), false],
  ])('%s', (_, error, passes) => {
    expect(isPassing(error)).toBe(passes);
  });

  test('says that a user is not there, and not that the store is gone', () => {
    const missing = (ResourceType: string): Error =>
      Object.assign(awsError('ResourceNotFoundException'), { ResourceType });
    const asked = ['USER', 'GROUP', 'IDENTITY_STORE'].map((type) => isNotThere(missing(type), 'USER'));
    expect(asked).toEqual([true, false, false]);
  });

  test('that passes is waited for where asking again changes nothing, and nowhere else', async () => {
    const tries = async (again: boolean): Promise<number> => {
      let tried = 0;
      let now = 0;
      const time = { now: () => now, sleep: async (milliseconds: number) => void (now += milliseconds) };
      const act = async (): Promise<void> => {
        tried += 1;
        if (tried < 3) throw awsError('InternalServerException', 500);
      };
      await attempt(new Deadline(120, 400_000, time), 'try it', act, again).catch(() => undefined);
      return tried;
    };
    expect([await tries(true), await tries(false)]).toEqual([3, 1]);
  });

  test('of AWS itself in the last look ends no wait: it is asked twice more, and not after a line that was cut', async () => {
    const tries = async (error: Error): Promise<number> => {
      let tried = 0;
      const time = { now: () => 0, sleep: async () => undefined };
      const act = async (): Promise<void> => {
        tried += 1;
        throw error;
      };
      await attempt(new Deadline(0, 400_000, time), 'try it', act, true).catch(() => undefined);
      return tried;
    };
    const cut = Object.assign(new Error('cut'), { code: 'ECONNRESET' });
    expect([await tries(awsError('InternalServerException', 500)), await tries(cut)]).toEqual([3, 1]);
  });

  test.each([
    ['quick', 1, 3],
    ['slow, once more', 18, 2],
    ['as slow as its retries can be', 38, 1],
  ])('in a last look that is %s ends before Lambda ends the invocation', async (_, lookSeconds, looks) => {
    let now = 0;
    let tried = 0;
    const time = { now: () => now, sleep: async (milliseconds: number) => void (now += milliseconds) };
    const deadline = new Deadline(280, 330_000, time);
    now = 279_999;
    const act = async (): Promise<void> => {
      tried += 1;
      now += lookSeconds * 1000;
      throw awsError('InternalServerException', 500);
    };
    await expect(attempt(deadline, 'try it', act, true)).rejects.toThrow('AWS answered InternalServer');
    expect([tried, now < 330_000]).toEqual([looks, true]);
  });
});
