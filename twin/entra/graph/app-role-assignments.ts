import type { CloudResponse } from '../../network.js';
import { rule } from '../../rules.js';
import { servicePlanIds } from '../catalogue.js';
import { badRequest, notFound } from '../errors.js';
import type { AppRoleAssignment, ServicePrincipal } from '../objects.js';
import { allowed } from '../permissions.js';
import { created, entity, find, list, noContent, type GraphCall, type Route } from './route.js';

const roleMustFit = rule(
  'app-role-must-fit',
  'https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto',
  'The role is one that the resource offers to this kind of principal; the all-zero role is for applications without roles.',
);
const groupAssignmentNeedsLicence = rule(
  'group-assignment-needs-p1',
  'https://learn.microsoft.com/entra/id-governance/licensing-fundamentals',
  'Assigning a group to an application needs Entra ID P1.',
);

const noRole = '00000000-0000-0000-0000-000000000000';
const principalTypes: Readonly<Record<string, AppRoleAssignment['principalType']>> = {
  users: 'User',
  groups: 'Group',
  servicePrincipals: 'ServicePrincipal',
};

const shape = { appRoleId: 'string!', principalId: 'string!', resourceId: 'string!' } as const;

function assign(call: GraphCall, set: string): CloudResponse {
  const { state, context } = call;
  const { appRoleId, principalId, resourceId } = call.body as {
    appRoleId: string;
    principalId: string;
    resourceId: string;
  };
  const resource = find(call, state.servicePrincipals, resourceId);
  const principal = state.directoryObject(principalId);
  const principalType = principal ? principalTypes[principal.kind] : undefined;
  if (!principal || !principalType || !context.consistency.seen(principalId))
    throw badRequest('Not a valid reference update.');
  checkRole(call, resource, appRoleId, principalType);
  const twice = [...state.appRoleAssignments.values()].some(
    (each) => each.principalId === principalId && each.resourceId === resourceId && each.appRoleId === appRoleId,
  );
  if (twice) throw badRequest('Permission being assigned already exists on the object');
  const made: AppRoleAssignment = {
    id: Buffer.from(state.newId().replaceAll('-', '') + 'a1b2', 'hex').toString('base64url'),
    deletedDateTime: null,
    appRoleId,
    createdDateTime: call.now,
    principalDisplayName: principal.object.displayName,
    principalId,
    principalType,
    resourceDisplayName: resource.displayName,
    resourceId,
  };
  state.appRoleAssignments.set(made.id, made);
  context.consistency.created('appRoleAssignment', made.id);
  return created(call, set, made);
}

function checkRole(call: GraphCall, resource: ServicePrincipal, appRoleId: string, principalType: string): void {
  const { rules } = call.context.world;
  rules.leanOn(roleMustFit);
  if (principalType === 'Group') {
    rules.leanOn(groupAssignmentNeedsLicence);
    const licensed = call.state.skus.some((sku) =>
      sku.servicePlans.some((plan) => plan.servicePlanId === servicePlanIds.entraP1),
    );
    if (!licensed) throw badRequest('The tenant does not have a license that allows assigning groups to applications.');
  }
  if (appRoleId === noRole && resource.appRoles.length === 0) return;
  const role = resource.appRoles.find((each) => each.id === appRoleId && each.isEnabled);
  if (!role) throw badRequest('Permission being assigned was not found on application');
  const needed = principalType === 'ServicePrincipal' ? 'Application' : 'User';
  if (!role.allowedMemberTypes.includes(needed)) {
    throw badRequest(`Permission being assigned is not applicable to the principal type ${principalType}.`);
  }
}

const holder = (call: GraphCall, kind: 'servicePrincipals' | 'groups' | 'users'): string =>
  find<{ id: string; displayName: string | null; deletedDateTime: string | null }>(
    call,
    call.state[kind],
    call.params['id'] ?? '',
  ).id;

function byId(call: GraphCall): AppRoleAssignment {
  const id = call.params['assignment'] ?? '';
  const found = call.state.appRoleAssignments.get(id);
  if (!found || !call.context.consistency.seen(id)) throw notFound(id);
  return found;
}

const ways: readonly [
  kind: 'servicePrincipals' | 'groups' | 'users',
  relation: string,
  end: 'principalId' | 'resourceId',
][] = [
  ['servicePrincipals', 'appRoleAssignedTo', 'resourceId'],
  ['servicePrincipals', 'appRoleAssignments', 'principalId'],
  ['groups', 'appRoleAssignments', 'principalId'],
  ['users', 'appRoleAssignments', 'principalId'],
];

export const appRoleAssignmentRoutes: readonly Route[] = ways.flatMap(([kind, relation, end]): Route[] => {
  const path = `/${kind}/{id}/${relation}`;
  return [
    {
      method: 'GET',
      path,
      allow: allowed.readAppRoleAssignments,
      handle: (call) => {
        const id = holder(call, kind);
        return list(
          call,
          relation,
          [...call.state.appRoleAssignments.values()].filter((each) => each[end] === id),
        );
      },
    },
    {
      method: 'POST',
      path,
      allow: allowed.writeAppRoleAssignments,
      body: shape,
      handle: (call) => {
        const id = holder(call, kind);
        if (call.body[end] !== id) throw badRequest(`The ${end} must be the object that the URL names.`);
        return assign(call, `${kind}('${id}')/${relation}`);
      },
    },
    {
      method: 'GET',
      path: `${path}/{assignment}`,
      allow: allowed.readAppRoleAssignments,
      handle: (call) => {
        holder(call, kind);
        return entity(call, 'appRoleAssignments', byId(call));
      },
    },
    {
      method: 'DELETE',
      path: `${path}/{assignment}`,
      allow: allowed.writeAppRoleAssignments,
      handle: (call) => {
        holder(call, kind);
        call.state.appRoleAssignments.delete(byId(call).id);
        return noContent();
      },
    },
  ];
});
