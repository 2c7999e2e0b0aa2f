/** The users of a deployment, for rules about people. Pure. */
import { userNameKey } from '../../domain/user-name.js';
import type { Deployment } from '../../deployment/schema.js';
import type { DeploymentSights } from './sights.js';

type EntraUser = DeploymentSights['users'][number];

/** UPNs of everybody who is active at one site at least, once, as first written. */
export function activeUpns({ sites }: Deployment): readonly string[] {
  const names = new Map<string, string>();
  for (const { upn, state } of sites.flatMap(({ desktops }) => desktops.users)) {
    if (state === 'active' && !names.has(userNameKey(upn))) names.set(userNameKey(upn), upn);
  }
  return [...names.values()];
}

/** Active users whom Entra has, each as the deployment writes them and as Entra does. */
export function activePeople(
  deployment: Deployment,
  users: readonly EntraUser[],
): readonly { readonly upn: string; readonly entra: EntraUser }[] {
  const known = new Map(users.map((user) => [userNameKey(user.upn), user]));
  return activeUpns(deployment).flatMap((upn) => {
    const entra = known.get(userNameKey(upn));
    return entra ? [{ upn, entra }] : [];
  });
}
