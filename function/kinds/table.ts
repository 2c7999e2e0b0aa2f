/** The handler of each kind. Made by `npm run pages`. */
import type { ManagedKind, ObservedKind } from '../../domain/control-plane/contract.js';
import type { ObservedResourceKind, ResourceKind } from './kind.js';
import { accountInstance } from './account-instance.js';
import { bundle } from './bundle.js';
import { entraDirectory } from './entra-directory.js';
import { syncedGroup } from './synced-group.js';
import { userPresence } from './user-presence.js';

export const managed: { readonly [K in ManagedKind]: ResourceKind<K> } = {
  'account-instance': accountInstance,
  bundle,
  'entra-directory': entraDirectory,
};

export const observed: { readonly [K in ObservedKind]: ObservedResourceKind<K> } = {
  'synced-group': syncedGroup,
  'user-presence': userPresence,
};
