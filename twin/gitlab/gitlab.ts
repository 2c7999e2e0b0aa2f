import { randomUUID } from 'node:crypto';
import type { World } from '../clouds.js';
import { json } from '../network.js';
import { answerApi } from './api.js';
import { discoveryOf } from './discovery.js';
import { jobVariables } from './variables.js';
import { levels, type GitLabProject, type Host, type Person } from './objects.js';
import { tokenOf, type GitLabJob } from './tokens.js';

export { levels } from './objects.js';

/** Where an instance is, and who signs for it. */
export interface Instance {
  /** With `https://`, and the path below which it lies. @default gitlab.com */
  readonly url?: string;
  /** `ci_id_tokens_issuer_url`. @default its address */
  readonly issuer?: string;
}

/**
 * GitLab.com, or an instance of somebody's own, as far as the rules of a project and the tokens of its jobs go; runs of pipelines
 * are not played.
 */
export class GitLab implements Host {
  readonly projects = new Map<string, GitLabProject>();
  readonly people = new Map<string, Person>();
  readonly groups = new Map<string, number>();
  readonly groupVariables: Host['groupVariables'] = new Map();
  readonly writes: string[] = [];
  readonly unknownCalls: string[] = [];
  private readonly signed = new Set<string>();
  readonly url: string;
  readonly issuer: string;
  private last = 100;

  constructor(
    readonly world: World,
    { url = 'https://gitlab.com', issuer = url }: Instance = {},
  ) {
    this.url = url;
    this.issuer = issuer;
    const { host, pathname } = new URL(url);
    const below = pathname.replace(/\/$/, '');
    world.network.register(host, async (request) =>
      request.path.startsWith(`${below}/`)
        ? answerApi(this, { ...request, path: request.path.slice(below.length) })
        : json(404, { message: '404 Not Found' }),
    );
    if (issuer !== url) world.network.register(new URL(issuer).host, async () => discoveryOf(issuer));
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
    if (this.signed.size === 0) this.world.issuers?.add(this.issuer, (token) => this.signed.has(token));
    const token = tokenOf(this, job, audience);
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
