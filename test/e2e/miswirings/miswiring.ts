/** A wrong wire, and where it showed. */
import type { ProviderCall } from '../../../twin/providers/server.js';
import type { Twin } from '../../../twin/twin.js';
import type { Stage, Wiring } from './wiring.js';

/** What a scenario looks at, in this order. */
export type Look =
  | 'plan'
  | 'apply'
  | 'foundation to connected'
  | 'people'
  | 'second plan'
  | 'rebuild'
  | 'rotation'
  | 'destroy'
  | 'left behind';

/** Where a wrong wire showed, and in which words. */
export interface Caught {
  readonly at: Look;
  readonly stage: Stage;
  readonly says: string;
}

/** A wrong wire. */
export interface Miswiring {
  /** What is wrong, in words. */
  readonly what: string;
  /** Put into the synthesized JSON of each stage. */
  change(wiring: Wiring): void;
  /** The resource that comes as late as it can: what does not wait for it shows. */
  readonly last?: (call: ProviderCall) => boolean;
  /** The life goes on until the registration secret has turned. */
  readonly rotates?: true;
  /** The beginning of the address that is made anew when this wire is put into a life that goes on. */
  readonly anew?: string;
  /** What the clouds are like in this life. */
  prepare?(twin: Twin): void;
}
