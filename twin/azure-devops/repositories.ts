import { json } from '../network.js';
import { rule } from '../rules.js';
import { Refused, type Call, type Handler } from './call.js';
import type { Definition, Repository } from './objects.js';
import { policiesOf } from './policies.js';

const repositoryNotSeen = rule(
  'azure-devops-repository-404',
  'https://learn.microsoft.com/en-us/rest/api/azure/devops/git/repositories/get-repository; GitRepositoryNotFoundException, TF401019',
  'A repository that is not there, or that whoever asks may not see, is 404.',
);
const policiesKeepPushesOut = rule(
  'azure-devops-policies-need-pull-request',
  'https://learn.microsoft.com/en-us/azure/devops/repos/git/branch-policies: "A branch with required policies configured can\'t be deleted, and requires pull requests (PRs) for all changes."',
  'A branch with a blocking policy takes no push.',
);
const yamlMayFollow = rule(
  'azure-devops-definition-before-yaml',
  'microsoft/terraform-provider-azuredevops, example of azuredevops_build_definition: the file is not there yet',
  'A pipeline is made before its file lies in the repository.',
);
const variablesAreLimited = rule(
  'azure-devops-general-settings',
  'https://learn.microsoft.com/en-us/rest/api/azure/devops/build/general-settings (enforceSettableVar), https://learn.microsoft.com/en-us/azure/devops/pipelines/security/inputs#limit-variables-that-can-be-set-at-queue-time',
  'Whether variables can be set at queue time is a setting of the project; a PATCH changes what it names alone.',
);
const wholeWhenAsked = rule(
  'azure-devops-definitions-shallow',
  'https://learn.microsoft.com/en-us/rest/api/azure/devops/build/definitions/list: includeAllProperties, "By default, shallow representations of the definitions are returned"',
  'A list of pipelines names their files where all properties are asked for, and else not.',
);
const definitionNames = rule(
  'azure-devops-definition-name-unique',
  'guess: DefinitionExistsException of Microsoft.TeamFoundation.Build.WebApi is known, its status is not',
  'Two pipelines of a folder have not the same name: 409.',
);

function repositoryIn({ host, project }: Call, named: string): Repository {
  const found = [...project.repositories.values()].find(
    ({ id, name }) => id === named.toLowerCase() || name.toLowerCase() === named.toLowerCase(),
  );
  if (found) return found;
  host.world.rules.leanOn(repositoryNotSeen);
  throw new Refused(
    404,
    `TF401019: The Git repository with name or identifier ${named} does not exist or you do not have permissions for the operation you are attempting.`,
    'GitRepositoryNotFoundException',
  );
}

const shown = ({ project }: Call, { id, name, defaultBranch, branches }: Repository): object => ({
  ...{ id, name, isDisabled: false, size: branches.size * 1000 },
  project: { id: project.id, name: project.name },
  ...(defaultBranch === undefined ? {} : { defaultBranch }),
});

interface Push {
  readonly refUpdates?: readonly { readonly name?: string; readonly oldObjectId?: string }[];
  readonly commits?: readonly {
    readonly changes?: readonly {
      readonly item?: { readonly path?: string };
      readonly newContent?: { readonly content?: string };
    }[];
  }[];
}

