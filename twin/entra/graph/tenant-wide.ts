import { allowed } from '../permissions.js';
import { entity, entityOptions, list, type Route } from './route.js';

/** What else decides about a device before any policy does. */
export const tenantWideRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/deviceManagement',
    allow: allowed.readDeviceConfiguration,
    query: entityOptions,
    handle: (call) =>
      entity(call, 'deviceManagement', {
        id: call.state.tenantId,
        subscriptionState: 'active',
        settings: { ...call.state.deviceManagementSettings },
      }),
  },
  {
    method: 'GET',
    path: '/identity/conditionalAccess/policies',
    allow: allowed.readConditionalAccess,
    handle: (call) => list(call, 'identity/conditionalAccess/policies', call.state.conditionalAccessPolicies.values()),
  },
];
