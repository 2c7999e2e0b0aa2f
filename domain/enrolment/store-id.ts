/** Ids of apps in the Microsoft Store. */

/** Company Portal. Source: https://learn.microsoft.com/intune/intune-service/apps/store-apps-company-portal-app. */
export const companyPortalId = '9WZDNCRFJ3PZ';

/**
 * Says what is wrong with the id of a store app, or `undefined`. Capitals and digits: 12 that begin with 9 (packaged
 * apps), or 14 that begin with XP (installers). Graph refuses small letters without saying so.
 */
export function storeIdProblem(id: string): string | undefined {
  return /^(9[0-9A-Z]{11}|XP[0-9A-Z]{12})$/.test(id)
    ? undefined
    : 'must be the id of an app in the Microsoft Store: 12 capitals and digits that begin with 9, or 14 that begin with XP';
}
