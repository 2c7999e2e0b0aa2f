import { describe, expect, test } from '@jest/globals';
import type { TerraformStack } from 'cdktf';
import { CompanyPolicy } from '../../../modules/intune/company-policy.js';
import { CompliancePolicy } from '../../../modules/intune/compliance-policy.js';
import { DesktopFilter, filterRule } from '../../../modules/intune/desktop-filter.js';
import { ExistingContent } from '../../../modules/intune/existing-content.js';
import { PilotGroup, pilotRule } from '../../../modules/intune/pilot-group.js';
import { StatusPage } from '../../../modules/intune/status-page.js';
import { TrustedCertificate } from '../../../modules/intune/trusted-certificate.js';
import { UpdateRing } from '../../../modules/intune/update-ring.js';
import { WindowsVersion } from '../../../modules/intune/windows-version.js';
import { SessionPolicy } from '../../../modules/intune/session-policy.js';
import { SettingsPolicy, type SettingsPolicyProps } from '../../../modules/intune/settings-policy.js';
import { all, only, synthesized } from '../entra/synthesized.js';

const policy = (props: Partial<SettingsPolicyProps> = {}) =>
  synthesized(
    (stack) =>
      void new SettingsPolicy(stack, 'policy', {
        name: 'Contoso OneDrive',
        description: 'of a test',
        settings: [
          { id: 'a', option: '1', children: [{ id: 'a_b', text: 'x' }] },
          { id: 'c', integer: 3 },
          { id: 'd', texts: ['y'] },
          { id: 'e', group: [{ id: 'e_f', option: '0' }] },
        ],
        targets: { berlin: 'group-1' },
        ...props,
      }),
  );

describe('a policy of the settings catalog', () => {
  const made = only(policy(), 'msgraph_resource');

  test('is read with its settings, and changed as a whole', () => {
    expect(made).toMatchObject({
      url: 'deviceManagement/configurationPolicies',
      api_version: 'beta',
      update_method: 'PUT',
      read_query_parameters: { $expand: ['settings'] },
    });
  });

  test('writes each kind of setting in the order of the table', () => {
    const instances = made.body.settings.map(
      ({ settingInstance }: { settingInstance: Record<string, unknown> }) => settingInstance,
    );
    expect(instances).toMatchObject([
      {
        settingDefinitionId: 'a',
        choiceSettingValue: { value: 'a_1', children: [{ simpleSettingValue: { value: 'x' } }] },
      },
      { settingDefinitionId: 'c', simpleSettingValue: { value: 3 } },
      { settingDefinitionId: 'd', simpleSettingCollectionValue: [{ value: 'y' }] },
      { settingDefinitionId: 'e', groupSettingCollectionValue: [{ children: [{ settingDefinitionId: 'e_f' }] }] },
    ]);
  });

  test('is assigned to its groups and not to those that are left out, by one request', () => {
    const action = only(policy({ exclude: ['group-2'] }), 'msgraph_resource_action');
    expect(action).toMatchObject({
      action: 'assign',
      method: 'POST',
      body: {
        assignments: [
          { target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: 'group-1' } },
          { target: { '@odata.type': '#microsoft.graph.exclusionGroupAssignmentTarget', groupId: 'group-2' } },
        ],
      },
    });
    expect(action).not.toHaveProperty('when');
  });

  test('for nobody, or that sets nothing, is refused', () => {
    expect(() => policy({ targets: {} })).toThrow(
      '`targets` of the policy Contoso OneDrive must name at least one group',
    );
    expect(() => policy({ settings: [] })).toThrow('`settings` of Contoso OneDrive must hold at least one');
  });
});

const targets = { berlin: 'group-1' };
const one = (make: (stack: TerraformStack) => unknown) => {
  const json = synthesized((stack) => void make(stack));
  return { body: only(json, 'msgraph_resource').body, json };
};

