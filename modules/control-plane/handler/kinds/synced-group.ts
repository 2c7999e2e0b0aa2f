import { GetGroupIdCommand } from '@aws-sdk/client-identitystore';
import { isNotThere } from '../errors.js';
import type { ObservedResourceKind } from './kind.js';

/** A group that SCIM brings into the identity store. */
export const syncedGroup: ObservedResourceKind<'synced-group'> = {
  called: ({ displayName }) => `the group ${displayName}`,
  advice:
    'SCIM brings it, in cycles of about 40 minutes. Check in the enterprise app under Provisioning that it is on and its ' +
    'last cycle went well, that the group is assigned to the app by itself (groups inside groups are not synced), and ' +
    'that the token has not expired.',

  async look(clients, { identityStoreId, displayName, roleArn }) {
    try {
      const { GroupId } = await clients.identityStore(roleArn).send(
        new GetGroupIdCommand({
          IdentityStoreId: identityStoreId,
          AlternateIdentifier: { UniqueAttribute: { AttributePath: 'displayName', AttributeValue: displayName } },
        }),
      );
      return { attributes: GroupId ? { groupId: GroupId } : {}, missing: GroupId ? [] : [displayName] };
    } catch (error) {
      if (isNotThere(error, 'GROUP')) return { attributes: {}, missing: [displayName] };
      throw error;
    }
  },
};
