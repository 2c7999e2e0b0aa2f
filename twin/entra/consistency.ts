import { rule } from '../rules.js';
import type { RuleBook } from '../rules.js';
import type { Clock } from '../clock.js';

const lateVisibility = rule(
  'entra-late-visibility',
  'hashicorp/terraform-provider-azuread f0169e0: its waits after create; #578, #1102',
  'A new object is not found at once on every replica; reads answer 404 and lists leave it out for a while.',
);

/** Kinds of objects that may be seen late. */
export type LateKind = 'application' | 'servicePrincipal' | 'group' | 'appRoleAssignment' | 'synchronizationJob';

/** How late: both must have passed. `reads` counts the reads that miss, `minutes` is twin time. */
export interface Delay {
  readonly reads?: number;
  readonly minutes?: number;
}

/** What is commonly seen: the service principal of an instantiated template takes longest. */
export const usualDelays: Readonly<Partial<Record<LateKind, Delay>>> = {
  application: { minutes: 0.1 },
  servicePrincipal: { minutes: 0.4 },
  group: { minutes: 0.1 },
};

/** Eventual consistency, off until it is switched on. */
export class Consistency {
  private delays: Readonly<Partial<Record<LateKind, Delay>>> = {};
  private readonly pending = new Map<string, { reads: number; until: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly rules: RuleBook,
  ) {}

  /** From now on new objects are seen late. */
  switchOn(delays: Readonly<Partial<Record<LateKind, Delay>>> = usualDelays): void {
    this.delays = delays;
  }

  /** New objects are seen at once again; what is still late becomes visible. */
  switchOff(): void {
    this.delays = {};
    this.pending.clear();
  }

  created(kind: LateKind, id: string): void {
    const delay = this.delays[kind];
    if (!delay) return;
    this.pending.set(id, { reads: delay.reads ?? 0, until: this.clock.in(delay.minutes ?? 0).getTime() });
  }

  /** Whether a read finds the object; a read that misses is counted. */
  seen(id: string): boolean {
    const waiting = this.pending.get(id);
    if (!waiting) return true;
    this.rules.leanOn(lateVisibility);
    if (waiting.reads > 0) {
      waiting.reads -= 1;
      return false;
    }
    if (waiting.until > this.clock.now().getTime()) return false;
    this.pending.delete(id);
    return true;
  }
}
