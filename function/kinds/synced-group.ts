import { DescribeGroupCommand, GetGroupIdCommand, type IdentitystoreClient } from '@aws-sdk/client-identitystore';
import { syncedGroup as record } from '../../domain/control-plane/kinds/synced-group.js';
import { codeOf, isNotThere } from '../errors.js';
import type { ObservedResourceKind } from './kind.js';

/** A group that SCIM brings into the identity store. */
export const syncedGroup: ObservedResourceKind<'synced-group'> = {
  record,

  async look(clients, { identityStoreId, displayName, roleArn }, _before, { entraObjectId } = {}) {
    const store = clients.identityStore(roleArn);
    try {
      const { GroupId } = await store.send(
        new GetGroupIdCommand({
          IdentityStoreId: identityStoreId,
          AlternateIdentifier: { UniqueAttribute: { AttributePath: 'displayName', AttributeValue: displayName } },
        }),
      );
      if (GroupId === undefined) return { attributes: {}, missing: [displayName] };
      if (entraObjectId !== undefined && (await comesFromAnother(store, identityStoreId, GroupId, entraObjectId))) {
        return {
          attributes: {},
          missing: [`${displayName} (but an older one of this name, from another group in Entra)`],
        };
      }
      return { attributes: { groupId: GroupId }, missing: [] };
    } catch (error) {
      if (isNotThere(error, 'GROUP')) return { attributes: {}, missing: [displayName] };
      throw error;
    }
  },
};

const objectId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Entra's SCIM sends the object id of a group as its external id
 * (learn.microsoft.com/entra/identity/saas-apps/aws-single-sign-on-provisioning-tutorial, group attributes). A company may
 * map something else, which says nothing; and a role of an older version may not look, which must not stop it.
 */
async function comesFromAnother(
  store: IdentitystoreClient,
  identityStoreId: string,
  groupId: string,
  entraObjectId: string,
): Promise<boolean> {
  try {
    const { ExternalIds = [] } = await store.send(
      new DescribeGroupCommand({ IdentityStoreId: identityStoreId, GroupId: groupId }),
    );
    const ids = ExternalIds.flatMap(({ Id }) => (Id !== undefined && objectId.test(Id) ? [Id.toLowerCase()] : []));
    return ids.length > 0 && !ids.includes(entraObjectId.toLowerCase());
  } catch (error) {
    if (codeOf(error) === 'AccessDenied') return false;
    throw error;
  }
}
