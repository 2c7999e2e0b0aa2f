import { randomUUID } from 'node:crypto';
import type { World } from '../clouds.js';
import { json, type CloudRequest, type CloudResponse } from '../network.js';
import { answerAsHost } from '../pipeline-host.js';
import { rule } from '../rules.js';
import { Refused, type Handler } from './call.js';
import { checkRoutes } from './checks.js';
import { connectionRoutes } from './connections.js';
import { identitiesNamed } from './identities.js';
import type { Check, Connection, Host, Person, Project, Repository, Role } from './objects.js';
import { policyRoutes } from './policies.js';
import { repositoryRoutes } from './repositories.js';

const signInPage = rule(
  'azure-devops-sign-in-page',
  'https://learn.microsoft.com/en-us/azure/devops/integrate/get-started/authentication/authentication-guidance; that the status is 203: Azure/azure-devops-cli-extension#1072 and others',
  'Whoever has no right token is answered 203 with a page.',
);
const whoIsSignedIn = rule(
  'azure-devops-connection-data',
  'microsoft/terraform-provider-azuredevops, azuredevops/internal/client: _apis/connectionData names the authenticated user',
  'Whoever asks is told who they are.',
);
const previewVersion = rule(
  'azure-devops-preview-version',
  'https://learn.microsoft.com/en-us/azure/devops/integrate/concepts/rest-api-versioning: preview',
  'An API in preview is asked for with -preview in its version: else 400.',
);
const versionNeeded = rule(
  'azure-devops-version-needed',
  'https://learn.microsoft.com/en-us/azure/devops/integrate/concepts/rest-api-versioning: "required with every request" but GET',
  'Whatever writes names the version of the API: else 400.',
);
const projectNotSeen = rule(
  'azure-devops-project-404',
  'https://learn.microsoft.com/en-us/rest/api/azure/devops/core/projects/get; ProjectDoesNotExistWithNameException, TF200016',
  'A project that is not there, or that whoever asks may not see, is 404.',
);

/** Options of a new project. */
export interface NewProject {
  readonly organization?: string;
  /** Of its repository, which has the name of the project. */
  readonly empty?: boolean;
  readonly defaultBranch?: string;
}

/** dev.azure.com: projects with their repository, policies, service connections and pipelines; runs are not played. */
export class AzureDevOpsHost implements Host {
  readonly organizationId = '0f0f0f0f-1111-4222-8333-444444444444';
  readonly projects: Project[] = [];
  /** By token. */
  readonly people = new Map<string, Person>();
  readonly groups: Person[] = [];
  issuer: Host['issuer'] = 'entra';
  /** Writing calls, in order. */
  readonly writes: string[] = [];
  readonly unknownCalls: string[] = [];
  readonly signed = new Set<string>();
  private last = 100;

  constructor(readonly world: World) {
    world.network.register('dev.azure.com', async (request) => this.answer(request));
    world.network.register('vssps.dev.azure.com', async (request) => this.answer(request));
  }

  newId(): number {
    this.last += 1;
    return this.last;
  }

  /** Somebody with a personal access token, which is returned. */
  addPerson(account: string, role: Role = 'administrator'): string {
    const token = `${randomUUID().replaceAll('-', '')}sandbox`;
    const displayName = account.split('@')[0] ?? account;
    this.people.set(token, { id: randomUUID(), account, displayName, role, group: false });
    return token;
  }

  /** Somebody who may change everything; the token. */
  addToken(): string {
    return this.addPerson(`person-${this.people.size}@contoso.com`);
  }

  /** A group of people: `[Desktops]\Platform`. */
  addGroup(account: string): Person {
    const made: Person = { id: randomUUID(), account, displayName: account, role: 'contributor', group: true };
    this.groups.push(made);
    return made;
  }

  addProject(name: string, options: NewProject = {}): Project {
    const branch = options.defaultBranch ?? 'main';
    const repository: Repository = {
      id: randomUUID(),
      name,
      defaultBranch: options.empty === true ? undefined : `refs/heads/${branch}`,
      branches:
        options.empty === true
          ? new Map<string, Map<string, string>>()
          : new Map([[branch, new Map<string, string>()]]),
    };
    const made: Project = {
      ...{ id: randomUUID(), organization: options.organization ?? 'contoso', name },
      repositories: new Map([[repository.id, repository]]),
      policies: new Map(),
      definitions: new Map(),
      connections: new Map(),
      limitsVariables: false,
    };
    this.projects.push(made);
    return made;
  }

