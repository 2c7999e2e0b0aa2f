import { deploymentLookup } from '../../lookup.js';

interface Rule {
  readonly id: string;
  readonly displayName: string;
  readonly deviceCleanupRulePlatformType?: string;
  readonly deviceInactivityBeforeRetirementInDays?: number | null;
}

/** Rules by which Intune forgets devices that it has not heard of: one a platform, or one for all. */
export const cleanUpRules = deploymentLookup({
  id: 'clean-up-rules',
  what: 'the clean-up rules of Intune',
  needs: { graph: ['DeviceManagementManagedDevices.Read.All'] },
  seconds: 20,
  async look({ graph }, _at: void) {
    const rules = await graph.list<Rule>('deviceManagement/managedDeviceCleanupRules', { version: 'beta' });
    return rules.flatMap(({ id, displayName, deviceCleanupRulePlatformType: platform = 'all', ...rule }) => {
      const days = rule.deviceInactivityBeforeRetirementInDays ?? 0;
      return days > 0 && ['all', 'windows'].includes(platform) ? [{ id, displayName, days }] : [];
    });
  },
});
