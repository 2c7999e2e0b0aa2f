/**
 * What GitLab and Azure DevOps keep of a project, read as whoever has signed in; nothing is ever written. Tokens are those
 * that the hosts' own command lines read, and of a job its own; they stay in memory, and go to no other host than their own.
 * Sources: https://docs.gitlab.com/cli (GITLAB_TOKEN, GITLAB_HOST), https://docs.gitlab.com/api/rest/authentication,
 * https://learn.microsoft.com/en-us/azure/devops/cli/log-in-via-pat (AZURE_DEVOPS_EXT_PAT),
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables (System.AccessToken).
 */
import type { Addresses } from './addresses.js';
import { CloudError } from './cloud-error.js';
import { Network } from './network.js';
import { patiently, patienceOfPerson } from './patiently.js';
import { present } from '../../domain/present.js';
import { answeredJson } from './answered-json.js';

/** Of whom it is read. */
export type ReadHost = 'GitLab' | 'Azure DevOps';

/** A token, as a header has it, and the hosts that it is for. */
interface SignIn {
  readonly header: Readonly<Record<string, string>>;
  /** Name of the one host, with its port. */
  readonly host: string;
}

const byWhom: Readonly<Record<ReadHost, (host: string) => string>> = {
  GitLab: (host) =>
    `set GITLAB_TOKEN to a token of somebody with the role Maintainer (scope read_api)${host === 'gitlab.com' ? '' : `, and GITLAB_HOST=${host}`}`,
  'Azure DevOps': () =>
    'set AZURE_DEVOPS_EXT_PAT to a token of somebody who may administer the service connections (scopes Build: read, Code: read, Service Connections: read)',
};

const howTo = (of: ReadHost, host: string): string =>
  `nobody is signed in to ${of === 'GitLab' ? host : of}: ${byWhom[of](host)}`;

export class HostReader {
  private constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly addresses: Addresses,
    private readonly signal?: AbortSignal,
  ) {}

  /** Nothing is called yet. */
  static from(env: NodeJS.ProcessEnv, addresses: Addresses): HostReader {
    return new HostReader(env, addresses);
  }

  /** The same, with a time limit. */
  within(signal: AbortSignal): HostReader {
    return new HostReader(this.env, this.addresses, signal);
  }

  /**
   * What lies openly at an address, as anybody is told it: nobody is signed in.
   * @param url with https
   */
  async open(url: string): Promise<{ readonly status: number; readonly text: string }> {
    const answer = await Network.of(this.env).fetch(this.addresses.of(url), present({ signal: this.signal }));
    return { status: answer.status, text: await answer.text() };
  }

  /**
   * One answer. Nothing for 404: it is not there, or whoever is signed in may not see it.
   * @param url with https
   * @throws CloudError: `denied` for 401 and 403
   */
  async find<T>(of: ReadHost, url: string): Promise<T | undefined> {
    const { host, pathname } = new URL(url);
    const signIn = (of === 'GitLab' ? gitlabSignIn(this.env) : azureSignIn(this.env, host)).find(
      (each) => each.host === host.toLowerCase(),
    );
    if (signIn === undefined) throw new CloudError('error', howTo(of, host), { code: 'NotSignedIn' });
    const read = async (): Promise<Response> =>
      Network.of(this.env).fetch(this.addresses.of(url), {
        headers: { accept: 'application/json', ...signIn.header },
        ...present({ signal: this.signal }),
      });
    const answer = await patiently(read, { ...patienceOfPerson, tries: 3 }).catch((error: unknown) => {
      throw pageToSignIn(error, of, host);
    });
    const { status } = answer;
    if (status === 404) return undefined;
    if (status === 401)
      throw new CloudError('denied', `${of}: ${pathname} answered 401: ${howTo(of, host)}`, { status });
    if (status === 403)
      throw new CloudError('denied', `${of}: ${pathname} answered 403 to whoever is signed in: ${byWhom[of](host)}`, {
        status,
      });
    if (status !== 200) throw new CloudError('error', `${of}: ${pathname} answered ${status}`, { status });
    return answeredJson(await answer.text().catch(() => ''), of, pathname) as T;
  }
}

/** Azure DevOps answers with a page, or the way to one, to whoever has no right token: that looks like a captive portal. */
function pageToSignIn(error: unknown, of: ReadHost, host: string): unknown {
  if (of !== 'Azure DevOps' || !(error instanceof CloudError) || error.code !== 'ForeignAnswer') return error;
  return new CloudError('denied', `Azure DevOps answered with a page: ${howTo(of, host)}. Or: ${error.message}`, {
    code: 'ForeignAnswer',
  });
}

function gitlabSignIn(env: NodeJS.ProcessEnv): SignIn[] {
  const { GITLAB_TOKEN: own, GITLAB_HOST: named, CI_SERVER_HOST: server, CI_SERVER_PORT: port } = env;
  const ofJob = env['GITLAB_CI'] === 'true' ? env['ENTRA_WORKSPACES_GITLAB_TOKEN'] : undefined;
  const ownHost = (named || 'gitlab.com').replace(/^https:\/\//, '').replace(/\/.*$/, '');
  const jobHost = server === undefined || port === undefined || port === '443' ? server : `${server}:${port}`;
  return [
    // First: a company may give every project a GITLAB_TOKEN, for something else.
    ...(ofJob && jobHost ? [{ header: { 'private-token': ofJob }, host: jobHost.toLowerCase() }] : []),
    ...(own ? [{ header: { 'private-token': own }, host: ownHost.toLowerCase() }] : []),
  ];
}

function azureSignIn(env: NodeJS.ProcessEnv, host: string): SignIn[] {
  const { AZURE_DEVOPS_EXT_PAT: pat, SYSTEM_ACCESSTOKEN: ofJob } = env;
  // Every organization lies there.
  if (host.toLowerCase() !== 'dev.azure.com') return [];
  const header = pat
    ? { authorization: `Basic ${Buffer.from(`:${pat}`).toString('base64')}` }
    : ofJob
      ? { authorization: `Bearer ${ofJob}` }
      : undefined;
  return header === undefined ? [] : [{ header, host: 'dev.azure.com' }];
}
