import type { Principals } from '../principals.js';
import type { RoleConsistency } from '../role-consistency.js';
import type { Cloud, Operations } from '../service.js';

/** Lambda of one account: runs real zips in processes of their own. */
export class Functions {
  /** Address of the gateway, for AWS_ENDPOINT_URL of the functions. */
  endpoint: string | undefined;
  readonly operations: Operations = {};

  constructor(_cloud: Cloud, _principals: Principals, _consistency: RoleConsistency) {}

  async stop(): Promise<void> {}
}
