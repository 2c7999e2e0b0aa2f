import { json, type CloudResponse } from '../network.js';
import type { Host, Person, Repository } from './objects.js';
import { notFound } from './refused.js';

/** Calls about people, organizations and teams; nothing for another path. */
export function accountCall(host: Host, person: Person, path: string): CloudResponse | undefined {
  if (path === '/user') return ownAccount(host, person);
  const organization = /^\/orgs\/([^/]+)$/.exec(path)?.[1];
  if (organization !== undefined) return organizationNamed(host, organization);
  const user = /^\/users\/([^/]+)$/.exec(path)?.[1];
  if (user !== undefined) return personNamed(host, user);
  const team = /^\/orgs\/([^/]+)\/teams\/([^/]+)$/.exec(path);
  return team ? teamNamed(host, `${team[1]}/${team[2]}`) : undefined;
}

function personNamed(host: Host, login: string): CloudResponse {
  const found = [...host.people.values()].find((each) => each.login.toLowerCase() === login.toLowerCase());
  if (!found) throw notFound();
  return json(200, { login: found.login, id: found.id, type: 'User' });
}

/** The plan of a person's own account: https://docs.github.com/en/rest/users/users#get-the-authenticated-user. */
function ownAccount(host: Host, { login, id }: Person): CloudResponse {
  const own = ownedBy(host, login);
  return json(200, { login, id, type: 'User', ...(own?.showsPlan === true ? { plan: { name: own.plan } } : {}) });
}

/** The plan is shown to owners of an organization: https://docs.github.com/en/rest/orgs/orgs#get-an-organization. */
function organizationNamed(host: Host, login: string): CloudResponse {
  const own = ownedBy(host, login);
  if (own?.ownerType !== 'Organization') throw notFound();
  return json(200, {
    login,
    id: own.ownerId,
    type: 'Organization',
    ...(own.showsPlan ? { plan: { name: own.plan } } : {}),
  });
}

function ownedBy(host: Host, login: string): Repository | undefined {
  return [...host.repositories.values()].find(({ name }) => name.split('/')[0]?.toLowerCase() === login.toLowerCase());
}

function teamNamed(host: Host, name: string): CloudResponse {
  const id = host.teams.get(name);
  if (id === undefined) throw notFound();
  return json(200, { id, slug: name.split('/')[1] });
}

/** A person by the login, a team by the slug alone: https://docs.github.com/en/rest/deployments/environments. */
export function calledBy(host: Host, type: string, id: number): object {
  if (type === 'Team') {
    const team = [...host.teams].find(([, of]) => of === id)?.[0].split('/')[1];
    return team === undefined ? {} : { slug: team };
  }
  const login = [...host.people.values()].find((person) => person.id === id)?.login;
  return login === undefined ? {} : { login };
}
