/** What the states of a desktop mean. Source: `WorkspaceState` of the WorkSpaces API. */

/**
 * `ready`: its user can connect, which starts one that sleeps. `passing`: it goes on by itself. `broken`: it does not.
 * `ended`: there is no desktop any more. `unknown`: a state that came after this version.
 */
export type DesktopPhase = 'ready' | 'passing' | 'broken' | 'ended' | 'unknown';

const phases: Readonly<Record<string, DesktopPhase>> = {
  AVAILABLE: 'ready',
  STOPPED: 'ready',
  SUSPENDED: 'ready',
  PENDING: 'passing',
  REBOOTING: 'passing',
  STARTING: 'passing',
  RESUMING: 'passing',
  REBUILDING: 'passing',
  RESTORING: 'passing',
  MAINTENANCE: 'passing',
  UPDATING: 'passing',
  STOPPING: 'passing',
  ADMIN_MAINTENANCE: 'broken',
  IMPAIRED: 'broken',
  UNHEALTHY: 'broken',
  ERROR: 'broken',
  INOPERABLE_STATE: 'broken',
  TERMINATING: 'ended',
  TERMINATED: 'ended',
};

export function phaseOf(state: string): DesktopPhase {
  return phases[state] ?? 'unknown';
}

/** For the first time: since when no API tells. */
export function isBeingMade(state: string): boolean {
  return state === 'PENDING';
}

/** Being made or made anew: WorkSpaces may not have registered its device yet. */
export function isYoung(state: string): boolean {
  return isBeingMade(state) || state === 'REBUILDING';
}
