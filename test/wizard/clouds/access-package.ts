import type { Tenant } from '../../../twin/entra/tenant.js';

/** An access package as Terraform would have made it, with the id `package`; these people have it. */
export function plantAccessPackage(tenant: Tenant, displayName: string, ...upns: readonly string[]): string {
  const { entitlement } = tenant.state;
  const groupId = tenant.addGroup('Let in').id;
  const named = { displayName, description: 'A desktop' };
  entitlement.packages.set('package', { id: 'package', catalogId: 'catalog', isHidden: false, ...named });
  entitlement.roleScopes.set('scope', { id: 'scope', packageId: 'package', originId: groupId, role: 'Member' });
  entitlement.policies.set('policy', { id: 'policy', accessPackageId: 'package', durationInDays: 194, ...named });
  for (const upn of upns) tenant.myAccess.give('package', 'policy', tenant.state.userByName(upn)?.id ?? '');
  return groupId;
}
