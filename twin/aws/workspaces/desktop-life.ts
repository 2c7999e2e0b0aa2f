import type { ConnectionState } from '@aws-sdk/client-workspaces';
import { rule } from '../../rules.js';
import type { Cloud } from '../service.js';
import type { Desktop, DesktopState } from './state.js';

const visibleLater = rule(
  'desktop-visible-later',
  'guess',
  'A new desktop is answered at once, and DescribeWorkspaces shows it after a while: in lists, and by its id.',
);
const alwaysOnStays = rule(
  'desktop-stop-always-on',
  'https://docs.aws.amazon.com/workspaces/latest/api/API_StopWorkspaces.html',
  'StopWorkspaces is refused for a WorkSpace that is neither AutoStop nor Manual.',
);
const stopsFrom = rule(
  'desktop-stop-states',
  'https://docs.aws.amazon.com/workspaces/latest/api/API_StopWorkspaces.html',
  'StopWorkspaces takes AVAILABLE, IMPAIRED, UNHEALTHY and ERROR.',
);
const stopWhileMaintained = rule(
  'desktop-stop-in-admin-maintenance',
  'guess',
  'StopWorkspaces of a desktop in ADMIN_MAINTENANCE is answered like any other, and nothing happens; or it is refused.',
);
const maintainedFrom = rule(
  'desktop-admin-maintenance-states',
  'https://docs.aws.amazon.com/workspaces/latest/api/API_ModifyWorkspaceState.html',
  'A desktop goes from AVAILABLE to ADMIN_MAINTENANCE and back.',
);
const maintainedFromStopped = rule(
  'desktop-admin-maintenance-from-stopped',
  'guess',
  'A stopped desktop is put into ADMIN_MAINTENANCE, and is stopped again when it comes out of it; or it is refused.',
);
const autoStops = rule(
  'desktop-auto-stops',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/running-mode.html, https://docs.aws.amazon.com/workspaces/latest/api/API_ModifyWorkspaceState.html',
  'An AutoStop desktop that is AVAILABLE stops when nobody was connected for its time; in ADMIN_MAINTENANCE it does not.',
);
const billedHours = rule(
  'desktop-billed-hours',
  'https://docs.aws.amazon.com/workspaces/latest/adminguide/running-mode.html',
  'An AutoStop desktop is billed by the hour while it runs: in every state but STOPPED and those before it is up and after it is gone.',
);
const connectionStates = rule(
  'desktop-connection-status',
  'https://docs.aws.amazon.com/workspaces/latest/api/API_WorkspaceConnectionStatus.html',
  'The connection of a desktop is CONNECTED or DISCONNECTED, and UNKNOWN while it is stopped.',
);

/** States in which no hours run. */
const resting: ReadonlySet<DesktopState> = new Set(['PENDING', 'STOPPED', 'TERMINATING']);
const stoppable: ReadonlySet<DesktopState> = new Set(['AVAILABLE', 'IMPAIRED', 'UNHEALTHY', 'ERROR']);
const hour = 3_600_000;

/** Notes each state of a desktop with its time, and lets it stop by itself where the account's settings say so. */
export function watched(cloud: Cloud, desktop: Desktop): Desktop {
  const { clock } = cloud.world;
  let { state } = desktop;
  const states: { state: DesktopState; at: number }[] = [{ state, at: clock.now().getTime() }];
  Object.defineProperty(desktop, 'state', {
    enumerable: true,
    get: () => state,
    set: (next: DesktopState) => {
      state = next;
      states.push({ state, at: clock.now().getTime() });
      if (state === 'AVAILABLE') stopsByItself(cloud, desktop, states.length);
    },
  });
  desktop.states = states;
  return desktop;
}

function stopsByItself(cloud: Cloud, desktop: Desktop, since: number): void {
  const { desktops } = cloud.settings;
  const { RunningMode, RunningModeAutoStopTimeoutInMinutes: minutes = 60 } = desktop.properties;
  if (!desktops.autoStop || RunningMode !== 'AUTO_STOP') return;
  const { clock } = cloud.world;
  clock.after(minutes, `AutoStop of ${desktop.userName}`, () => {
    if (desktop.states?.length !== since) return;
    if (isConnected(cloud, desktop)) return stopsByItself(cloud, desktop, since);
    cloud.leanOn(autoStops);
    desktop.state = 'STOPPED';
  });
}

