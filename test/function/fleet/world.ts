/** A small world for random histories: people, a group, WorkSpaces with its faults, and a table with conditional writes. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { decide } from '../../../domain/fleet/decision.js';
import { withHigh } from '../../../domain/fleet/limits.js';
import { fleetTag, personTag } from '../../../domain/fleet/removal.js';
import { day } from '../../../domain/day.js';
import type {
  ApprovalRequest,
  Decision,
  FleetControl,
  FleetDesktop,
  FleetPolicy,
  FleetRow,
  Membership,
} from '../../../domain/fleet/types.js';
import { act } from '../../../function/fleet/act.js';
import type { FleetDesktops, FleetMemory, FleetPeople, FleetRemoval, Made } from '../../../function/fleet/ports.js';
import { remove } from '../../../function/fleet/remove.js';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const policy: FleetPolicy = {
  schema: 1,
  fleet: 'contoso/berlin',
  mode: 'apply',
  everyMinutes: 15,
  holdDays: 7,
  lock: false,
  limits: { create: 200, hold: 20, remove: 20, sharePercent: 5 },
  runningMode: 'AUTO_STOP',
  enforceRunningMode: true,
  bundleId: 'wsb-0a1b2c3d4',
};

interface User {
  readonly id: string;
  upn: string;
  enabled: boolean;
  inGroup: boolean;
  /** When a pass last saw this person in the group. */
  seen?: number;
}

interface Workspace extends FleetDesktop {
  state: string;
  runningMode: 'AUTO_STOP' | 'ALWAYS_ON';
  readonly madeAt: number;
  readonly tags: Record<string, string>;
  connected?: boolean;
  /** Of a migration: when it is over, and whether this is the one that goes then. */
  migrating?: { readonly until: number; readonly goes: boolean };
}

/** How WorkSpaces treats desktops where nobody has looked. */
export interface Behaviour {
  /** Minutes until a new desktop is shown in lists, and by its id. */
  readonly hiddenFromLists: number;
  readonly hiddenById: number;
  /** Whether a second desktop of a user is refused. */
  readonly onePerUser: boolean;
  readonly adminMaintenanceFromStopped: boolean;
  readonly runningMode: 'AUTO_STOP' | 'ALWAYS_ON';
}
export const usual: Behaviour = {
  hiddenFromLists: 10,
  hiddenById: 10,
  onePerUser: false,
  adminMaintenanceFromStopped: true,
  runningMode: 'AUTO_STOP',
};
export const anyBehaviour: fc.Arbitrary<Behaviour> = fc.record({
  // Clocks of the functions may be two minutes wrong, each way: 15 minutes less four.
  hiddenFromLists: fc.nat(10),
  hiddenById: fc.nat(10),
  onePerUser: fc.boolean(),
  adminMaintenanceFromStopped: fc.boolean(),
  runningMode: fc.constantFrom('AUTO_STOP' as const, 'ALWAYS_ON' as const),
});

/** What goes wrong with the next calls. */
export interface Trouble {
  /** The answer of the next creation is lost. */
  lose?: boolean;
  /** The next creation refuses every second desktop with this code. */
  refuse?: string;
  /** The function ends before its call number so and so. */
  killAt?: number;
  /** The next creation is throttled until the function gives up. */
  throttle?: boolean;
}

export class Killed extends Error {}

export class FleetWorld {
  now = Date.UTC(2026, 10, 2, 8);
  readonly users = new Map<string, User>();
  readonly desktops = new Map<string, Workspace>();
  rows = new Map<string, FleetRow>();
  control_: FleetControl = {};
  requests_: ApprovalRequest[] = [];
  readonly wrong: string[] = [];
  readonly audit: string[] = [];
  groupIsGone = false;
  trouble: Trouble = {};
  calls = 0;
  /** How many desktops were removed. */
  removals = 0;
  private made = 0;
  protected snapshots: { rows: Map<string, FleetRow>; control: FleetControl }[] = [];

  /** Nobody's desktop goes sooner, whatever the policy says by then. */
  private readonly leastHold: number;

  constructor(
    readonly behaviour: Behaviour = usual,
    public policy_: FleetPolicy = { ...policy, runningMode: behaviour.runningMode },
  ) {
    this.leastHold = policy_.holdDays;
  }

  join(upn: string): User {
    this.made += 1;
    const user: User = { id: `id-${this.made}`, upn, enabled: true, inGroup: true };
    this.users.set(user.id, user);
    return user;
  }

