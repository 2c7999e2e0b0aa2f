import type { ManagedKind, ObservedKind } from '../../domain/control-plane/contract.js';
import { accountInstance } from './account-instance.js';
import { bundle } from './bundle.js';
import { entraDirectory } from './entra-directory.js';
import type { ObservedResourceKind, ResourceKind } from './kind.js';
import { syncedGroup } from './synced-group.js';
import { userPresence } from './user-presence.js';

/** One file a kind. */
export const managed: { readonly [K in ManagedKind]: ResourceKind<K> } = {
  'entra-directory': entraDirectory,
  bundle,
  'account-instance': accountInstance,
};

export const observed: { readonly [K in ObservedKind]: ObservedResourceKind<K> } = {
  'synced-group': syncedGroup,
  'user-presence': userPresence,
};
