/** Desktops that stop by themselves. Pure. */
import type { Deployment } from '../../deployment/schema.js';

/**
 * How long one that nobody uses may stay away from Intune, in days: AWS starts it once a month for maintenance, and from
 * one to the next it may be five weeks (https://docs.aws.amazon.com/workspaces/latest/adminguide/workspace-maintenance.html).
 */
export const longestPauseDays = 35;

/** Whether a deployment has such desktops. */
export function stopsByItself({ sites }: Deployment): boolean {
  return sites.some(({ desktops }) =>
    desktops.users.some(({ runningMode }) => (runningMode ?? desktops.runningMode) === 'AUTO_STOP'),
  );
}
