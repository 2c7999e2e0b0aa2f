import { lookup } from '../../lookup.js';

interface Assignment {
  readonly principalId: string;
  readonly principalType: 'User' | 'Group' | 'ServicePrincipal';
  readonly principalDisplayName: string | null;
  readonly appRoleId: string;
}

/** Who is assigned to an enterprise app: without it nobody is synced. */
export const appAssignments = lookup({
  id: 'app-assignments',
  what: 'the assignments of the enterprise app',
  needs: { graph: ['Application.Read.All'] },
  seconds: 20,
  async look({ graph }, at: { readonly servicePrincipalObjectId: string }) {
    const found = await graph.list<Assignment>(`servicePrincipals/${at.servicePrincipalObjectId}/appRoleAssignedTo`);
    return found.map(({ principalId, principalType, principalDisplayName, appRoleId }) => ({
      principalId,
      principalType,
      displayName: principalDisplayName ?? '',
      appRoleId,
    }));
  },
});
