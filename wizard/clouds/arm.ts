/**
 * Azure Resource Manager, as far as the place of a state is made. Every object is read, compared and put whole.
 * Sources: https://learn.microsoft.com/rest/api/resources/resource-groups, https://learn.microsoft.com/rest/api/storagerp
 * (storage accounts, blob services, containers, management policies), https://learn.microsoft.com/rest/api/authorization/role-assignments.
 */
import type { Addresses } from './addresses.js';
import { CloudError } from './cloud-error.js';
import { tokensFrom, type Tokens } from './entra-credential.js';
import { present } from '../../domain/present.js';
import { claimsOf } from './token-claims.js';

const origin = 'https://management.azure.com';

/** Versions of the interfaces, by provider. */
const versions: readonly (readonly [RegExp, string])[] = [
  [/\/providers\/Microsoft\.Authorization\//i, '2022-04-01'],
  [/\/providers\/Microsoft\.Storage\//i, '2023-05-01'],
  [/./, '2022-09-01'],
];

/** An object of Azure: what every kind has, and its own properties. */
export interface ArmObject {
  readonly id?: string;
  readonly name?: string;
  readonly location?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly kind?: string;
  readonly sku?: { readonly name?: string };
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Longest wait for something that Azure makes in the background, and pause between two looks. */
const patience = { looks: 120, milliseconds: 2000 };

export class Arm {
  constructor(
    private readonly tokens: Tokens,
    private readonly addresses: Addresses,
    private readonly waiting = patience,
  ) {}

  static from(env: NodeJS.ProcessEnv, addresses: Addresses, tenantId: string): Arm {
    return new Arm(tokensFrom(env, addresses, tenantId, `${origin}/.default`), addresses);
  }

  /** Who is signed in, as Azure knows them. */
  async caller(): Promise<{ readonly objectId: string; readonly type: 'User' | 'ServicePrincipal' }> {
    const { oid, idtyp, scp } = claimsOf(await this.tokens());
    const person = idtyp === 'user' || scp !== undefined;
    return { objectId: typeof oid === 'string' ? oid : '', type: person ? 'User' : 'ServicePrincipal' };
  }

  /** An object, or nothing where there is none. @param path from `/subscriptions` on */
  async find(path: string): Promise<ArmObject | undefined> {
    const answer = await this.send('GET', path);
    if (answer.status === 404) return undefined;
    return (await this.must(answer, 'GET', path)).json() as Promise<ArmObject>;
  }

  /** Objects below a path, of every page: what is not seen would be taken away with the rest. */
  async list(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly ArmObject[]> {
    const all: ArmObject[] = [];
    for (let page: string | undefined = this.urlOf(path, query); page !== undefined;) {
      const answer = await this.must(await this.send('GET', path, undefined, page), 'GET', path);
      const { value, nextLink } = (await answer.json()) as { value?: readonly ArmObject[]; nextLink?: string | null };
      if (value === undefined) throw new CloudError('error', `Azure answered with no list where ${path} was asked for`);
      all.push(...value);
      const next: string | undefined = nextLink ? this.addresses.of(nextLink) : undefined;
      // A token goes to Azure alone, whatever a link says.
      if (next !== undefined && !next.startsWith(this.addresses.of(`${origin}/`)))
        throw new CloudError('error', `Azure gave a next page of ${path} at another address`);
      page = next;
    }
    return all;
  }

  /** Makes it, or puts it in place of what is there, and waits until it stands. */
  async put(path: string, body: object): Promise<void> {
    await this.must(await this.send('PUT', path, body), 'PUT', path);
    for (let look = 1; ; look += 1) {
      const state = (await this.find(path))?.properties?.['provisioningState'];
      // Most kinds have no such state: then they stand at once.
      if (state === undefined || state === 'Succeeded') return;
      if (state === 'Failed' || state === 'Canceled' || look === this.waiting.looks)
        throw new CloudError('error', `Azure did not come to an end with ${path}: ${JSON.stringify(state)}`);
      await new Promise((resolve) => setTimeout(resolve, this.waiting.milliseconds));
    }
  }

  /** Changes what the body names; the rest stays. */
  async patch(path: string, body: object): Promise<void> {
    await this.must(await this.send('PATCH', path, body), 'PATCH', path);
  }

  /** Takes it away. What is not there is gone already. */
  async remove(path: string): Promise<void> {
    const answer = await this.send('DELETE', path);
    if (answer.status !== 404) await this.must(answer, 'DELETE', path);
  }

  private urlOf(path: string, query: Readonly<Record<string, string>> = {}): string {
    const [, version = ''] = versions.find(([kind]) => kind.test(path)) ?? [];
    const words = Object.entries(query).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`);
    return this.addresses.of(`${origin}${path}?api-version=${version}${words.join('')}`);
  }

  private async send(method: string, path: string, body?: object, url = this.urlOf(path)): Promise<Response> {
    return this.addresses.network.fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${await this.tokens()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  private async must(answer: Response, method: string, path: string): Promise<Response> {
    if (answer.ok) return answer;
    const text = await answer.text();
    const { code = `status ${answer.status}`, message = '' } = errorIn(text);
    const action = /perform action '([^']+)'/.exec(message)?.[1];
    const details = { code, status: answer.status, ...present({ permission: action }) };
    throw new CloudError(
      answer.status === 403 ? 'denied' : 'error',
      `Azure answered ${code} to ${method} ${path}${message === '' ? '' : `: ${message}`}`,
      details,
    );
  }
}

function errorIn(text: string): { readonly code?: string; readonly message?: string } {
  try {
    return (JSON.parse(text) as { error?: { code?: string; message?: string } }).error ?? {};
  } catch {
    return {};
  }
}
