import { json, type CloudRequest, type CloudResponse } from '../network.js';
import { answerAsHost, bodyOf } from '../pipeline-host.js';
import { rule } from '../rules.js';
import { accountCall } from './accounts.js';
import type { Call, Handler } from './call.js';
import {
  addPolicy,
  deleteEnvironment,
  dropPolicy,
  environmentIn,
  heldBy,
  policies,
  putEnvironment,
  shown,
} from './environments.js';
import { codeOwnersErrors, content, putContent } from './files.js';
import { addRuleset, dropRuleset, listRulesets, putRuleset, ruleset, rulesOfBranch } from './rulesets.js';
import { notFound, Refused } from './refused.js';
import type { Host } from './objects.js';
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
const prefixIsTheTruth = rule(
  'github-sub-claim-prefix',
  'OpenAPI of GitHub, actions-oidc-custom-sub (octokit/openapi-types 29.0.1)',
  'The customization of the subject answers sub_claim_prefix, whatever the form; use_immutable_subject says only who opted in.',
);

export const answerApi = (host: Host, request: CloudRequest): Promise<CloudResponse> =>
  answerAsHost(host, { name: 'github', failed: 'Server Error' }, request, () => dispatch(host, request));

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
    return handle({
      host,
      person,
      repository,
      params,
      body: bodyOf(request, () => new Refused(400, 'Problems parsing JSON')),
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return json(error.status, { message: error.message, documentation_url: 'https://docs.github.com/rest' });
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
