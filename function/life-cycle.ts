import { counted } from '../domain/counted.js';
import type { Attributes, Identity, ManagedKind, Properties, Request, Wait } from '../domain/control-plane/contract.js';
import { sameValue } from '../domain/control-plane/same-value.js';
import type { Clients } from './clients.js';
import type { Deadline } from './deadline.js';
import { attempt } from './attempt.js';
import { codeOf, failed, isPassing, pending, refused } from './errors.js';
import type { Blockers, Found, ResourceKind } from './kinds/kind.js';
import { log } from './log.js';

/** Seconds that AWS may still answer with what was before. */
const oldAnswerSeconds = 20;
/** Looks after something was made: it usually shows at once, and the waits look on. */
const looksAfterMaking = 4;

/** The life of one thing: what is common to all kinds that the control plane makes. */
export class LifeCycle<K extends ManagedKind> {
  constructor(
    private readonly kind: ResourceKind<K>,
    private readonly clients: Clients,
    private readonly identity: Identity<K>,
    private readonly deadline: Deadline,
  ) {}

  private get it(): string {
    return this.kind.record.called(this.identity);
  }

  private get attributeNames(): readonly (keyof Attributes<K> & string)[] {
    return Object.keys(this.kind.record.attributes) as (keyof Attributes<K> & string)[];
  }

  /** Makes it or adopts what is there, and updates it when it is ready. Does not wait until it is ready. */
  async ensure(request: Request<K>, repair: string): Promise<{ state: string; changed: readonly string[] }> {
    const found = await this.findOrMake(request);
    if (found === undefined) return { state: 'in-progress', changed: [] };
    this.mustBeUsable(found, request.properties, repair);
    if (found.state !== 'ready') return { state: 'in-progress', changed: [] };
    return { state: 'ready', ...(await this.update(found, request)) };
  }

  /** Waits until it is ready and as asked for. */
  async wait(request: Request<K>, wait: Wait, repair: string): Promise<{ ready: boolean }> {
    let updated = false;
    for (;;) {
      const found = await this.find();
      if (found) {
        this.mustBeUsable(found, request.properties, repair);
        if (found.state === 'ready' && !updated) {
          // What was just changed may take it out of `ready` again: look once more.
          updated = true;
          const { changed } = await this.update(found, request);
          if (changed.length > 0) continue;
        }
        if (found.state === 'ready' && this.lacks(found).length === 0) return { ready: true };
      }
      if (this.deadline.passed) return this.notReady(found, wait);
      await this.deadline.pause();
    }
  }

  /** Waits until it is there and ready, whatever it is like. */
  async present(wait: Wait): Promise<{ ready: boolean }> {
    for (;;) {
      const found = await this.find();
      if (found?.state === 'ready' && this.lacks(found).length === 0) return { ready: true };
      if (this.deadline.passed) return this.notReady(found, wait);
      await this.deadline.pause();
    }
  }

  /** The attributes, once it is ready. */
  async ids(): Promise<Attributes<K>> {
    const found = await this.find();
    if (!found) {
      throw failed(`${this.it} is gone: someone removed it outside Terraform. Replace its claim to make it again.`);
    }
    const lacking = this.lacks(found);
    if (lacking.length > 0) {
      throw pending(`AWS does not show ${lacking.join(' and ')} of ${this.it} yet. Apply again.`);
    }
    const given: unknown = Object.fromEntries(this.attributeNames.map((name) => [name, found.attributes[name]]));
    return given as Attributes<K>;
  }

  /** Removes what exists and accepts absence. */
  async remove(): Promise<{ removed: boolean; gone: boolean }> {
    let removed = false;
    for (;;) {
      const found = await this.find();
      if (!found) {
        await this.clean();
        return { removed, gone: true };
      }
      if (found.state !== 'leaving' && !removed) {
        removed = await this.tryToRemove(found);
      } else if (this.deadline.passed) {
        // The request is made; `gone` waits for the rest.
        return { removed: true, gone: false };
      }
      await this.deadline.pause();
    }
  }

  /** Waits until it is gone: what it needs to go must outlive it. */
  async gone(wait: Wait): Promise<{ gone: boolean }> {
    for (;;) {
      const found = await this.find();
      if (!found) {
        await this.clean();
        return { gone: true };
      }
      // Not on its way out: somebody replaces this step alone. A moment of patience, for an answer may be old.
      if (found.state !== 'leaving' && !this.deadline.within(oldAnswerSeconds)) return { gone: false };
      if (this.deadline.passed) {
        if (!wait.last) return { gone: false };
        throw pending(
          `${this.it} is still being removed by AWS. Run destroy again in some minutes: it goes on from here.`,
        );
      }
      await this.deadline.pause();
    }
  }

