import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.js';
import { identifier } from '../identifier.js';
import type { StoreNetwork } from './network-access.js';

export interface StoreUser {
  readonly userId: string;
  userName: string;
  displayName: string;
  givenName: string;
  familyName: string;
  email?: string;
  title?: string;
  /** The Entra object id that SCIM sent. */
  externalId?: string;
  active: boolean;
  readonly createdBy: string;
  readonly createdAt: Date;
  updatedAt: Date;
}

export interface StoreGroup {
  readonly groupId: string;
  displayName: string;
  description?: string;
  externalId?: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  updatedAt: Date;
  /** User ids by membership id. */
  readonly memberships: Map<string, string>;
}

export type NewUser = Pick<StoreUser, 'userName' | 'displayName' | 'givenName' | 'familyName'> &
  Partial<Pick<StoreUser, 'email' | 'title' | 'externalId' | 'active' | 'createdBy'>>;
export type NewGroup = Pick<StoreGroup, 'displayName'> &
  Partial<Pick<StoreGroup, 'description' | 'externalId' | 'createdBy'>>;

/** Users, groups and memberships of one Identity Center instance. Filled by SCIM, or directly by tests. */
export class IdentityStore {
  readonly users = new Map<string, StoreUser>();
  readonly groups = new Map<string, StoreGroup>();
  /** From where it may be reached; undefined: from everywhere. */
  network?: StoreNetwork;

  constructor(
    /** `d-` and ten digits. */
    readonly id: string,
    private readonly clock: Clock,
  ) {}

  addUser(user: NewUser): StoreUser {
    const now = this.clock.now();
    const made = { active: true, createdBy: 'SCIM', ...user, userId: this.newId(), createdAt: now, updatedAt: now };
    this.users.set(made.userId, made);
    return made;
  }

  addGroup(group: NewGroup): StoreGroup {
    const now = this.clock.now();
    const made = {
      createdBy: 'SCIM',
      ...group,
      groupId: this.newId(),
      createdAt: now,
      updatedAt: now,
      memberships: new Map<string, string>(),
    };
    this.groups.set(made.groupId, made);
    return made;
  }

  addMember(group: StoreGroup, userId: string): string {
    const existing = this.membershipOf(group, userId);
    if (existing !== undefined) return existing;
    const membershipId = this.newId();
    group.memberships.set(membershipId, userId);
    group.updatedAt = this.clock.now();
    return membershipId;
  }

  removeMember(group: StoreGroup, userId: string): void {
    const membershipId = this.membershipOf(group, userId);
    if (membershipId !== undefined) group.memberships.delete(membershipId);
    group.updatedAt = this.clock.now();
  }

  membershipOf(group: StoreGroup, userId: string): string | undefined {
    return [...group.memberships].find(([, member]) => member === userId)?.[0];
  }

  groupsOf(userId: string): StoreGroup[] {
    return [...this.groups.values()].filter((group) => this.membershipOf(group, userId) !== undefined);
  }

  removeUser(userId: string): void {
    for (const group of this.groupsOf(userId)) this.removeMember(group, userId);
    this.users.delete(userId);
  }

  /** User names are compared without case. */
  userByName(userName: string): StoreUser | undefined {
    return [...this.users.values()].find((user) => user.userName.toLowerCase() === userName.toLowerCase());
  }

  groupByName(displayName: string): StoreGroup | undefined {
    return [...this.groups.values()].find((group) => group.displayName === displayName);
  }

  touch(entry: StoreUser | StoreGroup): void {
    entry.updatedAt = this.clock.now();
  }

  /** Ten digits of the store and a UUID, as Identity Center makes them. */
  private newId(): string {
    return `${this.id.slice(2)}-${randomUUID()}`;
  }
}

export function newStoreId(): string {
  return `d-${identifier(10)}`;
}
