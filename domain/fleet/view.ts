import { userNameKey } from '../user-name.js';
import { leaving } from './states.js';
import type { FleetDesktop, FleetPolicy, FleetRow, Person, Situation } from './types.js';

/** Phases in which a row holds a desktop, or one that is on its way. */
const holding: ReadonlySet<string> = new Set(['creating', 'present', 'held', 'removing']);

/** What one pass sees, by id and by name. */
export class View {
  readonly now: number;
  readonly policy: FleetPolicy;
  readonly desktops: readonly FleetDesktop[];
  readonly memberIds: ReadonlySet<string>;
  readonly restoredAt: number | undefined;
  private readonly memberNames: ReadonlyMap<string, string>;
  private readonly byId: ReadonlyMap<string, FleetDesktop>;
  private readonly byName = new Map<string, FleetDesktop[]>();
  private readonly rows: ReadonlyMap<string, FleetRow>;
  private readonly owners = new Map<string, FleetRow>();
  private readonly holders = new Map<string, FleetRow[]>();

  constructor({ now, policy, desktops, rows, control }: Situation, members: readonly Person[]) {
    this.now = now;
    this.policy = policy;
    this.desktops = desktops;
    this.memberIds = new Set(members.map(({ userId }) => userId));
    this.memberNames = new Map(members.map(({ userId, upn }) => [userNameKey(upn), userId]));
    this.restoredAt = control.restoredAt;
    this.byId = new Map(desktops.map((each) => [each.id, each]));
    this.rows = new Map(rows.map((each) => [each.userId, each]));
    for (const each of desktops) push(this.byName, userNameKey(each.userName), each);
    for (const row of rows) {
      if (!holding.has(row.phase)) continue;
      for (const id of [row.desktopId, row.moving?.to]) if (id !== undefined) this.owners.set(id, row);
      push(this.holders, userNameKey(row.upn), row);
    }
  }

  isMember(userId: string): boolean {
    return this.memberIds.has(userId);
  }

  /** Who has this name in the group now. */
  memberUnder(upn: string): string | undefined {
    return this.memberNames.get(userNameKey(upn));
  }

  rowOf(userId: string): FleetRow | undefined {
    return this.rows.get(userId);
  }

  desktop(id: string | undefined): FleetDesktop | undefined {
    return id === undefined ? undefined : this.byId.get(id);
  }

  /** The row that a desktop belongs to. */
  ownerOf(desktopId: string): FleetRow | undefined {
    return this.owners.get(desktopId);
  }

  /** Desktops under a name that belong to no other row. */
  freeUnder(upn: string, userId: string): FleetDesktop[] {
    return (this.byName.get(userNameKey(upn)) ?? []).filter((each) => {
      const owner = this.owners.get(each.id);
      return !leaving.has(each.state) && (owner === undefined || owner.userId === userId);
    });
  }

  /** The row that holds a desktop under a name, or one that is on its way. */
  holderUnder(upn: string): FleetRow | undefined {
    return this.holders.get(userNameKey(upn))?.[0];
  }

  /** Whether a desktop under a name is on its way out. */
  isLeavingUnder(upn: string): boolean {
    return (this.byName.get(userNameKey(upn)) ?? []).some((each) => leaving.has(each.state));
  }

  /** Somebody else of this name, who has or had a desktop under it that is still there or on its way. */
  otherUnder(upn: string, userId: string): FleetRow | undefined {
    const owner = (this.byName.get(userNameKey(upn)) ?? [])
      .map((each) => this.owners.get(each.id))
      .find((row) => row !== undefined && row.userId !== userId);
    return owner ?? (this.holders.get(userNameKey(upn)) ?? []).find((row) => row.userId !== userId);
  }
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
