import type { PolicyObject } from '../../../../domain/guard/observed.js';
import type { PolicyTarget } from '../../../../domain/policy-reach.js';
import type { Graph } from '../../graph.js';
import { deploymentLookup } from '../../lookup.js';
import { targetsOf, type Assignment } from './targets.js';

/** A policy of Intune that is assigned to somebody and not for other platforms alone. */
export interface DevicePolicy {
  readonly id: string;
  readonly displayName: string;
  /** What it is, for people: `settings catalog`, `compliance policy`. */
  readonly kind: string;
  readonly targets: readonly PolicyTarget[];
  /** As Graph answers it, with its settings inside. */
  readonly content: PolicyObject;
}

interface Listed extends Record<string, unknown> {
  readonly id: string;
  readonly name?: string;
  readonly displayName?: string;
  readonly '@odata.type'?: string;
  readonly platforms?: string;
  readonly assignments?: readonly Assignment[];
}

const base = 'deviceManagement';
/** How many policies are read at a time where each is a call of its own. */
const atOnce = 8;

/**
 * Everything in Intune that sets something on a Windows device: settings catalog, typed and custom policies, administrative
 * templates, compliance, feature updates, old baselines. Each collection is one call; templates and old baselines show what
 * is inside under their own path alone (jseerden/IntuneBackupAndRestore).
 */
export const devicePolicies = deploymentLookup({
  id: 'device-policies',
  what: 'the policies of Intune',
  needs: { graph: ['DeviceManagementConfiguration.Read.All'] },
  seconds: 60,
  async look({ graph }, _at: void) {
    const [catalog, typed, compliance, updates, templates, baselines] = await Promise.all([
      policies(graph, 'configurationPolicies', 'settings catalog', 'settings,assignments'),
      policies(graph, 'deviceConfigurations', 'configuration profile', 'assignments'),
      policies(
        graph,
        'deviceCompliancePolicies',
        'compliance policy',
        'assignments,scheduledActionsForRule($expand=scheduledActionConfigurations)',
      ),
      policies(graph, 'windowsFeatureUpdateProfiles', 'feature update profile', 'assignments'),
      policies(graph, 'groupPolicyConfigurations', 'administrative template', 'assignments'),
      graph.list<Listed>(`${base}/intents`, { version: 'beta' }),
    ]);
    return [
      ...catalog,
      ...typed,
      ...compliance,
      ...updates,
      ...(await eachInside(graph, templates, 'definitionValues', '/definitionValues', {
        $expand: 'definition,presentationValues',
      })),
      ...(await oldBaselines(graph, baselines)),
    ];
  },
});

async function policies(graph: Graph, collection: string, kind: string, $expand: string): Promise<DevicePolicy[]> {
  const found = await graph.list<Listed>(`${base}/${collection}`, { version: 'beta', query: { $expand } });
  return found.filter(forWindows).flatMap(({ assignments, ...content }) => {
    const targets = targetsOf(assignments);
    return targets.length === 0 ? [] : [{ ...namesOf(content), kind, targets, content }];
  });
}

async function oldBaselines(graph: Graph, found: readonly Listed[]): Promise<DevicePolicy[]> {
  const assigned = await each(found, async (content): Promise<DevicePolicy> => {
    const path = `${base}/intents/${content.id}/assignments`;
    const assignments = await graph.list<Assignment>(path, { version: 'beta' });
    return { ...namesOf(content), kind: 'security baseline', targets: targetsOf(assignments), content };
  });
  const reaching = assigned.filter(({ targets }) => targets.length > 0);
  return eachInside(graph, reaching, 'settings', '/settings', {}, 'intents');
}

async function eachInside(
  graph: Graph,
  found: readonly DevicePolicy[],
  name: string,
  path: string,
  query: Readonly<Record<string, string>>,
  collection = 'groupPolicyConfigurations',
): Promise<DevicePolicy[]> {
  return each(found, async (policy) => {
    const inside = await graph.list<object>(`${base}/${collection}/${policy.id}${path}`, { version: 'beta', query });
    return { ...policy, content: { ...policy.content, [name]: inside } };
  });
}

async function each<T, U>(all: readonly T[], look: (one: T) => Promise<U>): Promise<U[]> {
  const found: U[] = [];
  for (let at = 0; at < all.length; at += atOnce) {
    found.push(...(await Promise.all(all.slice(at, at + atOnce).map(look))));
  }
  return found;
}

function namesOf({ id, name, displayName }: Pick<Listed, 'id' | 'name' | 'displayName'>) {
  return { id, displayName: displayName ?? name ?? id };
}

/** Of the settings catalog `platforms` says it, of typed policies the type. */
function forWindows({ platforms, '@odata.type': type = '' }: Listed): boolean {
  if (platforms !== undefined && platforms !== 'none') return /windows10/i.test(platforms);
  return !/^#microsoft\.graph\.(ios|mac|android|aosp|windowsPhone|windows81(?!TrustedRoot|SCEP))/i.test(type);
}
