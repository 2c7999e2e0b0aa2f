import type { ServiceName } from '../api-model.js';
import type { Cloud, Operations } from '../service.js';
import { adminOperations } from './admin-operations.js';
import { assignmentOperations } from './assignment-operations.js';
import type { IdentityCenter } from './identity-center.js';
import { storeOperations } from './store-operations.js';

/** The two APIs of Identity Center: the instance with its applications, and its people. */
export function identityCenterServices(
  cloud: Cloud,
  center: IdentityCenter,
): readonly (readonly [ServiceName, Operations])[] {
  return [
    ['sso-admin', { ...adminOperations(cloud, center), ...assignmentOperations(cloud, center) }],
    ['identitystore', storeOperations(cloud, center)],
  ];
}
