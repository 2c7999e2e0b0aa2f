import { describe, expect, test } from '@jest/globals';
import { TerraformVariable } from 'cdktf';
import { AutopilotGroup } from '../../../modules/intune/autopilot-group.js';
import {
  AutopilotProfile,
  type AutopilotProfileProps,
  type CreatedAutopilotProfile,
} from '../../../modules/intune/autopilot-profile.js';
import { all, only, synthesized } from '../entra/synthesized.js';

const group = (directoryName: string) =>
  synthesized(
    (stack) => void new AutopilotGroup(stack, 'devices', { directoryName, displayName: `${directoryName} devices` }),
  );

describe('the group of the devices of a directory', () => {
  const made = only(group('contoso-berlin'), 'azuread_group');

  test('holds whatever has exactly the name of the directory as group tag', () => {
    expect(made).toMatchObject({
      display_name: 'contoso-berlin devices',
      security_enabled: true,
      types: ['DynamicMembership'],
      dynamic_membership: {
        enabled: true,
        rule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:contoso-berlin"))',
      },
    });
  });

  test('has no members of its own, and says whose devices it holds', () => {
    expect(made.members).toBeUndefined();
    expect(made.description).toMatch(/contoso-berlin/);
  });

  test.each(['', ' ', 'a"b', 'a\\b', 'a\nb'])('of %j is refused', (name) => {
    expect(() => group(name)).toThrow('`directoryName` must be the name of a directory');
  });
});

const minimal: CreatedAutopilotProfile = { displayName: 'WorkSpaces contoso', deviceNameTemplate: 'WS-%RAND:9%' };

const profile = (create: Partial<CreatedAutopilotProfile> = {}, props: Partial<AutopilotProfileProps> = {}) =>
  synthesized((stack) => {
    const devices = new TerraformVariable(stack, 'devices', {});
    new AutopilotProfile(stack, 'profile', {
      profile: { create: { ...minimal, ...create } },
      targets: { berlin: devices.stringValue },
      ...props,
    });
  });

describe('a new Autopilot profile', () => {
  const json = profile();

  test('is user-driven, joins Entra and hides the first pages', () => {
    const resource = all(json, 'msgraph_resource').find(([, { body }]) => body.displayName)![1];
    expect(resource).toMatchObject({ url: 'deviceManagement/windowsAutopilotDeploymentProfiles', api_version: 'beta' });
    expect(resource.body).toEqual({
      '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
      displayName: 'WorkSpaces contoso',
      description: expect.stringMatching(/WorkSpaces/),
      locale: 'os-default',
      deviceNameTemplate: 'WS-%RAND:9%',
      deviceType: 'windowsPc',
      hardwareHashExtractionEnabled: false,
      preprovisioningAllowed: false,
      roleScopeTagIds: ['0'],
      outOfBoxExperienceSetting: {
        deviceUsageType: 'singleUser',
        userType: 'standard',
        privacySettingsHidden: true,
        eulaHidden: true,
        keyboardSelectionPageSkipped: true,
        escapeLinkHidden: true,
      },
    });
  });

  test('takes every choice', () => {
    const choices = profile({
      description: 'Sales',
      userType: 'administrator',
      locale: 'de-DE',
      hidePrivacySettings: false,
      hideEula: false,
      skipKeyboardSelection: false,
      hideChangeAccount: false,
      roleScopeTagIds: ['3', '4'],
    });
    const { body } = all(choices, 'msgraph_resource').find(([, block]) => block.body.displayName)![1];
    expect(body).toMatchObject({
      description: 'Sales',
      locale: 'de-DE',
      roleScopeTagIds: ['3', '4'],
      outOfBoxExperienceSetting: {
        userType: 'administrator',
        privacySettingsHidden: false,
        eulaHidden: false,
        keyboardSelectionPageSkipped: false,
        escapeLinkHidden: false,
      },
    });
  });
});

describe('the assignments of a profile', () => {
  const twoTargets = () =>
    synthesized((stack) => {
      new AutopilotProfile(stack, 'profile', {
        profile: { create: minimal },
        targets: { berlin: 'group-1', paris: 'group-2' },
      });
    });

  test('are one resource a target, below the profile, so that they go before it', () => {
    const json = twoTargets();
    const [profileId] = all(json, 'msgraph_resource').find(([, { body }]) => body.displayName)!;
    const assignments = all(json, 'msgraph_resource').filter(([, { body }]) => body.target);
    expect(assignments).toHaveLength(2);
    for (const [, assignment] of assignments) {
      // After an import the provider knows no body and would send it to an assignment, which Graph refuses.
      expect(assignment.lifecycle.ignore_changes).toEqual(['body']);
      // The reference makes Terraform destroy the assignment first.
      expect(assignment).toMatchObject({
        url: `deviceManagement/windowsAutopilotDeploymentProfiles/\${msgraph_resource.${profileId}.id}/assignments`,
        api_version: 'beta',
      });
    }
    expect(assignments.map(([, { body }]) => body)).toEqual(
      ['group-1', 'group-2'].map((groupId) => ({
        target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId },
      })),
    );
  });

  test('keep their address when another target comes or goes', () => {
    const ids = all(twoTargets(), 'msgraph_resource').map(([id]) => id);
    expect(ids).toEqual(expect.arrayContaining(all(profile(), 'msgraph_resource').map(([id]) => id)));
  });

  test('are all there is for an existing profile', () => {
    const json = profile({}, { profile: { existing: { id: 'cccccccc-0000-4000-8000-000000000001' } } });
    expect(only(json, 'msgraph_resource')).toMatchObject({
      url: 'deviceManagement/windowsAutopilotDeploymentProfiles/cccccccc-0000-4000-8000-000000000001/assignments',
      body: { target: { groupId: '${var.devices}' } },
    });
  });
});

describe('validateTargets, validateDisplayName and validateDeviceNameTemplate', () => {
  test('no target is refused', () => {
    expect(() => profile({}, { targets: {} })).toThrow('`targets` must name at least one group');
  });

  test.each(['Work-Spaces', 'Sales (Berlin)', ''])(
    'the name %j, at which Graph answers an empty error 400, is refused',
    (displayName) => {
      expect(() => profile({ displayName })).toThrow(/^`displayName` of an Autopilot profile must .*, got: /);
    },
  );

  test.each(['WS-%SERIAL%', 'WORKSPACES-%RAND:5%', 'WS'])(
    'the device name template %j is refused',
    (deviceNameTemplate) => {
      expect(() => profile({ deviceNameTemplate })).toThrow(/^`deviceNameTemplate` must .*, got: /);
    },
  );
});
