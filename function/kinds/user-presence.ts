import { GetUserIdCommand } from '@aws-sdk/client-identitystore';
import { userPresence as record } from '../../domain/control-plane/kinds/user-presence.js';
import { isNotThere } from '../errors.js';
import type { ObservedResourceKind } from './kind.js';

/** Calls at a time: with the time that each takes this stays below the identity store's 20 a second. */
const atOnce = 4;

/** Users that SCIM brings into the identity store. */
export const userPresence: ObservedResourceKind<'user-presence'> = {
  record,

  async look(clients, { identityStoreId, userNames, roleArn }, before) {
    const ids = new Map(Object.entries(before?.attributes.userIds ?? {}));
    const store = clients.identityStore(roleArn);
    const ask = async (userName: string): Promise<void> => {
      try {
        const { UserId } = await store.send(
          new GetUserIdCommand({
            IdentityStoreId: identityStoreId,
            AlternateIdentifier: { UniqueAttribute: { AttributePath: 'userName', AttributeValue: userName } },
          }),
        );
        if (UserId) ids.set(userName, UserId);
      } catch (error) {
        if (!isNotThere(error, 'USER')) throw error;
      }
    };
    const left = userNames.filter((userName) => !ids.has(userName));
    const next = async (): Promise<void> => {
      for (let userName = left.shift(); userName !== undefined; userName = left.shift()) await ask(userName);
    };
    await Promise.all(Array.from({ length: atOnce }, next));
    return { attributes: { userIds: Object.fromEntries(ids) }, missing: userNames.filter((name) => !ids.has(name)) };
  },
};
