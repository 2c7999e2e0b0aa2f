/**
 * The API of GitHub, as a person who has signed in. The token is that of `GH_TOKEN` or `GITHUB_TOKEN`, else the one of
 * GitHub's own command line (`gh auth token`), in the order in which that program looks for it; it stays in memory.
 * Sources: https://cli.github.com/manual/gh_help_environment, https://docs.github.com/en/rest.
 */
import { answeredJson } from './answered-json.js';
import { Addresses } from './addresses.js';
import { CloudError } from './cloud-error.js';
import { Network } from './network.js';
import { tokenOfProgram } from './own-program.js';

const origin = 'https://api.github.com';
const attempts = 4;

/** What the host answers; only the fields that are read are typed by whoever asks. */
export class GithubApi {
  private token: Promise<string> | undefined;

  private constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly addresses: Addresses,
  ) {}

  /** Nothing is called yet: the token is looked for with the first call. */
  static from(env: NodeJS.ProcessEnv, addresses: Addresses = new Addresses(env)): GithubApi {
    return new GithubApi(env, addresses);
  }

  /** One object. Nothing where the host answers 404: it does not exist, or this person may not see it. */
  async find<T>(path: string): Promise<T | undefined> {
    try {
      return await this.send<T>('GET', path);
    } catch (error) {
      if (error instanceof CloudError && error.details.status === 404) return undefined;
      throw error;
    }
  }

  /**
   * One call.
   * @param path Below the host, with a slash: `/repos/contoso/desktops`
   * @throws CloudError with the status and the host's own sentence
   */
  async send<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await Network.of(this.env).fetch(this.addresses.of(`${origin}${path}`), {
        method,
        headers: {
          accept: 'application/vnd.github+json',
          'x-github-api-version': '2022-11-28',
          authorization: `Bearer ${await this.signedIn()}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (answer.ok) return (text === '' ? undefined : answeredJson(text, 'GitHub', path)) as T;
      const passing = answer.status === 429 || answer.status >= 500;
      // What may have taken effect is repeated where that changes nothing: POST alone makes something new.
      if (!passing || method === 'POST' || attempt === attempts) throw refusal(method, path, answer.status, text);
      await new Promise((resolve) => setTimeout(resolve, attempt * 500));
    }
  }

  private signedIn(): Promise<string> {
    this.token ??= tokenFrom(this.env, this.addresses.redirected);
    return this.token;
  }
}

async function tokenFrom(env: NodeJS.ProcessEnv, emulated: boolean): Promise<string> {
  const named = env['GH_TOKEN'] || env['GITHUB_TOKEN'];
  if (named) return named;
  const how = 'nobody is signed in to GitHub: gh auth login --scopes repo,workflow, or set GH_TOKEN';
  return tokenOfProgram('gh', ['auth', 'token', '--hostname', 'github.com'], { env, how, emulated });
}

function refusal(method: string, path: string, status: number, text: string): CloudError {
  let message = '';
  try {
    const body = JSON.parse(text) as { message?: unknown; errors?: readonly { message?: unknown }[] };
    const more = (body.errors ?? []).flatMap((each) => (typeof each.message === 'string' ? [each.message] : []));
    message = [typeof body.message === 'string' ? body.message : '', ...more].join(' ').trim();
  } catch {
    // An answer without a sentence: the status has to do.
  }
  const sentence = `${method} ${path} answered ${status}${message === '' ? '' : `: ${message}`}`;
  if (status === 401)
    return new CloudError('error', `GitHub does not take the token: sign in again (${sentence})`, { status });
  return new CloudError(status === 403 ? 'denied' : 'error', `GitHub: ${sentence}`, { status });
}
