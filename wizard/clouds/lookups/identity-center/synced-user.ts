import type { DescribeUserResponse, User } from '@aws-sdk/client-identitystore';
import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** A user of the identity store. */
export interface SyncedUser {
  readonly userId: string;
  readonly userName: string;
  readonly displayName?: string;
  readonly enabled: boolean;
  /** Entra object id that SCIM sent. */
  readonly externalId?: string;
  readonly createdBy?: string;
  readonly created?: Date;
  readonly updated?: Date;
  /** Ids of groups; only where they were asked for. */
  readonly groupIds?: readonly string[];
}

/** In the words of the identity store. */
export function syncedUserOf(user: User | DescribeUserResponse, groupIds?: readonly string[]): SyncedUser {
  return present({
    userId: user.UserId ?? '',
    userName: user.UserName ?? '',
    displayName: user.DisplayName,
    enabled: user.UserStatus !== 'DISABLED',
    externalId: user.ExternalIds?.[0]?.Id,
    createdBy: user.CreatedBy,
    created: user.CreatedAt,
    updated: user.UpdatedAt,
    groupIds,
  });
}

/** One user of Identity Center by name, which is the UPN; undefined: never arrived. */
export const syncedUser = lookup({
  id: 'synced-user',
  what: 'the user in Identity Center',
  needs: {
    aws: ['identitystore:GetUserId', 'identitystore:DescribeUser', 'identitystore:ListGroupMembershipsForMember'],
  },
  seconds: 10,
  async look(
    { aws },
    at: {
      readonly identityStoreId: string;
      readonly region: string;
      readonly userName: string;
      readonly roleArn?: string;
    },
  ): Promise<SyncedUser | undefined> {
    const center = aws.as(at.roleArn);
    const IdentityStoreId = at.identityStoreId;
    const id = await unlessAbsent(
      center.call('identitystore', 'GetUserId', at.region, {
        IdentityStoreId,
        AlternateIdentifier: { UniqueAttribute: { AttributePath: 'userName', AttributeValue: at.userName } },
      }),
      undefined,
    );
    if (id?.UserId === undefined) return undefined;
    const [user, memberships] = await Promise.all([
      center.call('identitystore', 'DescribeUser', at.region, { IdentityStoreId, UserId: id.UserId }),
      center.pages('identitystore', 'ListGroupMembershipsForMember', at.region, {
        IdentityStoreId,
        MemberId: { UserId: id.UserId },
      }),
    ]);
    const groups = memberships.flatMap(({ GroupMemberships = [] }) => GroupMemberships);
    return syncedUserOf(
      user,
      groups.flatMap(({ GroupId }) => GroupId ?? []),
    );
  },
});
