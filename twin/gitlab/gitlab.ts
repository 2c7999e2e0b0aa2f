import { randomUUID } from 'node:crypto';
import type { World } from '../clouds.js';
import { answerApi } from './api.js';
import { jobVariables } from './variables.js';
import { levels, type GitLabProject, type Host, type Person } from './objects.js';
import { tokenOf, type GitLabJob } from './tokens.js';

export { levels } from './objects.js';

/** GitLab.com as far as the rules of a project and the tokens of its jobs go; runs of pipelines are not played. */
export class GitLab implements Host {
  readonly projects = new Map<string, GitLabProject>();
  readonly people = new Map<string, Person>();
  readonly groups = new Map<string, number>();
  readonly groupVariables: Host['groupVariables'] = new Map();
  readonly writes: string[] = [];
  readonly unknownCalls: string[] = [];
  private readonly signed = new Set<string>();
  private last = 100;

  constructor(readonly world: World) {
    world.network.register('gitlab.com', (request) => answerApi(this, request));
  }

  /** Somebody with a role in every project; their token. */
  addPerson(level: number = levels.maintainer, username = `user${this.last + 1}`): string {
    const token = `glpat-${randomUUID().replaceAll('-', '').slice(0, 14)}sandbox`;
    this.people.set(token, { id: this.newId(), username, level });
    return token;
  }

  /** A group. Rules of a project may name it once it is invited there (`members`). */
  addGroup(path: string): number {
    const id = this.newId();
    this.groups.set(path, id);
    return id;
  }

  /** A project as GitLab makes it: its main branch is protected, and maintainers push to it. */
  addProject(path: string, over: Partial<GitLabProject> & { readonly empty?: boolean } = {}): GitLabProject {
    const { empty = false, ...given } = over;
    const made: GitLabProject = {
      ...{ id: 57_382_910, path, visibility: 'private', premium: true, showsPlan: true, knowsEnvironments: true },
      ...{
        defaultBranch: 'main',
        runsForks: true,
        restricts: true,
        startersApprove: false,
        ciConfigPath: '',
        tellsInherited: true,
      },
      components: ['project_path', 'ref_type', 'ref'],
      overrides: 'developer',
      approvals: {
        merge_requests_author_approval: false,
        merge_requests_disable_committers_approval: false,
        reset_approvals_on_push: true,
      },
      branches: new Map(empty ? [] : [['main', { push: levels.maintainer, force: false }]]),
      environments: new Map(),
      variables: [],
      files: new Map(empty ? [] : [['main', new Map<string, string>()]]),
      members: new Set(),
      ...given,
    };
    this.projects.set(path, made);
    return made;
  }

  /** A token of a job for an audience. From the first one on no other token of this issuer is believed. */
  tokenOf(job: GitLabJob, audience: string): string {
    if (this.signed.size === 0) this.world.issuers?.add('https://gitlab.com', (token) => this.signed.has(token));
    const token = tokenOf(this.world, job, audience);
    this.signed.add(token);
    return token;
  }

  /** What a job of the main branch finds in its environment. @param ofFile as the file of the pipeline gives them */
  variablesOf(path: string, ofFile: Readonly<Record<string, string>>): Record<string, string> {
    return jobVariables(this, path, ofFile);
  }

  private newId(): number {
    this.last += 1;
    return this.last;
  }
}
