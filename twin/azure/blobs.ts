import { randomUUID } from 'node:crypto';
import type { CloudRequest, CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import type { World } from '../clouds.js';
import type { TenantContext } from '../entra/context.js';
import { AzureError } from './azure-error.js';
import { callerOf } from './caller.js';
import type { RoleAssignments } from './role-assignments.js';
import type { Blob, StorageAccounts } from './storage-accounts.js';

/** What an account's blobs are judged by. */
export interface BlobContext {
  readonly world: World;
  readonly tenant: TenantContext;
  readonly assignments: RoleAssignments;
  readonly accounts: StorageAccounts;
}

const leaseIsWrite = rule(
  'blob-lease-is-a-write',
  'https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-blob-service-operations',
  'Whoever takes a lease may write the blob: both need the same data action.',
);
const newBlobs = rule(
  'blob-add-makes-new-ones',
  'https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-blob-service-operations',
  'The data action add puts a blob where none is; what is there is replaced by write alone.',
);

const rightsFirst = rule(
  'blob-rights-before-conditions',
  'guess',
  'Who may not write a blob is refused before a condition on it is looked at.',
);

const currentOrNot = rule(
  'blob-current-version',
  'https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes#is-current-version',
  'A blob that is asked for by a version or a snapshot is not the current version, for a condition on it.',
);
const missingIsCurrent = rule(
  'blob-missing-is-current',
  'guess',
  'A blob that is not there counts as the current version, so that who may read it is told 404.',
);

/** The blobs of one account: put on a condition, read, listed, leased, taken away. */
export async function answerBlob(azure: BlobContext, request: CloudRequest): Promise<CloudResponse> {
  const { method, path, query } = request;
  const comp = query.get('comp');
  const fault = azure.world.faults.take(`blob ${method}${comp === null ? '' : ` ${comp}`} ${path}`);
  try {
    const done = blob(azure, request);
    if (fault && 'meanwhile' in fault) await fault.meanwhile();
    return done;
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${error.code}</Code><Message>${error.message}</Message></Error>`;
    return { status: error.status, headers: { 'x-ms-error-code': error.code }, body };
  }
}

function blob(azure: BlobContext, request: CloudRequest): CloudResponse {
  const { method, host, path, query, headers, body } = request;
  const caller = callerOf(azure.tenant, request, 'https://storage.azure.com');
  const account = azure.accounts.all.get(host.split('.')[0] ?? '');
  if (account === undefined) throw new AzureError(404, 'ResourceNotFound', 'The specified resource does not exist.');
  if (!headers['x-ms-version']) throw new AzureError(400, 'MissingRequiredHeader', 'x-ms-version');
  const [, name = '', key = ''] = /^\/([^/]+)\/?(.*)$/.exec(decodeURIComponent(path)) ?? [];
  const at = `${account.id}/blobServices/default/containers/${name}`;
  const list = key === '' ? 'Blob.List' : undefined;
  const version = query.get('versionid') ?? query.get('snapshot');
  if (version !== null) azure.world.rules.leanOn(currentOrNot);
  const blobAsked = { path: key, isCurrentVersion: version === null };
  const may = (action: string): boolean => azure.assignments.mayWithBlobs(caller, at, action, blobAsked, list);
  const must = (action: string): void => {
    if (!may(action))
      throw new AzureError(
        403,
        'AuthorizationPermissionMismatch',
        'This request is not authorized to perform this operation using this permission.',
      );
  };
  const container = account.containers.get(name);
  const needed = (): NonNullable<typeof container> => {
    if (container) return container;
    throw new AzureError(404, 'ContainerNotFound', 'The specified container does not exist.');
  };
  if (key === '') {
    must('read');
    const prefix = query.get('prefix') ?? '';
    const names = [...needed().blobs.keys()].filter((each) => each.startsWith(prefix)).sort();
    return {
      status: 200,
      body: `<EnumerationResults><Blobs>${names.map((each) => `<Blob><Name>${each}</Name></Blob>`).join('')}</Blobs><NextMarker/></EnumerationResults>`,
    };
  }
  const found = container?.blobs.get(key);
  const there = (): Blob => {
    needed();
    if (found) return found;
    throw new AzureError(404, 'BlobNotFound', 'The specified blob does not exist.');
  };
  const keepVersion = (): void => {
    if (container === undefined || found === undefined) return;
    container.former ??= new Map();
    container.former.set(`${key}?${found.versions}`, found.bytes);
  };
  if (method === 'GET' || method === 'HEAD') {
    must('read');
    if (version !== null) {
      const former = container?.former?.get(`${key}?${version}`);
      if (former) return { status: 200, headers: { 'x-ms-blob-type': 'BlockBlob' }, body: former };
      throw new AzureError(404, 'BlobNotFound', 'The specified blob does not exist.');
    }
    if (found === undefined) azure.world.rules.leanOn(missingIsCurrent);
    const { bytes, lease, metadata } = there();
    return {
      status: 200,
      headers: {
        'x-ms-blob-type': 'BlockBlob',
        'x-ms-lease-status': lease === undefined ? 'unlocked' : 'locked',
        'x-ms-lease-state': lease === undefined ? 'available' : 'leased',
        ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`${meta}${name}`, value])),
      },
      body: method === 'GET' ? bytes : '',
    };
  }
  if (query.get('comp') === 'lease') {
    azure.world.rules.leanOn(leaseIsWrite);
    must('write');
    return lease(there(), headers);
  }
  if (found?.lease !== undefined && found.lease !== headers['x-ms-lease-id'])
    throw new AzureError(
      412,
      'LeaseIdMissing',
      'There is currently a lease on the blob and no lease ID was specified in the request.',
    );
  if (method === 'DELETE') {
    must('delete');
    there();
    keepVersion();
    container?.blobs.delete(key);
    return { status: 202 };
  }
  if (method === 'PUT' && query.get('comp') === 'metadata') {
    must('write');
    // It replaces what was there: https://learn.microsoft.com/rest/api/storageservices/set-blob-metadata
    there().metadata = metadataIn(headers);
    return { status: 200 };
  }
  if (method !== 'PUT' || query.has('comp'))
    throw new AzureError(400, 'TwinDoesNotKnow', `twin: ${method} ${query.toString()} of a blob`);
  azure.world.rules.leanOn(newBlobs);
  if (found !== undefined || !may('add/action')) must('write');
  // No blob of the twin has a tag that a caller could name.
  if (headers['if-match'] !== undefined) {
    azure.world.rules.leanOn(rightsFirst);
    throw new AzureError(
      412,
      'ConditionNotMet',
      'The condition specified using HTTP conditional header(s) is not met.',
    );
  }
  if (headers['x-ms-blob-type'] !== 'BlockBlob') throw new AzureError(400, 'MissingRequiredHeader', 'x-ms-blob-type');
  if (found !== undefined && headers['if-none-match'] === '*')
    throw new AzureError(409, 'BlobAlreadyExists', 'The specified blob already exists.');
  keepVersion();
  needed().blobs.set(key, {
    bytes: body,
    metadata: metadataIn(headers),
    lease: found?.lease,
    versions: (found?.versions ?? 0) + 1,
  });
  return { status: 201 };
}

const meta = 'x-ms-meta-';

const metadataIn = (headers: CloudRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(meta) ? [[name.slice(meta.length), value]] : [],
    ),
  );

/** https://learn.microsoft.com/rest/api/storageservices/lease-blob */
function lease(found: Blob, headers: CloudRequest['headers']): CloudResponse {
  const action = headers['x-ms-lease-action'];
  if (action === 'acquire') {
    if (found.lease !== undefined)
      throw new AzureError(409, 'LeaseAlreadyPresent', 'There is already a lease present.');
    found.lease = headers['x-ms-proposed-lease-id'] ?? randomUUID();
    return { status: 201, headers: { 'x-ms-lease-id': found.lease } };
  }
  if (action !== 'break' && headers['x-ms-lease-id'] !== found.lease)
    throw new AzureError(
      409,
      'LeaseIdMismatchWithLeaseOperation',
      'The lease ID specified did not match the lease ID for the blob.',
    );
  found.lease = undefined;
  return { status: action === 'break' ? 202 : 200 };
}
