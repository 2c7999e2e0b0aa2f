import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { ControlPlane } from '../control-plane/control-plane.js';
import type { IdentityStore } from '../../domain/control-plane/kind-record.js';

export interface ExpectedUser {
  /** Names the user's blocks: a stable key that is valid in an address, e.g. slug and hash of the user name. */
  readonly key: string;
  /** User name in Identity Center: the UPN. */
  readonly userName: string;
}

export interface UserPresenceProps {
  /** The control plane of the Region of Identity Center, with the kind `user-presence`. */
  readonly controlPlane: ControlPlane;
  readonly identityStore: IdentityStore;
  readonly users: readonly ExpectedUser[];
  /**
   * Minutes that all users together are waited for within one apply. A provisioning cycle of Entra takes about 40.
   * @default 60
   */
  readonly minutes?: number;
  /** What brings the users, so that the wait begins when it can succeed. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Whether SCIM has brought each user. One wait that all share and that never fails; behind it a check for each user that
 * looks once and names him. So an absent user delays only himself: the desktops of the others are made.
 */
export class UserPresence extends Construct {
  private readonly checks: ReadonlyMap<string, ITerraformDependable>;

  constructor(scope: Construct, id: string, props: UserPresenceProps) {
    super(scope, id);
    const { controlPlane, identityStore } = props;
    if (props.users.length === 0) {
      this.checks = new Map();
      return;
    }
    const all = controlPlane.condition(
      this,
      'all',
      {
        kind: 'user-presence',
        // Sorted, so that a reordered list of users waits for nobody again.
        identity: { ...identityStore, userNames: props.users.map(({ userName }) => userName).sort() },
      },
      { minutes: props.minutes ?? 60, mayEndPending: true, dependsOn: props.dependsOn },
    );
    this.checks = new Map(
      props.users.map(({ key, userName }) => [
        key,
        controlPlane.condition(
          this,
          key,
          { kind: 'user-presence', identity: { ...identityStore, userNames: [userName] } },
          { minutes: 0, dependsOn: [all] },
        ),
      ]),
    );
  }

  /** The check of one user; undefined for a user who is not expected. */
  of(key: string): ITerraformDependable | undefined {
    return this.checks.get(key);
  }
}
