/** Access packages as azuread makes them, on beta. */
import { rule } from '../../rules.js';
import type { Shape } from '../body.js';
import { Entitlement } from '../entitlement.js';
import type { AccessPolicy, EntitlementState } from '../entitlement-objects.js';
import { badRequest, GraphError, notFound } from '../errors.js';
import { allowed, checkPermission } from '../permissions.js';
import { created, entity, list, noContent, type GraphCall, type Route } from './route.js';

const groupsNeedTheirOwnRight = rule(
  'access-package-resource-needs-group-right',
  'https://learn.microsoft.com/graph/api/entitlementmanagement-post-accesspackageresourcerequests: application permissions',
  'An application that puts a security group into a catalog needs Group.ReadWrite.All as well.',
);

const root = '/identityGovernance/entitlementManagement';
const versions = ['beta'] as const;
const read = { versions, allow: allowed.readEntitlement } as const;
const write = { versions, allow: allowed.writeEntitlement } as const;

const kept = (call: GraphCall): EntitlementState => call.state.entitlement;

function inStore<K extends 'catalogs' | 'packages' | 'policies'>(
  call: GraphCall,
  store: K,
): EntitlementState[K] extends Map<string, infer T> ? T : never {
  const id = call.params['id'] ?? '';
  const found = kept(call)[store].get(id);
  if (!found) throw notFound(id);
  return found as EntitlementState[K] extends Map<string, infer T> ? T : never;
}

const catalogShape: Shape = {
  displayName: 'string!',
  description: 'string!',
  catalogStatus: 'string',
  isExternallyVisible: 'boolean',
};
const packageShape: Shape = {
  displayName: 'string!',
  description: 'string!',
  isHidden: 'boolean',
  catalogId: 'string!',
  accessPackageCatalog: 'any',
};
const userSets = [{ id: 'string', isBackup: 'boolean' }] as const;
const policyShape: Shape = {
  accessPackageId: 'string!',
  displayName: 'string!',
  description: 'string!',
  canExtend: 'boolean',
  durationInDays: 'number',
  expirationDateTime: 'string?',
  requestorSettings: { scopeType: 'string', acceptRequests: 'boolean', allowedRequestors: userSets },
  requestApprovalSettings: {
    isApprovalRequired: 'boolean',
    isApprovalRequiredForExtension: 'boolean',
    isRequestorJustificationRequired: 'boolean',
    approvalStages: [
      {
        approvalStageTimeOutInDays: 'number',
        escalationTimeInMinutes: 'number?',
        isApproverJustificationRequired: 'boolean?',
        isEscalationEnabled: 'boolean?',
        primaryApprovers: userSets,
        escalationApprovers: userSets,
      },
    ],
  },
  questions: [{ isRequired: 'boolean', sequence: 'number', text: { defaultText: 'string', localizedTexts: 'any' } }],
};

function roleScopesOf(call: GraphCall, packageId: string): object[] {
  return [...kept(call).roleScopes.values()]
    .filter((each) => each.packageId === packageId)
    .map(({ id, originId, role }) => ({
      id,
      accessPackageResourceRole: { originId: `${role}_${originId}`, displayName: role, originSystem: 'AadGroup' },
      accessPackageResourceScope: { originId, originSystem: 'AadGroup' },
    }));
}

