import type { World } from '../../clouds.js';
import type { Instance } from '../identity-center/instance.js';

/** One SCIM call, as users and groups take it. */
export interface ScimCall {
  readonly method: string;
  /** Of the object; undefined: the collection is meant. */
  readonly id: string | undefined;
  readonly filter: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  readonly instance: Instance;
  readonly base: string;
  leanOn: World['rules']['leanOn'];
}
