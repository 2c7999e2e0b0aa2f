/** A morning as lines of a table: for the terminal and for the page. */
import { counted } from '../../../domain/counted.js';
import { present } from '../../../domain/present.js';
import { notCompliant } from '../rules/desktops/check-in.js';
import {
  appInWords,
  isApplied,
  isBroken,
  isRequired,
  policyInWords,
  settingInWords,
  type Morning,
  type MorningApp,
} from './morning.js';
import { ago } from './times.js';

/** How a line stands; `plain`: it says something, and nothing about good or bad. */
export type RowStatus = 'good' | 'warning' | 'error' | 'plain';

export interface MorningRow {
  readonly what: string;
  readonly says: string;
  readonly status: RowStatus;
}

const compliances: Readonly<Record<string, string>> = {
  compliant: 'compliant',
  noncompliant: 'not compliant',
  inGracePeriod: 'not compliant, in its grace period',
  unknown: 'not known yet',
};

/** What is wrong stands first in each part. */
export function morningRows(morning: Morning, now: Date): readonly MorningRow[] {
  const { device, policies, apps, page } = morning;
  const applied = policies.filter(isApplied).map(({ name }) => name);
  const others = policies.filter((policy) => !isApplied(policy));
  return [
    { what: 'Last check-in', says: ago(device.lastSync, now), status: 'plain' },
    complianceRow(morning),
    ...others
      .map((policy): MorningRow => ({
        what: policy.name,
        says: policyInWords(policy),
        status: policyStatus(policy.state),
      }))
      .sort(worstFirst),
    ...(policies.length === 0
      ? [{ what: 'Policies', says: 'none reported', status: 'plain' } as const]
      : applied.length === 0
        ? []
        : [
            {
              what: counted(applied.length, 'policy', 'policies'),
              says: `applied: ${applied.join(', ')}`,
              status: 'good',
            } as const,
          ]),
    ...(page && page.appIds.length > 0
      ? [{ what: 'Status page', says: waitedFor(page.appIds, apps), status: 'plain' } as const]
      : []),
    ...(apps.length === 0 ? [{ what: 'Apps', says: 'none reported', status: 'plain' } as const] : []),
    ...apps
      .map((app): MorningRow => ({ what: app.name, says: appInWords(app), status: appStatus(app) }))
      .sort(worstFirst),
  ];
}

function complianceRow({ device, failing }: Morning): MorningRow {
  const { compliance } = device;
  const settings = failing.length === 0 ? '' : `: ${failing.map(settingInWords).join(', ')}`;
  const status = notCompliant.includes(compliance) ? 'error' : compliance === 'compliant' ? 'good' : 'warning';
  return { what: 'Compliance', says: `${compliances[compliance] ?? compliance}${settings}`, status };
}

const policyStatus = (state: string): RowStatus =>
  state === 'conflict' || state === 'error' ? 'error' : state === 'nonCompliant' ? 'warning' : 'plain';

function appStatus(app: MorningApp): RowStatus {
  if (isBroken(app)) return 'error';
  if (app.state === 'installed') return 'good';
  return isRequired(app) ? 'warning' : 'plain';
}

/** `waited for Company Portal (installed), VPN (not required here)`. */
function waitedFor(ids: readonly string[], apps: readonly MorningApp[]): string {
  const each = ids.map((id) => {
    const app = apps.find((one) => one.id === id);
    if (!app || !isRequired(app)) return `${app?.name ?? id} (not required on this device)`;
    return `${app.name} (${app.state === 'installed' ? 'came' : 'did not come'})`;
  });
  return `waited for ${each.join(', ')}`;
}

const order: readonly RowStatus[] = ['error', 'warning', 'plain', 'good'];
const worstFirst = (one: MorningRow, other: MorningRow): number =>
  order.indexOf(one.status) - order.indexOf(other.status);

/** For a machine: names as Intune has them, words beside them. */
export function morningAsJson({ device, policies, apps, failing, page }: Morning): object {
  return {
    device: device.name,
    lastCheckIn: device.lastSync,
    compliance: device.compliance,
    failingSettings: failing,
    policies: policies.map((policy) => ({ ...policy, says: policyInWords(policy) })),
    apps: apps.map((app) => ({ ...app, says: appInWords(app) })),
    ...present({ statusPage: page }),
  };
}
