/** How a thing of one resource type is found in its cloud, by name or by what it belongs to. */
import type { Deployment } from '../../deployment/schema.js';
import type { Clouds } from '../clouds/lookup.js';
import type { Values } from './values.js';

/** A block of the synthesized stack. */
export interface StackBlock {
  /** `aws_vpc.NAME`, `data.azuread_application.NAME`. */
  readonly address: string;
  readonly mode: 'resource' | 'data';
  readonly type: string;
  readonly values: Values;
  /** Of its aws provider. */
  readonly region?: string;
}

/** Where a finder looks. */
export interface Search {
  readonly clouds: Clouds;
  readonly deployment: Deployment;
  readonly block: StackBlock;
  /** Arguments of the block, with what its references come to. */
  readonly values: Values;
  readonly region: string;
  /** What `--take` names for this block: it is meant whatever its name is. */
  readonly taken?: string;
  /** Blocks of the stack that refer to this one. */
  readonly referring: readonly StackBlock[];
  /** Other blocks of the same type. */
  readonly alike: readonly StackBlock[];
  /** What many blocks look at, such as all desktops of a directory: looked at once in a survey, by its name. */
  readonly once: <T>(what: string, look: () => Promise<T>) => Promise<T>;
  /** Works out a text that holds references. */
  work(text: string): Promise<unknown>;
}

/** Something that is there. */
export interface Candidate {
  /** As a person knows it: `vpc-0a1b…`, a name. */
  readonly name: string;
  /** As the provider's page on the resource writes it under "Import". Left out: it is only referred to, never imported. */
  readonly importId?: string;
  /** What happens instead of an import, and why it makes no second one. */
  readonly instead?: string;
  /** Why the apply could not go on with it, though it is the one: each with both values and what to do. */
  readonly conflicts?: readonly string[];
  /** Attributes that others refer to. */
  readonly attributes: Values;
  /** Arguments as they are there; compared with the deployment's. */
  readonly seen?: Values;
}

export interface Finder {
  find(search: Search): Promise<readonly Candidate[]>;
  /** Arguments whose change replaces the thing: one that differs is not taken over. */
  readonly fixed?: readonly string[];
  /** What it needs in its cloud. */
  readonly needs: { readonly aws?: readonly string[]; readonly graph?: readonly string[] };
}

/** What no import takes over. */
export interface MadeAnew {
  /** What the apply does instead, and what becomes of the one that is there. */
  readonly madeAnew: string;
  /**
   * What stays behind, for nothing else ever names it.
   * @param held key ids that the state knows
   */
  stays?(search: Search, held: ReadonlySet<string>): Promise<SeenSecrets | undefined>;
}

/** Secrets that the state does not know. */
export interface SeenSecrets {
  /** As a person knows them: name, first characters, id. */
  readonly found: readonly string[];
  /** How each is removed. */
  readonly removals: readonly string[];
}

/** What is read in place of the request that would make another one. */
export interface Reading {
  read(search: Search): Promise<SeenCertificate | undefined>;
}

/** A signing certificate of the enterprise app. */
export interface SeenCertificate {
  /** SHA-1, upper-case hexadecimal. */
  readonly thumbprint: string;
  readonly expires: string;
  readonly keyId: string;
}
