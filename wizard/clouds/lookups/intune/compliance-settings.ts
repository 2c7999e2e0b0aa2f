import { deploymentLookup } from '../../lookup.js';

interface DeviceManagement {
  readonly settings?: {
    readonly deviceComplianceCheckinThresholdDays?: number;
    readonly secureByDefault?: boolean;
  } | null;
}

/** What holds for compliance in the whole tenant. */
export const complianceSettings = deploymentLookup({
  id: 'compliance-settings',
  what: 'the compliance settings of the tenant',
  needs: { graph: ['DeviceManagementConfiguration.Read.All'] },
  seconds: 10,
  async look({ graph }, _at: void) {
    const { settings } = await graph.get<DeviceManagement>('deviceManagement', { query: { $select: 'settings' } });
    return {
      /** Days without a check-in after which a device is not compliant. Intune begins with 30. */
      validDays: settings?.deviceComplianceCheckinThresholdDays ?? 30,
      /** A device without a compliance policy is not compliant. */
      secureByDefault: settings?.secureByDefault ?? false,
    };
  },
});
