import type { World } from '../clouds.js';
import type { SynchronizationSecret } from '../entra/synchronization.js';

/** The target refused the credentials or cannot be reached: the job goes into quarantine. */
export class CredentialsRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The target refused one object. */
export class EntryRefused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export interface ScimOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value: unknown;
}

const invalidCredentials = 'SystemForCrossDomainIdentityManagementInvalidCredentials';

/** A SCIM 2.0 client with the credentials of one provisioning job. */
export class ScimClient {
  private constructor(
    private readonly world: World,
    private readonly base: string,
    private readonly token: string,
  ) {}

  /** Throws CredentialsRefused when endpoint or token are missing or make no address. */
  static of(world: World, secrets: readonly SynchronizationSecret[]): ScimClient {
    const secret = (name: string): string =>
      secrets.find((each) => each.key.toLowerCase() === name.toLowerCase())?.value ?? '';
    const base = secret('BaseAddress').replace(/\/+$/, '');
    const token = secret('SecretToken');
    if (base === '' || token === '' || !URL.canParse(base)) {
      throw new CredentialsRefused(
        invalidCredentials,
        'The provisioning credentials are missing: a tenant URL (BaseAddress) and a secret token (SecretToken) are needed.',
      );
    }
    return new ScimClient(world, base, token);
  }

  /** The id of the object whose attribute has a value, or undefined. */
  async find(collection: 'Users' | 'Groups', attribute: string, value: string): Promise<string | undefined> {
    const filter = encodeURIComponent(`${attribute} eq "${value.replaceAll('"', '\\"')}"`);
    const answer = await this.call('GET', `/${collection}?filter=${filter}`);
    const resources = answer['Resources'];
    const [first] = Array.isArray(resources) ? (resources as { id?: unknown }[]) : [];
    return typeof first?.id === 'string' ? first.id : undefined;
  }

  async create(collection: 'Users' | 'Groups', body: object): Promise<string> {
    const made = await this.call('POST', `/${collection}`, body);
    if (typeof made['id'] !== 'string') throw new EntryRefused(502, 'The target answered a creation without an id.');
    return made['id'];
  }

  async patch(collection: 'Users' | 'Groups', id: string, operations: readonly ScimOperation[]): Promise<void> {
    await this.call('PATCH', `/${collection}/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: operations,
    });
  }

  async remove(collection: 'Users' | 'Groups', id: string): Promise<void> {
    await this.call('DELETE', `/${collection}/${id}`);
  }

  private async call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await this.reach(method, path, body);
    if (response.status === 401 || response.status === 403) {
      throw new CredentialsRefused(
        invalidCredentials,
        `The target refused the secret token with ${response.status}. It may have expired: AWS gives it one year.`,
      );
    }
    const text = response.body?.toString() ?? '';
    if (response.lost || response.status >= 400) {
      throw new EntryRefused(
        response.lost ? 504 : response.status,
        detailOf(text) ?? `The target answered ${response.status}.`,
      );
    }
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  }

  private async reach(method: string, path: string, body?: object): ReturnType<World['network']['request']> {
    const url = `${this.base}${path}`;
    try {
      return await this.world.network.request(url, {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          'content-type': 'application/scim+json',
          accept: 'application/scim+json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      if (error instanceof Error && error.message.includes('nobody answers for the host')) {
        throw new CredentialsRefused(
          'SystemForCrossDomainIdentityManagementServiceUnreachable',
          `The target cannot be reached at ${this.base}.`,
        );
      }
      throw error;
    }
  }
}

function detailOf(text: string): string | undefined {
  try {
    const parsed = JSON.parse(text) as { detail?: unknown; Message?: unknown; message?: unknown };
    const found = [parsed.detail, parsed.Message, parsed.message].find((each) => typeof each === 'string');
    return typeof found === 'string' ? found : undefined;
  } catch {
    return text === '' ? undefined : text;
  }
}
