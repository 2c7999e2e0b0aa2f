/**
 * The second pair of eyes on GitLab where nobody was asked to approve: who starts *apply* is none of those who opened, merged or
 * pushed what it applies, since the commit that was applied last.
 *
 * Who started the job stands in its ID token, which GitLab signs and AWS has to believe before anything is applied: a variable
 * of the job may be anybody's (docs/facts/pipelines.md 6.6). Authors of commits are texts that whoever makes them chooses; who
 * pushed is known to GitLab, so that counts. What nobody is known to have brought is refused: also what came from a fork, whose
 * pushes this project does not tell.
 *
 * Sources: https://docs.gitlab.com/ci/secrets/id_token_authentication (user_login, user_email, environment_protected),
 * https://docs.gitlab.com/api/commits (ref_name takes a range; merge requests of a commit),
 * https://docs.gitlab.com/api/events (action pushed: author_username, push_data), https://docs.gitlab.com/user/project/service_accounts,
 * https://docs.gitlab.com/administration/settings/push_event_activities_limit (a push to more than three branches names none).
 */
import { mainBranch } from '../../../domain/pipeline-subjects.js';
import { gitlabAwsToken } from '../../clouds/job-hosts/gitlab.js';
import { Failure } from '../../terminal/failure.js';
import { isApproved } from './gitlab-approval.js';
import { askGitlab } from '../../clouds/job-hosts/gitlab.js';
import { assertPerson, type GitlabUser } from './gitlab-people.js';
import { inTurn } from '../../clouds/job-hosts/host-api.js';
import { claimsOf } from '../../clouds/token-claims.js';

interface GitlabCommit {
  readonly id: string;
  readonly author_email?: string;
  readonly committer_email?: string;
}

interface MergeRequest {
  readonly iid: number;
  readonly state?: string;
  readonly target_branch?: string;
  readonly source_branch?: string;
  /** Of a fork another one than the target's; null once the fork is gone. */
  readonly source_project_id?: number | null;
  readonly target_project_id?: number;
  readonly author?: GitlabUser | null;
  readonly merge_user?: GitlabUser | null;
}

interface PushEvent {
  readonly author_username?: string;
  readonly push_data?: {
    /** Nothing of a push to many at once. */
    readonly ref?: string | null;
    readonly ref_type?: string;
    readonly action?: string;
  };
}

const page = 100;
/** More is not looked through: a person brings what has gathered up. */
const most = { commits: 250, events: 2000 };

const claimsIn = (env: NodeJS.ProcessEnv): Readonly<Record<string, unknown>> => claimsOf(env[gitlabAwsToken] ?? '');

/**
 * Whether nobody else has approved this job, whatever the deployment says: its environment is not protected, or it is and
 * nobody was asked.
 * @throws Failure where GitLab does not say
 */
export async function startedWithoutApproval(env: NodeJS.ProcessEnv): Promise<boolean> {
  const { environment_protected: isProtected, environment, job_id: id, project_id: project } = claimsIn(env);
  if (String(isProtected) !== 'true') return true;
  assertOwnProject(project, env);
  return !(await isApproved({ id: String(id), environment: String(environment) }, env));
}

/** What is asked is asked of the project that the token names: the variable of a job may be anybody's. */
function assertOwnProject(project: unknown, { CI_PROJECT_ID: asked }: NodeJS.ProcessEnv): void {
  if (project === undefined || project === asked || project === Number(asked)) return;
  throw new Failure('The job asks GitLab about another project than its own: nothing is applied.', [
    `CI_PROJECT_ID must be ${JSON.stringify(project).replaceAll('"', '')}, got: ${asked ?? 'nothing'}`,
    'Let nobody start a job with variables of their own (ci_pipeline_variables_minimum_override_role: no_one_allowed).',
  ]);
}

/**
 * @param since The commit that was applied last; without one the whole history counts
 * @throws Failure that names who it was, or what nobody is known to have brought
 */
