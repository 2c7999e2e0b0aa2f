import type { IdentityStore, ObservedRecord } from '../kind-record.js';
import { identityCenterKey, lookIntoStore } from '../permission.js';

/** A group that SCIM brings into the identity store. Waited for, never made. */
export interface SyncedGroupContract {
  readonly manner: 'observed';
  readonly identity: IdentityStore & { readonly displayName: string };
  readonly properties: SyncedGroupProperties;
  readonly attributes: { readonly groupId: string };
}

/** What must be true of the group that is found by its name. */
export interface SyncedGroupProperties {
  /**
   * The group in Entra that it has to come from. A group that was deleted there and made again has the same name and
   * another object id, and for some time Identity Center holds the one that came from the old.
   * @default - any group of this name; so in a state that was made before this was looked at
   */
  readonly entraObjectId?: string;
}

export const syncedGroup: ObservedRecord<SyncedGroupContract> = {
  manner: 'observed',
  noun: 'synced group',
  called: ({ displayName }) => `the group ${displayName}`,
  attributes: { groupId: 'string' },
  askedIn: 'home',
  readyTimeout: 60,
  advice:
    'SCIM brings it, in cycles of about 40 minutes. Check in the enterprise app under Provisioning that it is on and its ' +
    'last cycle went well, that the group is assigned to the app by itself (groups inside groups are not synced), and ' +
    'that the token has not expired.',
  permissions: [
    ...lookIntoStore('identitystore:DescribeGroup', 'group'),
    ...lookIntoStore('identitystore:GetGroupId', 'group'),
    identityCenterKey('identitystore', 'identitystore:GetGroupId'),
  ],
  sentences: [],
};
