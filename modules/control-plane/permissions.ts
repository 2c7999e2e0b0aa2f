import type { Kind, Permission } from './contract.js';

/** What the function's role may do for each kind, and no more. Filled per kind; tests compare it with the calls made. */
export const permissions: { readonly [K in Kind]: readonly Permission[] } = {
  'entra-directory': [],
  bundle: [],
  'account-instance': [],
  'synced-group': [],
  'user-presence': [],
};