export const entitlementManagementRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: `${root}/accessPackageCatalogs`,
    ...write,
    body: catalogShape,
    handle: (call) => {
      new Entitlement(call.context).checkLicence();
      const made = {
        id: call.state.newId(),
        catalogStatus: 'Published',
        isExternallyVisible: false,
        ...(call.body as { displayName: string; description: string }),
      };
      kept(call).catalogs.set(made.id, made);
      return created(call, 'accessPackageCatalogs', made);
    },
  },
  {
    method: 'GET',
    path: `${root}/accessPackageCatalogs/{id}`,
    ...read,
    handle: (call) => entity(call, 'accessPackageCatalogs', inStore(call, 'catalogs')),
  },
  {
    method: 'PATCH',
    path: `${root}/accessPackageCatalogs/{id}`,
    ...write,
    body: catalogShape,
    handle: (call) => {
      Object.assign(inStore(call, 'catalogs'), call.body);
      return noContent();
    },
  },
  {
    method: 'DELETE',
    path: `${root}/accessPackageCatalogs/{id}`,
    ...write,
    handle: (call) => {
      const { id } = inStore(call, 'catalogs');
      if ([...kept(call).packages.values()].some(({ catalogId }) => catalogId === id)) {
        throw new GraphError(400, 'CatalogHasAccessPackages', 'The catalog has access packages.');
      }
      kept(call).catalogs.delete(id);
      return noContent();
    },
  },
  {
    method: 'GET',
    path: `${root}/accessPackageCatalogs/{id}/accessPackageResources`,
    ...read,
    handle: (call) => {
      const { id } = inStore(call, 'catalogs');
      const found = [...kept(call).resources.values()].filter(({ catalogId }) => catalogId === id);
      const shown = found.map((each) => ({
        id: each.id,
        originId: each.originId,
        originSystem: 'AadGroup',
        resourceType: 'Security Group',
      }));
      return list(call, 'accessPackageResources', shown);
    },
  },
  {
    method: 'POST',
    path: `${root}/accessPackageResourceRequests`,
    ...write,
    body: {
      catalogId: 'string!',
      requestType: 'string!',
      executeImmediately: 'boolean',
      accessPackageResource: { id: 'string', originId: 'string!', originSystem: 'string!', resourceType: 'string' },
    },
    handle: (call) => {
      const { catalogId, requestType, accessPackageResource } = call.body as {
        catalogId: string;
        requestType: string;
        accessPackageResource: { originId: string; originSystem: string };
      };
      const { originId, originSystem } = accessPackageResource;
      if (originSystem !== 'AadGroup') throw badRequest('Only AadGroup is modelled.').asUnknown('originSystem');
      if (!kept(call).catalogs.has(catalogId)) throw notFound(catalogId);
      const there = [...kept(call).resources.values()].find(
        (each) => each.catalogId === catalogId && each.originId === originId,
      );
      if (requestType === 'AdminRemove') {
        if (!there) throw notFound(originId);
        kept(call).resources.delete(there.id);
      } else if (requestType === 'AdminAdd') {
        call.context.world.rules.leanOn(groupsNeedTheirOwnRight);
        if (call.caller.kind === 'application') {
          checkPermission(call.context, call.caller, allowed.writeGroups, 'POST', originId);
        }
        new Entitlement(call.context).checkGroup(call.state.groups.get(originId));
        if (there) throw new GraphError(400, 'ResourceAlreadyOnboarded', 'The resource is already in the catalog.');
        const made = { id: call.state.newId(), catalogId, originId };
        kept(call).resources.set(made.id, made);
      } else {
        throw badRequest(`Unknown requestType '${requestType}'.`);
      }
      return created(call, 'accessPackageResourceRequests', {
        id: call.state.newId(),
        catalogId,
        requestType,
        requestState: 'Delivered',
        accessPackageResource: { originId, originSystem },
      });
    },
  },
  {
    method: 'POST',
    path: `${root}/accessPackages`,
    ...write,
    body: packageShape,
    handle: (call) => {
      const {
        catalogId,
        displayName,
        description,
        isHidden = false,
      } = call.body as {
        catalogId: string;
        displayName: string;
        description: string;
        isHidden?: boolean;
      };
      if (!kept(call).catalogs.has(catalogId)) throw notFound(catalogId);
      const made = { id: call.state.newId(), catalogId, displayName, description, isHidden };
      kept(call).packages.set(made.id, made);
      return created(call, 'accessPackages', made);
    },
  },
  {
    method: 'GET',
    path: `${root}/accessPackages/{id}`,
    ...read,
    query: ['$expand', '$select'],
    handle: (call) => {
      const found = inStore(call, 'packages');
      const expanded = call.query.has('$expand')
        ? { accessPackageResourceRoleScopes: roleScopesOf(call, found.id) }
        : {};
      return entity(call, 'accessPackages', { ...found, ...expanded });
    },
  },
  {
    method: 'PATCH',
    path: `${root}/accessPackages/{id}`,
    ...write,
    body: packageShape,
    handle: (call) => {
      const { displayName, description, isHidden } = call.body;
      Object.assign(inStore(call, 'packages'), { displayName, description, isHidden });
      return noContent();
    },
  },
  {
    method: 'DELETE',
    path: `${root}/accessPackages/{id}`,
    ...write,
    handle: (call) => {
      const { id } = inStore(call, 'packages');
      new Entitlement(call.context).checkUnused(id);
      kept(call).packages.delete(id);
      return noContent();
    },
  },
  {
    method: 'POST',
    path: `${root}/accessPackages/{id}/accessPackageResourceRoleScopes`,
    ...write,
    body: {
      accessPackageResourceRole: {
        originId: 'string!',
        displayName: 'string',
        originSystem: 'string!',
        accessPackageResource: { id: 'string!', resourceType: 'string', originId: 'string' },
      },
      accessPackageResourceScope: { originId: 'string!', originSystem: 'string!' },
    },
    handle: (call) => {
      const { id: packageId, catalogId } = inStore(call, 'packages');
      const { accessPackageResourceRole: role } = call.body as {
        accessPackageResourceRole: { originId: string; accessPackageResource: { id: string } };
      };
      const resource = kept(call).resources.get(role.accessPackageResource.id);
      if (!resource || resource.catalogId !== catalogId) throw badRequest('The resource is not in the catalog.');
      const [name = ''] = role.originId.split('_');
      const made = { id: call.state.newId(), packageId, originId: resource.originId, role: name };
      kept(call).roleScopes.set(made.id, made);
      return created(call, 'accessPackageResourceRoleScopes', { id: made.id });
    },
  },
  {
    method: 'DELETE',
    path: `${root}/accessPackages/{id}/accessPackageResourceRoleScopes/{scope}`,
    ...write,
    handle: (call) => {
      inStore(call, 'packages');
      if (!kept(call).roleScopes.delete(call.params['scope'] ?? '')) throw notFound(call.params['scope'] ?? '');
      return noContent();
    },
  },
  {
    method: 'POST',
    path: `${root}/accessPackageAssignmentPolicies`,
    ...write,
    body: policyShape,
    handle: (call) => {
      const body = call.body as unknown as AccessPolicy;
      if (!kept(call).packages.has(body.accessPackageId)) throw notFound(body.accessPackageId);
      const made: AccessPolicy = { ...body, id: call.state.newId() };
      kept(call).policies.set(made.id, made);
      return created(call, 'accessPackageAssignmentPolicies', made);
    },
  },
  {
    method: 'GET',
    path: `${root}/accessPackageAssignmentPolicies/{id}`,
    ...read,
    handle: (call) => entity(call, 'accessPackageAssignmentPolicies', inStore(call, 'policies')),
  },
  {
    method: 'PUT',
    path: `${root}/accessPackageAssignmentPolicies/{id}`,
    ...write,
    body: { ...policyShape, id: 'string' },
    handle: (call) => {
      const { id } = inStore(call, 'policies');
      const made: AccessPolicy = { ...(call.body as unknown as AccessPolicy), id };
      kept(call).policies.set(id, made);
      return entity(call, 'accessPackageAssignmentPolicies', made);
    },
  },
  {
    method: 'DELETE',
    path: `${root}/accessPackageAssignmentPolicies/{id}`,
    ...write,
    handle: (call) => {
      const { id, accessPackageId } = inStore(call, 'policies');
      new Entitlement(call.context).checkUnused(accessPackageId);
      kept(call).policies.delete(id);
      return noContent();
    },
  },
];
