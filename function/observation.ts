import type { Attributes, Identity, ObservedKind, Properties, Wait } from '../domain/control-plane/contract.js';
import { attempt } from './attempt.js';
import type { Clients } from './clients.js';
import type { Deadline } from './deadline.js';
import { pending } from './errors.js';
import type { ObservedResourceKind, Seen } from './kinds/kind.js';

/** Waits for something that the control plane does not make. */
export class Observation<K extends ObservedKind> {
  constructor(
    private readonly kind: ObservedResourceKind<K>,
    private readonly clients: Clients,
    private readonly identity: Identity<K>,
    private readonly deadline: Deadline,
    private readonly properties?: Partial<Properties<K>>,
  ) {}

  /** Returns when all is there or the time of the link is over; the failing link throws then. */
  async wait(wait: Wait): Promise<{ ready: boolean; missing: number }> {
    let seen: Seen<K> | undefined;
    for (;;) {
      seen = await this.look(seen);
      if (seen.missing.length === 0) return { ready: true, missing: 0 };
      if (this.deadline.passed) break;
      await this.deadline.pause();
    }
    if (wait.last) throw this.isMissing(seen);
    return { ready: false, missing: seen.missing.length };
  }

  /** The attributes, once all is there. */
  async ids(): Promise<Attributes<K>> {
    const seen = await this.look();
    if (seen.missing.length > 0) throw this.isMissing(seen);
    return seen.attributes as Attributes<K>;
  }

  private look(before?: Seen<K>): Promise<Seen<K>> {
    const doing = `look for ${this.kind.record.called(this.identity)} in Identity Center`;
    return attempt(
      this.deadline,
      doing,
      () => this.kind.look(this.clients, this.identity, before, this.properties),
      true,
    );
  }

  private isMissing({ missing }: Seen<K>): Error {
    const rest = missing.length - 10;
    const names = `${missing.slice(0, 10).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
    const verb = missing.length === 1 ? 'is' : 'are';
    return pending(
      `${names} ${verb} not in Identity Center yet. ${this.kind.record.advice} Then apply again: it goes on from here.`,
    );
  }
}
