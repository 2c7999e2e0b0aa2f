import { randomUUID } from 'node:crypto';
import type { World } from '../clouds.js';
import { rule } from '../rules.js';
import { answerApi } from './api.js';
import type { Host, Person, Repository, Ruleset } from './objects.js';
import { answerIdentity, type Job } from './tokens.js';

const environmentDecides = rule(
  'github-environment-branch-policy',
  'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments: Deployment branches and tags',
  'A job enters an environment from a ref that its policy lets in; without a policy from every ref.',
);
const protectedWithoutRule = rule(
  'github-protected-branches-without-rule',
  'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments: "If no branch protection rules are defined for any branch in the repository, then all branches can deploy"',
  'The policy "protected branches" lets every branch in where no classic rule exists.',
);

/** Options of a new repository. */
export interface NewRepository {
  readonly private?: boolean;
  readonly plan?: Repository['plan'];
  readonly showsPlan?: boolean;
  readonly ownerType?: Repository['ownerType'];
  readonly ownerId?: number;
  readonly fork?: boolean;
  /** The form of subjects that was in use until 15 July 2026. */
  readonly oldSubject?: boolean;
  /** Whether it has a main branch already. */
  readonly empty?: boolean;
  /** @default main */
  readonly defaultBranch?: string;
}

/** A host of repositories: its API at `api.github.com`, and the issuer of the tokens of its jobs. */
export class GitHub implements Host {
  readonly repositories = new Map<string, Repository>();
  readonly people = new Map<string, Person>();
  /** Ids of teams by `organization/slug`. */
  readonly teams = new Map<string, number>();
  /** Writing calls to the API, in order: `PUT /repos/contoso/desktops/environments/production`. */
  readonly writes: string[] = [];
  readonly unknownCalls: string[] = [];
  private readonly jobs = new Map<string, Job>();
  private readonly signed = new Set<string>();
  private last = 1000;

  constructor(readonly world: World) {
    world.issuers?.add('https://token.actions.githubusercontent.com', (token) => this.signed.has(token));
    world.network.register('api.github.com', (request) => answerApi(this, request));
    world.network.register('pipelines.actions.githubusercontent.com', async (request) =>
      answerIdentity(this, this.jobs, request),
    );
  }

  newId(): number {
    this.last += 1;
    return this.last;
  }

  /** Somebody with a token. */
  addPerson(login: string, role: Person['role'] = 'admin', scopes: readonly string[] = ['repo', 'workflow']): string {
    const token = `ghp_${randomUUID().replaceAll('-', '').slice(0, 12)}sandbox`;
    this.people.set(token, { login, id: this.newId(), role, scopes });
    return token;
  }

  addRepository(name: string, options: NewRepository = {}): Repository {
    const made: Repository = {
      name,
      id: 821_093_000 + this.newId(),
      ownerId: options.ownerId ?? 5_544_123,
      ownerType: options.ownerType ?? 'Organization',
      private: options.private ?? true,
      plan: options.plan ?? 'enterprise',
      showsPlan: options.showsPlan ?? true,
      fork: options.fork ?? false,
      classicRule: false,
      jobsApprove: false,
      defaultBranch: options.defaultBranch ?? 'main',
      subject: { useDefault: true, claimKeys: ['repo', 'context'], immutable: options.oldSubject !== true },
      environments: new Map(),
      rulesets: new Map(),
      variables: new Map(),
      branches:
        options.empty === true
          ? new Map<string, Map<string, string>>()
          : new Map([[options.defaultBranch ?? 'main', new Map<string, string>()]]),
    };
    this.repositories.set(name.toLowerCase(), made);
    return made;
  }

  /** Since 15 July 2026 a renamed repository sends the form with ids. */
  rename(repository: Repository, name: string): void {
    this.repositories.delete(repository.name.toLowerCase());
    repository.name = name;
    repository.subject.immutable = true;
    this.repositories.set(name.toLowerCase(), repository);
  }

  /**
   * Begins a job: what its environment holds for an identity token. Refuses, with the host's words, a job whose ref the
   * environment does not let in.
   */
  startJob(job: Job): {
    readonly ACTIONS_ID_TOKEN_REQUEST_URL: string;
    readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string;
  } {
    const refusal = this.refusedBy(job);
    if (refusal !== undefined) throw new Error(refusal);
    const bearer = `job_${randomUUID().replaceAll('-', '').slice(0, 12)}sandbox`;
    this.jobs.set(bearer, job);
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://pipelines.actions.githubusercontent.com/identity?version=2',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    };
  }

  /** Why an environment keeps a job out, in the words of the host. */
  refusedBy({ repository, environment, ref }: Job): string | undefined {
    if (environment === undefined) return undefined;
    const found = repository.environments.get(environment.toLowerCase());
    // One that does not exist is made by the job that names it, without any rule.
    if (found === undefined || found.branches === null) return undefined;
    this.world.rules.leanOn(environmentDecides);
    const branch = ref.replace(/^refs\/heads\//, '').replace(/^refs\/pull\//, 'refs/pull/');
    if (found.branches === 'protected') {
      if (repository.classicRule && branch === 'main') return undefined;
      if (!repository.classicRule) {
        this.world.rules.leanOn(protectedWithoutRule);
        return undefined;
      }
    } else if ([...found.policies.values()].some(({ name }) => matches(name, branch))) return undefined;
    return `Branch "${branch}" is not allowed to deploy to ${found.name} due to environment protection rules.`;
  }

  /** Notes that this host has signed a token: another one opens nothing. */
  sign(token: string): string {
    this.signed.add(token);
    return token;
  }

  /** Rules that hold for a branch. */
  rulesOf(repository: Repository, branch: string): Ruleset['rules'] {
    return [...repository.rulesets.values()]
      .filter(({ enforcement, target, conditions }) => {
        const { include, exclude } = conditions.ref_name;
        const among = (patterns: readonly string[]): boolean =>
          patterns.some(
            (each) =>
              each === '~ALL' || (each === '~DEFAULT_BRANCH' && branch === 'main') || each === `refs/heads/${branch}`,
          );
        return enforcement === 'active' && target === 'branch' && among(include) && !among(exclude);
      })
      .flatMap(({ rules }) => rules);
  }
}

/** `*` is any run of characters but a slash, as in Ruby's `File.fnmatch`. */
function matches(pattern: string, ref: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*/g, '[^/]*');
  return new RegExp(`^${source}$`).test(ref);
}