  private async findOrMake(request: Request<K>): Promise<Found<K> | undefined> {
    let looks = 0;
    let made = false;
    let taken: unknown;
    for (;;) {
      const found = await this.find();
      if (found && found.state !== 'leaving') return found;
      if (!found && !made) {
        try {
          await this.attempt(`make ${this.it}`, () => this.kind.create(this.clients, request));
          made = true;
          log('made', { what: this.it });
          continue;
        } catch (error) {
          const code = codeOf((error as Error).cause ?? error);
          // Somebody was faster, or an earlier answer was lost: what is there will show, and is adopted if it fits.
          if (code === 'ResourceAlreadyExists' || code === 'Conflict') taken = error;
          else if (!isPassing((error as Error).cause ?? error)) throw error;
          if (this.deadline.passed) throw error;
        }
      }
      if (made && ++looks >= looksAfterMaking) return undefined;
      if (this.deadline.passed) {
        if (made) return undefined;
        if (taken) throw taken as Error;
        throw pending(
          `${this.it} is still being removed by AWS and can only be made anew after that. Apply again in some minutes.`,
        );
      }
      await this.deadline.pause();
    }
  }

  private async tryToRemove(found: Found<K>): Promise<boolean> {
    const blockers = await this.attempt(
      `look what uses ${this.it}`,
      () => this.kind.blockers(this.clients, found, this.identity),
      true,
    );
    if (blockers.staying.length > 0) throw refused(this.inTheWay(blockers));
    if (blockers.leaving.length > 0) {
      if (!this.deadline.passed) return false;
      throw pending(
        `${this.it} cannot be removed yet: AWS is still removing ${named(blockers.leaving, blockers.called)}. Run it again in some minutes.`,
      );
    }
    try {
      await this.attempt(`remove ${this.it}`, () => this.kind.remove(this.clients, found, this.identity));
    } catch (error) {
      const { cause } = error as Error;
      // Gone, going, or nobody knows: the next look tells.
      const lookAgain = ['ResourceNotFound', 'InvalidResourceState'].includes(codeOf(cause) ?? '') || isPassing(cause);
      if (!lookAgain || this.deadline.passed) throw error;
      return false;
    }
    log('removed', { what: this.it, id: found.id });
    return true;
  }

  private inTheWay(blockers: Blockers): string {
    return (
      `${this.it} is not removed: ${named(blockers.staying, blockers.called)} would be lost or cut off. ` +
      `Remove ${blockers.called} first, then run it again.`
    );
  }

  private async update(found: Found<K>, request: Request<K>): Promise<{ changed: readonly string[] }> {
    const result = await this.attempt(`change ${this.it}`, () => this.kind.update(this.clients, found, request));
    if (result.changed.length > 0)
      log('changed', { what: this.it, id: found.id, properties: result.changed.join(' ') });
    return result;
  }

  private mustBeUsable(found: Found<K>, wanted: Properties<K>, repair: string): void {
    if (typeof found.state === 'object') {
      throw failed(
        `${this.it} is in an error state: AWS says "${found.state.failed}". Correct the cause, then remove it and make it ` +
          `anew with: terraform apply -replace='${repair}'`,
      );
    }
    const differing = this.kind.record.fixed.filter(
      (name) =>
        found.fixed[name] !== undefined && wanted[name] !== undefined && !sameValue(found.fixed[name], wanted[name]),
    );
    if (differing.length === 0) return;
    const each = differing.map(
      (name) => `\`${name}\` is ${shown(found.fixed[name])}, asked for is ${shown(wanted[name])}`,
    );
    throw refused(`${this.it} exists (${found.id}), but ${each.join('; ')}. ${this.kind.record.howToChange}`);
  }

  private lacks(found: Found<K>): string[] {
    return this.attributeNames.filter((name) => !found.attributes[name]);
  }

  private notReady(found: Found<K> | undefined, wait: Wait): { ready: boolean } {
    if (!wait.last) return { ready: false };
    if (!found)
      throw pending(`${this.it} was asked for, but AWS does not show it yet. Apply again: it goes on from here.`);
    const why =
      found.state === 'ready'
        ? `AWS does not show its ${this.lacks(found).join(' and ')} yet`
        : `AWS is still working on it`;
    throw pending(`${this.it} is not ready: ${why}. Apply again in some minutes: it goes on from here.`);
  }

  private find(): Promise<Found<K> | undefined> {
    return this.attempt(`look for ${this.it}`, () => this.kind.find(this.clients, this.identity), true);
  }

  private async clean(): Promise<void> {
    await this.attempt(
      `remove what belongs to ${this.it}`,
      async () => this.kind.clean?.(this.clients, this.identity),
      true,
    );
  }

  /** Explains what goes wrong. `again`: it changes nothing, so that it can be repeated while there is time. */
  private attempt<T>(doing: string, act: () => Promise<T>, again = false): Promise<T> {
    return attempt(this.deadline, doing, act, again);
  }
}

/** Up to ten names, then how many more. */
export function named(names: readonly string[], called: string): string {
  const rest = names.length - 10;
  return `${counted(names.length, called.replace(/s$/, ''), called)} (${names.slice(0, 10).join(', ')}${rest > 0 ? ` and ${rest} more` : ''})`;
}

function shown(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}
