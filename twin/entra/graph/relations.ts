import { rule } from '../../rules.js';
import { badRequest, notFound } from '../errors.js';
import { isDynamic } from '../dynamic-groups.js';
import type { DirectoryKind } from '../objects.js';
import { allowed, type Permission } from '../permissions.js';
import {
  answer,
  directoryObjects,
  find,
  list,
  listOptions,
  noContent,
  referenced,
  type GraphCall,
  type Route,
} from './route.js';

const dynamicMembersAreRuled = rule(
  'dynamic-group-members-ruled',
  'https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership',
  'Members of a dynamic group cannot be added or removed by hand.',
);
const lastOwnerStays = rule(
  'group-last-owner-stays',
  'https://learn.microsoft.com/graph/api/group-delete-owners',
  'The last owner of a group, when it is a user, cannot be removed.',
);

const reference = { '@odata.id': 'string!' } as const;

function owned(kind: 'applications' | 'servicePrincipals' | 'groups', read: Permission, write: Permission): Route[] {
  return [
    {
      method: 'GET',
      path: `/${kind}/{id}/owners`,
      allow: read,
      handle: (call) => {
        const { id } = find<{ id: string; displayName: string | null; deletedDateTime: string | null }>(
          call,
          call.state[kind],
          call.params['id'] ?? '',
        );
        return list(call, 'directoryObjects', directoryObjects(call.state, call.state.ownersOf(id)));
      },
    },
    {
      method: 'POST',
      path: `/${kind}/{id}/owners/$ref`,
      allow: write,
      body: reference,
      handle: (call) => addTo(call, kind, 'owners'),
    },
    {
      method: 'DELETE',
      path: `/${kind}/{id}/owners/{owner}/$ref`,
      allow: write,
      handle: (call) => removeFrom(call, kind, 'owners', call.params['owner'] ?? ''),
    },
  ];
}

type Relation = 'owners' | 'members';
type Parent = Extract<DirectoryKind, 'applications' | 'servicePrincipals' | 'groups' | 'directoryRoles'>;

function parent(call: GraphCall, kind: Parent): string {
  return find<{ id: string; displayName: string | null; deletedDateTime: string | null }>(
    call,
    call.state[kind],
    call.params['id'] ?? '',
  ).id;
}

function addTo(call: GraphCall, kind: Parent, relation: Relation): ReturnType<typeof noContent> {
  const { state, context } = call;
  const id = parent(call, kind);
  refuseDynamic(call, id, relation);
  const added = referenced(call.body['@odata.id']);
  if (!state.directoryObject(added) || !context.consistency.seen(added)) throw notFound(added);
  const present = state[relation].get(id) ?? [];
  if (present.includes(added)) {
    throw badRequest(
      `One or more added object references already exist for the following modified properties: '${relation}'.`,
    );
  }
  state[relation].set(id, [...present, added]);
  context.membershipMayHaveChanged();
  return noContent();
}

function removeFrom(call: GraphCall, kind: Parent, relation: Relation, removed: string): ReturnType<typeof noContent> {
  const { state, context } = call;
  const id = parent(call, kind);
  refuseDynamic(call, id, relation);
  const present = state[relation].get(id) ?? [];
  if (!present.includes(removed)) throw notFound(removed);
  if (kind === 'groups' && relation === 'owners' && present.length === 1 && state.users.has(removed)) {
    context.world.rules.leanOn(lastOwnerStays);
    throw badRequest('The group must have at least one owner, hence this owner cannot be removed.');
  }
  state[relation].set(
    id,
    present.filter((each) => each !== removed),
  );
  context.membershipMayHaveChanged();
  return noContent();
}

function refuseDynamic(call: GraphCall, id: string, relation: Relation): void {
  const group = call.state.groups.get(id);
  if (relation !== 'members' || !group || !isDynamic(group)) return;
  call.context.world.rules.leanOn(dynamicMembersAreRuled);
  throw badRequest('Members cannot be added to or removed from a group with dynamic membership.');
}

const groupLists: Route[] = (
  [
    ['members', (call: GraphCall, id: string) => call.state.membersOf(id)],
    ['transitiveMembers', (call: GraphCall, id: string) => call.state.transitiveMembersOf(id)],
    ['memberOf', (call: GraphCall, id: string) => call.state.parentsOf(id)],
  ] as const
).map(([name, ids]) => ({
  method: 'GET' as const,
  path: `/groups/{id}/${name}`,
  allow: allowed.readGroups,
  query: listOptions,
  handle: (call: GraphCall) =>
    list(call, 'directoryObjects', directoryObjects(call.state, ids(call, parent(call, 'groups')))),
}));

/** Owners, members and what follows from them. */
export const relationRoutes: readonly Route[] = [
  ...owned('applications', allowed.readApplications, allowed.writeApplications),
  ...owned('servicePrincipals', allowed.readApplications, allowed.writeApplications),
  ...owned('groups', allowed.readGroups, allowed.writeGroups),
  ...groupLists,
  {
    method: 'GET',
    path: '/groups/{id}/members/$count',
    allow: allowed.readGroups,
    handle: (call) => {
      const count = call.state.membersOf(parent(call, 'groups')).length;
      return { ...answer(200, count), headers: { 'content-type': 'text/plain' } };
    },
  },
  {
    method: 'POST',
    path: '/groups/{id}/members/$ref',
    allow: allowed.writeMembers,
    body: reference,
    handle: (call) => addTo(call, 'groups', 'members'),
  },
  {
    method: 'DELETE',
    path: '/groups/{id}/members/{member}/$ref',
    allow: allowed.writeMembers,
    handle: (call) => removeFrom(call, 'groups', 'members', call.params['member'] ?? ''),
  },
  {
    method: 'GET',
    path: '/directoryRoles/{id}/members',
    allow: allowed.readDirectoryRoles,
    handle: (call) =>
      list(
        call,
        'directoryObjects',
        directoryObjects(call.state, call.state.membersOf(parent(call, 'directoryRoles'))),
      ),
  },
  {
    method: 'POST',
    path: '/directoryRoles/{id}/members/$ref',
    allow: allowed.writeDirectoryRoles,
    body: reference,
    handle: (call) => addTo(call, 'directoryRoles', 'members'),
  },
  {
    method: 'DELETE',
    path: '/directoryRoles/{id}/members/{member}/$ref',
    allow: allowed.writeDirectoryRoles,
    handle: (call) => removeFrom(call, 'directoryRoles', 'members', call.params['member'] ?? ''),
  },
];
