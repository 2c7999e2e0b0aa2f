import { rule } from '../../rules.js';
import type { Unreached } from '../../clouds.js';
import type { TenantContext } from '../context.js';
import type { ManagedDevice } from '../intune-objects.js';
import { appliedCollections, type IntunePolicy, type PolicyCollection } from '../intune-policies.js';
import type { AppOnDevice, DeviceCheckIn, PolicyOnDevice, StatusPageShown } from './check-in-result.js';
import { complianceOf } from './compliance.js';
import { sessionSettingsOf } from './custom-configurations.js';
import { certificateIn } from './device-configurations.js';
import { reachedBy, reaching } from './reach.js';
import type { Reached } from './reached.js';
import { valuesOf } from './settings-policies.js';
import { firstPage } from './status-pages.js';

const conflictsApplyNothing = rule(
  'intune-conflict',
  'https://learn.microsoft.com/troubleshoot/mem/intune/device-configuration/troubleshoot-policies-in-microsoft-intune: conflicts',
  'Two policies that want different values for a setting are both in conflict over it, and neither value is applied.',
);

const waitsForSelected = rule(
  'status-page-waits',
  'https://learn.microsoft.com/intune/intune-service/enrollment/windows-enrollment-status: block device use until required apps are installed',
  'A status page that blocks waits for the apps that it selects; one that is not assigned as required to the device never comes.',
);

/** The name of an object, whatever the field is called. */
function nameOf({ body }: IntunePolicy): string {
  return [body['displayName'], body['name']].find((each): each is string => typeof each === 'string') ?? '';
}

/** A managed device asks Intune what it is to have, and does it. */
export function checkIn(
  context: TenantContext,
  managed: ManagedDevice,
  unreached: readonly Unreached[] = [],
): DeviceCheckIn {
  const { state, world } = context;
  const reached = reachedBy(context, managed);
  const at = world.clock.now().toISOString();
  const of = (collection: PolicyCollection): readonly IntunePolicy[] =>
    [...state.policies[collection].values()].filter((policy) => reaching(context, policy, reached).length > 0);
  const policies = appliedCollections.flatMap((collection) => of(collection).map((policy) => ({ collection, policy })));
  const all = policies.map(({ policy }) => policy);
  const apps = [...state.policies.mobileApps.values()]
    .flatMap((app) => appOnDevice(context, app, reached))
    .map((app) => withoutContent(app, unreached))
    .sort(byName);
  const compliance = complianceOf(context, of('deviceCompliancePolicies'), reached);
  const before = state.checkIns.get(managed.id)?.statusPage;
  const page = before ?? pageShown(context, firstPage(of('deviceEnrollmentConfigurations')), apps);
  const result: DeviceCheckIn = {
    at,
    policies: policies.map(({ collection, policy }) => onDevice(context, collection, policy, all)).sort(byName),
    apps,
    certificates: all.flatMap(({ body }) => certificateIn(body) ?? []),
    session: sessionSettingsOf(all, (used) => world.rules.leanOn(used)),
    compliant: compliance.state !== 'noncompliant',
    complianceState: compliance.state,
    failing: compliance.failing,
    unreached,
    ...(page ? { statusPage: page } : {}),
  };
  managed.lastSyncDateTime = at;
  managed.complianceState = compliance.state;
  state.checkIns.set(managed.id, result);
  return result;
}

/** The first sign-in: the page waits for what it names and what is required, and for what never comes until its time is up. */
function pageShown(
  { state, world }: TenantContext,
  page: IntunePolicy | undefined,
  apps: readonly AppOnDevice[],
): StatusPageShown | undefined {
  if (!page || page.body['showInstallationProgress'] !== true) return undefined;
  world.rules.leanOn(waitsForSelected);
  const selected = (page.body['selectedMobileAppIds'] ?? []) as readonly string[];
  const nameById = (id: string): string => {
    const app = state.policies.mobileApps.get(id);
    return app ? nameOf(app) : id;
  };
  const blocks = page.body['blockDeviceSetupRetryByUser'] === true;
  const installed = new Set(apps.filter((app) => app.state === 'installed').map(({ id }) => id));
  const inVain = blocks ? selected.filter((id) => !installed.has(id)).map(nameById) : [];
  const mayGoOn = page.body['allowDeviceUseOnInstallFailure'] === true;
  const end = inVain.length === 0 ? 'done' : mayGoOn ? 'went on after the time was up' : 'stuck';
  return { name: nameOf(page), waitedFor: blocks ? selected.map(nameById) : [], inVain, end };
}

function onDevice(
  context: TenantContext,
  collection: PolicyCollection,
  object: IntunePolicy,
  all: readonly IntunePolicy[],
): PolicyOnDevice {
  const own = valuesOf(object.inside['settings']);
  const rings = sameRing(object, all);
  const against = all.flatMap((other) => {
    if (other === object) return [];
    const theirs = valuesOf(other.inside['settings']);
    const differing = [...own].filter(([setting, value]) => theirs.has(setting) && theirs.get(setting) !== value);
    return differing.map(([setting]) => ({ policy: nameOf(other), setting }));
  });
  against.push(...rings.map((other) => ({ policy: nameOf(other), setting: 'update ring' })));
  if (against.length > 0) context.world.rules.leanOn(conflictsApplyNothing);
  return {
    id: object.id,
    name: nameOf(object),
    collection,
    state: against.length > 0 ? 'conflict' : 'applied',
    ...(against.length > 0 ? { against } : {}),
  };
}

/** Other update rings that reach the same device. */
function sameRing(object: IntunePolicy, all: readonly IntunePolicy[]): readonly IntunePolicy[] {
  const type = '#microsoft.graph.windowsUpdateForBusinessConfiguration';
  if (object.body['@odata.type'] !== type) return [];
  return all.filter((other) => other !== object && other.body['@odata.type'] === type);
}

function appOnDevice(context: TenantContext, object: IntunePolicy, reached: Reached): AppOnDevice[] {
  const intents = reaching(context, object, reached).map(({ intent }) => intent ?? '');
  // Required wins over available (https://learn.microsoft.com/intune/intune-service/apps/apps-deploy#how-conflicts-between-app-intents-are-resolved).
  const intent = ['required', 'available', 'availableWithoutEnrollment'].find((each) => intents.includes(each));
  if (intent === undefined) return [];
  const installed = intent === 'required';
  return [{ id: object.id, name: nameOf(object), intent, state: installed ? 'installed' : 'available' }];
}

/** 0x80072EFD, ERROR_INTERNET_CANNOT_CONNECT (https://learn.microsoft.com/windows/win32/wininet/wininet-errors); that Intune reports this one is a guess. */
const cannotConnect = 0x80072efd | 0;

/** A required app whose content cannot be fetched. */
function withoutContent(app: AppOnDevice, unreached: readonly Unreached[]): AppOnDevice {
  const blocked = unreached.some(({ purpose }) => purpose === 'apps');
  return blocked && app.state === 'installed' ? { ...app, state: 'failed', errorCode: cannotConnect } : app;
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name.localeCompare(other.name);
}
