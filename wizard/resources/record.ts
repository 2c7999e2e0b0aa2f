/**
 * One record a Terraform type: everything that the wizard knows of it. Read by the plan summary, `permissions`, `adopt` and
 * `rehearse`. Each part is asked for: where one does not apply, the record says why.
 */
import type { Allowed } from './aws/condition.js';
import type { Place } from './aws/place.js';
import type { Finder, MadeAnew, Reading } from './finder.js';
import type { TypeRights } from './rights.js';
import type { Wording } from './wording.js';

/** What `adopt` does about one that exists and that the state does not know. */
export type Adoption =
  | /** Looks for it and imports it. */ Finder
  | /** No import takes it over: the apply makes another one, and something may stay behind. */ MadeAnew
  | /** What is there is read in place of the request that would make another one. */ Reading
  | `not adopted: ${string}`;

/** Blocks of msgraph say nothing of Graph by their type: what they need follows from the address that they send to. */
export type RightsByUrl = (url: string | undefined) => TypeRights | undefined;

/**
 * With which stage it comes: `connected` is what the handshake adds, `fleet` the same for a deployment with a fleet alone,
 * `self-service` for one whose people ask for a desktop themselves. A test compares it with the stacks.
 */
export type Stage = 'foundation' | 'connected' | 'fleet' | 'self-service';

export interface Resource {
  readonly words: Wording;
  readonly stage: Stage;
  readonly rights: TypeRights | RightsByUrl | `no rights: ${string}`;
  readonly adopt: Adoption;
}

export interface DataSource {
  readonly stage: Stage;
  /** To read it while planning. */
  readonly rights: TypeRights | RightsByUrl | `no rights: ${string}`;
  /** How `adopt` gets what others refer to. */
  readonly adopt: Finder | `not looked up: ${string}`;
}

/** A service of a cloud, with its types. */
interface Types {
  /** All its things together, as a person says it: `parts of the network`. */
  readonly things: string;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly dataSources?: Readonly<Record<string, DataSource>>;
}

/** A service of AWS. */
export interface AwsService extends Types {
  /** As IAM and the API call it. */
  readonly api: string;
  /**
   * Where a call is allowed, as narrow as the names and the tag of a deployment allow: each entry on its own. Undefined: the
   * API knows no resource for it. Empty: nowhere, it is a person's step.
   */
  allowed(operation: string, place: Place): readonly Allowed[] | undefined;
}

export type Service = AwsService | (Types & { readonly api?: undefined });
