import { rule } from '../../rules.js';
import type { Shape } from '../body.js';
import { badRequest } from '../errors.js';
import type { GraphCall } from '../graph/route.js';
import { policyCollection } from './policies.js';
import { typed } from './typed.js';

const wholePolicy = rule(
  'settings-catalog-put',
  'deploymenttheory/terraform-provider-microsoft365#2488',
  'A policy of the settings catalog is changed by PUT of the whole; PATCH of its settings is answered with 400.',
);
const valueOfDefinition = rule(
  'settings-catalog-choice-value',
  'docs/facts/intune.md 6.2: exports of SkipToTheEndpoint/OpenIntuneBaseline',
  'The value of a choice is the id of its definition with a suffix.',
);

const knownPlatforms = rule(
  'settings-catalog-platforms',
  'https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationplatforms',
  'A policy of the settings catalog is for platforms by their names; that of Windows 10 and 11 is windows10, and there is no windows11.',
);

type Json = Record<string, unknown>;

const platforms = [
  ...['none', 'android', 'iOS', 'macOS', 'windows10X', 'windows10', 'linux'],
  ...['androidEnterprise', 'aosp', 'visionOS', 'tvOS'],
];

const prefix = '#microsoft.graph.deviceManagementConfiguration';
/** Where each kind of instance has its value. */
const valueFields: Readonly<Record<string, string>> = {
  [`${prefix}ChoiceSettingInstance`]: 'choiceSettingValue',
  [`${prefix}ChoiceSettingCollectionInstance`]: 'choiceSettingCollectionValue',
  [`${prefix}SimpleSettingInstance`]: 'simpleSettingValue',
  [`${prefix}SimpleSettingCollectionInstance`]: 'simpleSettingCollectionValue',
  [`${prefix}GroupSettingInstance`]: 'groupSettingValue',
  [`${prefix}GroupSettingCollectionInstance`]: 'groupSettingCollectionValue',
};

const fields: Shape = {
  name: 'string!',
  description: 'string?',
  platforms: 'string',
  technologies: 'string',
  roleScopeTagIds: 'strings',
  templateReference: {
    templateId: 'string?',
    templateFamily: 'string?',
    templateDisplayName: 'string?',
    templateDisplayVersion: 'string?',
  },
  settings: [{ '@odata.type': 'string', id: 'string?', settingInstance: 'any!' }],
};

function checkInstance(call: GraphCall, instance: Json): void {
  const type = String(instance['@odata.type']);
  const at = valueFields[type];
  const id = instance['settingDefinitionId'];
  if (at === undefined) throw badRequest(`Unknown type of a setting: ${type}.`).asUnknown(`setting type ${type}`);
  if (typeof id !== 'string' || id === '') throw badRequest('A setting must have a settingDefinitionId.');
  const value = instance[at];
  if (value === undefined || value === null) throw badRequest(`The setting ${id} has no ${at}.`);
  for (const each of (Array.isArray(value) ? value : [value]) as Json[]) {
    if (at.startsWith('choice')) {
      call.context.world.rules.leanOn(valueOfDefinition);
      if (!String(each['value']).startsWith(`${id}_`)) {
        throw badRequest(`${String(each['value'])} is not a valid option of the setting ${id}.`);
      }
    }
    for (const child of (each['children'] ?? []) as Json[]) checkInstance(call, child);
  }
}

/** What Graph adds to each instance. */
function withReferences(instance: Json): Json {
  const at = valueFields[String(instance['@odata.type'])] ?? '';
  const value = (each: Json): Json => ({
    settingValueTemplateReference: null,
    ...each,
    ...(Array.isArray(each['children'])
      ? { children: (each['children'] as Json[]).map((child) => withReferences(child)) }
      : {}),
  });
  const held = instance[at];
  return {
    settingInstanceTemplateReference: null,
    ...instance,
    [at]: Array.isArray(held) ? held.map((each: Json) => value(each)) : value(held as Json),
  };
}

export const settingsPolicies = policyCollection({
  name: 'configurationPolicies',
  versions: ['beta'],
  permission: 'DeviceManagementConfiguration',
  inside: ['settings'],
  writing: typed({
    changedBy: 'PUT',
    types: {
      '': {
        fields,
        filledIn: {
          description: '',
          platforms: 'windows10',
          technologies: 'mdm',
          roleScopeTagIds: ['0'],
          settings: [],
          creationSource: null,
          priorityMetaData: null,
        },
        onlyOnce: ['platforms', 'technologies', 'templateReference'],
      },
    },
    check(call) {
      call.context.world.rules.leanOn(wholePolicy);
      const platform = call.body['platforms'];
      if (typeof platform === 'string' && !platforms.includes(platform)) {
        call.context.world.rules.leanOn(knownPlatforms);
        throw badRequest(`Requested value '${platform}' was not found.`);
      }
      for (const { settingInstance } of (call.body['settings'] ?? []) as { settingInstance: Json }[]) {
        checkInstance(call, settingInstance);
      }
    },
    complete(policy) {
      const settings = policy.inside['settings'] ?? [];
      policy.inside['settings'] = settings.map((each, index) => ({
        '@odata.type': `${prefix}Setting`,
        ...each,
        id: String(index),
        settingInstance: withReferences(each['settingInstance'] as Json),
      }));
      policy.body['settingCount'] = settings.length;
      policy.body['templateReference'] = {
        templateId: '',
        templateFamily: 'none',
        templateDisplayName: null,
        templateDisplayVersion: null,
        ...(policy.body['templateReference'] as Json | undefined),
      };
    },
  }),
});

/** Every setting of a policy with its value, those below others included. */
export function valuesOf(settings: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (instance: Json): void => {
    const held = instance[valueFields[String(instance['@odata.type'])] ?? ''];
    const all = (Array.isArray(held) ? held : [held]) as Json[];
    const own = all.map((each) => each['value']).filter((each) => each !== undefined);
    if (own.length > 0) found.set(String(instance['settingDefinitionId']), JSON.stringify(own));
    for (const each of all) for (const child of (each['children'] ?? []) as Json[]) walk(child);
  };
  for (const { settingInstance } of (settings ?? []) as { settingInstance: Json }[]) walk(settingInstance);
  return found;
}
