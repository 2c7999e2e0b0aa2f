import type { IdentityStore, Nothing, ObservedRecord } from '../kind-record.js';
import { identityCenterKey, lookIntoStore } from '../permission.js';

/** Users that SCIM brings into the identity store. Waited for, never made. One invocation takes hundreds of names. */
export interface UserPresenceContract {
  readonly manner: 'observed';
  readonly identity: IdentityStore & { readonly userNames: readonly string[] };
  readonly properties: Nothing;
  /** Ids by user name as it was asked for, only of those who are there. */
  readonly attributes: { readonly userIds: Readonly<Record<string, string>> };
}

export const userPresence: ObservedRecord<UserPresenceContract> = {
  manner: 'observed',
  noun: 'presence check',
  called: ({ userNames }) => (userNames.length === 1 ? `the user ${userNames[0]}` : `the ${userNames.length} users`),
  attributes: { userIds: 'map' },
  askedIn: 'home',
  readyTimeout: 60,
  advice:
    'SCIM brings users, in cycles of about 40 minutes. Check in the enterprise app under Provisioning that it is on and ' +
    'its last cycle went well, that the user is a direct member of an assigned group and has first, last and display ' +
    'name, that the name is spelled as in Entra, and that the token has not expired.',
  permissions: [
    ...lookIntoStore('identitystore:GetUserId', 'user'),
    identityCenterKey('identitystore', 'identitystore:GetUserId'),
  ],
  sentences: [],
};
