/** Policies of a tenant for the tables of the rules about them. */
import type { PolicyObject } from '../../../../domain/guard/observed.js';
import type { PolicyTarget } from '../../../../domain/policy-reach.js';
import type { Facts } from './world.js';

type Policy = Facts['devicePolicies'][number];

/** A tenant in which nobody has made a policy, and security groups that are not seen. */
export const noPolicies = {
  devicePolicies: [],
  assignmentFilters: [],
  enrolmentConfigurations: [],
  cleanUpRules: [],
  complianceSettings: { validDays: 60, secureByDefault: false },
  compliantDevicePolicies: [],
  policyGroups: [],
  enrolmentGroups: [],
  accessGroups: [],
  outboundRules: [],
  outboundFirewalls: [],
  outboundAcls: [],
  imageApplications: [],
} satisfies Partial<Facts>;

export const allDevices: PolicyTarget = { to: 'allDevices' };
export const toGroup = (groupId: string): PolicyTarget => ({ to: 'group', groupId });
export const without = (groupId: string): PolicyTarget => ({ to: 'exclusion', groupId });

/** A group that policies name, with nobody in it but who is named. */
export const named = (id: string, displayName: string, ...memberIds: string[]): Facts['policyGroups'][number] => ({
  id,
  displayName,
  memberIds,
  deviceIds: [],
});

export function policyOf(
  displayName: string,
  content: PolicyObject,
  targets: readonly PolicyTarget[] = [allDevices],
  kind = 'settings catalog',
): Policy {
  return { id: `policy-${displayName}`, displayName, kind, targets, content };
}

/** One setting of the settings catalog. */
export function setting(id: string, value: string): PolicyObject {
  return {
    settings: [
      {
        settingInstance: {
          '@odata.type': '#microsoft.graph.deviceManagementConfigurationChoiceSettingInstance',
          settingDefinitionId: id,
          choiceSettingValue: { value: `${id}_${value}`, children: [] },
        },
      },
    ],
  };
}

export const bitLocker = setting('device_vendor_msft_bitlocker_requiredeviceencryption', '1');

/** A typed policy. */
export const typed = (type: string, fields: object = {}): PolicyObject => ({
  '@odata.type': `#microsoft.graph.${type}`,
  ...fields,
});
