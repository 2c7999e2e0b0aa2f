import { json, type CloudRequest, type CloudResponse } from '../network.js';
import { answerAsHost, bodyOf } from '../pipeline-host.js';
import { rule } from '../rules.js';
import { discoveryOf, discoveryPath } from './discovery.js';
import { levels, type GitLabProject, type Host, type Person } from './objects.js';
import { routes } from './project-calls.js';
import { Refused } from './refused.js';
import { answerQuestion } from './variables.js';

const settingsForMaintainers = rule(
  'gitlab-settings-maintainer',
  'https://docs.gitlab.com/user/permissions: project settings, CI/CD variables and protected environments are for Maintainers; lib/api/entities/project.rb exposes them to who may administer the project',
  'Variables and protected environments are told to the role Maintainer and above; of the project a lower role is told less, and it changes nothing.',
);
const outsidersSeeNothing = rule(
  'gitlab-private-project-404',
  'https://docs.gitlab.com/api/rest/troubleshooting: 404 for what whoever asks may not see',
  'A private project is not there for who is no member.',
);
const planForOwners = rule(
  'gitlab-namespace-plan',
  'https://docs.gitlab.com/api/namespaces: plan is told to owners, on GitLab.com; https://github.com/gitlabhq/gitlabhq/blob/master/doc/api/namespaces.md',
  'What a namespace pays for is told to its owners; for others the field is missing.',
);

/** Told to whoever may read the project. */
const open = /^(protected_branches|repository\/branches)$/;

export const answerApi = (host: Host, request: CloudRequest): Promise<CloudResponse> =>
  answerAsHost(host, { name: 'gitlab', failed: '500 Internal Server Error' }, request, () => dispatch(host, request));

function dispatch(host: Host, request: CloudRequest): CloudResponse {
  try {
    const { headers, path } = request;
    // Nobody signs in for what the clouds fetch.
    if (path === discoveryPath && request.method === 'GET') return discoveryOf(host.url);
    const bearer = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
    const person = host.people.get(headers['private-token'] ?? bearer ?? '');
    if (person === undefined) throw new Refused(401, '401 Unauthorized');
    const [, api, version, kind, named = '', ...rest] = path.split('/').map(decodeURIComponent);
    const answer = version === 'graphql' ? answerQuestion(host, request, person) : undefined;
    if (answer !== undefined) return answer;
    if (api !== 'api' || version !== 'v4') throw unknown(host, request);
    if (kind !== 'projects') return aroundProjects(host, request, [kind ?? '', named]);
    const project = host.projects.get(named);
    if (project === undefined || person.level < levels.reporter) {
      host.world.rules.leanOn(outsidersSeeNothing);
      throw new Refused(404, '404 Project Not Found');
    }
    return ofProject(host, request, { person, project, rest });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return json(error.status, error.body);
  }
}

function ofProject(
  host: Host,
  request: CloudRequest,
  {
    person,
    project,
    rest,
  }: { readonly person: Person; readonly project: GitLabProject; readonly rest: readonly string[] },
): CloudResponse {
  const may = person.level >= levels.maintainer;
  const kind = rest[0] === 'repository' ? rest.slice(0, 2).join('/') : (rest[0] ?? '');
  const [name] = rest[0] === 'repository' ? rest.slice(2) : rest.slice(1);
  const reads = request.method === 'GET' && (kind === '' || open.test(kind));
  if (!may && !reads) {
    host.world.rules.leanOn(settingsForMaintainers);
    throw new Refused(403, '403 Forbidden');
  }
  const handle = routes[`${request.method} ${kind}${name === undefined ? '' : '/'}`];
  if (handle === undefined) throw unknown(host, request);
  return handle({
    host,
    project,
    name: name ?? '',
    query: request.query,
    body: bodyOf(request, () => new Refused(400, '400 Bad request')),
    may,
  });
}

/** People, groups and namespaces. */
function aroundProjects(host: Host, request: CloudRequest, [kind, named]: readonly [string, string]): CloudResponse {
  const { method, query } = request;
  if (method !== 'GET') throw unknown(host, request);
  const people = [...host.people.values()];
  if (kind === 'users' && named === '') {
    const wanted = query.get('username')?.toLowerCase();
    return json(
      200,
      people.filter(({ username }) => username.toLowerCase() === wanted).map(({ id, username }) => ({ id, username })),
    );
  }
  if (kind === 'users') {
    const found = people.find(({ id }) => String(id) === named);
    if (found === undefined) throw new Refused(404, '404 User Not Found');
    return json(200, { id: found.id, username: found.username, bot: false });
  }
  if (kind === 'groups') {
    const [path, id] = [...host.groups].find(([of, number]) => of === named || String(number) === named) ?? [];
    if (path === undefined) throw new Refused(404, '404 Group Not Found');
    return json(200, { id, full_path: path });
  }
  if (kind === 'namespaces') {
    const of = [...host.projects.values()].find(({ id }) => String(id + 1) === named);
    if (of === undefined) throw new Refused(404, '404 Namespace Not Found');
    host.world.rules.leanOn(planForOwners);
    return json(200, { id: of.id + 1, ...(of.showsPlan ? { plan: of.premium ? 'premium' : 'free' } : {}) });
  }
  throw unknown(host, request);
}

function unknown(host: Host, { method, path }: CloudRequest): Refused {
  host.unknownCalls.push(`${method} ${path}`);
  return new Refused(404, '404 Not Found');
}
