import type { World } from '../clouds.js';
import type { TenantContext } from '../entra/context.js';
import { afterFault } from '../faults.js';
import { json, type CloudRequest, type CloudResponse } from '../network.js';
import { rule } from '../rules.js';
import { AzureError } from './azure-error.js';
import { answerBlob } from './blobs.js';
import { callerOf } from './caller.js';
import { RoleAssignments } from './role-assignments.js';
import { roles } from './role-definitions.js';
import { StorageAccounts } from './storage-accounts.js';

const versionNeeded = rule(
  'arm-api-version',
  'https://learn.microsoft.com/rest/api/azure/#request-uri',
  'Every call of Azure Resource Manager names the version of its interface.',
);
const groupFirst = rule(
  'arm-group-first',
  'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found',
  'What lies in a resource group needs it to be there.',
);

export interface ResourceGroup {
  readonly location: string;
  tags: Record<string, string>;
}

/** One subscription behind `management.azure.com`, and the blobs of its storage accounts. */
export class Azure {
  readonly groups = new Map<string, ResourceGroup>();
  readonly assignments: RoleAssignments;
  readonly accounts: StorageAccounts;
  /** Calls that changed something, as `PUT /subscriptions/…`. */
  readonly writes: string[] = [];

  constructor(
    readonly world: World,
    readonly tenant: TenantContext,
    readonly subscriptionId: string,
  ) {
    this.assignments = new RoleAssignments(world, subscriptionId);
    this.accounts = new StorageAccounts(world);
    world.network.register('management.azure.com', (request) => this.answer(request));
    world.network.register(/^[a-z0-9]+\.blob\.core\.windows\.net$/, (request) => answerBlob(this, request));
  }

  /** As an administrator of the subscription has given it. */
  grant(principalId: string, role: keyof typeof roles, scope = `/subscriptions/${this.subscriptionId}`): void {
    this.assignments.give(scope, principalId, roles[role].id);
  }

  async answer(request: CloudRequest): Promise<CloudResponse> {
    await this.world.clock.settle();
    const fault = this.world.faults.take(`arm ${request.method} ${request.path}`);
    if (fault && 'status' in fault)
      return json(fault.status, {
        error: { code: fault.code ?? 'InternalServerError', message: fault.message ?? 'x' },
      });
    try {
      const caller = callerOf(this.tenant, request, 'https://management.azure.com');
      if (!/^\d{4}-\d{2}-\d{2}(-preview)?$/.test(request.query.get('api-version') ?? '')) {
        this.world.rules.leanOn(versionNeeded);
        throw new AzureError(
          400,
          'MissingApiVersionParameter',
          'The api-version query parameter (?api-version=) is required for all requests.',
        );
      }
      const done = this.dispatch(request, caller);
      if (request.method !== 'GET') this.writes.push(`${request.method} ${request.path}`);
      return await afterFault(fault, done);
    } catch (error) {
      if (!(error instanceof AzureError)) throw error;
      return json(error.status, { error: { code: error.code, message: error.message } });
    }
  }

