/** The export of one policy of the settings catalog, as Intune and the tools around it write it (docs/facts/intune.md 7.1). */
import { longestPolicyName } from '../../domain/names.js';
import { present } from '../../domain/present.js';
import { formatPath, readJson, type JsonText, type Path } from '../json-text.js';
import { shown, type Problem } from '../problem.js';
import { controlCharacterIn } from '../visible-text.js';

/** JSON that Graph takes. */
export type GraphJson = string | number | boolean | readonly GraphJson[] | { readonly [key: string]: GraphJson };

/** What is kept of an export: ids, dates, scope tags and assignments are the tenant's it came from. */
export interface SettingsExport {
  readonly name: string;
  readonly description: string;
  readonly platforms: 'windows10';
  /** Such as `mdm` or `mdm,microsoftSense`. */
  readonly technologies: string;
  /** Empty: no template. */
  readonly templateId: string;
  readonly templateFamily: string;
  /** As Graph takes them, in their order. */
  readonly settings: readonly { readonly [key: string]: GraphJson }[];
}

type Json = Readonly<Record<string, unknown>>;

const prefix = '#microsoft.graph.deviceManagementConfiguration';
/** Where each kind of setting has its value, and whether that is a list. */
const kinds: Readonly<Record<string, readonly [field: string, isList: boolean]>> = {
  [`${prefix}ChoiceSettingInstance`]: ['choiceSettingValue', false],
  [`${prefix}ChoiceSettingCollectionInstance`]: ['choiceSettingCollectionValue', true],
  [`${prefix}SimpleSettingInstance`]: ['simpleSettingValue', false],
  [`${prefix}SimpleSettingCollectionInstance`]: ['simpleSettingCollectionValue', true],
  [`${prefix}GroupSettingInstance`]: ['groupSettingValue', false],
  [`${prefix}GroupSettingCollectionInstance`]: ['groupSettingCollectionValue', true],
};

/** A problem at a place of the export. */
class NotTaken extends Error {
  constructor(
    readonly at: Path,
    readonly found: Pick<Problem, 'rule' | 'got' | 'fix'>,
  ) {
    super(found.rule);
  }
}

/** Reads an export. `file` is its name, for the problems; every setting that is refused is one. */
export function readSettingsExport(
  text: string,
  file: string,
): { readonly policy?: SettingsExport; readonly problems: readonly Problem[] } {
  const json = readJson(text);
  if (json.value === undefined) return { problems: json.problems.map((problem) => ({ ...problem, file })) };
  const problems: Problem[] = json.problems.map((problem) => ({ ...problem, file }));
  const trying = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      problems.push(located(error, file, json));
      return undefined;
    }
  };
  const policy = trying(() => onePolicy(json.value));
  if (policy === undefined) return { problems };
  const settings = (policy['settings'] as unknown[]).map((each, index) => trying(() => setting(each, index)));
  const head = trying(() => headOf(policy));
  trying(() => eachOnce(settings));
  if (head === undefined || problems.length > 0) return { problems };
  return { policy: { ...head, settings: settings.flatMap((each) => (each === undefined ? [] : [each])) }, problems };
}

function located({ at, found }: NotTaken, file: string, json: JsonText): Problem {
  return { path: formatPath(at), ...found, file, ...present({ line: json.lineOf(at) }) };
}

const oneExport = 'must be the export of one policy of the settings catalog';
const settingsCatalog =
  'In Intune: Devices, Configuration, the policy, "…", Export JSON. It has `name`, `platforms` and `settings` with `settingInstance`.';
