import type { LookupName } from '../../../wizard/clouds/lookups/index.js';
import type { Changed, SeenPerson, SeenSite } from './seen-world.js';

/** A world in which one link is judged. */
export interface Case {
  readonly who?: Omit<SeenPerson, 'upn'>;
  readonly site?: SeenSite;
  readonly hidden?: readonly LookupName[];
  readonly changed?: Changed;
  /** Whom is asked about. @default the person of the world */
  readonly asked?: string;
  readonly from?: string;
  readonly device?: string;
  /** The federation was set up by the deployment, which keeps the SCIM token. */
  readonly keepsToken?: true;
}
/** What it is about, the world, and what is said of it. */
export type Row = readonly [what: string, of: Case, state: string, seen: RegExp];
