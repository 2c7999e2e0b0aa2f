import type {
  Attributes,
  Contracts,
  Identity,
  ManagedKind,
  ObservedKind,
  Properties,
  Request,
} from '../../domain/control-plane/contract.js';
import type { ManagedRecord, ObservedRecord } from '../../domain/control-plane/kind-record.js';
import type { Clients } from '../clients.js';

/** A name that nothing has. */
export const nobody = 'entra-workspaces role check';

/** Where a thing is in its life. `leaving` is on its way out: nothing can be done to it but wait. */
export type State = 'ready' | 'in-progress' | 'leaving' | { readonly failed: string };

/** What AWS shows of a thing. */
export interface Found<K extends ManagedKind> {
  readonly id: string;
  readonly state: State;
  /** The properties that cannot change, as far as AWS shows them. */
  readonly fixed: Partial<Properties<K>>;
  readonly attributes: Partial<Attributes<K>>;
  /** The answer of AWS, for the kind's own use. */
  readonly seen: unknown;
}

/** How the control plane deals with one kind that it makes and removes. What is common to all is in `life-cycle.ts`. */
export interface ResourceKind<K extends ManagedKind> {
  /** What is known of it without calling AWS. */
  readonly record: ManagedRecord<Contracts[K]>;
  /** An identity that nothing has: looking for it shows whether the function's role is effective. */
  nobody(roleArn: string | undefined): Identity<K>;
  /** By its name. Throws what AWS throws. */
  find(clients: Clients, identity: Identity<K>): Promise<Found<K> | undefined>;
  /** Only ever called after `find` found nothing. */
  create(clients: Clients, request: Request<K>): Promise<void>;
  /** Brings everything that can change to what is asked, each by a call of its own and only where it differs. */
  update(clients: Clients, found: Found<K>, request: Request<K>): Promise<{ readonly changed: readonly string[] }>;
  /** What must go first. Empty: it can be removed. */
  blockers(clients: Clients, found: Found<K>, identity: Identity<K>): Promise<Blockers>;
  /** Begins to remove it. */
  remove(clients: Clients, found: Found<K>, identity: Identity<K>): Promise<void>;
  /** Removes what was made beside it; also called when it is gone itself. */
  clean?(clients: Clients, identity: Identity<K>): Promise<void>;
}

export interface Blockers {
  /** Who is in the way: a person has to act. */
  readonly staying: readonly string[];
  /** Who is on the way out: waiting helps. */
  readonly leaving: readonly string[];
  /** What they are, e.g. `desktops`. */
  readonly called: string;
}

/** What is there of something that the control plane does not make. */
export interface Seen<K extends ObservedKind> {
  readonly attributes: Partial<Attributes<K>>;
  /** Who or what is not there. Empty: all is there. */
  readonly missing: readonly string[];
}

/** How the control plane looks for one kind that something else makes. */
export interface ObservedResourceKind<K extends ObservedKind> {
  readonly record: ObservedRecord<Contracts[K]>;
  /**
   * `before` is the last look: what was there then need not be asked again. `properties` is what has to be true of it, in
   * the steps that are given any.
   */
  look(
    clients: Clients,
    identity: Identity<K>,
    before?: Seen<K>,
    properties?: Partial<Properties<K>>,
  ): Promise<Seen<K>>;
}
