/**
 * The API of GitHub, as a person who has signed in. The token is that of `GH_TOKEN` or `GITHUB_TOKEN`, else the one of
 * GitHub's own command line (`gh auth token`), in the order in which that program looks for it; it stays in memory.
 * Sources: https://cli.github.com/manual/gh_help_environment, https://docs.github.com/en/rest.
 */
import { Addresses } from './addresses.js';
import { CloudError } from './cloud-error.js';
import { tokenOfProgram } from './own-program.js';
import { callAsPerson, type Refusal } from './person-call.js';

const origin = 'https://api.github.com';

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
    return callAsPerson<T>(this.addresses, {
      ...{ of: 'GitHub', method, path, url: `${origin}${path}`, body, refusal },
      headers: {
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        authorization: `Bearer ${await this.signedIn()}`,
      },
      notTaken: { reason: 'error', fix: 'sign in again' },
    });
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

function refusal({ message, errors = [] }: Readonly<Record<string, unknown>>): Refusal {
  const texts = [
    message,
    ...(Array.isArray(errors) ? errors : []).map((each) => (each as { message?: unknown } | null)?.message),
  ];
  return {
    said: texts
      .filter((each) => typeof each === 'string')
      .join(' ')
      .trim(),
  };
}
