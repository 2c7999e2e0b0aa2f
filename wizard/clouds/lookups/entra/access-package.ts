import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';

const root = 'identityGovernance/entitlementManagement';

interface Assignment {
  readonly id: string;
  readonly target?: { readonly principalName?: string | null };
  readonly schedule?: { readonly expiration?: { readonly endDateTime?: string | null } };
}

/** The access package of this name with who has it now; undefined: there is none. */
export const accessPackage = lookup({
  id: 'access-package',
  what: 'the access package',
  needs: { graph: ['EntitlementManagement.Read.All'] },
  seconds: 30,
  async look({ graph }, at: { readonly name: string }) {
    const query = { $filter: `displayName eq ${odataText(at.name)}` };
    const [found] = await graph.list<{ readonly id: string }>(`${root}/accessPackages`, { query });
    if (!found) return undefined;
    const assignments = await graph.list<Assignment>(`${root}/assignments`, {
      query: { $filter: `accessPackage/id eq '${found.id}' and state eq 'delivered'`, $expand: 'target' },
    });
    return {
      id: found.id,
      assignments: assignments.map(({ id, target, schedule }) => ({
        id,
        upn: target?.principalName ?? '',
        /** When it ends; undefined: never. */
        until: schedule?.expiration?.endDateTime ?? undefined,
      })),
    };
  },
});
