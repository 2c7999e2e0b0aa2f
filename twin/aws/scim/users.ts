import { json, type CloudResponse } from '../../network.js';
import { rule } from '../../rules.js';
import { isRecord } from '../api-validation.js';
import type { IdentityStore, StoreUser } from '../identity-center/identity-store.js';
import type { ScimCall } from './call.js';
import { listed } from './listed.js';
import { checkName, invalid, ScimRefusal, textOf } from './refusal.js';

const guide = 'https://docs.aws.amazon.com/singlesignon/latest/developerguide/createuser.html';
const troubleshooting = 'https://docs.aws.amazon.com/singlesignon/latest/userguide/troubleshooting.html';
const namesNeeded = rule('scim-names-needed', guide, 'A user needs userName, displayName, givenName and familyName.');
const oneEmail = rule(
  'scim-one-email',
  troubleshooting,
  'A user has one mail address: "List attribute emails exceeds allowed limit of 1".',
);
const noDuplicates = rule(
  'scim-no-duplicates',
  troubleshooting,
  'userName, externalId and mail address are unique: "Refused to create a new, duplicate resource".',
);
const nameLength = rule('scim-user-name-length', guide, 'A userName has at most 128 characters.');

/** What a user can be changed to. */
interface Change {
  userName?: string;
  displayName?: string;
  givenName?: string;
  familyName?: string;
  email?: string;
  title?: string;
  externalId?: string;
  active?: boolean;
}

/** `/Users`. */
export function userCall(call: ScimCall): CloudResponse {
  const { store } = call.instance;
  if (call.id === undefined) {
    if (call.method === 'GET') return usersListed(call, store);
    if (call.method === 'POST') return json(201, described(call, created(call, store)));
  } else {
    const user = store.users.get(call.id);
    if (!user) throw new ScimRefusal(404, 'ResourceNotFoundException', `User not found: ${call.id}`);
    if (call.method === 'GET') return json(200, described(call, user));
    if (call.method === 'DELETE') {
      store.removeUser(user.userId);
      return { status: 204 };
    }
    if (call.method === 'PUT') return json(200, described(call, changed(call, store, user, readUser(call, call.body))));
    if (call.method === 'PATCH') return json(200, described(call, changed(call, store, user, patchOf(call))));
  }
  throw new ScimRefusal(400, 'ValidationException', `${call.method} is not supported here`);
}

function created(call: ScimCall, store: IdentityStore): StoreUser {
  const given = readUser(call, call.body);
  for (const [field, value] of [
    ['userName', given.userName],
    ['displayName', given.displayName],
    ['name.givenName', given.givenName],
    ['name.familyName', given.familyName],
  ] as const) {
    if (value !== undefined && value !== '') continue;
    call.leanOn(namesNeeded);
    throw invalid(field);
  }
  refuseDuplicate(call, store, given, undefined);
  const { userName = '', displayName = '', givenName = '', familyName = '', ...rest } = given;
  return store.addUser({ userName, displayName, givenName, familyName, ...rest });
}

function changed(call: ScimCall, store: IdentityStore, user: StoreUser, change: Change): StoreUser {
  for (const name of ['userName', 'displayName', 'givenName', 'familyName'] as const) {
    if (change[name] !== '') continue;
    call.leanOn(namesNeeded);
    throw invalid(name === 'givenName' || name === 'familyName' ? `name.${name}` : name);
  }
  refuseDuplicate(call, store, change, user.userId);
  Object.assign(user, change);
  store.touch(user);
  return user;
}

function refuseDuplicate(call: ScimCall, store: IdentityStore, change: Change, own: string | undefined): void {
  const same = (one: string | undefined, other: string | undefined): boolean =>
    one !== undefined && one !== '' && one.toLowerCase() === other?.toLowerCase();
  const taken = [...store.users.values()].some(
    (each) =>
      each.userId !== own &&
      (same(change.userName, each.userName) ||
        same(change.externalId, each.externalId) ||
        same(change.email, each.email)),
  );
  if (!taken) return;
  call.leanOn(noDuplicates);
  throw new ScimRefusal(409, 'ConflictException', 'Refused to create a new, duplicate resource');
}

