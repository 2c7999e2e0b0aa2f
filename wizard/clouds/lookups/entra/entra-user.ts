import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

/** A user as Graph shows it. */
export interface UserObject {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string | null;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly mail: string | null;
  readonly accountEnabled: boolean;
  readonly userType: string | null;
  readonly assignedPlans?: readonly { readonly servicePlanId: string; readonly capabilityStatus: string }[];
  readonly assignedLicenses?: readonly { readonly skuId: string }[];
}

/** What is asked of Graph: less is shown unless it is named. */
export const userProperties = [
  ...['id', 'userPrincipalName', 'displayName', 'givenName', 'surname', 'mail', 'accountEnabled', 'userType'],
  ...['assignedPlans', 'assignedLicenses'],
].join(',');

/** In the wizard's words. */
export function seenUser(user: UserObject) {
  return present({
    id: user.id,
    upn: user.userPrincipalName,
    displayName: user.displayName ?? undefined,
    firstName: user.givenName ?? undefined,
    lastName: user.surname ?? undefined,
    mail: user.mail ?? undefined,
    enabled: user.accountEnabled,
    guest: user.userType === 'Guest',
    skuIds: (user.assignedLicenses ?? []).map(({ skuId }) => skuId),
    /** Ids of service plans that are enabled for the user. */
    planIds: (user.assignedPlans ?? [])
      .filter(({ capabilityStatus }) => capabilityStatus === 'Enabled')
      .map(({ servicePlanId }) => servicePlanId),
  });
}

interface LicenceDetail {
  readonly skuPartNumber: string;
  readonly servicePlans: readonly { readonly servicePlanName: string; readonly provisioningStatus: string }[];
}

/** One user by UPN or object id, with licences by name; undefined: there is none. */
export const entraUser = lookup({
  id: 'entra-user',
  what: 'the user in Entra',
  needs: { graph: ['User.Read.All'] },
  seconds: 10,
  async look({ graph }, at: { readonly upn: string }) {
    const path = `users/${encodeURIComponent(at.upn)}`;
    const found = await unlessAbsent(graph.get<UserObject>(path, { query: { $select: userProperties } }), undefined);
    if (!found) return undefined;
    const details = await graph.list<LicenceDetail>(`${path}/licenseDetails`);
    return {
      ...seenUser(found),
      licences: details.map(({ skuPartNumber }) => skuPartNumber),
      /** Names of plans by their status: `INTUNE_A: Success`, or `Disabled`, `PendingActivation`. */
      plans: Object.fromEntries(
        details.flatMap(({ servicePlans }) =>
          servicePlans.map(({ servicePlanName, provisioningStatus }) => [servicePlanName, provisioningStatus]),
        ),
      ),
    };
  },
});