function isConnected(cloud: Cloud, { sessions = [] }: Desktop): boolean {
  const now = cloud.world.clock.now();
  return sessions.some(({ from, to }) => from <= now && now < to);
}

/** Hours that a desktop has run, as AutoStop is billed: whole ones of each run. */
export function hoursOf(cloud: Cloud, { states = [] }: Desktop): number {
  cloud.leanOn(billedHours);
  let hours = 0;
  let began: number | undefined;
  let before: DesktopState = 'PENDING';
  for (const { state, at } of [...states, { state: 'STOPPED' as const, at: cloud.world.clock.now().getTime() }]) {
    // Put into ADMIN_MAINTENANCE while it was stopped, it does not run.
    const runs = !resting.has(state) && !(state === 'ADMIN_MAINTENANCE' && before === 'STOPPED');
    before = state;
    if (runs) began ??= at;
    else if (began !== undefined) {
      hours += Math.ceil((at - began) / hour);
      began = undefined;
    }
  }
  return hours;
}

/** Whether DescribeWorkspaces shows a desktop yet. */
export function isShown(cloud: Cloud, { states }: Desktop, by: 'list' | 'id'): boolean {
  const { hiddenFromLists, hiddenById } = cloud.settings.desktops;
  const hidden = by === 'list' ? hiddenFromLists : hiddenById;
  const began = states?.[0]?.at ?? 0;
  if (hidden === 0 || cloud.world.clock.now().getTime() - began >= hidden * 60_000) return true;
  cloud.leanOn(visibleLater);
  return false;
}

export function connectionOf(cloud: Cloud, desktop: Desktop): ConnectionState {
  cloud.leanOn(connectionStates);
  if (desktop.state === 'STOPPED') return 'UNKNOWN';
  return isConnected(cloud, desktop) ? 'CONNECTED' : 'DISCONNECTED';
}

/** Why a desktop is not stopped; `ignored`: it is answered and stays as it is; undefined: it stops. */
export function refusesStop(cloud: Cloud, desktop: Desktop): { code: string; message: string } | 'ignored' | undefined {
  if (desktop.properties.RunningMode === 'ALWAYS_ON') {
    cloud.leanOn(alwaysOnStays);
    return { code: 'OperationNotSupported', message: `The WorkSpace ${desktop.id} is AlwaysOn.` };
  }
  if (desktop.state === 'ADMIN_MAINTENANCE') {
    cloud.leanOn(stopWhileMaintained);
    if (cloud.settings.desktops.stopInAdminMaintenance === 'ignored') return 'ignored';
  }
  if (stoppable.has(desktop.state)) return undefined;
  cloud.leanOn(stopsFrom);
  return { code: 'InvalidResourceState', message: `The WorkSpace ${desktop.id} is in the state ${desktop.state}.` };
}

/** Puts a desktop into ADMIN_MAINTENANCE, or takes it out. @returns why not */
export function maintained(cloud: Cloud, desktop: Desktop, wanted: string | undefined): string | undefined {
  const refused = `The WorkSpace ${desktop.id} is in the state ${desktop.state}.`;
  if (wanted !== 'ADMIN_MAINTENANCE') {
    if (desktop.state === 'AVAILABLE') return undefined;
    if (desktop.state !== 'ADMIN_MAINTENANCE') {
      cloud.leanOn(maintainedFrom);
      return refused;
    }
    desktop.state = desktop.states?.at(-2)?.state === 'STOPPED' ? 'STOPPED' : 'AVAILABLE';
    return undefined;
  }
  if (desktop.state === 'STOPPED') {
    cloud.leanOn(maintainedFromStopped);
    if (!cloud.settings.desktops.adminMaintenanceFromStopped) return refused;
  } else if (desktop.state !== 'AVAILABLE' && desktop.state !== 'ADMIN_MAINTENANCE') {
    cloud.leanOn(maintainedFrom);
    return refused;
  }
  if (desktop.state !== 'ADMIN_MAINTENANCE') desktop.state = 'ADMIN_MAINTENANCE';
  return undefined;
}
