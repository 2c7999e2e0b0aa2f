/** The users of a deployment, for rules about people. Pure. */
import { userNameKey } from '../../domain/user-name.js';
import type { Deployment } from '../../deployment/schema.js';
import type { DeploymentFacts, SeenApprover } from './fact-types.js';

type EntraUser = DeploymentFacts['users'][number];

/** UPNs of everybody who is active at one site at least, once, as first written. */
export function activeUpns(deployment: Deployment): readonly string[] {
  return upnsWhere(deployment, ({ state }) => state === 'active');
}

/** UPNs of everybody who is on hold wherever they are listed. */
export function heldUpns(deployment: Deployment): readonly string[] {
  const active = new Set(activeUpns(deployment).map(userNameKey));
  return upnsWhere(deployment, ({ upn }) => !active.has(userNameKey(upn)));
}

/** Every UPN of the deployment, once, as first written. */
export function upnsOf(deployment: Deployment): readonly string[] {
  return upnsWhere(deployment, () => true);
}

/** Who is to let requests for a desktop pass, once each; `manager` is nobody in particular. */
export function approversOf({ sites }: Deployment): readonly Pick<SeenApprover, 'kind' | 'id'>[] {
  const all = sites.flatMap(({ desktops }) => desktops.fleet?.selfService?.accessPackage.approvers ?? []);
  const named = all.flatMap((each): Pick<SeenApprover, 'kind' | 'id'>[] => {
    if (each === 'manager') return [];
    return 'user' in each ? [{ kind: 'user', id: each.user }] : [{ kind: 'group', id: each.group }];
  });
  return [...new Map(named.map((each) => [each.id.toLowerCase(), each])).values()];
}

type User = Deployment['sites'][number]['desktops']['users'][number];

function upnsWhere({ sites }: Deployment, is: (user: User) => boolean): readonly string[] {
  const names = new Map<string, string>();
  for (const user of sites.flatMap(({ desktops }) => desktops.users)) {
    if (is(user) && !names.has(userNameKey(user.upn))) names.set(userNameKey(user.upn), user.upn);
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
