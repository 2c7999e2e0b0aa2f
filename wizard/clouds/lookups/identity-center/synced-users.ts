import { lookup } from '../../lookup.js';
import { syncedUserOf, type SyncedUser } from './synced-user.js';

/** The users of Identity Center, at most `limit` (default 20,000; 100 are enough to tell whether SCIM feeds it). */
export const syncedUsers = lookup({
  id: 'synced-users',
  what: 'the users of Identity Center',
  needs: { aws: ['identitystore:ListUsers'] },
  seconds: 30,
  async look(
    { aws },
    at: {
      readonly identityStoreId: string;
      readonly region: string;
      readonly limit?: number;
      readonly roleArn?: string;
    },
  ): Promise<readonly SyncedUser[]> {
    const pages = await aws
      .as(at.roleArn)
      .firstPages(
        'identitystore',
        'ListUsers',
        at.region,
        { IdentityStoreId: at.identityStoreId, MaxResults: 100 },
        Math.ceil((at.limit ?? 20_000) / 100),
      );
    return pages.flatMap(({ Users = [] }) => Users).map((user) => syncedUserOf(user));
  },
});
