/** Policies that a tenant has before anybody thinks of desktops in the cloud: one of each kind that is looked at. */
import type { Twin } from '../../../twin/twin.js';

const targets = [{ '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' }] as const;

export function plantPolicies({ entra }: Twin): void {
  const catalog = (platforms: string) => ({
    body: { name: platforms === 'windows10' ? 'Encryption' : 'Macs', platforms, settingCount: 1 },
    inside: {
      settings: [
        {
          settingInstance: {
            settingDefinitionId: 'device_vendor_msft_bitlocker_requiredeviceencryption',
            choiceSettingValue: { value: 'device_vendor_msft_bitlocker_requiredeviceencryption_1', children: [] },
          },
        },
      ],
    },
  });
  for (const platforms of ['windows10', 'macOS']) {
    const { body, inside } = catalog(platforms);
    entra.addPolicy('configurationPolicies', body, { inside, targets });
  }
  entra.addPolicy(
    'intents',
    { displayName: 'Baseline', isAssigned: true },
    {
      inside: {
        settings: [
          {
            definitionId: 'deviceConfiguration--windows10EndpointProtectionConfiguration_bitLockerEncryptDevice',
            valueJson: 'true',
          },
        ],
      },
      targets,
    },
  );
  entra.addPolicy('intents', { displayName: 'Nobody has it', isAssigned: false });
  entra.addPolicy(
    'groupPolicyConfigurations',
    { displayName: 'Drives' },
    {
      inside: {
        definitionValues: [{ enabled: true, definition: { displayName: 'Prevent access to drives from My Computer' } }],
      },
      targets,
    },
  );
  entra.addPolicy('assignmentFilters', {
    displayName: 'Surfaces',
    platform: 'windows10AndLater',
    rule: '(device.model -contains "Surface")',
  });
  entra.addPolicy(
    'deviceEnrollmentConfigurations',
    {
      '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
      displayName: 'Laptop setup',
      priority: 1,
    },
    { targets },
  );
  entra.addPolicy('managedDeviceCleanupRules', {
    displayName: 'Windows',
    deviceCleanupRulePlatformType: 'windows',
    deviceInactivityBeforeRetirementInDays: 30,
  });
  entra.addPolicy('managedDeviceCleanupRules', {
    displayName: 'Phones',
    deviceCleanupRulePlatformType: 'ios',
    deviceInactivityBeforeRetirementInDays: 30,
  });
  requireCompliance(entra, 'Compliant devices', ['compliantDevice'], 'OR');
  requireCompliance(entra, 'Compliant device, or a second factor', ['compliantDevice', 'mfa'], 'OR');
}

function requireCompliance(
  entra: Twin['entra'],
  displayName: string,
  builtInControls: string[],
  operator: 'AND' | 'OR',
): void {
  const id = entra.state.newId();
  entra.state.conditionalAccessPolicies.set(id, {
    id,
    displayName,
    state: 'enabled',
    conditions: {
      users: { includeUsers: ['All'], excludeUsers: [], includeGroups: [], excludeGroups: [] },
      applications: { includeApplications: ['All'], excludeApplications: [] },
    },
    grantControls: { operator, builtInControls },
  });
}
