/** What states of WorkSpaces mean to the fleet. A word that is not known counts as busy. */

/** https://docs.aws.amazon.com/workspaces/latest/api/API_StopWorkspaces.html: AVAILABLE, IMPAIRED, UNHEALTHY or ERROR. */
export const mayBeStopped: ReadonlySet<string> = new Set(['AVAILABLE', 'IMPAIRED', 'UNHEALTHY', 'ERROR']);
export const mayChangeMode: ReadonlySet<string> = new Set(['AVAILABLE', 'STOPPED']);
export const leaving: ReadonlySet<string> = new Set(['TERMINATING', 'TERMINATED']);
export const broken: ReadonlySet<string> = new Set(['ERROR', 'UNHEALTHY', 'SUSPENDED']);
/**
 * https://docs.aws.amazon.com/workspaces/latest/api/API_TerminateWorkspaces.html: every state but SUSPENDED. UPDATING waits as
 * well: it may be a migration whose new desktop is not shown yet.
 */
export const mayBeRemoved = (state: string): boolean =>
  state !== 'SUSPENDED' && state !== 'UPDATING' && !leaving.has(state);
