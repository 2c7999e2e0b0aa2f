import type { CloudResponse } from './network.js';

/**
 * What goes wrong. `lose` lets the call take effect and cuts the connection before the answer; `meanwhile` lets it take
 * effect, and before the answer something else happens: the caller is killed.
 */
export type Fault =
  | { readonly status: number; readonly code?: string; readonly message?: string; readonly retryAfterSeconds?: number }
  | { readonly lose: true }
  | { readonly meanwhile: () => Promise<void> | void }
  | { readonly delayMinutes: number };

interface Injection {
  readonly where: string | RegExp;
  readonly fault: Fault;
  remaining: number;
  /** Places that have met it, where each meets it once; with what was asked there, where each call does. */
  readonly places?: Set<string>;
  readonly each?: true;
}

/**
 * Faults put in on purpose. A place is written as the clouds name their calls: `graph POST /v1.0/groups`,
 * `aws workspaces:RegisterWorkspaceDirectory`, `lambda entra-directory wait`, `scim POST /Users`.
 */
export class Faults {
  private readonly injections: Injection[] = [];
  /** Every fault that was met, in order: a scenario asserts that its fault really happened. */
  readonly met: { readonly where: string; readonly fault: Fault }[] = [];

  /** `times` is how often the fault is met; the calls after that go through. */
  inject(where: string | RegExp, fault: Fault, times = 1): void {
    this.injections.push({ where, fault, remaining: times });
  }

  /** Every place that fits meets the fault once: the first call there, whatever its input and whichever object it names. */
  injectOnceAt(where: RegExp, fault: Fault): void {
    this.injections.push({ where, fault, remaining: Number.POSITIVE_INFINITY, places: new Set() });
  }

  /** Every call that fits meets the fault once: one that asks the same of the same object again goes through. */
  injectAtEach(where: RegExp, fault: Fault): void {
    this.injections.push({ where, fault, remaining: Number.POSITIVE_INFINITY, places: new Set(), each: true });
  }

  /**
   * The fault that waits at a place, taken once.
   *
   * @param asked What the call asks there, as it came
   */
  take(where: string, asked: () => string = () => ''): Fault | undefined {
    const place = where.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{id}');
    const metAs = ({ each }: Injection): string => (each ? `${where} ${asked()}` : place);
    const found = this.injections.find(
      (each) =>
        each.remaining > 0 &&
        !each.places?.has(metAs(each)) &&
        (typeof each.where === 'string' ? each.where === where : each.where.test(where)),
    );
    if (!found) return undefined;
    found.remaining -= 1;
    found.places?.add(metAs(found));
    this.met.push({ where, fault: found.fault });
    return found.fault;
  }

  clear(): void {
    this.injections.length = 0;
  }
}

/** The connection is cut, the caller never learns what happened. */
export const lostAnswer: CloudResponse = { status: 0, lost: true };

/** What comes of a call that has taken effect: its answer, after what else happens meanwhile, unless it is lost. */
export async function afterFault(fault: Fault | undefined, answer: CloudResponse): Promise<CloudResponse> {
  if (fault && 'meanwhile' in fault) await fault.meanwhile();
  return fault && 'lose' in fault ? lostAnswer : answer;
}
