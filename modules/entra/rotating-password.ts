import { ApplicationPasswordA } from '@cdktf/provider-azuread/lib/application-password/index.js';
import { Rotating } from '@cdktf/provider-time/lib/rotating/index.js';
import { Sleep } from '@cdktf/provider-time/lib/sleep/index.js';
import { conditional, Fn, Op, Token } from 'cdktf';
import { Construct } from 'constructs';

/** Graph finds a new application everywhere after some seconds; addPassword before that is a 404, which is not repeated. */
const replicationWait = '30s';

const hoursPerDay = 24;

export interface RotatingPasswordProps {
  /** Application in the form `/applications/ID`. */
  readonly applicationId: string;
  /** Lifetime of each password in days, at least 2. */
  readonly lifetimeDays: number;
}

/**
 * Two passwords of an application, A and B, each renewed once a lifetime and half a lifetime apart. `value` is the younger
 * of the two; the older stays valid until its own turn, for whoever still has it in a cache.
 *
 * How it works, since Terraform forgets: an expired time_rotating vanishes when Terraform looks, and is made anew with the
 * time of that apply, however late it comes. All that such an apply makes anew is unknown while it is planned, and what
 * is unknown replaces a password. So neither turn may depend on the other. What sets B off from A is read only when B's
 * turn is made (`ignore_changes`): close after a turn of A, B counts from half a lifetime before it, so that its next
 * turn comes half a lifetime after it; else B counts from now. The first is so at the very beginning, and also when an
 * apply came so late that both were due: B is then back in step half a lifetime later.
 *
 * See docs/decisions/0003-registration-secret-on-two-turns.md.
 */
export class RotatingPassword extends Construct {
  /** The younger password, as a reference. */
  readonly value: string;
  /** When it expires (RFC 3339), as a reference. */
  readonly expiresAt: string;

  constructor(scope: Construct, id: string, props: RotatingPasswordProps) {
    super(scope, id);
    this.validateLifetime(props.lifetimeDays);
    const { turnA, turnB } = this.turns(props.lifetimeDays);
    const replicated = new Sleep(this, 'replicated', {
      createDuration: replicationWait,
      triggers: { application: props.applicationId },
    });
    const password = (name: 'a' | 'b', turn: Rotating) =>
      new ApplicationPasswordA(this, name, {
        applicationId: props.applicationId,
        // Without the name of the app: another name makes another password, and a renamed app would change both at once.
        displayName: `WorkSpaces ${name.toUpperCase()}`,
        endDate: turn.rotationRfc3339,
        rotateWhenChanged: { turn: turn.id },
        dependsOn: [replicated],
        // The secret gets the new one before the old one goes, also when both are due in the same apply.
        lifecycle: { createBeforeDestroy: true },
      });
    const a = password('a', turnA);
    const b = password('b', turnB);
    // The one whose turn comes later is the younger. Both times are in the state, so an apply without a turn changes nothing.
    // Not `gte` 0: cdktf 0.21 writes a literal 0 as `undefined`.
    const younger = (ofA: string, ofB: string): string =>
      Token.asString(conditional(Op.gt(Fn.timecmp(turnA.rotationRfc3339, turnB.rotationRfc3339), -1), ofA, ofB));
    this.value = younger(a.value, b.value);
    this.expiresAt = younger(a.endDate, b.endDate);
  }

  private turns(lifetimeDays: number): { turnA: Rotating; turnB: Rotating } {
    const lifetime = lifetimeDays * hoursPerDay;
    const turnA = new Rotating(this, 'turn-a', { rotationDays: lifetimeDays });
    // Tells how far the lifetime of A has come when B's turn is made: renewed with A, and again a little before its half,
    // so that it is never behind a turn of B that comes on time.
    const half = new Rotating(this, 'half', {
      rotationHours: Math.round(lifetime * 0.45),
      triggers: { turn: turnA.id },
    });
    const closeToA = `timecmp(${half.fqn}.rfc3339, timeadd(${turnA.fqn}.rfc3339, "${lifetime / 4}h")) <= 0`;
    const turnB = new Rotating(this, 'turn-b', {
      rotationDays: lifetimeDays,
      rfc3339: `\${${closeToA} ? timeadd(${turnA.fqn}.rfc3339, "-${lifetime / 2}h") : null}`,
      lifecycle: { ignoreChanges: ['rfc3339'] },
    });
    return { turnA, turnB };
  }

  private validateLifetime(days: number): void {
    if (!Number.isInteger(days) || days < 2 || days > 730) {
      throw new Error(`\`lifetimeDays\` must be a whole number of days from 2 to 730 (two years), got: ${days}`);
    }
  }
}