export const repositoryRoutes: readonly (readonly [method: string, path: RegExp, handle: Handler])[] = [
  ['GET', /^git\/repositories\/([^/]+)$/, (call) => json(200, shown(call, repositoryIn(call, call.params[0] ?? '')))],
  [
    'PATCH',
    /^git\/repositories\/([^/]+)$/,
    (call) => {
      const repository = repositoryIn(call, call.params[0] ?? '');
      if (call.person.role !== 'administrator')
        throw new Refused(403, "TF401027: You need the Git 'ManageNote, EditPolicies' permission.");
      const branch = (call.body as { readonly defaultBranch?: string }).defaultBranch ?? '';
      if (!repository.branches.has(branch.replace('refs/heads/', '')))
        throw new Refused(400, `The branch ${branch} does not exist.`);
      repository.defaultBranch = branch;
      return json(200, shown(call, repository));
    },
  ],
  [
    'GET',
    /^git\/repositories\/([^/]+)\/refs$/,
    (call) => {
      const { branches } = repositoryIn(call, call.params[0] ?? '');
      const filter = (call.query.get('filter') ?? '').replace(/^heads\//, '');
      const names = [...branches.keys()].filter((name) => name.startsWith(filter));
      const value = names.map((name) => ({ name: `refs/heads/${name}`, objectId: '1'.repeat(40) }));
      return json(200, { count: value.length, value });
    },
  ],
  [
    'POST',
    /^git\/repositories\/([^/]+)\/pushes$/,
    (call) => {
      const repository = repositoryIn(call, call.params[0] ?? '');
      if (call.person.role === 'stranger')
        throw new Refused(403, "TF401027: You need the Git 'GenericContribute' permission to perform this action.");
      const { refUpdates: [update] = [], commits = [] } = call.body as Push;
      const ref = update?.name ?? '';
      const name = ref.replace('refs/heads/', '');
      if (policiesOf(call.project, repository, ref).length > 0 && repository.branches.has(name)) {
        call.host.world.rules.leanOn(policiesKeepPushesOut);
        throw new Refused(
          403,
          'TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.',
          'GitRefUpdateRejectedByPolicyException',
        );
      }
      if (repository.branches.has(name) !== !/^0+$/.test(update?.oldObjectId ?? '0'))
        throw new Refused(409, `TF401035: The object '${update?.oldObjectId}' does not exist.`);
      const files = repository.branches.get(name) ?? new Map<string, string>();
      for (const { item, newContent } of commits.flatMap(({ changes = [] }) => changes))
        files.set((item?.path ?? '').replace(/^\//, ''), newContent?.content ?? '');
      repository.branches.set(name, files);
      repository.defaultBranch ??= ref;
      return json(201, { pushId: call.host.newId(), refUpdates: [{ name: ref }] });
    },
  ],
  [
    'GET',
    /^build\/generalsettings$/,
    ({ host, project }) => {
      host.world.rules.leanOn(variablesAreLimited);
      return json(200, { enforceSettableVar: project.limitsVariables });
    },
  ],
  [
    'PATCH',
    /^build\/generalsettings$/,
    ({ host, person, project, body }) => {
      if (person.role !== 'administrator') throw new Refused(403, 'Access denied. Project administrators alone.');
      host.world.rules.leanOn(variablesAreLimited);
      const { enforceSettableVar } = body as { readonly enforceSettableVar?: boolean };
      if (enforceSettableVar !== undefined) project.limitsVariables = enforceSettableVar;
      return json(200, { enforceSettableVar: project.limitsVariables });
    },
  ],
  [
    'GET',
    /^build\/definitions$/,
    ({ host, project, query }) => {
      if (query.has('yamlFilename')) throw new Refused(500, 'twin: the filter yamlFilename is not played');
      const [name, repository] = ['name', 'repositoryId'].map((each) => query.get(each));
      const isWhole = query.get('includeAllProperties') === 'true';
      if (isWhole) host.world.rules.leanOn(wholeWhenAsked);
      const value = [...project.definitions.values()]
        .filter(
          (each) => (name === null || each.name === name) && (repository === null || each.repository.id === repository),
        )
        .map((each) => (isWhole ? each : { id: each.id, name: each.name, path: each.path }));
      return json(200, { count: value.length, value });
    },
  ],
  [
    'GET',
    /^build\/definitions\/(\d+)$/,
    ({ project, params }) => {
      const found = project.definitions.get(Number(params[0]));
      if (!found) throw new Refused(404, `Definition ${params[0]} not found.`, 'DefinitionNotFoundException');
      return json(200, found);
    },
  ],
  [
    'POST',
    /^build\/definitions$/,
    (call) => {
      const { host, person, project, body } = call;
      if (person.role === 'stranger') throw new Refused(403, 'Access denied. Edit build pipeline permissions needed.');
      const wanted = body as unknown as Omit<Definition, 'id'>;
      if (!['TfsGit', 'GitHub'].includes(wanted.repository.type))
        throw new Refused(400, `The repository type ${wanted.repository.type} is not known.`);
      if (wanted.process.type !== 2 || !wanted.process.yamlFilename)
        throw new Refused(500, 'twin: pipelines by YAML alone are played');
      repositoryIn(call, wanted.repository.id);
      if ([...project.definitions.values()].some(({ name }) => name === wanted.name)) {
        host.world.rules.leanOn(definitionNames);
        throw new Refused(409, `Definition ${wanted.name} already exists.`, 'DefinitionExistsException');
      }
      host.world.rules.leanOn(yamlMayFollow);
      const made: Definition = { ...wanted, id: host.newId(), path: '\\' };
      project.definitions.set(made.id, made);
      return json(200, made);
    },
  ],
  [
    'DELETE',
    /^build\/definitions\/(\d+)$/,
    ({ person, project, params }) => {
      if (person.role !== 'administrator') throw new Refused(403, 'Access denied. Delete build pipeline needed.');
      if (!project.definitions.delete(Number(params[0]))) throw new Refused(404, `Definition ${params[0]} not found.`);
      for (const { pipelines } of project.connections.values()) pipelines.delete(Number(params[0]));
      return { status: 204 };
    },
  ],
];
