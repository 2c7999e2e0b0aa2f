/**
 * The API of GitLab, as a person who has signed in. The token is the one of the environment that GitLab's own command line reads,
 * in its order, where it is for this host, else the one that this program keeps; it stays in memory and goes to no other host.
 * Sources: https://gitlab.com/gitlab-org/cli#environment-variables (GITLAB_TOKEN, GITLAB_ACCESS_TOKEN, OAUTH_TOKEN, GITLAB_HOST),
 * https://gitlab.com/gitlab-org/cli/-/blob/main/docs/source/config/get.md, https://docs.gitlab.com/api/rest/authentication
 * (tokens of every kind are taken as a bearer).
 */
import { gitlabCom } from '../../deployment/pipeline-hosts/gitlab.js';
import { Addresses } from './addresses.js';
import { CloudError } from './cloud-error.js';
import { tokenOfProgram } from './own-program.js';
import { callAsPerson, type Refusal } from './person-call.js';

const page = 100;

/** A token of the environment, and the name of the host that it is for. */
export function gitlabToken(env: NodeJS.ProcessEnv, url: string = gitlabCom): string | undefined {
  const named = (env['GITLAB_HOST'] || 'gitlab.com').replace(/^https:\/\//, '').replace(/\/.*$/, '');
  if (named.toLowerCase() !== new URL(url).host.toLowerCase()) return undefined;
  return env['GITLAB_TOKEN'] || env['GITLAB_ACCESS_TOKEN'] || env['OAUTH_TOKEN'] || undefined;
}

/** What the host answers; only the fields that are read are typed by whoever asks. */
export class GitlabApi {
  private token: Promise<string> | undefined;

  private constructor(
    private readonly env: NodeJS.ProcessEnv,
    readonly url: string,
    private readonly addresses: Addresses,
  ) {}

  /** Nothing is called yet: the token is looked for with the first call. @param url of the instance, without a path */
  static from(env: NodeJS.ProcessEnv, url: string = gitlabCom): GitlabApi {
    return new GitlabApi(env, url, new Addresses(env));
  }

  /** One object. Nothing where the host answers 404: it does not exist, or this person may not see it. */
  async find<T>(path: string): Promise<T | undefined> {
    return whereThere(this.send<T>('GET', path));
  }

  /** The same of either API. @param path Below `/api`: `/v4/projects/1`, `/graphql?query=…` (GitLab takes questions by GET) */
  async findBelow<T>(path: string): Promise<T | undefined> {
    return whereThere(this.call<T>('GET', `/api${path}`, path));
  }

  /** Every page of a list; empty where it is not there. */
  async list<T>(path: string): Promise<T[]> {
    const all: T[] = [];
    for (let number = 1; ; number += 1) {
      const some = await this.find<T[]>(`${path}${path.includes('?') ? '&' : '?'}per_page=${page}&page=${number}`);
      all.push(...(some ?? []));
      if ((some?.length ?? 0) < page) return all;
    }
  }

  /** Takes something away. What is gone already is done: a call whose answer was lost is repeated. */
  async remove(path: string): Promise<void> {
    try {
      await this.send('DELETE', path);
    } catch (error) {
      if (!(error instanceof CloudError) || error.details.status !== 404) throw error;
    }
  }

  /**
   * One call.
   * @param path Below the API, with a slash: `/projects/contoso%2Fdesktops`
   * @throws CloudError with the status and the host's own sentence
   */
  async send<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    return this.call<T>(method, `/api/v4${path}`, path, body);
  }

  /** @param named what people read of it */
  private async call<T>(method: string, path: string, named: string, body?: object): Promise<T> {
    return callAsPerson<T>(this.addresses, {
      ...{ of: 'GitLab', method, path: named, url: `${this.url}${path}`, body, refusal },
      headers: { authorization: `Bearer ${await this.signedIn()}` },
      notTaken: { reason: 'error', fix: 'sign in again' },
      page: `its API is not at ${this.url}/api/v4, or a proxy or a sign-in before it answers. A GitLab below a path has that in its address (--host-url, \`pipeline.gitlab.url\`)`,
    });
  }

  private signedIn(): Promise<string> {
    this.token ??= tokenFrom(this.env, this.url, this.addresses.redirected);
    return this.token;
  }
}

async function whereThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CloudError && error.details.status === 404) return undefined;
    throw error;
  }
}

async function tokenFrom(env: NodeJS.ProcessEnv, url: string, emulated: boolean): Promise<string> {
  const named = gitlabToken(env, url);
  if (named !== undefined) return named;
  const { host } = new URL(url);
  const how = `nobody is signed in to ${host}: glab auth login --hostname ${host}, or set GITLAB_TOKEN (scope api)${host === 'gitlab.com' ? '' : ` and GITLAB_HOST=${host}`}`;
  return tokenOfProgram('glab', ['config', 'get', 'token', '--host', host], { env, how, emulated });
}

/** `message` is a text, a list or lists by field; `error` a text. */
function refusal({ message, error }: Readonly<Record<string, unknown>>): Refusal {
  const given = message ?? error;
  return { said: typeof given === 'string' ? given : given === undefined ? '' : JSON.stringify(given) };
}
