import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** One group of Identity Center by its display name, with the ids of its members; undefined: never arrived. */
export const syncedGroup = lookup({
  id: 'synced-group',
  what: 'the group in Identity Center',
  needs: {
    aws: ['identitystore:GetGroupId', 'identitystore:DescribeGroup', 'identitystore:ListGroupMemberships'],
  },
  seconds: 20,
  async look(
    { aws },
    at: {
      readonly identityStoreId: string;
      readonly region: string;
      readonly displayName: string;
      readonly roleArn?: string;
    },
  ) {
    const center = aws.as(at.roleArn);
    const IdentityStoreId = at.identityStoreId;
    const id = await unlessAbsent(
      center.call('identitystore', 'GetGroupId', at.region, {
        IdentityStoreId,
        AlternateIdentifier: { UniqueAttribute: { AttributePath: 'displayName', AttributeValue: at.displayName } },
      }),
      undefined,
    );
    if (id?.GroupId === undefined) return undefined;
    const [group, memberships] = await Promise.all([
      center.call('identitystore', 'DescribeGroup', at.region, { IdentityStoreId, GroupId: id.GroupId }),
      center.pages('identitystore', 'ListGroupMemberships', at.region, { IdentityStoreId, GroupId: id.GroupId }),
    ]);
    return present({
      groupId: id.GroupId,
      displayName: group.DisplayName ?? at.displayName,
      externalId: group.ExternalIds?.[0]?.Id,
      memberUserIds: memberships
        .flatMap(({ GroupMemberships = [] }) => GroupMemberships)
        .flatMap(({ MemberId }) => MemberId?.UserId ?? []),
    });
  },
});
