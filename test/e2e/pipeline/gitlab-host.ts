/**
 * What GitLab's API says of the project to the jobs of its pipelines: who brought a merge request, who approved a deployment,
 * who is a person, and its issues. Sources: https://docs.gitlab.com/api/deployments, https://docs.gitlab.com/api/events,
 * https://docs.gitlab.com/api/merge_requests, https://docs.gitlab.com/api/issues, https://docs.gitlab.com/api/users.
 */
import { projectId, userId } from './gitlab.js';
import type { Services } from './services.js';

const user = (username: string) => ({ id: userId(username), username });

export class GitlabHost {
  readonly issues: { iid: number; title: string; description: string; state: string; web_url: string }[] = [];
  /** Who approves what waits for them; nobody: the environment asks for no approval. */
  approver: string | undefined = 'grace';
  private readonly deployments: { id: number; deployable: { id: number }; user: object; approvals: object[] }[] = [];
  private lastJob = 900;

  constructor(
    readonly token: string,
    private readonly tipOfMain: () => string,
  ) {}

  /** A job begins; one of a protected environment is a deployment, made for who merged. */
  begin(environment: string | undefined): number {
    this.lastJob += 1;
    if (environment !== undefined) {
      const approvals = this.approver === undefined ? [] : [{ user: user(this.approver), status: 'approved' }];
      this.deployments.unshift({
        id: this.lastJob + 1000,
        deployable: { id: this.lastJob },
        user: user('ada'),
        approvals,
      });
    }
    return this.lastJob;
  }

  /** Of one merge request, of the branch `confirmed`, ada opened and pushed it, linus merged it. */
  readonly api: Services['other'] = (url, method, _bearer, body) => {
    const [, below] = /^\/api\/v4\/(.*)$/.exec(url.pathname) ?? [];
    if (below === undefined) return undefined;
    const named = /^users\/(\d+)$/.exec(below)?.[1];
    if (named !== undefined) {
      const username = ['ada', 'linus', 'grace'][Number(named) - 1];
      return { status: 200, body: { id: Number(named), username, bot: false } };
    }
    // A list by name, empty where nobody is called so: whoever pushed is looked up for whether it is a program.
    const called = below === 'users' ? url.searchParams.get('username') : null;
    if (called !== null) return { status: 200, body: userId(called) > 0 ? [{ ...user(called), bot: false }] : [] };
    const path = below.replace(`projects/${projectId}/`, '');
    const given = body.length === 0 ? {} : (JSON.parse(String(body)) as Record<string, string>);
    const users = { author: user('ada'), merge_user: user('linus') };
    const request = { iid: 8, state: 'merged', target_branch: 'main', source_branch: 'confirmed', ...users };
    const found = this.deployments.find(({ id }) => path === `deployments/${id}`);
    const answer = (): unknown => {
      if (found !== undefined) return found;
      if (path === 'deployments') return this.deployments.map(({ approvals: _approvals, ...rest }) => rest);
      if (path === 'events') return [{ author_username: 'ada', push_data: { ref: 'confirmed' } }];
      if (path === 'repository/commits') return [{ id: this.tipOfMain() }];
      if (path.endsWith('/merge_requests')) return [request];
      if (path === 'issues' && method === 'GET') return this.issues.filter(({ state }) => state === 'opened');
      return undefined;
    };
    if (path === 'issues' && method === 'POST') {
      const iid = this.issues.length + 1;
      const made = { iid, title: given['title'] ?? '', description: given['description'] ?? '', state: 'opened' };
      this.issues.push({ ...made, web_url: `https://gitlab.com/contoso/it/desktops/-/issues/${iid}` });
      return { status: 201, body: this.issues.at(-1) };
    }
    const body_ = answer();
    return body_ === undefined ? { status: 404, body: { message: '404 Not found' } } : { status: 200, body: body_ };
  };
}