export async function assertSomebodyElseStarts(
  { commit, since }: { readonly commit: string; readonly since?: string | undefined },
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { user_login: login, user_email: email, user_id: id, project_id: project } = claimsIn(env);
  const starter = typeof login === 'string' ? login : '';
  assertOwnProject(project, env);
  await assertPerson({ username: starter, ...(id === undefined ? {} : { id: Number(id) }) }, 'started by', env);
  const counted = await commitsOf(commit, since, env);
  // Those of branches that went into the one that was merged count, too: their people wrote a part of it.
  const brought = await inTurn(counted, async ({ id }) => ({
    id,
    requests: (await requestsOf(id, env)).filter(isMerged),
  }));
  const direct = brought.filter(({ requests }) => !requests.some(isOnMain));
  if (counted.length === 0 || direct.length > 0) {
    throw unknown([
      counted.length === 0
        ? `GitLab lists no commit up to ${commit.slice(0, 12)}`
        : `without a merge request that was merged: ${direct
            .map(({ id }) => id.slice(0, 12))
            .slice(0, 5)
            .join(', ')}`,
      `Let nobody push to ${mainBranch} (Settings, Repository, Protected branches).`,
    ]);
  }
  const requests = new Map(brought.flatMap(({ requests: all }) => all.map((each) => [each.iid, each] as const)));
  const events = await pages<PushEvent>(
    (at) => `events?action=pushed&per_page=${page}&page=${at}`,
    most.events,
    env,
    () =>
      new Failure(
        `This project was pushed to more than ${most.events} times: who pushed what is no longer looked through.`,
        [
          'Nothing is applied here any more. Let approvers of a protected environment release it (level `approved`, Premium), or apply from a laptop (level `refused`).',
        ],
      ),
  );
  const people = new Set<string>();
  for (const { iid, author, merge_user: merger, source_branch: branch, ...projects } of requests.values()) {
    const isOfFork = projects.source_project_id !== projects.target_project_id;
    const pushed = isOfFork ? [] : pushersOf(branch, events);
    if (!author?.username || !merger?.username || pushed.length === 0) {
      throw unknown([
        `merge request ${iid}: GitLab does not say who opened, merged or pushed all of it (${branch ?? ''}${isOfFork ? ', of a fork' : ''})`,
      ]);
    }
    const more = pushersOfMany(branch, events);
    for (const name of [author.username, merger.username, ...pushed, ...more]) people.add(name);
  }
  const own = typeof email === 'string' ? email.toLowerCase() : undefined;
  const wrote = counted.some((each) =>
    [each.author_email, each.committer_email].some((of) => of?.toLowerCase() === own),
  );
  if (![...people].some((name) => name.toLowerCase() === starter.toLowerCase()) && !(own !== undefined && wrote)) {
    // A job that has the token of a project brings what whoever wrote that job wants.
    await inTurn([...people], async (username) => assertPerson({ username }, did, env, bringAgain));
    return;
  }
  throw new Failure('Somebody else than the authors of the change starts the apply.', [
    `started by: ${starter}; opened, merged, pushed or written by: ${[...people].join(', ')}`,
    'Ask a person who had no part in it to look at summary.md of main-plan and to start *apply*.',
  ]);
}

const did = 'opened, merged or pushed by';
const bringAgain = `Take it back and let a person bring it: pushes of their own, a merge request that they open, a person who merges. Or apply it once from a laptop, on ${mainBranch}.`;

const isMerged = ({ state }: MergeRequest): boolean => state === 'merged';
const isOnMain = ({ target_branch: target }: MergeRequest): boolean => target === mainBranch;

const namesOf = (events: readonly PushEvent[]): string[] => events.flatMap(({ author_username: name }) => name ?? []);

const pushersOf = (branch: string | undefined, events: readonly PushEvent[]): string[] =>
  namesOf(events.filter(({ push_data: data }) => data?.ref === branch));

/** Who pushed to many branches at once since this one was made, and so may have pushed to it. Events come newest first. */
function pushersOfMany(branch: string | undefined, events: readonly PushEvent[]): string[] {
  const made = events.findIndex(({ push_data: data }) => data?.ref === branch && data?.action === 'created');
  const since = made < 0 ? events : events.slice(0, made);
  return namesOf(
    since.filter(({ push_data: data }) => !data?.ref && data?.ref_type !== 'tag' && data?.action !== 'removed'),
  );
}

/** Each commit that is applied and was not applied before; of one that was, itself. */
async function commitsOf(commit: string, since: string | undefined, env: NodeJS.ProcessEnv): Promise<GitlabCommit[]> {
  if (since === commit) return [(await askGitlab(env, `repository/commits/${commit}`)) as GitlabCommit];
  const range = encodeURIComponent(since === undefined ? commit : `${since}..${commit}`);
  return pages(
    (at) => `repository/commits?ref_name=${range}&per_page=${page}&page=${at}`,
    most.commits,
    env,
    () => unknown([`More was merged since the last apply than is looked through: ${most.commits} commits.`]),
  );
}

const requestsOf = async (sha: string, env: NodeJS.ProcessEnv): Promise<MergeRequest[]> =>
  listOf<MergeRequest>(await askGitlab(env, `repository/commits/${sha}/merge_requests?per_page=${page}`));

const unknown = (lines: readonly string[]): Failure =>
  new Failure('Nobody knows who brought a part of the change.', [
    ...lines,
    `Apply it once from a laptop, on ${mainBranch}: that notes the commit, and the next run counts from there.`,
  ]);

/** Every page of a list. @throws Failure beyond the most that is looked through */
async function pages<T>(
  path: (at: number) => string,
  limit: number,
  env: NodeJS.ProcessEnv,
  tooMuch: () => Failure,
): Promise<T[]> {
  const found: T[] = [];
  for (let at = 1; ; at += 1) {
    const some = listOf<T>(await askGitlab(env, path(at)));
    found.push(...some);
    if (found.length > limit) throw tooMuch();
    if (some.length < page) return found;
  }
}

function listOf<T>(answer: unknown): T[] {
  if (Array.isArray(answer)) return answer as T[];
  throw new Failure('GitLab gave an answer that cannot be read: nothing is applied.', [
    `must be a list, got: ${(JSON.stringify(answer) ?? 'nothing').slice(0, 80)}`,
  ]);
}
