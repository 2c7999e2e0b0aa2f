import { createHash } from 'node:crypto';
import { DataAzureadUsers } from '@cdktf/provider-azuread/lib/data-azuread-users/index.js';
import { Construct } from 'constructs';
import { userNameKey as key } from '../../domain/user-name.js';

/** A user of the deployment. */
export interface EntraUser {
  /** User principal name. */
  readonly upn: string;
  /** `held`: no access, the desktop is kept. */
  readonly state: 'active' | 'held';
}

/**
 * The active users of a deployment, looked up in Entra by one data source. Whoever is held is left out. Whoever is no
 * longer in Entra is left out without an error: a leaver must not stop the plan; the presence check names him.
 *
 * Somebody who is held at one site and active at another is active: access goes by group, and there is one group.
 */
export class EntraUsers extends Construct {
  /** The active users, each once, in the order in which they were given. */
  readonly active: readonly string[];
  /** Terraform expression: the object ids of those that are in Entra. */
  readonly objectIds: string[];
  private readonly lookup?: DataAzureadUsers;

  constructor(scope: Construct, id: string, users: readonly EntraUser[]) {
    super(scope, id);
    const active = new Map(users.filter(({ state }) => state === 'active').map(({ upn }) => [key(upn), upn]));
    this.active = [...active.values()];
    if (this.active.length > 0) {
      // Asked for with literal names and nothing else, so it is read while planning and no id turns unknown.
      this.lookup = new DataAzureadUsers(this, 'Resource', {
        userPrincipalNames: [...active.keys()],
        ignoreMissing: true,
      });
    }
    this.objectIds = this.lookup?.objectIds ?? [];
  }

  /** Terraform expression: the object id of an active user, or null if he is not in Entra. */
  objectId(upn: string): string {
    if (!this.lookup || !this.active.some((one) => key(one) === key(upn))) {
      throw new Error(`\`upn\` must be one of the active users, got: ${upn}`);
    }
    return `one([for user in ${this.lookup.fqn}.users : user.object_id if lower(user.user_principal_name) == "${key(upn)}"])`;
  }

  /** Part of a construct id that belongs to this user for ever, whatever becomes of the list. */
  static slug(upn: string): string {
    const name = key(upn)
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 30);
    return `${name}-${createHash('sha256').update(key(upn)).digest('hex').slice(0, 8)}`;
  }
}