  get members(): User[] {
    return [...this.users.values()].filter(({ inGroup, enabled }) => inGroup && enabled);
  }

  livingOf(upn: string): Workspace[] {
    return [...this.desktops.values()].filter((each) => each.userName === upn && each.state !== 'TERMINATING');
  }

  advance(minutes: number): void {
    this.now += minutes * 60_000;
    for (const each of this.desktops.values()) {
      if (each.state === 'PENDING' && this.now - each.madeAt > 20 * 60_000) each.state = 'AVAILABLE';
      if (each.migrating && each.migrating.until <= this.now) {
        if (each.migrating.goes) this.desktops.delete(each.id);
        else each.state = 'AVAILABLE';
        delete each.migrating;
      }
      if (each.state === 'TERMINATING') this.desktops.delete(each.id);
      if (each.state === 'STOPPING') each.state = 'STOPPED';
    }
  }

  remember(): void {
    this.snapshots.push({ rows: new Map(this.rows), control: this.control_ });
  }

  /** The table comes back as it was; the engine sees that it did. */
  restore(): void {
    const last = this.snapshots.pop();
    if (!last) return;
    this.rows = new Map(last.rows);
    this.control_ = { ...this.control_, restoredAt: this.now };
  }

  membership(): Membership {
    if (this.groupIsGone) return { unreadable: 'the group is not there' };
    for (const user of this.members) user.seen = this.now;
    const members = [...this.users.values()].filter(({ inGroup }) => inGroup);
    return { members: members.map(({ id, upn, enabled }) => ({ userId: id, upn, enabled })) };
  }

  decide(): Decision {
    const group = this.membership();
    const decision = decide({
      now: this.now,
      policy: this.policy_,
      group,
      desktops: this.visible(),
      rows: [...this.rows.values()],
      control: this.control_,
      requests: this.requests_,
      formerIds: Object.fromEntries([...this.users.values()].map(({ upn, id }) => [upn, id])),
      digest: sha256,
    });
    if ('members' in group) this.control_ = withHigh(this.control_, this.members.length, this.now);
    if (decision.request) this.requests_.push(decision.request);
    return decision;
  }

