/** Who has which desktop, and what became of its device. */
import { appFailureInWords, errorCodeOf } from '../../domain/enrolment/app-failures.js';
import { present } from '../../domain/present.js';
import type { Twin } from '../../twin/twin.js';

/** One desktop of one user, with the device that it registered. */
export interface PersonsDesktop {
  readonly user: string;
  readonly directory: string;
  readonly desktop: string;
  /** As WorkSpaces says it: `AVAILABLE`. */
  readonly state: string;
  /** Name of the Autopilot profile that reached the device. */
  readonly profile?: string;
  readonly enrolled: boolean;
  /** The first broken link, when it did not enrol. */
  readonly broken?: string;
  /** What it has of Intune, when it enrolled. */
  readonly morning?: Morning;
}

/** What Intune has done to a desktop so far. */
export interface Morning {
  /** Names of the policies that it was given. */
  readonly policies: readonly string[];
  /** Names of policies that want different things. */
  readonly inConflict: readonly string[];
  /** Names of apps that came by themselves. */
  readonly installed: readonly string[];
  /** Of those that should have come and did not: name and code. */
  readonly failed: readonly string[];
  /** Names of apps that people find in Company Portal. */
  readonly onOffer: readonly string[];
  readonly compliance: string;
  /** What its first sign-in waited for in vain. */
  readonly waitedInVain: readonly string[];
  /** What it waited for at all. */
  readonly waitedFor: readonly string[];
}

/** Every desktop there is, by user. */
export function desktopsOf(twin: Twin): PersonsDesktop[] {
  const devices = new Map(twin.integrations.devices().map((device) => [device.desktopId, device]));
  return twin.aws.workspaces
    .regions()
    .flatMap((region) =>
      [...region.desktops.values()].map(({ id, userName, directoryId, state }): PersonsDesktop => {
        const { profile, enrolled = false, broken } = devices.get(id) ?? {};
        const morning = enrolled ? morningOf(twin, id) : undefined;
        return {
          user: userName,
          directory: region.directories.get(directoryId)?.name ?? '',
          desktop: id,
          state,
          enrolled,
          ...present({ profile, broken, morning }),
        };
      }),
    )
    .sort(
      (one, other) => one.user.localeCompare(other.user, 'en') || one.directory.localeCompare(other.directory, 'en'),
    );
}

function morningOf(twin: Twin, desktopId: string): Morning | undefined {
  const { managedDevices, checkIns } = twin.entra.state;
  const managed = [...managedDevices.values()].find(({ serialNumber }) => serialNumber === desktopId);
  const found = managed && checkIns.get(managed.id);
  if (!found) return undefined;
  return {
    policies: found.policies.map(({ name }) => name),
    inConflict: found.policies.filter(({ state }) => state === 'conflict').map(({ name }) => name),
    installed: found.apps.filter(({ state }) => state === 'installed').map(({ name }) => name),
    failed: found.apps.flatMap(({ state, name, errorCode }) => {
      if (state !== 'failed') return [];
      const code = errorCodeOf(errorCode);
      return [code === undefined ? name : `${name}: ${appFailureInWords(code)}`];
    }),
    onOffer: found.apps.filter(({ state }) => state === 'available').map(({ name }) => name),
    compliance: complianceWords[found.complianceState],
    waitedInVain: found.statusPage?.inVain ?? [],
    waitedFor: found.statusPage?.waitedFor ?? [],
  };
}

const complianceWords = {
  compliant: 'compliant',
  noncompliant: 'not compliant',
  inGracePeriod: 'in its grace period',
} as const;
