import { badRequest, GraphError, notFound } from '../errors.js';
import type { User } from '../objects.js';
import { allowed } from '../permissions.js';
import type { Shape } from '../body.js';
import {
  directoryObjects,
  entity,
  find,
  list,
  merge,
  noContent,
  selectOf,
  type GraphCall,
  type Route,
  type View,
} from './route.js';

const writable: Shape = {
  accountEnabled: 'boolean',
  department: 'string?',
  displayName: 'string',
  givenName: 'string?',
  jobTitle: 'string?',
  mail: 'string?',
  surname: 'string?',
  usageLocation: 'string?',
  userPrincipalName: 'string',
};

/** Of its many properties v1.0 shows eleven of a user unless more are selected. */
const shownByDefault = [
  'id',
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
];

export const userView: View = (object, call) => {
  const full = { ...object, assignedPlans: assignedPlans(call, object as unknown as User) };
  if (selectOf(call) ?? call.query.get('$filter')) return full;
  return Object.fromEntries(Object.entries(full).filter(([name]) => shownByDefault.includes(name)));
};

function assignedPlans(call: GraphCall, user: User): object[] {
  const active = call.state.servicePlansOf(user);
  return [...active].map((servicePlanId) => ({
    assignedDateTime: user.createdDateTime,
    capabilityStatus: 'Enabled',
    service: 'cloud',
    servicePlanId,
  }));
}

function found(call: GraphCall): User {
  const id = call.params['id'] ?? '';
  const user = id.includes('@') ? call.state.userByName(id) : undefined;
  return find(call, call.state.users, user?.id ?? id);
}

function signedIn(call: GraphCall): User {
  const user = call.state.users.get(call.caller.objectId);
  if (call.caller.kind !== 'user' || !user) {
    throw new GraphError(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
  }
  return user;
}

const roleFilter = (call: GraphCall, ids: readonly string[]): ReturnType<typeof list> =>
  list(
    call,
    'directoryRoles',
    ids.flatMap((id) => call.state.directoryRoles.get(id) ?? []),
  );

/** Groups and roles that hold an object, those that hold these groups included. */
export function transitiveParents(call: GraphCall, id: string, seen = new Set<string>()): readonly string[] {
  for (const parent of call.state.parentsOf(id)) {
    if (seen.has(parent)) continue;
    seen.add(parent);
    transitiveParents(call, parent, seen);
  }
  return [...seen];
}

function licenseDetails(call: GraphCall, user: User): object[] {
  return user.assignedLicenses.flatMap(({ skuId, disabledPlans }) => {
    const sku = call.state.skus.find((each) => each.skuId === skuId);
    if (!sku) return [];
    const servicePlans = sku.servicePlans.map((plan) => ({
      ...plan,
      provisioningStatus: disabledPlans.includes(plan.servicePlanId) ? 'Disabled' : plan.provisioningStatus,
    }));
    return [{ id: `${user.id}_${skuId}`, skuId, skuPartNumber: sku.skuPartNumber, servicePlans }];
  });
}

const people = (
  [
    ['/users/{id}', found],
    ['/me', signedIn],
  ] as const
).flatMap(([path, who]): Route[] => [
  {
    method: 'GET',
    path,
    allow: path === '/me' ? allowed.anyone : allowed.readUsers,
    handle: (call) => entity(call, 'users', who(call), userView),
  },
  {
    method: 'GET',
    path: `${path}/memberOf`,
    allow: path === '/me' ? allowed.anyone : allowed.readGroups,
    handle: (call) => list(call, 'directoryObjects', directoryObjects(call.state, call.state.parentsOf(who(call).id))),
  },
  {
    method: 'GET',
    path: `${path}/transitiveMemberOf`,
    allow: path === '/me' ? allowed.anyone : allowed.readGroups,
    handle: (call) =>
      list(call, 'directoryObjects', directoryObjects(call.state, transitiveParents(call, who(call).id))),
  },
  {
    method: 'GET',
    path: `${path}/transitiveMemberOf/microsoft.graph.directoryRole`,
    allow: path === '/me' ? allowed.anyone : allowed.readDirectoryRoles,
    handle: (call) => roleFilter(call, transitiveParents(call, who(call).id)),
  },
  {
    method: 'GET',
    path: `${path}/ownedDevices`,
    allow: allowed.readOwnedDevices,
    handle: (call) => {
      const id = who(call).id;
      const owned = [...call.state.devices.keys()].filter((device) => call.state.ownersOf(device).includes(id));
      return list(call, 'directoryObjects', directoryObjects(call.state, owned));
    },
  },
  {
    method: 'GET',
    path: `${path}/licenseDetails`,
    allow: path === '/me' ? allowed.anyone : allowed.readUsers,
    handle: (call) => list(call, 'licenseDetails', licenseDetails(call, who(call))),
  },
]);

export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/users',
    allow: allowed.readUsers,
    handle: (call) =>
      list(call, 'users', call.state.users.values(), { view: userView, advancedNeedsConsistency: true }),
  },
  ...people,
  {
    method: 'PATCH',
    path: '/users/{id}',
    allow: allowed.writeUsers,
    body: writable,
    handle: (call) => {
      const user = found(call);
      const name = call.body['userPrincipalName'];
      if (typeof name === 'string') {
        const domain = name.split('@')[1]?.toLowerCase() ?? '';
        if (!call.state.verifiedDomains.includes(domain)) {
          throw badRequest(
            'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.',
          );
        }
        const other = call.state.userByName(name);
        if (other && other.id !== user.id) {
          throw badRequest('Another object with the same value for property userPrincipalName already exists.');
        }
      }
      merge(user, call.body);
      call.context.membershipMayHaveChanged();
      return noContent();
    },
  },
  {
    method: 'DELETE',
    path: '/users/{id}',
    allow: allowed.writeUsers,
    handle: (call) => {
      call.state.remove('users', found(call).id, call.context.world.clock.now());
      call.context.membershipMayHaveChanged();
      return noContent();
    },
  },
  {
    method: 'GET',
    path: '/devices',
    allow: allowed.readDevices,
    handle: (call) => list(call, 'devices', call.state.devices.values(), { advancedNeedsConsistency: true }),
  },
  {
    method: 'GET',
    path: '/devices/{id}',
    allow: allowed.readDevices,
    handle: (call) => entity(call, 'devices', find(call, call.state.devices, call.params['id'] ?? '')),
  },
  {
    method: 'DELETE',
    path: '/devices/{id}',
    allow: allowed.writeDevices,
    handle: (call) => {
      const device = call.state.devices.get(call.params['id'] ?? '');
      if (!device) throw notFound(call.params['id'] ?? '');
      call.state.remove('devices', device.id, call.context.world.clock.now());
      call.context.membershipMayHaveChanged();
      return noContent();
    },
  },
];
