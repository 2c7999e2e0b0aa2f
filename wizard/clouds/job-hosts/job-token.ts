/** How the jobs of a host get tokens that say which repository, branch and environment they run for. */
import { CloudError } from '../cloud-error.js';
import { Network } from '../network.js';

export interface TokenSource {
  readonly has: (env: NodeJS.ProcessEnv) => boolean;
  /** @throws CloudError */
  readonly token: (env: NodeJS.ProcessEnv, audience: string) => Promise<string>;
  /** What the job lacks where it gets none. */
  readonly fix: string;
}

export interface TokenCall {
  readonly bearer: string | undefined;
  /** Of the answer: where the token stands. */
  readonly field: string;
  /** @default GET */
  readonly method?: string;
}

/** A token that a host answers. @throws CloudError */
export async function answeredToken(
  env: NodeJS.ProcessEnv,
  url: string,
  { bearer, field, method = 'GET' }: TokenCall,
): Promise<string> {
  const answer = await Network.of(env).fetch(url, { method, headers: { authorization: `Bearer ${bearer}` } });
  const { [field]: value } = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (typeof value !== 'string')
    throw new CloudError('error', `the pipeline gave no identity token (${answer.status})`);
  return value;
}
