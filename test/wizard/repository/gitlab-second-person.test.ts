import { createServer, type Server } from 'node:http';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { refuseOwnConfirmation } from '../../../wizard/commands/apply-preflight.js';
import {
  assertSomebodyElseStarts,
  startedWithoutApproval,
} from '../../../wizard/repository/pipelines/gitlab-second-person.js';
import { secondPersonOf } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { Failure } from '../../../wizard/terminal/failure.js';

const commit = 'c'.repeat(40);
const before = 'b'.repeat(40);
const request = {
  ...{ iid: 7, state: 'merged', target_branch: 'main', source_branch: 'desktops' },
  ...{ author: { username: 'ada' }, merge_user: { username: 'grace' } },
};
const push = (author: string, ref = 'desktops') => ({ author_username: author, push_data: { ref } });

/** What GitLab keeps of a project; it answers the token of the project alone. */
interface Kept {
  commits: { id: string; author_email?: string; committer_email?: string }[];
  requests: Record<string, unknown[]>;
  events: unknown[];
  /** Users that are programs, whatever they are called. */
  bots: string[];
  deployments: Record<string, unknown>[];
}
const usual = (): Kept => ({
  commits: [{ id: commit, author_email: 'ada@contoso.com', committer_email: 'noreply@gitlab.com' }],
  requests: { [commit]: [request] },
  events: [push('ada'), push('linus'), push('mallory', 'other')],
  bots: [],
  deployments: [],
});

const ids: Readonly<Record<string, number>> = { ada: 1, grace: 2, katherine: 3, desktops_helper: 4 };
const named = (username: string): object => ({ id: ids[username], username });

