import { describe, expect, test } from '@jest/globals';
import { readSettingsExport } from '../../../deployment/company-files/settings-export.js';
import type { Loose } from '../sample.js';
import { choice, exported, harmless, text } from './exports.js';

const read = (value: Loose) =>
  readSettingsExport(typeof value === 'string' ? value : JSON.stringify(value), 'laptops.json');

describe('the export of a policy', () => {
  test('is kept as name, description, platform, technologies, template and settings; ids, dates and assignments go', () => {
    const template = { settingInstanceTemplateId: '9bde1a7f-0a2b-4d9c-8a5b-0d3c3e5c8a11' };
    const instance = { ...harmless.settingInstance, settingInstanceTemplateReference: template };
    const { policy, problems } = read(
      exported([{ id: '7', settingInstance: instance, settingDefinitions: [{ id: 'x' }] }], {
        technologies: 'mdm,microsoftSense',
        templateReference: { templateId: '804339ad-1553-4478-a742-138fb5807418_1', templateFamily: 'endpointSecurity' },
      }),
    );
    expect(problems).toEqual([]);
    expect(policy).toEqual({
      name: 'Laptops - all of it',
      description: 'First line.\r\nSecond line.',
      platforms: 'windows10',
      technologies: 'mdm,microsoftSense',
      templateId: '804339ad-1553-4478-a742-138fb5807418_1',
      templateFamily: 'endpointSecurity',
      settings: [
        {
          '@odata.type': '#microsoft.graph.deviceManagementConfigurationSetting',
          settingInstance: {
            '@odata.type': '#microsoft.graph.deviceManagementConfigurationChoiceSettingInstance',
            settingDefinitionId: 'device_vendor_msft_policy_config_experience_allowcortana',
            settingInstanceTemplateReference: template,
            choiceSettingValue: {
              value: 'device_vendor_msft_policy_config_experience_allowcortana_0',
              children: [],
            },
          },
        },
      ],
    });
  });

  test.each<readonly [what: string, value: Loose, says: RegExp]>([
    ['no JSON', '{ "name": ', /laptops.json/],
    ['a list of exports', [exported([harmless]), exported([harmless])], /one policy.*a list of 2 exports/],
    ['an answer of Graph with a list', { value: [exported([harmless])] }, /one policy.*a list of 1 exports/],
    ['a text', '"x"', /one policy/],
    [
      'an old baseline',
      {
        '@odata.type': '#microsoft.graph.deviceManagementIntent',
        displayName: 'x',
        settings: [{ definitionId: 'deviceConfiguration--x_y', valueJson: 'true' }],
      },
      /an old baseline \(intent\)/,
    ],
    ['a custom policy', { displayName: 'x', omaSettings: [] }, /a custom policy \(OMA-URI\)/],
    [
      'an administrative template',
      { displayName: 'x', '@odata.type': '#microsoft.graph.groupPolicyConfiguration' },
      /an administrative template/,
    ],
    [
      'a compliance policy',
      { '@odata.type': '#microsoft.graph.windows10CompliancePolicy', bitLockerEnabled: true },
      /a policy of the kind windows10CompliancePolicy/,
    ],
    ['one without settings', exported([]), /must be the settings of the policy.*an empty list/],
    ['one without a name', exported([harmless], { name: '' }), /must be the name of the policy/],
    ['one of another platform', exported([harmless], { platforms: 'macOS' }), /must be windows10.*macOS/],
    ['a setting without its id', exported([{ settingInstance: {} }]), /settings\[0\].*settingDefinitionId/],
    [
      'a setting of a kind that nobody knows',
      exported([{ settingInstance: { '@odata.type': 'x', settingDefinitionId: 'a' } }]),
      /which kind of setting a is/,
    ],
    ['a setting twice', exported([harmless, harmless]), /settings\[1\].*must be set once/],
    [
      'a setting twice, in another case',
      exported([choice('Device_Vendor_Setting', '1'), choice('device_vendor_setting', '0')]),
      /settings\[1\].*must be set once/,
    ],
    [
      'cut short by PowerShell at its settings',
      exported(['@{id=0; settingInstance=}', '@{id=1; settingInstance=}'] as never),
      /settings\[0\].*got: @\{id=0.*ConvertTo-Json -Depth 100/,
    ],
    [
      'cut short by PowerShell at a value',
      exported([
        {
          settingInstance: { ...harmless.settingInstance, choiceSettingValue: '@{value=x; children=System.Object[]}' },
        },
      ]),
      /choiceSettingValue.*ConvertTo-Json -Depth 100/,
    ],
    [
      'cut short by PowerShell below a value',
      exported([
        {
          settingInstance: {
            ...harmless.settingInstance,
            choiceSettingValue: { ...harmless.settingInstance.choiceSettingValue, children: 'System.Object[]' },
          },
        },
      ]),
      /children.*System\.Object.*ConvertTo-Json -Depth 100/,
    ],
    [
      'a secret, by its name',
      exported([text('device_vendor_msft_wifi_password', 'x', 'Secret')]),
      /must hold no secret: device_vendor_msft_wifi_password is one/,
    ],
    [
      'a secret below a choice',
      exported([choice('outer', '1', [text('inner', 'x', 'Secret').settingInstance])]),
      /must hold no secret: inner is one/,
    ],
    [
      'a character that acts on a terminal',
      exported([harmless], { name: 'x\u001b[2J' }),
      /name.*must hold no control character.*u\{1b\}/,
    ],
  ])('is refused where it is %s', (_what, value, says) => {
    const { policy, problems } = read(value);
    expect(policy).toBeUndefined();
    expect(
      problems.map(({ file, path, rule, got, fix }) => `${file} ${path}: ${rule}, got: ${got} ${fix ?? ''}`).join('\n'),
    ).toMatch(says);
  });

  test('says everything that is wrong with it at once, each with its line', () => {
    const wrong = exported([{ settingInstance: {} }, text('a', 'x', 'Secret'), harmless, harmless], { platforms: 'x' });
    const { problems } = readSettingsExport(JSON.stringify(wrong, undefined, 1), 'laptops.json');
    expect(problems.map(({ path }) => path)).toEqual([
      'settings[0].settingInstance',
      'settings[1].settingInstance.simpleSettingValue',
      'platforms',
      'settings[3]',
    ]);
    expect(problems.every(({ line, got }) => (line ?? 0) > 1 && got !== '')).toBe(true);
  });
});