/** What `ConvertTo-Json` writes below the second level unless it is told how deep: the type or the beginning of what was there. */
const cutByPowerShell = (value: unknown): boolean =>
  typeof value === 'string' && /^(?:@\{|System\.|Microsoft\.Graph\.)/.test(value);
const whole = 'PowerShell cut it short: write it again with `ConvertTo-Json -Depth 100`.';
const fixFor = (value: unknown, otherwise?: string): { readonly fix?: string } =>
  present({ fix: cutByPowerShell(value) ? whole : otherwise });

const leaveInIntune =
  'Make its settings anew in the settings catalog and export that; or leave it in Intune, assigned to a group that intune.enrolment.joins names.';

/** What else people export, by what tells it. */
function otherShape(value: Json): readonly [got: string, fix: string] | undefined {
  const type = typeof value['@odata.type'] === 'string' ? value['@odata.type'].replace('#microsoft.graph.', '') : '';
  const settings = Array.isArray(value['settings']) ? (value['settings'] as unknown[]) : [];
  const ofSettings = (key: string): boolean => settings.some((each) => isJson(each) && key in each);
  if (Array.isArray(value['value'])) {
    return [`a list of ${value['value'].length} exports`, 'Write one file a policy, and name each in `policies`.'];
  }
  if ('omaSettings' in value || type === 'windows10CustomConfiguration')
    return ['a custom policy (OMA-URI)', leaveInIntune];
  if (type === 'deviceManagementIntent' || ofSettings('definitionId') || 'settingsDelta' in value)
    return ['an old baseline (intent)', leaveInIntune];
  if ('definitionValues' in value || type === 'groupPolicyConfiguration')
    return ['an administrative template', leaveInIntune];
  if (type !== '' && type !== 'deviceManagementConfigurationPolicy')
    return [`a policy of the kind ${type}`, leaveInIntune];
  return undefined;
}

function onePolicy(value: unknown): Json {
  if (Array.isArray(value)) {
    const got = `a list of ${value.length} exports`;
    throw new NotTaken([], { rule: oneExport, got, fix: 'Write one file a policy, and name each in `policies`.' });
  }
  if (!isJson(value)) throw new NotTaken([], { rule: oneExport, got: shown(value), fix: settingsCatalog });
  const other = otherShape(value);
  if (other !== undefined) throw new NotTaken([], { rule: oneExport, got: other[0], fix: other[1] });
  const settings = value['settings'];
  if (!Array.isArray(settings) || settings.length === 0) {
    const fix = `${settingsCatalog} Tools that read Graph have to ask for \`$expand=settings\`.`;
    throw new NotTaken(['settings'], {
      rule: 'must be the settings of the policy',
      got: shown(settings),
      ...fixFor(settings, fix),
    });
  }
  return value;
}

function headOf(policy: Json): Omit<SettingsExport, 'settings'> {
  const name = textAt(policy, ['name']);
  if (name.trim() === '' || name.length > longestPolicyName) {
    const rule = `must be the name of the policy, of at most ${longestPolicyName} characters`;
    throw new NotTaken(['name'], { rule, got: shown(policy['name']) });
  }
  const platforms = policy['platforms'] ?? 'windows10';
  if (platforms !== 'windows10') {
    const rule = 'must be windows10: desktops are Windows';
    throw new NotTaken(['platforms'], { rule, got: shown(platforms) });
  }
  const template = isJson(policy['templateReference']) ? policy['templateReference'] : {};
  const templateId = textAt(template, ['templateId'], ['templateReference']);
  return {
    // Blanks at its ends nobody sees, and what a service cuts off would be a change in every plan.
    name: name.trim(),
    description: textAt(policy, ['description']),
    platforms,
    technologies: textAt(policy, ['technologies']) || 'mdm',
    templateId,
    templateFamily: textAt(template, ['templateFamily'], ['templateReference']) || 'none',
  };
}

/** A text, `''` where there is none. Lines of a description may break; nothing else in it may act. */
function textAt(from: Json, at: readonly [string], above: Path = []): string {
  const value = from[at[0]] ?? '';
  if (typeof value !== 'string') throw new NotTaken([...above, ...at], { rule: 'must be a text', got: shown(value) });
  return plain(value, [...above, ...at]);
}

function plain(text: string, at: Path): string {
  const character = controlCharacterIn(text.replace(/[\t\r\n]/g, ''));
  if (character === undefined) return text;
  throw new NotTaken(at, { rule: 'must hold no control character or mark of direction', got: character });
}

function setting(value: unknown, index: number): { readonly [key: string]: GraphJson } {
  const at = ['settings', index, 'settingInstance'];
  const held = isJson(value) ? value['settingInstance'] : value;
  return { '@odata.type': `${prefix}Setting`, settingInstance: instance(held, at) };
}

function instance(value: unknown, at: Path): { readonly [key: string]: GraphJson } {
  const id = isJson(value) ? value['settingDefinitionId'] : undefined;
  if (!isJson(value) || typeof id !== 'string' || !/^[\w{}~.+-]{1,500}$/.test(id)) {
    const rule = 'must be a setting with its settingDefinitionId';
    throw new NotTaken(at, {
      rule,
      got: isJson(value) ? shown(id) : shown(value),
      ...fixFor(value, settingsCatalog),
    });
  }
  const type = String(value['@odata.type']);
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (kind === undefined)
    throw new NotTaken(at, { rule: `must say by @odata.type which kind of setting ${id} is`, got: shown(type) });
  const [field, isList] = kind;
  const held = value[field];
  if (isList ? !Array.isArray(held) : !isJson(held))
    throw new NotTaken([...at, field], { rule: `must be the value of ${id}`, got: shown(held), ...fixFor(held) });
  const valueOf = (each: unknown, place: Path): { readonly [key: string]: GraphJson } => settingValue(each, id, place);
  return {
    '@odata.type': type,
    settingDefinitionId: id,
    ...reference(value, 'settingInstanceTemplateReference', ['settingInstanceTemplateId']),
    [field]: isList
      ? (held as unknown[]).map((each, index) => valueOf(each, [...at, field, index]))
      : valueOf(held, [...at, field]),
  };
}

function settingValue(each: unknown, id: string, at: Path): { readonly [key: string]: GraphJson } {
  if (!isJson(each)) throw new NotTaken(at, { rule: `must be the value of ${id}`, got: shown(each), ...fixFor(each) });
  const type = each['@odata.type'];
  if (/Secret/.test(String(type)) || 'valueState' in each) {
    throw new NotTaken(at, {
      rule: `must hold no secret: ${id} is one, of which an export has a token that only its own tenant reads`,
      got: 'a secret setting',
      fix: 'Take it out of the file, and set it in a policy of your own in Intune, assigned to a group that intune.enrolment.joins names.',
    });
  }
  const { value, children } = each;
  if (value !== undefined && value !== null && !['string', 'number', 'boolean'].includes(typeof value))
    throw new NotTaken([...at, 'value'], { rule: `must be a text or a number, the value of ${id}`, got: shown(value) });
  if (children !== undefined && children !== null && !Array.isArray(children))
    throw new NotTaken([...at, 'children'], {
      rule: `must be the settings below ${id}`,
      got: shown(children),
      ...fixFor(children),
    });
  return {
    ...(typeof type === 'string' ? { '@odata.type': plain(type, at) } : {}),
    ...reference(each, 'settingValueTemplateReference', ['settingValueTemplateId', 'useTemplateDefault']),
    ...(typeof value === 'string' ? { value: plain(value, [...at, 'value']) } : {}),
    ...(typeof value === 'number' || typeof value === 'boolean' ? { value } : {}),
    ...(Array.isArray(children)
      ? { children: children.map((child, index) => instance(child, [...at, 'children', index])) }
      : {}),
  };
}

/** The place of a setting in its template, where it has one. */
function reference(from: Json, name: string, fields: readonly string[]): { readonly [key: string]: GraphJson } {
  const held = from[name];
  if (!isJson(held)) return {};
  const kept = fields.flatMap((field): [string, GraphJson][] => {
    const value = held[field];
    return typeof value === 'string' || typeof value === 'boolean' ? [[field, value]] : [];
  });
  return kept.length === 0 ? {} : { [name]: Object.fromEntries(kept) };
}

/** A setting that stands twice would be in conflict with itself; Intune tells ids apart without their case. */
function eachOnce(settings: readonly ({ readonly [key: string]: GraphJson } | undefined)[]): void {
  const seen = new Set<unknown>();
  settings.forEach((each, index) => {
    const held = each?.['settingInstance'] as Json | undefined;
    const id = held?.['settingDefinitionId'];
    if (typeof id !== 'string') return;
    if (seen.has(id.toLowerCase())) {
      const rule = 'must be set once in a policy';
      throw new NotTaken(['settings', index], { rule, got: shown(id) });
    }
    seen.add(id.toLowerCase());
  });
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
