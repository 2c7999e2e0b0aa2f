/** Whether credentials are of the account and the tenant that a deployment belongs to: asked here alone. */

/** Why things seen there would be others of the same name; undefined: it is the right account, or not known which. */
export function otherAccount(found: string | undefined, expected: string | undefined): string | undefined {
  if (!found || expected === undefined || found === expected) return undefined;
  return `of account ${found}, the deployment is of ${expected}`;
}

/** The same of the tenant. Its id is compared without case, as Entra does. */
export function otherTenant(found: string | undefined, expected: string | undefined): string | undefined {
  if (!found || expected === undefined || found.toLowerCase() === expected.toLowerCase()) return undefined;
  return `signed in to the tenant ${found}, the deployment is of ${expected}`;
}
