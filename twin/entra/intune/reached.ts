import type { ManagedDevice } from '../intune-objects.js';
import type { Device, User } from '../objects.js';

/** A managed device with whom it belongs to: whatever an assignment can be about. */
export interface Reached {
  readonly managed: ManagedDevice;
  readonly device: Device | undefined;
  readonly user: User | undefined;
}
