import type { SettingAt } from '../../domain/enrolment/setting.js';
import type { GraphBody } from './msgraph.js';

const prefix = '#microsoft.graph.deviceManagementConfiguration';

/**
 * Rows of the table as `settings` of a policy, in their order: the provider compares arrays by position
 * (docs/facts/real-providers.md 4.9). Form of the body: docs/facts/intune.md 6.2.
 */
export function settingsBody(rows: readonly SettingAt[]): readonly GraphBody[] {
  return rows.map((row) => ({ '@odata.type': `${prefix}Setting`, settingInstance: instance(row) }));
}

function instance(row: SettingAt): GraphBody {
  const of = (kind: string): GraphBody => ({
    '@odata.type': `${prefix}${kind}Instance`,
    settingDefinitionId: row.id,
  });
  if ('option' in row) {
    const choiceSettingValue = {
      '@odata.type': `${prefix}ChoiceSettingValue`,
      value: `${row.id}_${row.option}`,
      children: (row.children ?? []).map(instance),
    };
    return { ...of('ChoiceSetting'), choiceSettingValue };
  }
  if ('group' in row) {
    const groupSettingCollectionValue = [{ children: row.group.map(instance) }];
    return { ...of('GroupSettingCollection'), groupSettingCollectionValue };
  }
  if ('texts' in row) {
    const simpleSettingCollectionValue = row.texts.map((text) => simple('String', text));
    return { ...of('SimpleSettingCollection'), simpleSettingCollectionValue };
  }
  const simpleSettingValue = 'integer' in row ? simple('Integer', row.integer) : simple('String', row.text);
  return { ...of('SimpleSetting'), simpleSettingValue };
}

function simple(kind: 'Integer' | 'String', value: string | number): GraphBody {
  return { '@odata.type': `${prefix}${kind}SettingValue`, value };
}
