import { CloudError } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';

interface Organization {
  readonly id: string;
  readonly displayName: string;
  readonly verifiedDomains: readonly { readonly name: string; readonly isDefault: boolean }[];
}

/** The tenant that the sign-in belongs to: name and verified domains. */
export const tenant = lookup({
  id: 'tenant',
  what: 'the Entra tenant',
  needs: { graph: ['Organization.Read.All'] },
  seconds: 15,
  async look({ graph }, _at: void) {
    const [found] = await graph.list<Organization>('organization');
    if (!found) throw new CloudError('error', 'Graph names no organization');
    return {
      id: found.id,
      displayName: found.displayName,
      defaultDomain: found.verifiedDomains.find(({ isDefault }) => isDefault)?.name ?? '',
      verifiedDomains: found.verifiedDomains.map(({ name }) => name),
    };
  },
});