let server: Server;
let kept = usual();
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((message, response) => {
    const { pathname, searchParams } = new URL(message.url ?? '', 'http://localhost');
    asked.push(message.url ?? '');
    const path = pathname.replace('/api/v4/projects/42/', '').replace('/api/v4/', '');
    const [, user = ''] = /^users\/(\d+)$/.exec(path) ?? [];
    const username =
      path === 'users' ? searchParams.get('username') : Object.keys(ids).find((each) => String(ids[each]) === user);
    const shown = { username, ...(username === 'untold' ? {} : { bot: kept.bots.includes(username ?? '') }) };
    const [, deployment = ''] = /^deployments\/(\d+)$/.exec(path) ?? [];
    const [, sha = ''] = /^repository\/commits\/(\w+)\/merge_requests$/.exec(path) ?? [];
    const all: unknown =
      message.headers['private-token'] !== 'of-the-project'
        ? undefined
        : path === 'users'
          ? [shown]
          : user !== ''
            ? shown
            : path === 'deployments'
              ? kept.deployments.map(({ approvals: _approvals, ...rest }) => rest)
              : deployment !== ''
                ? kept.deployments.find(({ id }) => String(id) === deployment)
                : path === 'repository/commits'
                  ? kept.commits
                  : path === `repository/commits/${commit}`
                    ? kept.commits[0]
                    : path === 'events'
                      ? kept.events
                      : sha === ''
                        ? undefined
                        : (kept.requests[sha] ?? []);
    const from = (Number(searchParams.get('page') ?? 1) - 1) * 100;
    response
      .writeHead(all === undefined ? 401 : 200)
      .end(JSON.stringify(Array.isArray(all) ? all.slice(from, from + 100) : (all ?? {})));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
beforeEach(() => {
  kept = usual();
  asked.length = 0;
});
afterAll(() => void server.close());

const tokenOf = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
const jobOf = (claims: object, over: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  GITLAB_CI: 'true',
  CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`,
  CI_PROJECT_ID: '42',
  ENTRA_WORKSPACES_GITLAB_TOKEN: 'of-the-project',
  ENTRA_WORKSPACES_AWS_TOKEN: tokenOf(claims),
  ...over,
});
const starts = async (
  login: string,
  claims: object = {},
  over: Record<string, string> = {},
  since = before,
): Promise<string> =>
  assertSomebodyElseStarts({ commit, since }, jobOf({ user_login: login, ...claims }, over)).then(
    () => 'goes on',
    (error: unknown) => (error instanceof Failure ? [error.message, ...error.fix].join('\n') : String(error)),
  );

describe('who starts an apply on GitLab, where nobody approves it', () => {
  test('goes on for a person who had no part in it, and asks for what came since the last apply', async () => {
    expect(await starts('katherine')).toBe('goes on');
    expect(asked.join('\n')).toContain(encodeURIComponent(`${before}..${commit}`));
  });

  test.each<[string, string, object, string]>([
    ['opened it', 'ada', {}, 'started by: ada'],
    ['merged it', 'grace', {}, 'started by: grace'],
    ['pushed to its branch', 'LINUS', {}, 'started by: LINUS'],
    ['has the address of an author', 'katherine', { user_email: 'Ada@contoso.com' }, 'Somebody else than the authors'],
    ['is a token of the project', 'project_42_bot_0a1b', {}, 'A person has to stand behind an apply'],
    ['is a service account', 'service_account_group_1_x', {}, 'A person has to stand behind an apply'],
    ['is a service account of another name', 'desktops_helper', {}, 'desktops_helper, which is a program'],
    ['is the same by its number', 'desktops_helper', { user_id: '4' }, 'desktops_helper, which is a program'],
    ['has the name of one and the number of another', 'katherine', { user_id: '1' }, 'of whom GitLab does not say'],
    ['GitLab says nothing of', 'untold', {}, 'of whom GitLab does not say whether that is a person'],
    [
      'runs in another project than it asks about',
      'katherine',
      { project_id: '43' },
      'CI_PROJECT_ID must be 43, got: 42',
    ],
    ['is not named', '', {}, 'A person has to stand behind an apply'],
  ])('whoever %s does not', async (_what, login, claims, said) => {
    kept.bots.push('desktops_helper');
    expect(await starts(login, claims)).toContain(said);
  });

  test('whoever pushed to so many branches at once that GitLab names none does not', async () => {
    const many = (author: string, more: object = {}) => ({
      author_username: author,
      push_data: { ref: null, ref_count: 4, ref_type: 'branch', action: 'pushed', ...more },
    });
    kept.events.push(many('mallory'), { author_username: 'ada', push_data: { ref: 'desktops', action: 'created' } });
    expect(await starts('mallory')).toContain('started by: mallory');
    // Before the branch was made, of tags, or taken away.
    kept.events.push(many('katherine'));
    kept.events.unshift(many('katherine', { ref_type: 'tag' }), many('katherine', { action: 'removed' }));
    expect(await starts('katherine')).toBe('goes on');
  });

  test('whoever brought a part of the branch by a merge request of their own does not', async () => {
    const part = { ...request, iid: 6, target_branch: 'desktops', source_branch: 'other' };
    kept.requests[commit] = [request, { ...part, author: { username: 'dorothy' } }];
    for (const who of ['dorothy', 'mallory']) expect(await starts(who)).toContain(`started by: ${who}`);
  });

  test.each<[string, (host: Kept) => void]>([
    ['pushed', (host) => host.events.push(push('project_42_bot_0a1b'))],
    ['opened', (host) => (host.requests[commit] = [{ ...request, author: { username: 'group_7_bot_0a1b' } }])],
    ['merged', (host) => (host.requests[commit] = [{ ...request, merge_user: { username: 'desktops_helper' } }])],
  ])('goes on for nobody where a program %s it: a job of any branch may be behind it', async (_what, change) => {
    kept.bots.push('desktops_helper');
    change(kept);
    const refused = await starts('katherine');
    expect(refused).toMatch(/opened, merged or pushed by: (project_42_bot|group_7_bot|desktops_helper)/);
    expect(refused).toContain('let a person bring it');
  });

  test('what was applied before is asked about alone, however long the history is', async () => {
    kept.commits.push(...Array.from({ length: 300 }, (_, at) => ({ id: String(at) })));
    expect(await starts('katherine', {}, {}, commit)).toBe('goes on');
    expect(await starts('ada', {}, {}, commit)).toContain('started by: ada');
  });

  test('is who the token of the job names: a variable that says another name changes nothing', async () => {
    expect(await starts('ada', {}, { GITLAB_USER_LOGIN: 'katherine' })).toContain('started by: ada');
  });

  test.each<[string, (host: Kept) => void, string]>([
    [
      'a commit that came without a merge request',
      ({ requests }) => delete requests[commit],
      'without a merge request',
    ],
    [
      'one to another branch',
      (host) => (host.requests[commit] = [{ ...request, target_branch: 'release' }]),
      'without a merge request',
    ],
    [
      'one that is open',
      (host) => (host.requests[commit] = [{ ...request, state: 'opened' }]),
      'without a merge request',
    ],
    ['no push to its branch is known', (host) => (host.events = [push('ada', 'other')]), 'merge request 7'],
    ['nobody merged it', (host) => (host.requests[commit] = [{ ...request, merge_user: null }]), 'merge request 7'],
    ['no commit is listed', (host) => (host.commits = []), 'lists no commit'],
    [
      'too much was merged',
      (host) => (host.commits = Array.from({ length: 300 }, (_, at) => ({ id: String(at) }))),
      'More was merged',
    ],
    [
      'it came from a fork, whose pushes are told there',
      (host) => (host.requests[commit] = [{ ...request, source_project_id: 43, target_project_id: 42 }]),
      'merge request 7: GitLab does not say who opened, merged or pushed all of it (desktops, of a fork)',
    ],
  ])('%s: nothing is applied', async (_what, change, said) => {
    change(kept);
    const refused = await starts('katherine');
    expect(refused).toContain(said);
    expect(refused).toContain('Apply it once from a laptop');
  });

  test('too much was pushed: nothing is applied, and no apply from a laptop changes that', async () => {
    kept.events = Array.from({ length: 2100 }, () => push('ada'));
    const refused = await starts('katherine');
    expect(refused).toContain('pushed to more than 2000 times');
    expect(refused).not.toContain('the next run counts from there');
  });

  test('without the token of the project nothing is applied', async () => {
    expect(await starts('katherine', {}, { ENTRA_WORKSPACES_GITLAB_TOKEN: '' })).toContain('role Reporter, scope api');
  });

  test('at the level approved nobody but an approver is enough: the apply is refused, and nothing falls to less', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'entra-workspaces-level-'));
    const file = join(folder, 'deployment.json');
    copyFileSync(resolve('examples/everything-on.users.csv'), join(folder, 'everything-on.users.csv'));
    const full = JSON.parse(readFileSync(resolve('examples/everything-on.json'), 'utf8')) as {
      pipeline: { github: object };
    };
    const { environment, aws, entra } = full.pipeline.github as Record<string, object>;
    const at = async (level: string): Promise<string> => {
      const gitlab = { project: 'contoso/it/desktops', environment, level, aws, entra };
      writeFileSync(file, JSON.stringify({ ...full, pipeline: { gitlab } }));
      const context = { cwd: folder, env: jobOf({ environment_protected: 'false' }) };
      return refuseOwnConfirmation({ deployment: file }, context).then(
        () => '',
        (error: Error & { fix?: string[] }) => [error.message, ...(error.fix ?? [])].join('\n'),
      );
    };
    try {
      expect(await at('approved')).toMatch(/^Nobody has approved this apply[\s\S]*approve it[\s\S]*--level confirmed/);
      // A folder without a commit: it went on to ask who brought what.
      expect(await at('confirmed')).not.toContain('Nobody has approved');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('counts where the host itself does not say that the environment is protected, whatever the deployment says', async () => {
    const counts = async (claims: object) => secondPersonOf(jobOf(claims))?.counts(jobOf(claims));
    expect(await Promise.all([{ environment_protected: 'false' }, {}].map(counts))).toEqual([true, true]);
    expect(await startedWithoutApproval({})).toBe(true);
    expect(secondPersonOf({})).toBeUndefined();
  });
});

describe('that an environment is protected', () => {
  const job = { environment_protected: 'true', environment: 'production', job_id: '900', project_id: '42' };
  const deployed = (over: object = {}) => ({
    ...{ id: 7, deployable: { id: 900 }, user: named('ada'), pending_approval_count: 0 },
    approvals: [{ user: named('katherine'), status: 'approved' }],
    ...over,
  });
  /** Whether the second pair of eyes is still asked for. */
  const counts = async (...deployments: Record<string, unknown>[]): Promise<boolean | string> => {
    kept.deployments = deployments;
    return startedWithoutApproval(jobOf(job)).catch((error: Error & { fix?: string[] }) =>
      [error.message, ...(error.fix ?? [])].join('\n'),
    );
  };

  test('counts as approved where somebody else than who it was made for approved this very job', async () => {
    expect(await counts(deployed({ id: 8, deployable: { id: 901 }, approvals: [] }), deployed())).toBe(false);
    const rules = [{ deployment_approvals: [{ user: named('katherine'), status: 'approved' }] }];
    expect(await counts(deployed({ approvals: undefined, approval_summary: { rules } }))).toBe(false);
  });

  test.each<[string, object]>([
    ['asks for no approval', { approvals: [] }],
    ['tells none', { approvals: undefined }],
    ['was approved by who it was made for alone', { approvals: [{ user: named('ada'), status: 'approved' }] }],
    ['was refused by somebody', { approvals: [...deployed().approvals, { user: named('grace'), status: 'rejected' }] }],
    ['waits for one more', { pending_approval_count: 1 }],
    ['does not say whom it was made for', { user: null }],
  ])('does not where the deployment %s', async (_what, over) => {
    expect(await counts(deployed(over))).toBe(true);
  });

  test('stops where a program approved it, and where GitLab shows no deployment of the job', async () => {
    kept.bots.push('desktops_helper');
    const byProgram = deployed({ approvals: [{ user: named('desktops_helper'), status: 'approved' }] });
    expect(await counts(byProgram)).toContain('approved by: desktops_helper, which is a program');
    expect(await counts(deployed({ deployable: { id: 901 } }))).toContain('shows no deployment of this job');
    kept.deployments = [deployed()];
    await expect(startedWithoutApproval(jobOf(job, { CI_PROJECT_ID: '43' }))).rejects.toThrow('another project');
  });
});
