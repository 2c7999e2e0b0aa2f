/** How a thing of one resource type is found in its cloud, by name or by what it belongs to. */
import type { Deployment } from '../../deployment/schema.js';
import type { Clouds } from '../clouds/lookup.js';
import type { StackBlock, Values } from './stack.js';

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

export type Finders = Readonly<Record<string, Finder>>;
