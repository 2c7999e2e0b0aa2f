/** Access packages as v1.0 shows them, and the one call with which an administrator or a service desk gives and takes. */
import { Entitlement } from '../entitlement.js';
import { badRequest, notFound } from '../errors.js';
import { allowed } from '../permissions.js';
import { created, list, type Route } from './route.js';

const root = '/identityGovernance/entitlementManagement';
const versions = ['v1.0'] as const;
const read = { versions, allow: allowed.readEntitlement } as const;

export const accessAssignmentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${root}/catalogs`,
    ...read,
    handle: (call) =>
      list(
        call,
        'catalogs',
        [...call.state.entitlement.catalogs.values()].map(({ catalogStatus, ...each }) => ({
          ...each,
          state: catalogStatus.toLowerCase(),
        })),
      ),
  },
  {
    method: 'GET',
    path: `${root}/accessPackages`,
    ...read,
    handle: (call) =>
      list(
        call,
        'accessPackages',
        [...call.state.entitlement.packages.values()].map(({ id, displayName, description, isHidden }) => ({
          id,
          displayName,
          description,
          isHidden,
        })),
      ),
  },
  {
    method: 'GET',
    path: `${root}/assignmentPolicies`,
    ...read,
    handle: (call) =>
      list(
        call,
        'assignmentPolicies',
        [...call.state.entitlement.policies.values()].map(({ id, displayName, description, accessPackageId }) => ({
          id,
          displayName,
          description,
          accessPackage: { id: accessPackageId },
        })),
      ),
  },
  {
    method: 'GET',
    path: `${root}/assignments`,
    ...read,
    query: ['$filter', '$expand', '$select', '$top', '$skiptoken', '$count'],
    handle: (call) => {
      const withTarget = call.query.get('$expand')?.split(',').includes('target') ?? false;
      const shown = [...call.state.entitlement.assignments.values()].map((each) => {
        const user = call.state.users.get(each.targetId);
        return {
          id: each.id,
          state: each.state,
          accessPackage: { id: each.packageId },
          schedule: { expiration: { endDateTime: each.endsAt } },
          ...(withTarget
            ? { target: { objectId: each.targetId, principalName: user?.userPrincipalName ?? null } }
            : {}),
        };
      });
      return list(call, 'assignments', shown);
    },
  },
  {
    method: 'POST',
    path: `${root}/assignmentRequests`,
    versions,
    allow: allowed.writeEntitlement,
    body: {
      requestType: 'string!',
      assignment: { id: 'string', targetId: 'string', assignmentPolicyId: 'string', accessPackageId: 'string' },
      justification: 'string?',
    },
    handle: (call) => {
      const { requestType, assignment } = call.body as {
        requestType: string;
        assignment: { id?: string; targetId?: string; assignmentPolicyId?: string; accessPackageId?: string };
      };
      const entitlement = new Entitlement(call.context);
      if (requestType === 'adminRemove') {
        const found = call.state.entitlement.assignments.get(assignment.id ?? '');
        if (!found || found.state !== 'delivered') throw notFound(assignment.id ?? '');
        entitlement.end(found);
        return created(call, 'assignmentRequests', { id: call.state.newId(), requestType, state: 'submitted' });
      }
      if (requestType !== 'adminAdd') throw badRequest(`'${requestType}' is not modelled.`).asUnknown('requestType');
      const { targetId = '', assignmentPolicyId = '', accessPackageId = '' } = assignment;
      const { id } = entitlement.give(accessPackageId, assignmentPolicyId, targetId);
      return created(call, 'assignmentRequests', { id, requestType, state: 'submitted' });
    },
  },
];
