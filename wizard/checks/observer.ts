/** How the checks look at both clouds: each thing once, only after it is known that these are the right clouds. */
import { lookups } from '../clouds/lookups/index.js';
import { inTime, see, type Clouds, type Lookup, type Seen } from '../clouds/lookup.js';
import { standardSeconds } from '../clouds/time-limit.js';
import { otherAccount, otherTenant } from './right-clouds.js';

/** Why something could not be seen. */
export type Unseen = Exclude<Seen<never>, { readonly seen: never }>;

/** The clouds that a deployment belongs to. What is seen in others would be about other things of the same name. */
export interface Expected {
  readonly accountId?: string;
  readonly tenantId?: string;
}

export interface ObserverOptions {
  readonly expected?: Expected;
  /** For everything together; after it nothing more is waited for. Each lookup has its own limit besides. @default 45 */
  readonly seconds?: number;
  /** How many times its limit a lookup may take: on a machine that is busy with other things. @default by the time altogether */
  readonly patience?: number;
}

export class Observer {
  private readonly looked = new Map<string, Promise<Seen<unknown>>>();
  private readonly expected: Expected;
  private readonly patience: number;
  readonly clouds: Clouds;

  constructor(clouds: Clouds, options: ObserverOptions = {}) {
    this.expected = options.expected ?? {};
    const altogether = clouds.network.secondsAltogether;
    // Whoever grants more time altogether has slow clouds or a busy machine: each look gets its share of it.
    this.patience = options.patience ?? Math.max(1, altogether / standardSeconds);
    this.clouds = inTime(clouds, (options.seconds ?? altogether) * (options.patience ?? 1));
  }

  /** Looks, once for each place: whoever asks again gets the same answer. Never throws. */
  look<At, T>(lookup: Lookup<At, T>, at: At): Promise<Seen<T>> {
    const key = `${lookup.id} ${JSON.stringify(at) ?? ''}`;
    const before = this.looked.get(key);
    if (before) return before as Promise<Seen<T>>;
    const looking = this.lookFirst(lookup, at);
    this.looked.set(key, looking);
    return looking;
  }

  private async lookFirst<At, T>(lookup: Lookup<At, T>, at: At): Promise<Seen<T>> {
    const obstacle = await this.obstacleTo(lookup);
    if (obstacle) return obstacle;
    return see(lookup, this.clouds, at, { seconds: lookup.seconds * this.patience });
  }

  /** Nobody signed in, or somewhere else: said once, and nothing is looked at in that cloud. */
  private async obstacleTo(lookup: Lookup<never, unknown>): Promise<Unseen | undefined> {
    const gates: readonly Lookup<never, unknown>[] = [lookups.account, lookups.person];
    if (gates.includes(lookup)) return undefined;
    if (lookup.needs.aws !== undefined) {
      const seen = await this.look(lookups.account, undefined);
      if (!('seen' in seen)) return seen;
      const other = otherAccount(seen.seen.id, this.expected.accountId);
      if (other !== undefined) return { unknown: 'error', message: `AWS: these credentials are ${other}` };
    }
    if (lookup.needs.graph !== undefined) {
      const seen = await this.look(lookups.person, undefined);
      if (!('seen' in seen)) return seen;
      const other = otherTenant(seen.seen.tenantId, this.expected.tenantId);
      if (other !== undefined) return { unknown: 'error', message: `Entra: ${other}` };
    }
    return undefined;
  }
}

/** What is looked at only because of what was seen before; what is unknown stays so. */
export async function afterSeen<T, U>(first: Promise<Seen<T>>, next: (seen: T) => Promise<Seen<U>>): Promise<Seen<U>> {
  const look = await first;
  return 'seen' in look ? next(look.seen) : look;
}

/** The same where the first may not be there: then neither is what hangs on it. */
export async function afterFound<T, U>(
  first: Promise<Seen<T | undefined>>,
  next: (found: T) => Promise<Seen<U>>,
): Promise<Seen<U | undefined>> {
  return afterSeen<T | undefined, U | undefined>(first, async (found) =>
    found === undefined ? { seen: undefined } : next(found),
  );
}

/** What was seen, or undefined: for what is only a comfort to whoever judges. */
export async function ifSeen<T>(look: Promise<Seen<T>>): Promise<T | undefined> {
  const found = await look;
  return 'seen' in found ? found.seen : undefined;
}