  private dispatch(request: CloudRequest, principalId: string): CloudResponse {
    const { method, path } = request;
    const root = `/subscriptions/${this.subscriptionId}`;
    if (!path.toLowerCase().startsWith(root.toLowerCase()))
      throw new AzureError(404, 'SubscriptionNotFound', `The subscription of '${path}' could not be found.`);
    const rest = path.slice(root.length);
    const may = (action: string): void => this.assignments.must(principalId, action, path);
    if (rest === '' && method === 'GET') {
      may('Microsoft.Resources/subscriptions/read');
      return json(200, {
        id: root,
        subscriptionId: this.subscriptionId,
        tenantId: this.tenant.state.tenantId,
        state: 'Enabled',
      });
    }
    const body =
      request.body.length === 0 ? {} : (JSON.parse(request.body.toString('utf8')) as Record<string, unknown>);
    const defined = /^(.*)\/providers\/Microsoft\.Authorization\/roleDefinitions\/([^/]+)$/i.exec(path);
    if (defined)
      return this.assignments.definitions.answer(
        method,
        { scope: defined[1] ?? '', id: defined[2] ?? '', caller: principalId },
        body,
      );
    const listed = /^(.*)\/providers\/Microsoft\.Authorization\/roleDefinitions$/i.exec(path);
    if (listed && method === 'GET')
      return this.assignments.definitions.list(listed[1] ?? '', request.query.get('$filter') ?? '', principalId);
    const assigned = /^(.*)\/providers\/Microsoft\.Authorization\/roleAssignments$/i.exec(path);
    if (assigned && method === 'GET')
      return this.assignments.list(assigned[1] ?? '', request.query.get('$filter') ?? '', principalId);
    const scoped = /^(.*)\/providers\/Microsoft\.Authorization\/roleAssignments\/([^/]+)$/i.exec(path);
    if (scoped)
      return this.assignments.answer(method, { scope: scoped[1] ?? '', name: scoped[2] ?? '', principalId }, body);
    const [, group = '', inside = ''] = /^\/resourceGroups\/([\w.()-]{1,90})(\/.*)?$/i.exec(rest) ?? [];
    if (group === '') throw unknown(method, path);
    if (inside === '') return this.group(method, group, body, may);
    if (!this.groups.has(group.toLowerCase())) {
      this.world.rules.leanOn(groupFirst);
      throw new AzureError(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`);
    }
    if (inside === '/resources' && method === 'GET') {
      may('Microsoft.Resources/subscriptions/resourceGroups/read');
      return json(200, {
        value: this.accounts.in(group).map(({ name }) => ({ name, type: 'Microsoft.Storage/storageAccounts' })),
      });
    }
    const storage = /^\/providers\/Microsoft\.Storage\/storageAccounts\/([^/]+)(\/.*)?$/i.exec(inside);
    if (!storage) throw unknown(method, path);
    const door = request.headers['x-twin-base'];
    const base = door === undefined ? 'https://' : `${door}/_host/`;
    const place = { id: path, group, name: storage[1] ?? '', below: storage[2] ?? '', base };
    return this.accounts.answer(method, place, body, may);
  }

  private group(
    method: string,
    name: string,
    body: Record<string, unknown>,
    may: (action: string) => void,
  ): CloudResponse {
    const key = name.toLowerCase();
    const there = this.groups.get(key);
    const id = `/subscriptions/${this.subscriptionId}/resourceGroups/${name}`;
    const shown = (): CloudResponse =>
      json(200, { id, name, ...this.groups.get(key), properties: { provisioningState: 'Succeeded' } });
    may(
      `Microsoft.Resources/subscriptions/resourceGroups/${method === 'GET' ? 'read' : method === 'PUT' ? 'write' : 'delete'}`,
    );
    if (method === 'PUT') {
      const { location, tags = {}, ...more } = body as { location?: string; tags?: Record<string, string> };
      if (typeof location !== 'string' || Object.keys(more).length > 0)
        throw new AzureError(400, 'InvalidRequestContent', `The request content was invalid: ${JSON.stringify(body)}`);
      if (there !== undefined && there.location !== location)
        throw new AzureError(
          409,
          'InvalidResourceGroupLocation',
          `Invalid resource group location '${location}'. The Resource group already exists in location '${there.location}'.`,
        );
      this.groups.set(key, { location, tags });
      return shown();
    }
    if (there === undefined)
      throw new AzureError(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);
    if (method === 'GET') return shown();
    if (method !== 'DELETE') throw unknown(method, id);
    this.accounts.dropGroup(name);
    this.groups.delete(key);
    return { status: 202 };
  }
}

const unknown = (method: string, path: string): AzureError =>
  new AzureError(404, 'TwinDoesNotKnow', `twin: Azure is not known to answer ${method} ${path}`);
