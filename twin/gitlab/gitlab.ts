import { randomUUID } from 'node:crypto';
import type { World } from '../clouds.js';
import { json, type CloudRequest, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';

const settingsForMaintainers = rule(
  'gitlab-settings-maintainer',
  'https://docs.gitlab.com/user/permissions: project settings, CI/CD variables and protected environments are for Maintainers; lib/api/entities/project.rb exposes them to who may administer the project',
  'Variables and protected environments are told to the role Maintainer and above; of the project a lower role is told less.',
);
const environmentsNeedPremium = rule(
  'gitlab-protected-environments-premium',
  'https://docs.gitlab.com/api/protected_environments: Tier: Premium, Ultimate; that Free answers 404: guess',
  'Without Premium there are no protected environments: 404.',
);
const outsidersSeeNothing = rule(
  'gitlab-private-project-404',
  'https://docs.gitlab.com/api/rest/troubleshooting: 404 for what whoever asks may not see',
  'A private project is not there for who is no member.',
);

/** Levels of roles: https://docs.gitlab.com/api/members/#roles. */
export const levels = { nobody: 0, reporter: 20, developer: 30, maintainer: 40 } as const;
const names: Readonly<Record<number, string>> = { 0: 'No one', 30: 'Developers + Maintainers', 40: 'Maintainers' };

export interface GitLabProject {
  readonly id: number;
  readonly path: string;
  visibility: 'private' | 'internal' | 'public';
  premium: boolean;
  components: readonly string[];
  runsForks: boolean;
  overrides: 'no_one_allowed' | 'developer' | 'maintainer' | 'owner';
  startersApprove: boolean;
  /** Who pushes to which branch, or to those of a pattern with `*`, as a level. */
  readonly branches: Map<string, { push: number; force: boolean }>;
  /** Protected environments: who deploys, as a level, and how many approve. */
  readonly environments: Map<string, { deploy: number; approvals: number }>;
  readonly variables: { key: string; value: string; protected: boolean; masked: boolean }[];
}

/** GitLab.com as far as the rules of a project go; runs of pipelines are not played. */
export class GitLab {
  readonly projects = new Map<string, GitLabProject>();
  /** Levels of people by token. */
  readonly people = new Map<string, number>();
  readonly unknownCalls: string[] = [];

  constructor(private readonly world: World) {
    world.network.register('gitlab.com', async (request) => this.answer(request));
  }

  /** Somebody with a role in every project; their token. */
  addPerson(level: number = levels.maintainer): string {
    const token = `glpat-${randomUUID().replaceAll('-', '').slice(0, 14)}sandbox`;
    this.people.set(token, level);
    return token;
  }

  /** A project as GitLab makes it: its main branch is protected, and maintainers push to it. */
  addProject(path: string, over: Partial<GitLabProject> = {}): GitLabProject {
    const made: GitLabProject = {
      ...{ id: 57_382_910, path, visibility: 'private', premium: true, runsForks: true, startersApprove: false },
      components: ['project_path', 'ref_type', 'ref'],
      overrides: 'developer',
      branches: new Map([['main', { push: levels.maintainer, force: false }]]),
      environments: new Map(),
      variables: [],
      ...over,
    };
    this.projects.set(path, made);
    return made;
  }

  private answer({ method, path, headers, query }: CloudRequest): CloudResponse {
    const role = this.people.get(headers['private-token'] ?? '');
    if (role === undefined) return json(401, { message: '401 Unauthorized' });
    const [, api, version, kind, named = '', ...rest] = path.split('/').map(decodeURIComponent);
    const project = this.projects.get(named);
    if (method !== 'GET' || api !== 'api' || version !== 'v4' || kind !== 'projects') return this.unknown(method, path);
    if (project === undefined || role < levels.reporter) {
      this.world.rules.leanOn(outsidersSeeNothing);
      return json(404, { message: '404 Project Not Found' });
    }
    const [part, name = ''] = rest;
    const may = role >= levels.maintainer;
    if (part !== undefined && part !== 'protected_branches' && !may) {
      this.world.rules.leanOn(settingsForMaintainers);
      return json(403, { message: '403 Forbidden' });
    }
    const notFound = json(404, { message: '404 Not found' });
    const who = (level: number) => [
      { access_level: level, access_level_description: names[level] ?? 'No one', user_id: null, group_id: null },
    ];
    if (part === undefined) return json(200, this.shown(project, may));
    const paged = (all: readonly object[]): CloudResponse => {
      const size = Number(query.get('per_page') ?? 20);
      const from = (Number(query.get('page') ?? 1) - 1) * size;
      return json(200, all.slice(from, from + size));
    };
    if (part === 'protected_branches' && name === '') {
      return paged(
        [...project.branches].map(([of, { push, force }]) => ({
          ...{ name: of, push_access_levels: who(push), allow_force_push: force },
        })),
      );
    }
    if (part === 'protected_environments' && name !== '') {
      if (!project.premium) this.world.rules.leanOn(environmentsNeedPremium);
      const found = project.premium ? project.environments.get(name) : undefined;
      if (found === undefined) return notFound;
      const approvals =
        found.approvals === 0 ? [] : [{ ...who(levels.maintainer)[0], required_approvals: found.approvals }];
      return json(200, {
        name,
        deploy_access_levels: who(found.deploy),
        required_approval_count: 0,
        approval_rules: approvals,
      });
    }
    if (part === 'variables' && name === '') {
      return paged(project.variables.map((each) => ({ ...each, variable_type: 'env_var', environment_scope: '*' })));
    }
    return this.unknown(method, path);
  }

  private shown(project: GitLabProject, may: boolean): object {
    const open = { id: project.id, path_with_namespace: project.path, visibility: project.visibility };
    if (!may) return open;
    return {
      ...open,
      ci_id_token_sub_claim_components: project.components,
      ci_allow_fork_pipelines_to_run_in_parent_project: project.runsForks,
      ci_pipeline_variables_minimum_override_role: project.overrides,
      allow_pipeline_trigger_approve_deployment: project.startersApprove,
    };
  }

  private unknown(method: string, path: string): CloudResponse {
    this.unknownCalls.push(`${method} ${path}`);
    return json(404, { message: '404 Not Found' });
  }
}