describe('what else desktops get', () => {
  test('a filter holds those that enrolled with one of the profiles', () => {
    expect(filterRule(['Contoso berlin', 'Contoso "paris"'])).toBe(
      '(device.enrollmentProfileName -eq "Contoso berlin") or (device.enrollmentProfileName -eq "Contoso `"paris`"")',
    );
    const { json } = one(
      (stack) => new DesktopFilter(stack, 'filter', { name: 'F', profileNames: ['Contoso berlin'] }),
    );
    expect(only(json, 'msgraph_resource')).toMatchObject({
      body: { platform: 'windows10AndLater' },
      lifecycle: { create_before_destroy: true },
    });
    expect(() => one((stack) => new DesktopFilter(stack, 'filter', { name: 'F', profileNames: [] }))).toThrow(
      'got: none',
    );
  });

  test('compliance asks for nothing that a WorkSpace cannot keep, and its hours go by an action', () => {
    const props = { name: 'C', defender: true, graceHours: 24, targets };
    const { body, json } = one((stack) => new CompliancePolicy(stack, 'compliance', props));
    const asked = Object.entries(body).filter(([, value]) => value === true);
    expect(asked.map(([name]) => name).sort()).toEqual([
      ...['activeFirewallRequired', 'antiSpywareRequired', 'antivirusRequired', 'defenderEnabled', 'rtpEnabled'],
    ]);
    const [rule] = body.scheduledActionsForRule;
    expect(rule.scheduledActionConfigurations).toMatchObject([{ actionType: 'block', gracePeriodHours: 0 }]);
    const actions = all(json, 'msgraph_resource_action').map(([, block]) => block);
    const grace = actions.find(({ action }) => action === 'scheduleActionsForRules')?.body;
    expect(JSON.stringify(grace)).toContain('"gracePeriodHours":24');
  });

  test('compliance is assigned only when its hours are set: until then who does not keep it would be blocked at once', () => {
    const props = { name: 'C', defender: true, graceHours: 24, targets };
    const { json } = one((stack) => new CompliancePolicy(stack, 'compliance', props));
    const actions = all(json, 'msgraph_resource_action');
    const [[grace]] = actions.filter(([, { action }]) => action === 'scheduleActionsForRules') as [[string, unknown]];
    const [[, assign]] = actions.filter(([, { action }]) => action === 'assign') as [
      [string, { depends_on?: string[] }],
    ];
    expect(assign.depends_on).toEqual([`msgraph_resource_action.${grace}`]);
  });

  test('compliance without Defender asks for none', () => {
    const props = { name: 'C', defender: false, firewall: false, graceHours: 0, targets };
    const { body } = one((stack) => new CompliancePolicy(stack, 'compliance', props));
    expect(Object.values(body).filter((value) => value === true)).toEqual([]);
  });

  test('a status page blocks for apps alone, offers no reset, and is assigned by its own word', () => {
    const props = { name: 'S', waitMinutes: 30, blockUntil: ['app-1'], targets };
    const { body, json } = one((stack) => new StatusPage(stack, 'page', props));
    expect(body).toMatchObject({
      blockDeviceSetupRetryByUser: true,
      allowDeviceResetOnInstallFailure: false,
      allowDeviceUseOnInstallFailure: true,
      installQualityUpdates: false,
      selectedMobileAppIds: ['app-1'],
    });
    expect(Object.keys(only(json, 'msgraph_resource_action').body)).toEqual(['enrollmentConfigurationAssignments']);
    const open = one((stack) => new StatusPage(stack, 'page', { ...props, blockUntil: [] }));
    expect(open.body.blockDeviceSetupRetryByUser).toBe(false);
  });

  test('a ring leaves drivers and other Windows alone', () => {
    const times = { qualityDeferralDays: 5, featureDeferralDays: 60, deadlineDays: 5, graceDays: 2 };
    const { body } = one((stack) => new UpdateRing(stack, 'ring', { name: 'R', ...times, targets }));
    expect(body).toMatchObject({ driversExcluded: true, allowWindows11Upgrade: false, deadlineGracePeriodInDays: 2 });
    expect(body).toMatchObject({ qualityUpdatesDeferralPeriodInDays: 5, featureUpdatesDeferralPeriodInDays: 60 });
  });

  // https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windows81trustedrootcertificate
  test.each([
    ['root', 'computerCertStoreRoot'],
    ['intermediate', 'computerCertStoreIntermediate'],
  ] as const)('a certificate of the store %s lies in %s: elsewhere nobody trusts it', (store, destination) => {
    const props = { name: 'C', description: 'D', certificate: 'AA==', fileName: 'c.cer', store, targets };
    const { body } = one((stack) => new TrustedCertificate(stack, 'certificate', props));
    expect(body.destinationStore).toBe(destination);
  });

  test('a version of Windows is the one that is named', () => {
    const version = 'Windows 11, version 24H2';
    const { body } = one((stack) => new WindowsVersion(stack, 'version', { name: 'V', version, targets }));
    expect(body.featureUpdateVersion).toBe(version);
  });

  test('a pilot is some sixteenths of the desktops of the directories', () => {
    expect(pilotRule({ directoryNames: ['a', 'b'], sixteenths: 2 })).toBe(
      '((device.devicePhysicalIds -any (_ -eq "[OrderID]:a")) -or (device.devicePhysicalIds -any (_ -eq "[OrderID]:b"))) -and ((device.deviceId -startsWith "0") -or (device.deviceId -startsWith "1"))',
    );
    const props = { displayName: 'P', directoryNames: ['a'], sixteenths: 16 };
    expect(() => synthesized((stack) => void new PilotGroup(stack, 'pilot', props))).toThrow('got: 16');
  });

  test('something of the company is read, warned of, and never assigned', () => {
    const json = synthesized((stack) => {
      const collection = 'deviceCompliancePolicies' as const;
      new ExistingContent(stack, 'theirs', { collection, id: 'policy-1', what: 'The compliance policy' });
    });
    expect(json['resource']).toEqual({});
    expect(JSON.stringify(json['data'])).toContain('deviceManagement/deviceCompliancePolicies/policy-1/assignments');
    const [[, { assert }]] = Object.entries(json['check'] as Record<string, any>) as [[string, any]]; // eslint-disable-line @typescript-eslint/no-explicit-any
    expect(assert[0].condition).toMatch(
      /^\$\{try\(length\(data\.msgraph_resource\.theirs_looked_\w+\.output\.answer\.value\) > 0, false\)\}$/,
    );
    expect(assert[0].error_message).toContain('The compliance policy policy-1 is assigned to nobody');
  });
});

