import { lostAnswer } from '../faults.js';
import { json, type CloudRequest, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { accountCall } from './accounts.js';
import type { Call, Handler } from './call.js';
import {
  addPolicy,
  deleteEnvironment,
  dropPolicy,
  environmentIn,
  heldBy,
  paid,
  policies,
  putEnvironment,
  shown,
} from './environments.js';
import { notFound, Refused } from './refused.js';
import { refuseWrongChecks } from './status-checks.js';
import type { Host, Repository, Ruleset } from './objects.js';
import { prefixOf } from './tokens.js';

const adminAlone = rule(
  'github-settings-admin',
  'https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization',
  'Settings of a repository are changed by who has the role admin in it; whoever may only read it is told 404.',
);
const variablesOfWriters = rule(
  'github-variables-write',
  'https://docs.github.com/en/rest/actions/variables ("Authenticated users must have collaborator access to a repository to create, update, or read variables")',
  'Variables of a repository are read and changed by whoever may write it, not by admins alone.',
);
const rulesNeedPlan = rule(
  'github-private-free',
  'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets: private repositories need Pro, Team or Enterprise',
  'A private repository of the plan Free has no rulesets and no branch protection: 403, "Upgrade to GitHub Pro or make this repository public".',
);
const bypassIsHidden = rule(
  'github-ruleset-bypass-hidden',
  'https://docs.github.com/en/rest/repos/rules#get-a-repository-ruleset: "bypass_actors is only returned if the user making the API call has write access to the ruleset"',
  'Who may bypass a ruleset is told to whoever may change it; for others the field is missing.',
);
const ownersWrite = rule(
  'github-codeowners-errors',
  'https://docs.github.com/en/rest/repos/repos#list-codeowners-errors',
  'An owner in CODEOWNERS whom the host does not know, or who may not write, is an error of that line.',
);
const prefixIsTheTruth = rule(
  'github-sub-claim-prefix',
  'OpenAPI of GitHub, actions-oidc-custom-sub (octokit/openapi-types 29.0.1)',
  'The customization of the subject answers sub_claim_prefix, whatever the form; use_immutable_subject says only who opted in.',
);

export async function answerApi(host: Host, request: CloudRequest): Promise<CloudResponse> {
  const where = `github ${request.method} ${request.path}`;
  const fault = host.world.faults.take(where, () => request.body.toString());
  if (fault && 'status' in fault) return json(fault.status, { message: fault.message ?? 'Server Error' });
  const answer = dispatch(host, request);
  if (answer.status < 300 && request.method !== 'GET') host.writes.push(`${request.method} ${request.path}`);
  if (fault && 'lose' in fault) return lostAnswer;
  if (fault && 'meanwhile' in fault) await fault.meanwhile();
  return answer;
}

function dispatch(host: Host, request: CloudRequest): CloudResponse {
  try {
    const token = /^(?:Bearer|token) (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
    const person = host.people.get(token);
    if (person === undefined) throw new Refused(401, 'Bad credentials');
    const account = accountCall(host, person, request.path);
    if (account) return account;
    const [, owner = '', name = '', rest = ''] = /^\/repos\/([^/]+)\/([^/]+)(?:\/(.+))?$/.exec(request.path) ?? [];
    const repository = host.repositories.get(`${owner}/${name}`.toLowerCase());
    if (repository === undefined) throw notFound();
    const found = routes.find(([method, pattern]) => method === request.method && pattern.test(rest));
    if (found === undefined) {
      host.unknownCalls.push(`${request.method} ${request.path}`);
      throw new Refused(500, `twin: ${request.method} ${request.path} is not played`);
    }
    const [, pattern, handle, open = false] = found;
    const enough = open === 'write' ? person.role !== 'read' : open || person.role === 'admin';
    if (!enough) {
      host.world.rules.leanOn(adminAlone);
      throw person.role === 'read' ? notFound() : new Refused(403, 'Must have admin rights to Repository.');
    }
    const params = (pattern.exec(rest) ?? []).slice(1).map(decodeURIComponent);
    return handle({ host, person, repository, params, body: bodyOf(request) });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return json(error.status, { message: error.message, documentation_url: 'https://docs.github.com/rest' });
  }
}

function bodyOf({ body }: CloudRequest): Readonly<Record<string, unknown>> {
  const text = body.toString('utf8');
  if (text === '') return {};
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw new Refused(400, 'Problems parsing JSON');
  }
}

/** Path below the repository, and whether whoever may read it, or write it, may ask. */
const routes: readonly (readonly [method: string, path: RegExp, handle: Handler, open?: boolean | 'write'])[] = [
  ['GET', /^$/, describe, true],
  ['PATCH', /^$/, changeRepository],
  ['GET', /^branches\/([^/]+)$/, branch, true],
  ['GET', /^actions\/oidc\/customization\/sub$/, subject, true],
  ['PUT', /^actions\/oidc\/customization\/sub$/, setSubject],
  [
    'GET',
    /^environments\/([^/]+)$/,
    ({ host, repository, params }) => json(200, shown(host, environmentIn(repository, params))),
    true,
  ],
  ['PUT', /^environments\/([^/]+)$/, putEnvironment],
  ['DELETE', /^environments\/([^/]+)$/, deleteEnvironment],
  ['GET', /^environments\/([^/]+)\/(secrets|variables)$/, heldBy],
  ['GET', /^environments\/([^/]+)\/deployment-branch-policies$/, policies, true],
  ['POST', /^environments\/([^/]+)\/deployment-branch-policies$/, addPolicy],
  ['DELETE', /^environments\/([^/]+)\/deployment-branch-policies\/(\d+)$/, dropPolicy],
  [
    'GET',
    /^actions\/permissions\/workflow$/,
    ({ repository }) =>
      json(200, { default_workflow_permissions: 'read', can_approve_pull_request_reviews: repository.jobsApprove }),
  ],
  ['PUT', /^actions\/permissions\/workflow$/, setJobs],
  ['GET', /^rulesets$/, listRulesets, true],
  ['POST', /^rulesets$/, addRuleset],
  ['GET', /^rulesets\/(\d+)$/, ruleset, true],
  ['PUT', /^rulesets\/(\d+)$/, putRuleset],
  ['DELETE', /^rulesets\/(\d+)$/, dropRuleset],
  ['GET', /^rules\/branches\/([^/]+)$/, rulesOfBranch, true],
  ['GET', /^actions\/variables$/, listVariables, 'write'],
  ['POST', /^actions\/variables$/, addVariable, 'write'],
  ['PATCH', /^actions\/variables\/([^/]+)$/, putVariable, 'write'],
  ['DELETE', /^actions\/variables\/([^/]+)$/, dropVariable, 'write'],
  ['GET', /^contents\/(.+)$/, content, true],
  ['GET', /^codeowners\/errors$/, codeOwnersErrors, true],
  ['PUT', /^contents\/(.+)$/, putContent],
];

function describe({ repository, person }: Call): CloudResponse {
  const [owner = '', name = ''] = repository.name.split('/');
  return json(200, {
    id: repository.id,
    name,
    full_name: repository.name,
    private: repository.private,
    visibility: repository.private ? 'private' : 'public',
    fork: repository.fork,
    default_branch: repository.defaultBranch,
    owner: { login: owner, id: repository.ownerId, type: repository.ownerType },
    permissions: { admin: person.role === 'admin', push: person.role !== 'read', pull: true },
  });
}

function changeRepository({ repository, body }: Call): CloudResponse {
  const name = body['default_branch'];
  if (typeof name !== 'string') throw new Refused(500, 'twin: of a repository its default branch alone is changed');
  if (!repository.branches.has(name)) throw new Refused(422, 'Validation Failed: The branch was not found.');
  repository.defaultBranch = name;
  return json(200, { default_branch: name });
}

function branch({ host, repository, params }: Call): CloudResponse {
  const [name = ''] = params;
  if (!repository.branches.has(name)) throw new Refused(404, 'Branch not found');
  const isProtected = repository.classicRule || host.rulesOf(repository, name).length > 0;
  return json(200, { name, protected: isProtected, commit: { sha: '0'.repeat(40) } });
}

function subject({ host, repository }: Call): CloudResponse {
  host.world.rules.leanOn(prefixIsTheTruth);
  const { useDefault, claimKeys } = repository.subject;
  return json(200, {
    use_default: useDefault,
    ...(useDefault ? {} : { include_claim_keys: claimKeys }),
    use_immutable_subject: false,
    sub_claim_prefix: prefixOf(repository),
  });
}

function setSubject({ repository, body }: Call): CloudResponse {
  repository.subject.useDefault = body['use_default'] === true;
  if (Array.isArray(body['include_claim_keys'])) repository.subject.claimKeys = body['include_claim_keys'].map(String);
  if (typeof body['use_immutable_subject'] === 'boolean') repository.subject.immutable = body['use_immutable_subject'];
  return json(201, {});
}

/** https://docs.github.com/en/rest/actions/permissions#set-default-workflow-permissions-for-a-repository. */
function setJobs({ repository, body }: Call): CloudResponse {
  const approves = body['can_approve_pull_request_reviews'];
  if (typeof approves === 'boolean') repository.jobsApprove = approves;
  return { status: 204 };
}

function needRules({ host, repository }: Call): void {
  if (paid(repository)) return;
  host.world.rules.leanOn(rulesNeedPlan);
  throw new Refused(403, 'Upgrade to GitHub Pro or make this repository public to enable this feature.');
}

function listRulesets(call: Call): CloudResponse {
  needRules(call);
  const all = [...call.repository.rulesets.values()];
  return json(
    200,
    all.map(({ id, name, target, enforcement }) => ({ id, name, target, enforcement, source_type: 'Repository' })),
  );
}

function rulesetIn(repository: Repository, id: string | undefined): Ruleset {
  const found = repository.rulesets.get(Number(id));
  if (!found) throw notFound();
  return found;
}

function ruleset({ host, repository, params, person }: Call): CloudResponse {
  const found = rulesetIn(repository, params[0]);
  if (person.role === 'admin') return json(200, found);
  host.world.rules.leanOn(bypassIsHidden);
  const { bypass_actors: _hidden, ...shownToAll } = found;
  return json(200, shownToAll);
}

function addRuleset(call: Call): CloudResponse {
  needRules(call);
  const { host, repository, body } = call;
  if ([...repository.rulesets.values()].some(({ name }) => name === body['name'])) {
    throw new Refused(422, 'Validation Failed: Name must be unique');
  }
  refuseWrongChecks(host, body);
  const made = { bypass_actors: [], ...body, id: host.newId() } as unknown as Ruleset;
  repository.rulesets.set(made.id, made);
  return json(201, made);
}

function putRuleset(call: Call): CloudResponse {
  needRules(call);
  const found = rulesetIn(call.repository, call.params[0]);
  refuseWrongChecks(call.host, call.body);
  Object.assign(found, call.body);
  return json(200, found);
}

function dropRuleset({ repository, params }: Call): CloudResponse {
  rulesetIn(repository, params[0]);
  repository.rulesets.delete(Number(params[0]));
  return { status: 204 };
}

function rulesOfBranch(call: Call): CloudResponse {
  needRules(call);
  return json(200, call.host.rulesOf(call.repository, call.params[0] ?? ''));
}

/** https://docs.github.com/en/rest/actions/secrets, https://docs.github.com/en/rest/actions/variables. */
function listVariables({ host, repository }: Call): CloudResponse {
  host.world.rules.leanOn(variablesOfWriters);
  const variables = [...repository.variables].map(([name, value]) => ({ name, value }));
  return json(200, { total_count: variables.length, variables });
}

function addVariable({ repository, body }: Call): CloudResponse {
  const name = String(body['name']).toUpperCase();
  if (!/^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/.test(name)) throw new Refused(422, 'Variable name is invalid');
  if (repository.variables.has(name)) throw new Refused(409, 'Already exists - Variable already exists');
  repository.variables.set(name, String(body['value']));
  return json(201, {});
}

function putVariable({ repository, params, body }: Call): CloudResponse {
  const name = (params[0] ?? '').toUpperCase();
  if (!repository.variables.has(name)) throw notFound();
  repository.variables.set(name, String(body['value']));
  return { status: 204 };
}

function dropVariable({ repository, params }: Call): CloudResponse {
  if (!repository.variables.delete((params[0] ?? '').toUpperCase())) throw notFound();
  return { status: 204 };
}

function content({ repository, params }: Call): CloudResponse {
  const text = repository.branches.get('main')?.get(params[0] ?? '');
  if (text === undefined) throw notFound();
  return json(200, { path: params[0], encoding: 'base64', content: Buffer.from(text).toString('base64'), sha: '1' });
}

function putContent(call: Call): CloudResponse {
  const { host, repository, params, body } = call;
  if (host.rulesOf(repository, 'main').some(({ type }) => type === 'pull_request')) {
    throw new Refused(409, 'Repository rule violations found: Changes must be made through a pull request.');
  }
  const files = repository.branches.get('main') ?? new Map<string, string>();
  if (files.has(params[0] ?? '') && body['sha'] === undefined) throw new Refused(422, '"sha" wasn\'t supplied.');
  files.set(params[0] ?? '', Buffer.from(String(body['content']), 'base64').toString());
  repository.branches.set('main', files);
  return json(201, { commit: { sha: '1' } });
}

function codeOwnersErrors({ host, repository }: Call): CloudResponse {
  host.world.rules.leanOn(ownersWrite);
  const files = repository.branches.get('main');
  const path = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'].find((each) => files?.has(each));
  if (path === undefined) throw notFound();
  const known = new Set([
    ...[...host.people.values()].flatMap(({ login, role }) => (role === 'read' ? [] : [login])),
    ...host.teams.keys(),
  ]);
  const errors = (files?.get(path) ?? '')
    .split('\n')
    .flatMap((source, at) =>
      source.startsWith('#')
        ? []
        : [...source.matchAll(/@(\S+)/g)]
            .filter(([, name = '']) => !known.has(name))
            .map(() => ({ line: at + 1, kind: 'Unknown owner', source, path })),
    );
  return json(200, { errors });
}
