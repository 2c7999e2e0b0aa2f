import { rule } from '../../rules.js';
import type { TenantContext } from '../context.js';
import type { ManagedDevice } from '../intune-objects.js';
import { dayMilliseconds } from '../../clock.js';

const heardOfOften = rule(
  'compliance-validity',
  'https://learn.microsoft.com/intune/intune-service/protect/device-compliance-get-started: compliance status validity period',
  'A device that Intune does not hear of for the days that the tenant sets is not compliant, until it checks in again.',
);

/** How a device stands when somebody looks at it: what it was at its last check-in holds for so long. */
export function complianceNow(
  { state, world }: TenantContext,
  managed: ManagedDevice,
): ManagedDevice['complianceState'] {
  const days = state.deviceManagementSettings.deviceComplianceCheckinThresholdDays;
  const silent = world.clock.now().getTime() - new Date(managed.lastSyncDateTime).getTime();
  if (silent <= days * dayMilliseconds) return managed.complianceState;
  world.rules.leanOn(heardOfOften);
  return 'noncompliant';
}
