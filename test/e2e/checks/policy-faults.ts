import { change, type Fault, type FaultyWorld } from './faults.js';

type Collection = keyof FaultyWorld['state']['policies'];
type Given = NonNullable<Parameters<FaultyWorld['twin']['entra']['addPolicy']>[2]>;
type Targets = NonNullable<Given['targets']>;

const allDevices = { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' } as const;
const allUsers = { '@odata.type': '#microsoft.graph.allLicensedUsersAssignmentTarget' } as const;
const group = (groupId: string) => ({ '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId }) as const;

/** A policy of the company, and its end. */
function theirs(
  world: FaultyWorld,
  collection: Collection,
  body: Readonly<Record<string, unknown>>,
  targets: Targets = [allDevices],
  inside: Given['inside'] = {},
) {
  const { id } = world.twin.entra.addPolicy(collection, body, { targets, inside });
  return () => world.state.policies[collection].delete(id);
}

const bitLocker = 'device_vendor_msft_bitlocker_requiredeviceencryption';
const encryption = {
  settings: [
    {
      id: '0',
      settingInstance: {
        '@odata.type': '#microsoft.graph.deviceManagementConfigurationChoiceSettingInstance',
        settingDefinitionId: bitLocker,
        choiceSettingValue: { value: `${bitLocker}_1`, children: [] },
      },
    },
  ],
};

/** Policies of the tenant that reach the desktops. */
export const policyFaults: readonly Fault[] = [
  {
    rule: 'inherited-policy',
    what: 'BitLocker for all devices',
    got: /BitLocker is turned on .* through All devices\. AWS does not support it/,
    severity: 'warning',
    put: (world) =>
      theirs(world, 'configurationPolicies', { name: 'Laptops', platforms: 'windows10' }, [allDevices], encryption),
  },
  {
    rule: 'inherited-policy',
    what: 'a firewall without local rules, through a group of the people, before the apply',
    got: /ignores local rules.* through the group Staff/,
    occasion: 'preflight',
    put: (world) => {
      const staff = world.twin.entra.addGroup('Staff', { members: [world.user('ada@contoso.com').id] });
      const undo = theirs(
        world,
        'deviceConfigurations',
        {
          '@odata.type': '#microsoft.graph.windows10EndpointProtectionConfiguration',
          displayName: 'Firewall',
          firewallProfilePublic: { policyRulesFromGroupPolicyNotMerged: true },
        },
        [group(staff.id)],
      );
      return () => {
        undo();
        world.state.groups.delete(staff.id);
      };
    },
  },
  {
    rule: 'inherited-enrolment',
    what: 'a status page of laptops',
    got: /waits up to 60 minutes for every required app.* through All users/,
    severity: 'warning',
    put: (world) =>
      theirs(
        world,
        'deviceEnrollmentConfigurations',
        {
          '@odata.type': '#microsoft.graph.windows10EnrollmentCompletionPageConfiguration',
          displayName: 'Laptop setup',
          priority: 1,
          showInstallationProgress: true,
          installProgressTimeoutInMinutes: 60,
          selectedMobileAppIds: [],
        },
        [allUsers],
      ),
  },
  {
    rule: 'update-rings',
    what: 'two rings',
    got: /reaches the desktops through All devices, beside .*Laptops/,
    severity: 'warning',
    put: (world) => {
      const undo = ['Desktops', 'Laptops'].map((displayName) =>
        theirs(world, 'deviceConfigurations', {
          '@odata.type': '#microsoft.graph.windowsUpdateForBusinessConfiguration',
          displayName,
        }),
      );
      return () => undo.forEach((each) => each());
    },
  },
  {
    rule: 'device-clean-up',
    what: 'after a month',
    got: /after 30 days; a desktop that stops by itself may be away for 35/,
    severity: 'warning',
    put: (world) =>
      theirs(
        world,
        'managedDeviceCleanupRules',
        {
          displayName: 'Windows',
          deviceCleanupRulePlatformType: 'windows',
          deviceInactivityBeforeRetirementInDays: 30,
        },
        [],
      ),
  },
  {
    rule: 'compliance-validity',
    what: 'the month with which Intune begins',
    got: /30 days; a desktop that stops by itself may be away for 35/,
    severity: 'warning',
    put: (world) => change(world.state.deviceManagementSettings, { deviceComplianceCheckinThresholdDays: 30 }),
  },
  {
    rule: 'compliance-missing',
    what: 'devices without a policy are not compliant',
    got: /none reaches the desktops/,
    severity: 'warning',
    put: (world) => {
      const policies = world.state.policies.deviceCompliancePolicies;
      const before = [...policies];
      policies.clear();
      const undo = change(world.state.deviceManagementSettings, { secureByDefault: true });
      return () => {
        undo();
        before.forEach(([id, policy]) => policies.set(id, policy));
      };
    },
  },
  {
    rule: 'compliant-device',
    what: 'for everybody and everything',
    got: /Microsoft Intune Enrollment and Microsoft Intune not excluded/,
    severity: 'warning',
    put: (world) => {
      const id = world.state.newId();
      world.state.conditionalAccessPolicies.set(id, {
        id,
        displayName: 'Compliant devices',
        state: 'enabled',
        conditions: {
          users: { includeUsers: ['All'], excludeUsers: [], includeGroups: [], excludeGroups: [] },
          applications: { includeApplications: ['All'], excludeApplications: [] },
        },
        grantControls: { operator: 'OR', builtInControls: ['compliantDevice'] },
      });
      return () => world.state.conditionalAccessPolicies.delete(id);
    },
  },
];
