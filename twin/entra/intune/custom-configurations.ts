import { rule } from '../../rules.js';
import type { IntunePolicy } from '../intune-policies.js';
import { badRequest } from '../errors.js';
import type { GraphCall } from '../graph/route.js';
import type { SessionSetting } from './check-in-result.js';
import type { BodyType } from './typed.js';

const valuesAreHidden = rule(
  'oma-setting-encrypted',
  'https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-getomasettingplaintextvalue',
  'The values of a custom policy are kept encrypted: Graph answers **** with isEncrypted and a reference to the secret.',
);
const admxFirst = rule(
  'admx-before-its-policies',
  'https://learn.microsoft.com/windows/client-management/win32-and-centennial-app-policy-configuration',
  'A policy of an ADMX file is known under APP~Policy~CATEGORIES once the file was taken in; any other address is none.',
);

type Json = Record<string, unknown>;

/** Its type in Graph. */
export const customConfiguration = '#microsoft.graph.windows10CustomConfiguration';

const setting = {
  '@odata.type': 'string!',
  displayName: 'string!',
  description: 'string?',
  omaUri: 'string!',
  value: 'any',
} as const;

/** Custom policies: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windows10customconfiguration. */
export const customFields = (common: BodyType['fields']): BodyType['fields'] => ({
  ...common,
  omaSettings: [setting],
});

/** Refuses addresses that no CSP has, and one that stands twice. */
export function checkOmaSettings({ body }: GraphCall): void {
  const given = (body['omaSettings'] ?? []) as Json[];
  const addresses = given.map(({ omaUri }) => String(omaUri));
  const wrong = addresses.find((uri) => !/^\.\/(Device|User)\/Vendor\/MSFT\/[^\s?#]+$/.test(uri));
  if (wrong !== undefined) throw badRequest(`Invalid OMA-URI: ${wrong}`);
  if (new Set(addresses).size < addresses.length) throw badRequest('Duplicate OMA-URI.');
}

/** Keeps the values where only the device finds them. */
export function hideOmaSettings(policy: IntunePolicy, { context }: GraphCall): void {
  const given = policy.body['omaSettings'];
  if (!Array.isArray(given) || given.every((each: Json) => each['isEncrypted'] === true)) return;
  context.world.rules.leanOn(valuesAreHidden);
  policy.inside['omaSecrets'] = given as Json[];
  policy.body['omaSettings'] = given.map((each: Json, index) => ({
    ...each,
    value: '****',
    isEncrypted: true,
    secretReferenceValueId: `${policy.id}_${index}`,
  }));
}

/** What custom policies bring to a device out of ADMX files: each policy at its address, known or not. */
export function sessionSettingsOf(
  policies: readonly IntunePolicy[],
  lean: (used: typeof admxFirst) => void,
): SessionSetting[] {
  const all = policies
    .flatMap(({ inside }) => inside['omaSecrets'] ?? [])
    .map(({ omaUri, value }) => ({ uri: String(omaUri), value: String(value) }));
  const known = new Set<string>();
  const found: SessionSetting[] = [];
  for (const { uri, value } of all) {
    const app = /\/ConfigOperations\/ADMXInstall\/([^/]+)\/Policy\/[^/]+$/.exec(uri)?.[1];
    if (app !== undefined) {
      lean(admxFirst);
      for (const address of addressesIn(value, app)) known.add(address);
      continue;
    }
    const place = /\/Policy\/Config\/([^/]+~Policy[^/]*\/[^/]+)$/.exec(uri)?.[1];
    if (place === undefined) continue;
    const name = place.slice(place.indexOf('/') + 1);
    const state = /^<(enabled|disabled)\/>/.exec(value)?.[1] ?? 'neither';
    const data = [...value.matchAll(/<data id="([^"]*)" value="([^"]*)"\/>/g)].map(([, id = '', held = '']) => [
      id,
      held,
    ]);
    found.push({
      name,
      state: known.has(place) ? state : 'not known',
      data: Object.fromEntries(data) as Record<string, string>,
    });
  }
  return found;
}

/** Where the policies of an ADMX file are found. Of its XML only what this takes is looked at. */
function addressesIn(admx: string, app: string): string[] {
  const blocks = (name: string): string[] =>
    admx.match(new RegExp(`<${name}\\s[^>]*?(/>|>[^]*?</${name}>)`, 'g')) ?? [];
  const attribute = (text: string, name: string): string => new RegExp(`\\s${name}="([^"]*)"`).exec(text)?.[1] ?? '';
  const parent = (text: string): string => /<parentCategory\s+ref="([^"]*)"/.exec(text)?.[1] ?? '';
  const parents = new Map(blocks('category').map((text) => [attribute(text, 'name'), parent(text)]));
  return blocks('policy').map((text) => {
    const path: string[] = [];
    // A circle of categories leads nowhere: the policies below it have no address.
    for (let at = parent(text); parents.has(at); at = parents.get(at) ?? '') {
      if (path.includes(at)) return '';
      path.unshift(at);
    }
    return `${[app, 'Policy', ...path].join('~')}/${attribute(text, 'name')}`;
  });
}
