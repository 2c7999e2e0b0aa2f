/** Exports of policies, as Intune writes them, to break in tests. */
import type { Loose } from '../sample.js';

const prefix = '#microsoft.graph.deviceManagementConfiguration';

/** A choice with its option. */
export const choice = (id: string, option: string, children: Loose[] = []): Loose => ({
  id: '0',
  settingInstance: {
    '@odata.type': `${prefix}ChoiceSettingInstance`,
    settingDefinitionId: id,
    settingInstanceTemplateReference: null,
    choiceSettingValue: { settingValueTemplateReference: null, value: `${id}_${option}`, children },
  },
});

/** A text. */
export const text = (id: string, value: string, kind = 'String'): Loose => ({
  id: '0',
  settingInstance: {
    '@odata.type': `${prefix}SimpleSettingInstance`,
    settingDefinitionId: id,
    simpleSettingValue: { '@odata.type': `${prefix}${kind}SettingValue`, value },
  },
});

/** The whole export of a policy with these settings. */
export const exported = (settings: Loose[], over: Loose = {}): Loose => ({
  '@odata.context': 'https://graph.microsoft.com/beta/$metadata#deviceManagement/configurationPolicies/$entity',
  createdDateTime: '2026-02-11T08:14:09.1180553Z',
  id: '0b7c3b1e-5a0c-4c0e-9a55-3f2c9d1b7a10',
  name: 'Laptops - all of it',
  description: 'First line.\r\nSecond line.',
  platforms: 'windows10',
  technologies: 'mdm',
  roleScopeTagIds: ['0', '3'],
  templateReference: { templateId: '', templateFamily: 'none', templateDisplayName: null },
  settings,
  assignments: [{ id: 'x', target: { '@odata.type': '#microsoft.graph.allDevicesAssignmentTarget' } }],
  ...over,
});

export const bitlocker = choice('device_vendor_msft_bitlocker_requiredeviceencryption', '1');
export const timeZone = text(
  'device_vendor_msft_policy_config_timelanguagesettings_configuretimezone',
  'W. Europe Standard Time',
);
export const harmless = choice('device_vendor_msft_policy_config_experience_allowcortana', '0');
