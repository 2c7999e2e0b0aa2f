import { CloudError, unlessDenied } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

interface Me {
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly displayName: string;
}

/** Whoever is signed in to Entra: a person with directory roles, or an application with permissions. */
export const person = lookup({
  id: 'person',
  what: 'who is signed in to Entra',
  needs: {},
  seconds: 15,
  async look({ graph }, _at: void) {
    const granted = await graph.granted();
    const common = {
      tenantId: granted.tenantId,
      objectId: granted.objectId,
      kind: granted.kind,
      permissions: granted.permissions,
    };
    if (granted.kind === 'application') return { ...common, roles: [] };
    const [me, roles] = await Promise.all([
      graph.get<Me>('me'),
      unlessDenied(
        graph.list<{ displayName: string }>('me/transitiveMemberOf/microsoft.graph.directoryRole'),
        // Without them nobody is told that a role is missing: it is found out by asking.
        [],
      ).catch((error: unknown) => {
        if (error instanceof CloudError && error.isAbsent) return [];
        throw error;
      }),
    ]);
    return present({
      ...common,
      upn: me.userPrincipalName,
      mail: me.mail ?? undefined,
      displayName: me.displayName,
      roles: roles.map(({ displayName }) => displayName),
    });
  },
});