  async perform(decision: Decision): Promise<void> {
    this.calls = 0;
    const common = {
      fleet: this.policy_.fleet,
      holdDays: this.policy_.holdDays,
      memory: this.memory,
      now: () => this.now,
      mayGoOn: () => true,
      audit: (line: object) => this.audit.push(JSON.stringify(line)),
    };
    try {
      await act(decision.actions, { ...common, desktops: this.workspaces });
      await remove(decision.actions, { ...common, people: this.people, desktops: this.removal });
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    this.trouble = {};
  }

  async pass(trouble: Trouble = {}): Promise<Decision> {
    this.trouble = trouble;
    const decision = this.decide();
    await this.perform(decision);
    return decision;
  }

  approveAll(): void {
    this.requests_ = this.requests_.map((each) => ({ ...each, approvedBy: 'ada@contoso.com' }));
  }

  /** Somebody migrates a desktop by hand: both are there for a while, then one of them. */
  migrate(id: string, isTakenBack: boolean): void {
    const old = this.desktops.get(id);
    if (!old || old.migrating || !['AVAILABLE', 'STOPPED'].includes(old.state)) return;
    this.made += 1;
    const until = this.now + 40 * 60_000;
    const anew: Workspace = { ...old, id: `ws-${this.made}`, tags: { ...old.tags }, state: 'PENDING' };
    old.state = 'UPDATING';
    old.migrating = { until, goes: !isTakenBack };
    anew.migrating = { until, goes: isTakenBack };
    this.desktops.set(anew.id, anew);
  }

  private visible(by: 'list' | 'id' = 'list'): FleetDesktop[] {
    const hidden = by === 'list' ? this.behaviour.hiddenFromLists : this.behaviour.hiddenById;
    return [...this.desktops.values()]
      .filter(({ madeAt }) => madeAt + hidden * 60_000 <= this.now)
      .map((each) => ({ ...each }));
  }

  protected call(): void {
    this.calls += 1;
    if (this.trouble.killAt !== undefined && this.calls >= this.trouble.killAt) throw new Killed('killed');
  }

  protected readonly memory: FleetMemory = {
    announce: async () => undefined,
    rows: async () => [...this.rows.values()],
    row: async (userId) => this.rows.get(userId),
    write: async (row, expected) => {
      this.call();
      if ((this.rows.get(row.userId)?.version ?? 0) !== expected) return false;
      this.rows.set(row.userId, row);
      return true;
    },
    control: async () => this.control_,
    requests: async () => this.requests_,
  };

  protected readonly workspaces: FleetDesktops = {
    all: async () => this.visible(),
    byIds: async (ids) => this.visible('id').filter(({ id }) => ids.includes(id)),
    create: async (wanted): Promise<Made> => {
      this.call();
      if (this.trouble.throttle) throw new Killed('throttled');
      const made: { userId: string; desktopId: string }[] = [];
      const failed: { userId: string; code: string }[] = [];
      wanted.forEach(({ userId, upn }, index) => {
        if (this.trouble.refuse !== undefined && index % 2 === 0) {
          failed.push({ userId, code: this.trouble.refuse });
          return;
        }
        if (this.livingOf(upn).length > 0) {
          if (this.behaviour.onePerUser) {
            failed.push({ userId, code: 'ResourceExists.WorkSpace' });
            return;
          }
          this.wrong.push(`a second desktop for ${upn}`);
        }
        this.made += 1;
        const id = `ws-${this.made}`;
        this.desktops.set(id, {
          id,
          userName: upn,
          state: 'PENDING',
          runningMode: this.policy_.runningMode,
          madeAt: this.now,
          tags: { [fleetTag]: this.policy_.fleet, [personTag]: userId },
        });
        made.push({ userId, desktopId: id });
      });
      if (this.trouble.lose) throw new Killed('lost');
      return { made, failed };
    },
    tags: async (id) => ({ ...this.desktops.get(id)?.tags }),
    tag: async (id, tags) => {
      this.call();
      Object.assign(this.desktops.get(id)?.tags ?? {}, tags);
    },
    stop: async (ids) => {
      this.call();
      for (const id of ids) {
        const found = this.desktops.get(id);
        if (found?.runningMode === 'ALWAYS_ON') this.wrong.push(`${id} is AlwaysOn and was asked to stop`);
        else if (found && found.state !== 'ADMIN_MAINTENANCE' && !found.connected) found.state = 'STOPPING';
      }
    },
    setMode: async (id, mode) => {
      this.call();
      const found = this.desktops.get(id);
      if (found) found.runningMode = mode;
    },
    connected: async (ids) => new Set(ids.filter((id) => this.desktops.get(id)?.connected)),
    ask: async () => ({}),
    snapshots: async () => ({}),
    setLocked: async (id, locked) => {
      this.call();
      const found = this.desktops.get(id);
      if (locked && found?.state === 'STOPPED' && !this.behaviour.adminMaintenanceFromStopped)
        throw Object.assign(new Error('no'), { name: 'InvalidResourceState', $metadata: { httpStatusCode: 400 } });
      if (found) found.state = locked ? 'ADMIN_MAINTENANCE' : 'AVAILABLE';
    },
  };

  protected readonly people: FleetPeople = {
    membership: async () => this.membership(),
    isMember: async (userId) => {
      const user = this.users.get(userId);
      return this.groupIsGone ? undefined : user !== undefined && user.inGroup && user.enabled;
    },
    idOf: async (upn) => [...this.users.values()].find((each) => each.upn === upn)?.id,
  };

  protected readonly removal: FleetRemoval = {
    desktop: async (id) => this.visible('id').find((each) => each.id === id),
    named: async (upn) => this.visible().filter((each) => each.userName === upn),
    tags: async (id) => ({ ...this.desktops.get(id)?.tags }),
    connected: async (id) => this.desktops.get(id)?.connected ?? false,
    terminate: async (id) => {
      this.call();
      const found = this.desktops.get(id);
      if (!found) return;
      const user = this.users.get(found.tags[personTag] ?? '');
      if (found.connected) this.wrong.push(`${id} removed under somebody's hands`);
      if (found.migrating) this.wrong.push(`${id} removed while it is migrated`);
      if (found.tags[fleetTag] !== this.policy_.fleet) this.wrong.push(`${id} removed without the tag`);
      const row = [...this.rows.values()].find(({ desktopId }) => desktopId === id);
      if (row?.origin === undefined) this.wrong.push(`${id} removed without a row`);
      if (user?.inGroup && user.enabled) this.wrong.push(`the desktop of ${user.upn}, a member, was removed`);
      if (user?.seen !== undefined && this.now - user.seen < this.leastHold * day)
        this.wrong.push(`the desktop of ${user.upn} was removed before its time`);
      found.state = 'TERMINATING';
      this.removals += 1;
    },
  };
}
