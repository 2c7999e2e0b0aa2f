import type { World } from '../clouds.js';
import { json, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { AzureError } from './azure-error.js';

const nameOfAccount = rule(
  'storage-account-name',
  'https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name',
  'A storage account is called by 3 to 24 small letters and digits, once in all of Azure.',
);
const madeInTheBackground = rule(
  'storage-account-background',
  'https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create',
  'A new account is accepted first (202) and stands a little later.',
);
const knownProperties = rule(
  'storage-account-properties',
  'https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create',
  'Azure takes what its interface names. The twin refuses other fields, where Azure would pass them over: guess.',
);

/** A blob with its versions. */
export interface Blob {
  bytes: Buffer;
  metadata: Record<string, string>;
  lease: string | undefined;
  versions: number;
}

export interface StorageAccount {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly location: string;
  readonly sku: string;
  tags: Record<string, string>;
  properties: Record<string, unknown>;
  blobService: Record<string, unknown>;
  managementPolicy: Record<string, unknown> | undefined;
  readonly containers: Map<
    string,
    {
      properties: Record<string, unknown>;
      readonly blobs: Map<string, Blob>;
      /** What was replaced or taken away, by the blob and its version: the lifecycle ends it, which no test waits for. */
      former?: Map<string, Buffer>;
    }
  >;
  /** Looks until it stands. */
  pending: number;
}

const accountFields = new Set(
  'allowSharedKeyAccess allowBlobPublicAccess allowCrossTenantReplication defaultToOAuthAuthentication minimumTlsVersion supportsHttpsTrafficOnly publicNetworkAccess'.split(
    ' ',
  ),
);
/** https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create: what an account has unless it is said. */
const usual = {
  allowSharedKeyAccess: true,
  allowBlobPublicAccess: false,
  minimumTlsVersion: 'TLS1_0',
  supportsHttpsTrafficOnly: true,
};

interface Place {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly below: string;
  /** What stands before the host of the blobs: of a door on loopback its own address. */
  readonly base: string;
}

/** Storage accounts of all of Azure, by name. */
export class StorageAccounts {
  readonly all = new Map<string, StorageAccount>();

  constructor(private readonly world: World) {}

  in(group: string): StorageAccount[] {
    return [...this.all.values()].filter((each) => each.group.toLowerCase() === group.toLowerCase());
  }

  dropGroup(group: string): void {
    for (const { name } of this.in(group)) this.all.delete(name);
  }

  /** One of somebody else, or of this group. */
  plant(name: string, group = 'of-somebody-else', tags: Record<string, string> = {}): StorageAccount {
    const made: StorageAccount = {
      ...{ id: `/planted/${name}`, name, group, location: 'westeurope', sku: 'Standard_LRS', tags, pending: 0 },
      ...{ properties: { ...usual }, blobService: {}, managementPolicy: undefined, containers: new Map() },
    };
    this.all.set(name, made);
    return made;
  }

  answer(method: string, place: Place, body: Record<string, unknown>, may: (action: string) => void): CloudResponse {
    const verb = method === 'GET' ? 'read' : method === 'DELETE' ? 'delete' : 'write';
    const of = 'Microsoft.Storage/storageAccounts';
    if (place.below === '') {
      may(`${of}/${verb}`);
      return this.account(method, place, body);
    }
    const account = this.need(place);
    const properties = (body['properties'] ?? {}) as Record<string, unknown>;
    if (place.below === '/blobServices/default') {
      may(`${of}/blobServices/${verb}`);
      if (method === 'PUT') account.blobService = { ...account.blobService, ...properties };
      return json(200, { id: place.id, name: 'default', properties: account.blobService });
    }
    if (place.below === '/managementPolicies/default') {
      may(`${of}/managementPolicies/${verb}`);
      if (method === 'PUT') account.managementPolicy = properties;
      if (account.managementPolicy === undefined)
        throw new AzureError(404, 'ManagementPolicyNotFound', 'No ManagementPolicy found for account.');
      return json(200, { id: place.id, name: 'DefaultManagementPolicy', properties: account.managementPolicy });
    }
    may(`${of}/blobServices/containers/${verb}`);
    if (place.below === '/blobServices/default/containers')
      return json(200, { value: [...account.containers.keys()].map((name) => ({ name })) });
    const [, name = ''] =
      /^\/blobServices\/default\/containers\/([a-z0-9](?:-?[a-z0-9]){2,62})$/.exec(place.below) ?? [];
    if (name === '')
      throw new AzureError(400, 'InvalidResourceName', `twin: nothing of a storage account at ${place.below}`);
    if (method === 'PUT')
      account.containers.set(name, {
        blobs: account.containers.get(name)?.blobs ?? new Map<string, Blob>(),
        properties,
      });
    const found = account.containers.get(name);
    if (found === undefined) throw new AzureError(404, 'ContainerNotFound', 'The specified container does not exist.');
    if (method === 'DELETE') account.containers.delete(name);
    return json(200, { id: place.id, name, properties: found.properties });
  }

  private account(method: string, place: Place, body: Record<string, unknown>): CloudResponse {
    const { id, group, name } = place;
    const properties = (body['properties'] ?? {}) as Record<string, unknown>;
    const strange = Object.keys(properties).filter((each) => !accountFields.has(each));
    if (strange.length > 0) {
      this.world.rules.leanOn(knownProperties);
      throw new AzureError(400, 'InvalidRequestContent', `twin: a storage account has no ${strange.join(', ')}`);
    }
    const there = this.all.get(name);
    if (method === 'PUT') {
      if (!/^[a-z0-9]{3,24}$/.test(name)) {
        this.world.rules.leanOn(nameOfAccount);
        throw new AzureError(
          400,
          'AccountNameInvalid',
          `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`,
        );
      }
      if (there !== undefined && there.group.toLowerCase() !== group.toLowerCase()) {
        this.world.rules.leanOn(nameOfAccount);
        throw new AzureError(409, 'StorageAccountAlreadyTaken', `The storage account named ${name} is already taken.`);
      }
      const { sku, kind, location, tags } = body as {
        sku?: { name?: string };
        kind?: string;
        location?: string;
        tags?: Record<string, string>;
      };
      if (sku?.name === undefined || kind === undefined || location === undefined)
        throw new AzureError(400, 'InvalidRequestContent', 'sku, kind and location are required');
      this.world.rules.leanOn(madeInTheBackground);
      const made = this.plant(name, group, tags ?? {});
      this.all.set(name, { ...made, id, location, sku: sku.name, properties: { ...usual, ...properties }, pending: 1 });
      return { status: 202, headers: { location: `https://management.azure.com${id}` } };
    }
    const account = this.need(place);
    if (method === 'PATCH') {
      account.properties = { ...account.properties, ...properties };
      account.tags = (body['tags'] as Record<string, string> | undefined) ?? account.tags;
    }
    if (method === 'DELETE') {
      this.all.delete(name);
      return { status: 200 };
    }
    const stands = account.pending === 0;
    account.pending = Math.max(0, account.pending - 1);
    const { location, tags, sku } = account;
    return json(200, {
      ...{ id, name, location, tags, kind: 'StorageV2', sku: { name: sku } },
      properties: {
        ...account.properties,
        provisioningState: stands ? 'Succeeded' : 'Creating',
        primaryEndpoints: { blob: `${place.base}${name}.blob.core.windows.net/` },
      },
    });
  }

  private need({ group, name, id }: Place): StorageAccount {
    const found = this.all.get(name);
    if (found?.group.toLowerCase() === group.toLowerCase()) return found;
    throw new AzureError(404, 'ResourceNotFound', `The Resource '${id}' was not found.`);
  }
}
