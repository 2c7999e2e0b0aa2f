/** For each place that the guard list names, policies as Graph answers them in which the setting stands as meant. */
import { cspKey, type PolicyObject } from '../../domain/guard/observed.js';
import type { Matcher } from '../../domain/guard/matchers.js';
import { guardRows, type GuardRow } from '../../domain/guard/guard.js';

/** Where such a policy lies in Graph. */
type Collection =
  | 'configurationPolicies'
  | 'deviceConfigurations'
  | 'groupPolicyConfigurations'
  | 'deviceCompliancePolicies'
  | 'deviceEnrollmentConfigurations'
  | 'intents';

export interface Example {
  readonly row: GuardRow['id'];
  readonly what: string;
  readonly collection: Collection;
  /** With `settings`, `definitionValues` inside where the kind has them. */
  readonly policy: PolicyObject;
}

/** `*` in a name stands for any part. */
const named = (name: string): string => name.replaceAll('*', 'x');

export function catalogSetting(id: string, values: readonly string[]): object {
  const [value = ''] = values;
  return {
    '@odata.type': '#microsoft.graph.deviceManagementConfigurationSetting',
    settingInstance: /^(0|1|2|true|false)$/.test(value)
      ? {
          '@odata.type': '#microsoft.graph.deviceManagementConfigurationChoiceSettingInstance',
          settingDefinitionId: id,
          choiceSettingValue: { value: `${id}_${value}`, children: [] },
        }
      : {
          '@odata.type': '#microsoft.graph.deviceManagementConfigurationSimpleSettingInstance',
          settingDefinitionId: id,
          simpleSettingValue: {
            '@odata.type': '#microsoft.graph.deviceManagementConfigurationStringSettingValue',
            value,
          },
        },
  };
}

function nested(path: string, value: unknown): object {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) return { [first]: value };
  return { [first]: first === 'scheduledActionsForRule' ? [nestedList(rest, value)] : nested(rest.join('.'), value) };
}

function nestedList([first = '', ...rest]: readonly string[], value: unknown): object {
  return { [first]: rest.length === 0 ? value : [nestedList(rest, value)] };
}

function scalar(text: string): unknown {
  return text === 'true' ? true : text === 'false' ? false : /^\d+$/.test(text) ? Number(text) : text;
}

function fieldOf(type: string, path: string, values: readonly string[]): PolicyObject {
  return { '@odata.type': `#microsoft.graph.${type}`, ...nested(path, scalar(values[0] ?? '')) };
}

function collectionOf(type: string): Collection {
  if (type.endsWith('CompliancePolicy')) return 'deviceCompliancePolicies';
  return /CompletionPage|^deviceEnrollment/.test(type) ? 'deviceEnrollmentConfigurations' : 'deviceConfigurations';
}

function examplesOf(row: GuardRow, matcher: Matcher): Example[] {
  const { place, name, meant, and = [] } = matcher;
  const all = [matcher, ...and];
  const what = `${name} ${meant.words.slice(0, 50)}`;
  if (place === 'csp') {
    const path = (each: Matcher): string => named(`./Device/Vendor/MSFT/${each.name}`);
    const id = (each: Matcher): string => `device_${cspKey(path(each))}`;
    return [
      {
        row: row.id,
        what: `settings catalog: ${what}`,
        collection: 'configurationPolicies',
        policy: { platforms: 'windows10', settings: all.map((each) => catalogSetting(id(each), each.meant.example)) },
      },
      {
        row: row.id,
        what: `OMA-URI: ${what}`,
        collection: 'deviceConfigurations',
        policy: {
          '@odata.type': '#microsoft.graph.windows10CustomConfiguration',
          omaSettings: all.map((each) => ({
            '@odata.type': '#microsoft.graph.omaSettingString',
            omaUri: path(each),
            value:
              each.name.includes('ADMX_') && each.meant.example[0] === '1'
                ? '<enabled/>'
                : (each.meant.example[0] ?? ''),
          })),
        },
      },
    ];
  }
  if (place === 'template') {
    const value = / value$/.test(name);
    return [
      {
        row: row.id,
        what: `administrative template: ${what}`,
        collection: 'groupPolicyConfigurations',
        policy: {
          definitionValues: [
            {
              enabled: true,
              definition: { displayName: name.replace(/ value$/, ''), classType: 'machine' },
              ...(value ? { presentationValues: [{ value: Number(meant.example[0]) }] } : {}),
            },
          ],
        },
      },
    ];
  }
  const [type = '', ...path] = name.split('.');
  const typed =
    place === 'kind'
      ? { '@odata.type': `#microsoft.graph.${name}` }
      : Object.assign({}, ...all.map((each) => fieldOf(type, each.name.slice(type.length + 1), each.meant.example)));
  const typedExample: Example = {
    row: row.id,
    what: `field: ${what}`,
    collection: collectionOf(type),
    policy: typed as PolicyObject,
  };
  if (place === 'kind' || !type.startsWith('windows10EndpointProtection')) return [typedExample];
  return [
    typedExample,
    {
      row: row.id,
      what: `old baseline: ${what}`,
      collection: 'intents',
      policy: {
        settings: [
          {
            definitionId: `deviceConfiguration--${type}_${path[0] ?? ''}`,
            valueJson: JSON.stringify(
              path.length > 1
                ? nested(path.slice(1).join('.'), scalar(meant.example[0] ?? ''))
                : scalar(meant.example[0] ?? ''),
            ),
          },
        ],
      },
    },
  ];
}

/** One a place and form. */
export const guardExamples: readonly Example[] = guardRows.flatMap((row) =>
  row.matchers.flatMap((matcher) => examplesOf(row, matcher)),
);
