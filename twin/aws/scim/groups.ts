import { json, type CloudResponse } from '../../network.js';
import { rule } from '../../rules.js';
import { isRecord } from '../api-validation.js';
import type { IdentityStore, StoreGroup } from '../identity-center/identity-store.js';
import type { ScimCall } from './call.js';
import { listed } from './listed.js';
import { checkName, invalid, ScimRefusal, textOf } from './refusal.js';

const hundredMembers = rule(
  'scim-hundred-members',
  'https://docs.aws.amazon.com/singlesignon/latest/developerguide/patchgroup.html',
  'One request adds or removes at most 100 members.',
);
const noReplacing = rule(
  'scim-no-replacing',
  'https://docs.aws.amazon.com/singlesignon/latest/developerguide/limitations.html',
  'Members of a group are added and removed; all of them cannot be replaced or removed at once.',
);
const groupNameUnique = rule(
  'scim-group-name-unique',
  'https://docs.aws.amazon.com/singlesignon/latest/developerguide/creategroup.html',
  'A group with the same name or externalId is answered with 409.',
);

/** `/Groups`. */
export function groupCall(call: ScimCall): CloudResponse {
  const { store } = call.instance;
  if (call.id === undefined) {
    if (call.method === 'GET') return groupsListed(call, store);
    if (call.method === 'POST') return json(201, described(call, created(call, store)));
  } else {
    const group = store.groups.get(call.id);
    if (!group) throw new ScimRefusal(404, 'ResourceNotFoundException', `Group not found: ${call.id}`);
    if (call.method === 'GET') return json(200, described(call, group));
    if (call.method === 'DELETE') {
      store.groups.delete(group.groupId);
      return { status: 204 };
    }
    if (call.method === 'PATCH') {
      patch(call, store, group);
      return { status: 204 };
    }
  }
  throw new ScimRefusal(400, 'ValidationException', `${call.method} is not supported here`);
}

function created(call: ScimCall, store: IdentityStore): StoreGroup {
  const { displayName, externalId } = call.body;
  if (typeof displayName !== 'string' || displayName === '') throw invalid('displayName');
  checkName((leaned) => call.leanOn(leaned), 'displayName', displayName);
  const taken = [...store.groups.values()].some(
    (each) => each.displayName === displayName || (externalId !== undefined && each.externalId === externalId),
  );
  if (taken) {
    call.leanOn(groupNameUnique);
    throw new ScimRefusal(409, 'ConflictException', 'Refused to create a new, duplicate resource');
  }
  const members = memberIds(call, store, call.body['members'] ?? []);
  const group = store.addGroup({ displayName, ...(typeof externalId === 'string' ? { externalId } : {}) });
  for (const id of members) store.addMember(group, id);
  return group;
}

function patch(call: ScimCall, store: IdentityStore, group: StoreGroup): void {
  const operations = call.body['Operations'];
  if (!Array.isArray(operations)) throw invalid('Operations');
  for (const operation of operations.filter(isRecord)) {
    const kind = textOf(operation['op']).toLowerCase();
    const { path, value } = operation;
    const single = typeof path === 'string' ? /^members\[value eq "([^"]+)"\]$/.exec(path)?.[1] : undefined;
    if (kind === 'remove' && single !== undefined) store.removeMember(group, single);
    else if (path === 'members' && kind === 'add')
      for (const id of memberIds(call, store, value)) store.addMember(group, id);
    else if (path === 'members' && kind === 'remove' && Array.isArray(value) && value.length > 0) {
      for (const id of memberIds(call, store, value)) store.removeMember(group, id);
    } else if (path === 'members') {
      call.leanOn(noReplacing);
      throw new ScimRefusal(400, 'ValidationException', `Operation ${kind} on all members is not supported`);
    } else rename(call, group, path, value);
  }
  store.touch(group);
}

function rename(call: ScimCall, group: StoreGroup, path: unknown, value: unknown): void {
  const changes = typeof path === 'string' ? { [path]: value } : isRecord(value) ? value : {};
  if (typeof changes['displayName'] === 'string') {
    checkName((leaned) => call.leanOn(leaned), 'displayName', changes['displayName']);
    group.displayName = changes['displayName'];
  }
  if (typeof changes['externalId'] === 'string') group.externalId = changes['externalId'];
}

function memberIds(call: ScimCall, store: IdentityStore, value: unknown): string[] {
  const members = Array.isArray(value) ? value.filter(isRecord) : [];
  if (members.length > 100) {
    call.leanOn(hundredMembers);
    throw invalid('members', 'Member must have length less than or equal to 100');
  }
  return members.map(({ value: id }) => {
    if (typeof id === 'string' && store.users.has(id)) return id;
    throw new ScimRefusal(404, 'ResourceNotFoundException', `Member not found: ${typeof id === 'string' ? id : ''}`);
  });
}

function groupsListed(call: ScimCall, store: IdentityStore): CloudResponse {
  const isMember = (group: StoreGroup, id: string): boolean => store.membershipOf(group, id) !== undefined;
  const fits = new Map<string, (group: StoreGroup, value: string) => boolean>([
    ['displayName', ({ displayName }, value) => displayName.toLowerCase() === value.toLowerCase()],
    ['externalId', ({ externalId }, value) => externalId === value],
    ['id', ({ groupId }, value) => groupId === value],
    ['members', isMember],
    ['members.value', isMember],
  ]);
  // Members are never listed: who wants to know asks with a filter on `members`.
  return listed(call, store.groups.values(), fits, (group) => described(call, group));
}

function described(call: ScimCall, group: StoreGroup): object {
  return {
    id: group.groupId,
    ...(group.externalId === undefined ? {} : { externalId: group.externalId }),
    meta: {
      resourceType: 'Group',
      created: group.createdAt.toISOString(),
      lastModified: group.updatedAt.toISOString(),
      location: `${call.base}/Groups/${group.groupId}`,
    },
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: group.displayName,
    members: [],
  };
}