describe('a policy out of an export of the company', () => {
  const policy = (over: object = {}) =>
    synthesized(
      (stack) =>
        void new CompanyPolicy(stack, 'policy', {
          name: 'Contoso Edge',
          exported: {
            description: 'Start page',
            platforms: 'windows10',
            technologies: 'mdm,microsoftSense',
            templateId: 'template-1',
            templateFamily: 'endpointSecurity',
            settings: [{ settingInstance: { settingDefinitionId: 'x' } }],
          },
          targets: { berlin: 'group-1' },
          exclude: ['group-2'],
          ...over,
        }),
    );

  test('is sent as it was exported, under a name of ours, and changed by PUT of the whole', () => {
    expect(only(policy(), 'msgraph_resource')).toMatchObject({
      url: 'deviceManagement/configurationPolicies',
      update_method: 'PUT',
      read_query_parameters: { $expand: ['settings'] },
      body: {
        name: 'Contoso Edge',
        description: 'Start page',
        technologies: 'mdm,microsoftSense',
        templateReference: { templateId: 'template-1', templateFamily: 'endpointSecurity' },
        settings: [{ settingInstance: { settingDefinitionId: 'x' } }],
      },
    });
    expect(only(policy(), 'msgraph_resource_action')).toMatchObject({
      action: 'assign',
      body: { assignments: [{ target: { groupId: 'group-1' } }, { target: { groupId: 'group-2' } }] },
    });
  });

  test('is another policy with another platform, technology or template', () => {
    expect(only(policy(), 'terraform_data')).toMatchObject({
      triggers_replace: ['windows10', 'mdm,microsoftSense', 'template-1'],
    });
    expect(only(policy(), 'msgraph_resource')['lifecycle']).toMatchObject({
      replace_triggered_by: [expect.stringMatching(/^terraform_data\.policy_made-of/)],
    });
  });

  test('that reaches nobody, or sets nothing, is refused', () => {
    expect(() => policy({ targets: {} })).toThrow('must name at least one group');
  });
});

describe('sessions', () => {
  const session = synthesized(
    (stack) =>
      void new SessionPolicy(stack, 'session', {
        name: 'Contoso sessions',
        admx: { app: 'wsp', hash: '0123456789abcdef', text: '<policyDefinitions/>' },
        settings: [
          { name: 'clipboard', scope: 'Device', categories: ['Amazon', 'DCV'], on: false, values: {} },
          { name: 'banner', scope: 'User', categories: [], on: true, values: { text: '5 < 6 & "so"' } },
        ],
        targets: { berlin: 'group-1' },
      }),
  );

  test('are one custom policy: the file first, under an id that ends in its hash, then its policies', () => {
    const { omaSettings } = only(session, 'msgraph_resource')['body'] as { omaSettings: Record<string, string>[] };
    expect(omaSettings.map(({ omaUri, value }) => [omaUri, value])).toEqual([
      [
        './Device/Vendor/MSFT/Policy/ConfigOperations/ADMXInstall/wsp/Policy/wsp_0123456789abcdef',
        '<policyDefinitions/>',
      ],
      ['./Device/Vendor/MSFT/Policy/Config/wsp~Policy~Amazon~DCV/clipboard', '<disabled/>'],
      [
        './User/Vendor/MSFT/Policy/Config/wsp~Policy/banner',
        '<enabled/><data id="text" value="5 &lt; 6 &amp; &quot;so&quot;"/>',
      ],
    ]);
  });
});
