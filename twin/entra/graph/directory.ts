import { directoryRoleTemplates } from '../catalogue.js';
import { badRequest, conflict, notFound } from '../errors.js';
import { odataTypes, type DirectoryRole, type RoleAssignment } from '../objects.js';
import { allowed } from '../permissions.js';
import type { TenantState } from '../state.js';
import { asDirectoryObject, created, entity, find, list, noContent, type GraphCall, type Route } from './route.js';

/** The role of the tenant that comes from a template; made when it is first needed, as Entra activates it. */
export function activatedRole(state: TenantState, templateId: string): DirectoryRole | undefined {
  const present = [...state.directoryRoles.values()].find((role) => role.roleTemplateId === templateId);
  if (present) return present;
  const template = directoryRoleTemplates.find((each) => each.id === templateId);
  if (!template) return undefined;
  const { displayName, description } = template;
  const made = { id: state.newId(), deletedDateTime: null, displayName, description, roleTemplateId: templateId };
  state.directoryRoles.set(made.id, made);
  return made;
}

const assignment = (call: GraphCall): RoleAssignment => {
  const id = call.params['id'] ?? '';
  const found = call.state.roleAssignments.get(id);
  if (!found) throw notFound(id);
  return found;
};

const definitions = directoryRoleTemplates.map((each) => ({
  ...each,
  templateId: each.id,
  isBuiltIn: true,
  isEnabled: true,
}));

/** A role assignment and the membership of the role are two views of one thing. */
function setMembership(state: TenantState, { roleDefinitionId, principalId }: RoleAssignment, member: boolean): void {
  const role = activatedRole(state, roleDefinitionId);
  if (!role) return;
  const others = state.membersOf(role.id).filter((each) => each !== principalId);
  state.members.set(role.id, member ? [...others, principalId] : others);
}

const deletedOf = (call: GraphCall, type: string): object[] =>
  [...call.state.deleted.values()]
    .filter(({ kind }) => odataTypes[kind] === `#${type}`)
    .map(({ kind, object }) => asDirectoryObject(kind, object));

export const directoryRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/directoryObjects/{id}',
    allow: allowed.readObjects,
    handle: (call) => {
      const id = call.params['id'] ?? '';
      const found = call.state.directoryObject(id);
      if (!found || !call.context.consistency.seen(id)) throw notFound(id);
      return entity(call, 'directoryObjects', asDirectoryObject(found.kind, found.object));
    },
  },
  {
    method: 'GET',
    path: '/directory/deletedItems/{id}',
    allow: allowed.readObjects,
    handle: (call) => {
      const id = call.params['id'] ?? '';
      if (id.startsWith('microsoft.graph.')) return list(call, 'directoryObjects', deletedOf(call, id));
      const found = call.state.deleted.get(id);
      if (!found) throw notFound(id);
      return entity(call, 'directoryObjects', asDirectoryObject(found.kind, found.object));
    },
  },
  {
    method: 'DELETE',
    path: '/directory/deletedItems/{id}',
    allow: allowed.writeApplications,
    handle: (call) => {
      if (!call.state.deleted.delete(call.params['id'] ?? '')) throw notFound(call.params['id'] ?? '');
      return noContent();
    },
  },
  {
    method: 'POST',
    path: '/directory/deletedItems/{id}/restore',
    allow: allowed.writeApplications,
    body: {},
    handle: (call) => {
      const id = call.params['id'] ?? '';
      const found = call.state.deleted.get(id);
      if (!found) throw notFound(id);
      call.state.deleted.delete(id);
      const object = { ...found.object, deletedDateTime: null };
      (call.state[found.kind] as Map<string, typeof object>).set(id, object);
      call.context.membershipMayHaveChanged();
      return entity(call, 'directoryObjects', asDirectoryObject(found.kind, object));
    },
  },
  {
    method: 'GET',
    path: '/directoryRoleTemplates',
    allow: allowed.readDirectoryRoles,
    handle: (call) =>
      list(
        call,
        'directoryRoleTemplates',
        directoryRoleTemplates.map((each) => ({ ...each, deletedDateTime: null })),
      ),
  },
  {
    method: 'GET',
    path: '/directoryRoles',
    allow: allowed.readDirectoryRoles,
    handle: (call) => list(call, 'directoryRoles', call.state.directoryRoles.values()),
  },
  {
    method: 'POST',
    path: '/directoryRoles',
    allow: allowed.writeDirectoryRoles,
    body: { roleTemplateId: 'string!' },
    handle: (call) => {
      const templateId = String(call.body['roleTemplateId']);
      if ([...call.state.directoryRoles.values()].some((role) => role.roleTemplateId === templateId)) {
        throw conflict(
          'A conflicting object with one or more of the specified property values is present in the directory.',
        );
      }
      const role = activatedRole(call.state, templateId);
      if (!role) throw badRequest(`Invalid value specified for property 'roleTemplateId' of resource 'DirectoryRole'.`);
      return created(call, 'directoryRoles', role);
    },
  },
  {
    method: 'GET',
    path: '/directoryRoles/{id}',
    allow: allowed.readDirectoryRoles,
    handle: (call) => entity(call, 'directoryRoles', find(call, call.state.directoryRoles, call.params['id'] ?? '')),
  },
  {
    method: 'GET',
    path: '/roleManagement/directory/roleDefinitions',
    allow: allowed.readDirectoryRoles,
    handle: (call) => list(call, 'roleManagement/directory/roleDefinitions', definitions),
  },
  {
    method: 'GET',
    path: '/roleManagement/directory/roleAssignments',
    allow: allowed.readDirectoryRoles,
    handle: (call) => list(call, 'roleManagement/directory/roleAssignments', call.state.roleAssignments.values()),
  },
  {
    method: 'POST',
    path: '/roleManagement/directory/roleAssignments',
    allow: allowed.writeDirectoryRoles,
    body: { principalId: 'string!', roleDefinitionId: 'string!', directoryScopeId: 'string?', appScopeId: 'string?' },
    handle: (call) => {
      const { principalId, roleDefinitionId, directoryScopeId, appScopeId } = call.body as Record<
        string,
        string | undefined
      >;
      if (!definitions.some((each) => each.id === roleDefinitionId))
        throw badRequest('The role definition does not exist.');
      if (!call.state.directoryObject(principalId ?? '')) throw notFound(principalId ?? '');
      const made: RoleAssignment = {
        id: call.state.newId(),
        principalId: principalId ?? '',
        roleDefinitionId: roleDefinitionId ?? '',
        directoryScopeId: directoryScopeId ?? null,
        appScopeId: appScopeId ?? null,
        condition: null,
      };
      if (
        [...call.state.roleAssignments.values()].some(
          (each) => each.principalId === principalId && each.roleDefinitionId === roleDefinitionId,
        )
      ) {
        throw conflict(
          'A conflicting object with one or more of the specified property values is present in the directory.',
        );
      }
      call.state.roleAssignments.set(made.id, made);
      setMembership(call.state, made, true);
      return created(call, 'roleManagement/directory/roleAssignments', made);
    },
  },
  {
    method: 'GET',
    path: '/roleManagement/directory/roleAssignments/{id}',
    allow: allowed.readDirectoryRoles,
    handle: (call) => entity(call, 'roleManagement/directory/roleAssignments', assignment(call)),
  },
  {
    method: 'DELETE',
    path: '/roleManagement/directory/roleAssignments/{id}',
    allow: allowed.writeDirectoryRoles,
    handle: (call) => {
      const gone = assignment(call);
      call.state.roleAssignments.delete(gone.id);
      setMembership(call.state, gone, false);
      return noContent();
    },
  },
];
