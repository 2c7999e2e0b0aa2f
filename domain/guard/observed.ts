/**
 * What a policy of Intune sets, in one form for every kind of policy. A setting of the settings catalog and an OMA-URI
 * are the same node of a configuration service provider (CSP), an old baseline and a typed policy the same field: each
 * has one key here, so that the guard list names a thing once. Pure.
 */

/** A policy as Graph answers it, or as it was exported: with its settings inside. */
export type PolicyObject = Readonly<Record<string, unknown>>;

/** One thing that a policy sets. */
export interface Observed {
  /** `vendor_msft_bitlocker_…` (CSP), `TYPE.field` (typed), `template NAME` (administrative template), `kind TYPE`. */
  readonly key: string;
  readonly values: readonly string[];
  /** As the policy writes it, for people. */
  readonly where: string;
  /** The value is encrypted: that it is set is all there is to see. */
  readonly hidden?: true;
}

export interface ReadPolicy {
  readonly settings: readonly Observed[];
  /** What could not be read, in words: never taken for harmless. */
  readonly unread: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/** Types with fields on the guard list. */
const examined: readonly string[] = [
  'windows10EndpointProtectionConfiguration',
  'windows10GeneralConfiguration',
  'windowsKioskConfiguration',
  'sharedPCConfiguration',
  'windows10VpnConfiguration',
  'windowsIdentityProtectionConfiguration',
  'windowsUpdateForBusinessConfiguration',
  'windowsFeatureUpdateProfile',
  'windows10CompliancePolicy',
  'windows10EnrollmentCompletionPageConfiguration',
  'deviceEnrollmentWindowsHelloForBusinessConfiguration',
];

/** Types that hold nothing which the list is about: certificates, networks, reporting. */
const harmless: readonly string[] = [
  'windows81TrustedRootCertificate',
  'windows81SCEPCertificateProfile',
  'windows10PkcsCertificateProfile',
  'windows10ImportedPFXCertificateProfile',
  'windowsWifiConfiguration',
  'windowsWifiEnterpriseEAPConfiguration',
  'windowsDeliveryOptimizationConfiguration',
  'windowsHealthMonitoringConfiguration',
  'windowsDefenderAdvancedThreatProtectionConfiguration',
  'windowsDomainJoinConfiguration',
];

/** The last part of `#microsoft.graph.TYPE`; empty where there is none. */
export function typeOf(policy: PolicyObject): string {
  const type = policy['@odata.type'];
  return typeof type === 'string' ? type.replace(/^#microsoft\.graph\./, '') : '';
}

/** Everything that a policy sets. */
export function read(policy: PolicyObject): ReadPolicy {
  const type = typeOf(policy);
  const settings = policy['settings'];
  if (Array.isArray(settings))
    return settings.some((each) => isJson(each) && 'definitionId' in each) ? baseline(settings) : catalog(settings);
  if (Array.isArray(policy['definitionValues'])) return templates(policy['definitionValues']);
  if (type === 'windows10CustomConfiguration') return custom(policy['omaSettings']);
  if (examined.includes(type)) return { settings: [kindOf(type), ...fieldsOf(type, policy)], unread: [] };
  if (harmless.includes(type)) return { settings: [], unread: [] };
  return { settings: [], unread: [type === '' ? 'a kind of policy that is not read' : `a policy of the kind ${type}`] };
}

/** Settings of a policy of the settings catalog with their values, by id in small letters; none that stands in it twice. */
export function catalogValues(settings: readonly unknown[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const twice = new Set<string>();
  for (const { where, values } of catalog(settings).settings) {
    const id = where.toLowerCase();
    if (found.has(id)) twice.add(id);
    found.set(id, values.join(', '));
  }
  for (const id of twice) found.delete(id);
  return found;
}

/** The key of a CSP node: `./Device/Vendor/MSFT/Policy/Config/Area/Name` and the id of the settings catalog are one. */
export function cspKey(path: string): string {
  return path
    .replace(/^\.\//, '')
    .replace(/\//g, '_')
    .toLowerCase()
    .replace(/^(device|user)_/, '');
}

function kindOf(type: string): Observed {
  return { key: `kind ${type}`, values: ['1'], where: `a policy of the kind ${type}` };
}

// Settings catalog: https://learn.microsoft.com/graph/api/resources/intune-deviceconfigv2-devicemanagementconfigurationsettinginstance
function catalog(settings: readonly unknown[]): ReadPolicy {
  const unread: string[] = [];
  const found = settings.flatMap((each) => {
    const instance = isJson(each) ? (each['settingInstance'] ?? each) : undefined;
    return isJson(instance) ? instanceOf(instance, unread) : [];
  });
  return { settings: found, unread };
}

function instanceOf(instance: Json, unread: string[]): Observed[] {
  const id = instance['settingDefinitionId'];
  if (typeof id !== 'string') {
    unread.push('a setting without settingDefinitionId');
    return [];
  }
  const key = cspKey(id);
  const choices = [instance['choiceSettingValue'], ...listOf(instance['choiceSettingCollectionValue'])].filter(isJson);
  const simple = [instance['simpleSettingValue'], ...listOf(instance['simpleSettingCollectionValue'])].filter(isJson);
  const groups = [instance['groupSettingValue'], ...listOf(instance['groupSettingCollectionValue'])].filter(isJson);
  const secret = simple.some((value) => /Secret/.test(String(value['@odata.type'])));
  const own: Observed[] =
    choices.length + simple.length === 0
      ? []
      : [
          {
            key,
            values: [
              ...choices.map(({ value }) => suffix(id, textOf(value))),
              ...(secret ? [] : simple.map(({ value }) => textOf(value))),
            ],
            where: id,
            ...(secret ? { hidden: true as const } : {}),
          },
        ];
  const children = [...choices, ...groups].flatMap((each) => listOf(each['children'])).filter(isJson);
  return [...own, ...children.flatMap((child) => instanceOf(child, unread))];
}

/** A choice is the id of its setting with a suffix. */
function suffix(id: string, value: string): string {
  return value.toLowerCase().startsWith(`${id.toLowerCase()}_`) ? value.slice(id.length + 1) : value;
}

// Custom policies: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windows10customconfiguration
function custom(omaSettings: unknown): ReadPolicy {
  const unread: string[] = [];
  const found = listOf(omaSettings)
    .filter(isJson)
    .flatMap((each): Observed[] => {
      const uri = textOf(each['omaUri']);
      const key = cspKey(uri);
      if (each['isEncrypted'] === true || each['secretReferenceValueId']) {
        return [{ key, values: [], where: uri, hidden: true }];
      }
      const text = /omaSetting(Base64|StringXml)$/.test(String(each['@odata.type']))
        ? decoded(textOf(each['value']))
        : textOf(each['value']);
      return omaValues(key, uri, text);
    });
  return { settings: found, unread };
}

/** `<enabled/><data id="X" value="Y"/>`, as a policy of an ADMX file is written, or the value itself. */
function omaValues(key: string, uri: string, text: string): Observed[] {
  const state = /^\s*<\s*(enabled|disabled)\s*\/\s*>/i.exec(text)?.[1]?.toLowerCase();
  if (state === undefined) return [{ key, values: [text], where: uri }];
  const data = [...text.matchAll(/<data\s+id="([^"]+)"\s+value="([^"]*)"/gi)];
  return [
    { key, values: [state === 'enabled' ? '1' : '0'], where: uri },
    ...data.map(([, id = '', value = '']) => ({ key: `${key}_${id.toLowerCase()}`, values: [value], where: uri })),
  ];
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

// Old baselines: https://learn.microsoft.com/graph/api/resources/intune-deviceintent-devicemanagementintent
function baseline(settings: readonly unknown[]): ReadPolicy {
  const unread: string[] = [];
  const found = settings.filter(isJson).flatMap((each): Observed[] => {
    const id = textOf(each['definitionId']);
    const [, type = '', field = ''] = /^deviceConfiguration--([A-Za-z0-9]+)_(.+)$/.exec(id) ?? [];
    if (type === '') return [];
    const value = valueOf(each);
    if (value === undefined) {
      unread.push(`the value of ${id}`);
      return [];
    }
    return fieldsOf(type, { [field]: value }, id);
  });
  return { settings: found, unread };
}

function valueOf({ value, valueJson }: Json): unknown {
  if (value !== undefined && value !== null) return value;
  if (typeof valueJson !== 'string') return undefined;
  try {
    return JSON.parse(valueJson) as unknown;
  } catch {
    return undefined;
  }
}

// Administrative templates: https://learn.microsoft.com/graph/api/resources/intune-grouppolicy-grouppolicydefinitionvalue
function templates(values: readonly unknown[]): ReadPolicy {
  const unread: string[] = [];
  const found = values.filter(isJson).flatMap((each): Observed[] => {
    const definition = each['definition'];
    const name = isJson(definition) ? textOf(definition['displayName']) : '';
    if (name === '') {
      unread.push('an administrative template whose definition is not shown');
      return [];
    }
    const key = `template ${name.toLowerCase()}`;
    const given = listOf(each['presentationValues']).filter(isJson);
    return [
      { key, values: [each['enabled'] === true ? '1' : '0'], where: name },
      ...(given.length > 0
        ? [{ key: `${key} value`, values: given.map(({ value }) => textOf(value)), where: name }]
        : []),
    ];
  });
  return { settings: found, unread };
}

/** The fields of a typed policy, nested ones by their path; lists of objects give the values of all. */
function fieldsOf(type: string, fields: Json, where?: string): Observed[] {
  const found = new Map<string, string[]>();
  const walk = (value: unknown, path: string): void => {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) return value.forEach((each) => walk(each, path));
    if (isJson(value)) {
      for (const [name, each] of Object.entries(value)) {
        if (!name.includes('@')) walk(each, path === '' ? name : `${path}.${name}`);
      }
      return;
    }
    const values = found.get(path);
    if (values) values.push(textOf(value));
    else found.set(path, [textOf(value)]);
  };
  walk(fields, '');
  return [...found].map(([path, values]) => ({ key: `${type}.${path}`, values, where: where ?? path }));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