  /** A service connection that a person made. */
  addConnection(
    project: Project,
    over: Partial<Omit<Connection, 'checks'>> & { readonly checks?: readonly Omit<Check, 'id'>[] } = {},
  ): Connection {
    const made: Connection = {
      ...{ id: randomUUID(), name: 'by hand', description: '', type: 'azurerm', scheme: 'WorkloadIdentityFederation' },
      ...{ parameters: {}, data: {}, everyPipeline: false, pipelines: new Set<number>() },
      ...over,
      checks: (over.checks ?? []).map((check) => ({ id: this.newId(), ...check })),
    };
    project.connections.set(made.id.toLowerCase(), made);
    return made;
  }

  private answer(request: CloudRequest): Promise<CloudResponse> {
    return answerAsHost(this, { name: 'azure-devops', failed: 'Server Error' }, request, () => this.dispatch(request));
  }

  private dispatch(request: CloudRequest): CloudResponse {
    const person = this.signedIn(request.headers['authorization'] ?? '');
    if (person === undefined) {
      this.world.rules.leanOn(signInPage);
      const body = '<html><title>Azure DevOps Services | Sign In</title></html>';
      return { status: 203, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
    }
    try {
      return this.found(request, person);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return json(error.status, { $id: '1', message: error.message, typeKey: error.typeKey, errorCode: 0 });
    }
  }

  /** A personal access token as a password without a user, or a token of Entra. */
  private signedIn(authorization: string): Person | undefined {
    const [, kind, given = ''] = /^(Basic|Bearer) (.+)$/.exec(authorization) ?? [];
    return this.people.get(kind === 'Basic' ? Buffer.from(given, 'base64').toString().replace(/^:/, '') : given);
  }

  private found({ method, host, path, query, body }: CloudRequest, person: Person): CloudResponse {
    const version = query.get('api-version');
    if (method !== 'GET' && version === null) {
      this.world.rules.leanOn(versionNeeded);
      throw new Refused(400, `No api-version was supplied for the "${method}" request.`);
    }
    const [, organization = '', ...parts] = path.split('/').map(decodeURIComponent);
    if (host === 'vssps.dev.azure.com') return identitiesNamed(this, method, parts.join('/'), query);
    const inProject = parts[0] !== '_apis';
    const rest = parts.slice(inProject ? 2 : 1).join('/');
    if (/^pipelines\/(checks|pipelinepermissions)/i.test(rest) && !version?.includes('-preview')) {
      this.world.rules.leanOn(previewVersion);
      throw new Refused(400, 'The requested version is under preview. The -preview flag must be supplied.');
    }
    const content = body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as Record<string, unknown>);
    if (!inProject && method === 'GET' && rest === 'connectionData') {
      this.world.rules.leanOn(whoIsSignedIn);
      return json(200, { authenticatedUser: { id: person.id, providerDisplayName: person.displayName } });
    }
    const ofProject = /^projects\/([^/]+)$/.exec(rest)?.[1];
    const project = this.projectOf(
      organization,
      inProject ? parts[0] : (ofProject ?? referenced(content, query)),
      person,
    );
    if (!inProject && ofProject !== undefined && method === 'GET')
      return json(200, { id: project.id, name: project.name, state: 'wellFormed', visibility: 'private' });
    const route = routes.find(([of, pattern]) => of === method && pattern.test(rest));
    if (route === undefined) {
      this.unknownCalls.push(`${method} ${path}`);
      throw new Refused(404, 'The resource cannot be found.');
    }
    const [, pattern, handle] = route;
    const params = (pattern.exec(rest) ?? []).slice(1);
    return handle({ host: this, person, project, params, query, body: content });
  }

  private projectOf(organization: string, named: string | undefined, { role }: Person): Project {
    const known = this.projects.find(
      (each) =>
        each.organization.toLowerCase() === organization.toLowerCase() &&
        (each.id === named || each.name.toLowerCase() === named?.toLowerCase()),
    );
    if (known !== undefined && role !== 'stranger') return known;
    this.world.rules.leanOn(projectNotSeen);
    throw new Refused(
      404,
      `TF200016: The following project does not exist: ${named ?? ''}. Verify that the name of the project is correct and that the project exists on the specified Azure DevOps Server.`,
      'ProjectDoesNotExistWithNameException',
    );
  }
}

/** The project that a call to the organization is about. */
function referenced(body: Readonly<Record<string, unknown>>, query: URLSearchParams): string | undefined {
  const [first] = (body['serviceEndpointProjectReferences'] ?? []) as readonly {
    readonly projectReference?: { readonly id?: string };
  }[];
  return first?.projectReference?.id ?? query.get('projectIds') ?? undefined;
}

const routes: readonly (readonly [method: string, path: RegExp, handle: Handler])[] = [
  ...policyRoutes,
  ...repositoryRoutes,
  ...connectionRoutes,
  ...checkRoutes,
];