function usersListed(call: ScimCall, store: IdentityStore): CloudResponse {
  const fits = new Map<string, (user: StoreUser, value: string) => boolean>([
    ['userName', ({ userName }, value) => userName.toLowerCase() === value.toLowerCase()],
    ['externalId', ({ externalId }, value) => externalId === value],
    ['id', ({ userId }, value) => userId === value],
  ]);
  return listed(call, store.users.values(), fits, (user) => described(call, user));
}

function readUser(call: ScimCall, body: Readonly<Record<string, unknown>>): Change {
  const change: Change = {};
  for (const [name, value] of Object.entries(body)) set(call, change, name, value);
  return change;
}

/** PATCH: operations on paths; an operation without a path carries an object of them. */
function patchOf(call: ScimCall): Change {
  const operations = call.body['Operations'];
  if (!Array.isArray(operations)) throw invalid('Operations');
  const change: Change = {};
  for (const operation of operations.filter(isRecord)) {
    const kind = textOf(operation['op']).toLowerCase();
    const { path, value } = operation;
    if (!['add', 'replace', 'remove'].includes(kind))
      throw new ScimRefusal(400, 'ValidationException', `Operation is not supported: ${kind}`);
    if (typeof path === 'string') set(call, change, path, kind === 'remove' ? '' : value);
    else if (isRecord(value)) for (const [name, each] of Object.entries(value)) set(call, change, name, each);
    else throw invalid('path');
  }
  return change;
}

/** One attribute. Those that decide nothing here (addresses, enterprise attributes) are taken and forgotten. */
function set(call: ScimCall, change: Change, name: string, value: unknown): void {
  if (name === 'active') change.active = typeof value === 'string' ? value.toLowerCase() === 'true' : value === true;
  else if (name === 'name' && isRecord(value))
    for (const [inner, each] of Object.entries(value)) set(call, change, `name.${inner}`, each);
  else if (name === 'emails' && Array.isArray(value)) {
    if (value.length > 1) {
      call.leanOn(oneEmail);
      throw new ScimRefusal(400, 'ValidationException', 'List attribute emails exceeds allowed limit of 1');
    }
    const only: unknown = value[0];
    change.email = isRecord(only) && typeof only['value'] === 'string' ? only['value'] : '';
  } else if (typeof value === 'string') {
    if (name === 'userName' && value.length > 128) {
      call.leanOn(nameLength);
      throw invalid('userName', 'Member must have length less than or equal to 128');
    }
    if (/^(userName|displayName|name\.(given|family)Name)$/.test(name))
      checkName((leaned) => call.leanOn(leaned), name, value);
    if (name === 'userName' || name === 'displayName' || name === 'externalId' || name === 'title')
      change[name] = value;
    else if (name === 'name.givenName') change.givenName = value;
    else if (name === 'name.familyName') change.familyName = value;
    else if (/^emails(\[.*\])?\.value$/.test(name)) change.email = value;
  }
}

function described(call: ScimCall, user: StoreUser): object {
  return {
    id: user.userId,
    ...(user.externalId === undefined ? {} : { externalId: user.externalId }),
    meta: {
      resourceType: 'User',
      created: user.createdAt.toISOString(),
      lastModified: user.updatedAt.toISOString(),
      location: `${call.base}/Users/${user.userId}`,
    },
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: user.userName,
    name: { givenName: user.givenName, familyName: user.familyName },
    displayName: user.displayName,
    active: user.active,
    ...(user.title === undefined ? {} : { title: user.title }),
    ...(user.email === undefined ? {} : { emails: [{ value: user.email, type: 'work', primary: true }] }),
  };
}
