/**
 * What Intune brought to a person's desktop: policies, apps, compliance, what the status page waited for. Looked at and judged
 * here alone: `doctor --user` and the page of everybody show the same.
 */
import { appFailureInWords, appFailureOf } from '../../../domain/enrolment/app-failures.js';
import { enrolmentName, enrolmentTitles } from '../../../domain/names.js';
import type { Seen, SeenBy } from '../../clouds/lookup.js';
import { lookups } from '../../clouds/lookups/index.js';
import { ifSeen, afterSeen, type Observer } from '../observer.js';
import { notCompliant } from '../rules/desktops/check-in.js';

export type Device = SeenBy<typeof lookups.managedDevices>[number];
export type Content = SeenBy<typeof lookups.deviceContent>;
type FailingSetting = SeenBy<typeof lookups.failingSettings>[number];

/** The status page of the deployment, with the apps that it waits for. */
export interface StatusPage {
  readonly name: string;
  readonly appIds: readonly string[];
}

/** What is seen of one device. */
export interface Morning {
  readonly device: Device;
  readonly policies: Content['policies'];
  readonly apps: readonly MorningApp[];
  /** Settings that are not as a compliance policy wants them. */
  readonly failing: readonly FailingSetting[];
  readonly page?: StatusPage;
}

export type MorningApp = Content['apps'][number] & {
  /** Of one that failed: `0x87D1041C`, or why no code is told. */
  readonly code?: string;
  readonly noCode?: string;
};

/** Which device, whose, and of which deployment the status page would be. */
export interface MorningOf {
  readonly device: Device;
  readonly userId: string;
  /** Its name; undefined: none is known, and no status page is looked for. */
  readonly deployment?: string | undefined;
}

/** Looks at it. What is only a comfort (the failing setting, the code of an app, the status page) may stay unseen. */
export async function lookAtMorning(
  observer: Observer,
  { device, userId, deployment }: MorningOf,
): Promise<Seen<Morning>> {
  return afterSeen(
    observer.look(lookups.deviceContent, { deviceId: device.id, userId }),
    async ({ policies, apps: plain }): Promise<Seen<Morning>> => {
      const failedApps = plain.map(async (app): Promise<MorningApp> =>
        hasFailed(app) ? withCode(observer, app, device) : app,
      );
      const lapsed = notCompliant.includes(device.compliance) || device.compliance === 'inGracePeriod';
      const failing = lapsed ? await ifSeen(observer.look(lookups.failingSettings, { deviceId: device.id })) : [];
      const page = deployment === undefined ? undefined : await ifSeen(statusPageOf(observer, deployment));
      const apps = await Promise.all(failedApps);
      return { seen: { device, policies, apps, failing: failing ?? [], ...(page ? { page } : {}) } };
    },
  );
}

/** The status page that the deployment makes. Which page of several is shown Graph does not tell. */
async function statusPageOf(observer: Observer, deployment: string): Promise<Seen<StatusPage | undefined>> {
  const name = enrolmentName(deployment, enrolmentTitles.statusPage);
  return afterSeen(observer.look(lookups.enrolmentConfigurations, undefined), async (all) => {
    const page = all.find(({ displayName }) => displayName === name);
    const ids: unknown = page?.content['selectedMobileAppIds'];
    const appIds = Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
    return { seen: page && { name, appIds } };
  });
}

async function withCode(observer: Observer, app: Content['apps'][number], device: Device): Promise<MorningApp> {
  const look = await observer.look(lookups.appInstallStatus, {
    appId: app.id,
    deviceId: device.id,
    deviceName: device.name,
  });
  if (!('seen' in look)) return { ...app, noCode: look.message };
  const { code } = look.seen;
  return code === undefined ? { ...app, noCode: 'Intune reports no code' } : { ...app, code };
}

/** What Intune says of an app that it could not bring (https://learn.microsoft.com/graph/api/resources/intune-troubleshooting-resultantappstate). */
const badApps: Readonly<Record<string, string>> = {
  failed: 'could not be installed',
  notApplicable: 'does not suit this device',
  uninstallFailed: 'could not be removed',
};
const otherApps: Readonly<Record<string, string>> = {
  installed: 'installed',
  pendingInstall: 'still to come',
  unknown: 'nothing told yet',
};

const hasFailed = ({ state }: { readonly state: string }): boolean => state === 'failed' || state === 'uninstallFailed';

/** It comes by itself: nobody has to choose it. */
export const isRequired = ({ intent }: { readonly intent: string }): boolean => /^required/i.test(intent);

/** It should have come and did not. */
export const isBroken = (app: MorningApp): boolean => isRequired(app) && app.state in badApps;

/** How an app stands: `could not be installed: it could not be downloaded (0x87D30067)`. */
export function appInWords(app: MorningApp): string {
  const { state, code, noCode } = app;
  const bad = badApps[state];
  if (bad === undefined) {
    if (state === 'notInstalled') return isRequired(app) ? 'not installed yet' : 'on offer, not installed';
    return otherApps[state] ?? state;
  }
  return code === undefined
    ? `${bad}${noCode === undefined ? '' : ` (${noCode})`}`
    : `${bad}: ${appFailureInWords(code)}`;
}

/** What helps against the code of an app, where that is known. */
export function appFixOf({ code }: MorningApp): string | undefined {
  return code === undefined ? undefined : appFailureOf(code)?.fix;
}

/** How a policy stands (https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-compliancestatus). */
const policyStates: Readonly<Record<string, string>> = {
  compliant: 'applied',
  remediated: 'applied',
  error: 'could not be applied',
  nonCompliant: 'is not in force',
  unknown: 'nothing told yet',
  notApplicable: 'does not suit this device',
  notAssigned: 'not assigned',
};

/** Nothing is wrong with it. */
export const isApplied = ({ state }: Content['policies'][number]): boolean => policyStates[state] === 'applied';

/** `in conflict with Baseline over hibernate`. */
export function policyInWords({ state, against, settings = [] }: Content['policies'][number]): string {
  if (state !== 'conflict') return policyStates[state] ?? state;
  const others = against.length > 0 ? against.join(', ') : 'another policy';
  return `in conflict with ${others}${settings.length > 0 ? ` over ${settings.join(', ')}` : ''}`;
}

/** `BitLocker is false (Laptops)`. */
export function settingInWords({ setting, policy, value }: FailingSetting): string {
  return `${setting}${value === undefined ? '' : ` is ${value}`} (${policy})`;
}
