/**
 * The API of Azure DevOps, as a person who has signed in. The token is that of `AZURE_DEVOPS_EXT_PAT`, else one of the Azure
 * CLI, in the order in which `az devops` looks for it; it stays in memory.
 * Sources: https://learn.microsoft.com/en-us/azure/devops/cli/log-in-via-pat,
 * https://learn.microsoft.com/en-us/azure/devops/integrate/get-started/authentication/service-principal-managed-identity (the
 * id of Azure DevOps), https://learn.microsoft.com/en-us/azure/devops/integrate/concepts/rest-api-versioning,
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/approvalsandchecks/pipeline-permissions (its scope).
 */
import { Addresses } from './addresses.js';
import { CloudError } from './cloud-error.js';
import { tokenOfPerson } from './entra-credential.js';
import { callAsPerson, type Refusal } from './person-call.js';

/** Azure DevOps, as Entra knows it in every tenant. */
const resource = '499b84ac-1321-427f-aa17-267ca6975798';
const signIn =
  'set AZURE_DEVOPS_EXT_PAT to a token of a project administrator (scopes: Build, Code, Service Connections: manage; Pipeline Resources: use and manage; Identity, Project: read), or az login';

/** Of a call: the version that its API is asked for in, where it is another than that of all. */
export interface AzureDevOpsCall {
  readonly body?: object;
  /** @default 7.1 */
  readonly version?: string;
  /** Host of the call. @default dev.azure.com */
  readonly host?: 'dev.azure.com' | 'vssps.dev.azure.com';
}

/** One organization. */
export class AzureDevOpsApi {
  private header: Promise<string> | undefined;

  private constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly addresses: Addresses,
    readonly organization: string,
  ) {}

  /** Nothing is called yet: the token is looked for with the first call. */
  static from(env: NodeJS.ProcessEnv, organization: string, addresses: Addresses = new Addresses(env)): AzureDevOpsApi {
    return new AzureDevOpsApi(env, addresses, organization);
  }

  /** One object. Nothing where the host answers 404, or with null: it does not exist, or this person may not see it. */
  async find<T>(path: string, call: AzureDevOpsCall = {}): Promise<T | undefined> {
    try {
      return (await this.send<T | null>('GET', path, call)) ?? undefined;
    } catch (error) {
      if (error instanceof CloudError && error.details.status === 404) return undefined;
      throw error;
    }
  }

  /** The values of a list. */
  async list<T>(path: string, call: AzureDevOpsCall = {}): Promise<readonly T[]> {
    const { value } = await this.send<{ readonly value?: readonly T[] }>('GET', path, call);
    if (value !== undefined) return value;
    throw new CloudError('error', `Azure DevOps: GET ${path} answered without the field value`);
  }

  /**
   * One call.
   * @param path Below the organization: `Desktops/_apis/policy/configurations`, each part of it encoded
   * @throws CloudError with the status and the host's own sentence
   */
  async send<T = unknown>(method: string, path: string, call: AzureDevOpsCall = {}): Promise<T> {
    const { body, version = '7.1', host = 'dev.azure.com' } = call;
    const url = `https://${host}/${encodeURIComponent(this.organization)}/${path}${path.includes('?') ? '&' : '?'}api-version=${version}`;
    return callAsPerson<T>(this.addresses, {
      ...{ of: 'Azure DevOps', method, path: path.replace(/\?.*$/, ''), url, body, refusal, meaning: notSignedIn },
      headers: { authorization: await this.signedIn() },
      notTaken: { reason: 'denied', fix: signIn },
      check: (status) => {
        // A page to sign in, whatever status it comes with.
        if (status === 203 || status === 302) throw notSignedIn();
      },
    });
  }

  private signedIn(): Promise<string> {
    this.header ??= headerFrom(this.env, this.addresses.redirected);
    return this.header;
  }
}

async function headerFrom(env: NodeJS.ProcessEnv, emulated: boolean): Promise<string> {
  const own = env['AZURE_DEVOPS_EXT_PAT'];
  if (own) return `Basic ${Buffer.from(`:${own}`).toString('base64')}`;
  const how = new CloudError('error', `nobody is signed in to Azure DevOps: ${signIn}`, { code: 'NotSignedIn' });
  // What opens the real host is never sent to an emulated one.
  if (emulated) throw how;
  try {
    return `Bearer ${await tokenOfPerson(env, undefined, `${resource}/.default`)}`;
  } catch (error) {
    if (error instanceof CloudError && !['NotSignedIn', 'NoProof'].includes(error.code ?? '')) throw error;
    throw how;
  }
}

/** Whoever has no right token gets a page, or the way to one: that looks like a captive portal. */
function notSignedIn(error?: unknown): unknown {
  if (error !== undefined && !(error instanceof CloudError && error.code === 'ForeignAnswer')) return error;
  const or = error instanceof CloudError ? ` Or: ${error.message}` : '';
  return new CloudError('denied', `Azure DevOps answered with a page to sign in: ${signIn}.${or}`, {
    code: 'NotSignedIn',
  });
}

const refusal = ({ message, typeKey: code }: Readonly<Record<string, unknown>>): Refusal => ({
  said: typeof message === 'string' ? message : '',
  ...(typeof code === 'string' ? { code } : {}),
});
