import { UsageError } from '../terminal/failure.js';

/** How many seconds everything together may take that one command looks at in the clouds. */
export const timeLimitVariable = 'ENTRA_WORKSPACES_SECONDS';

/** With what comes before and after it a command ends within a minute. */
export const standardSeconds = 45;

/**
 * @param granted seconds that a command needs for what it looks at, where that is more than usual
 * @throws UsageError for anything but a number of seconds
 */
export function timeLimit(env: NodeJS.ProcessEnv, granted = 0): number {
  const text = env[timeLimitVariable];
  if (!text) return Math.max(standardSeconds, granted);
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 3600) return seconds;
  throw new UsageError(`${timeLimitVariable} must be a number of seconds up to 3600, got: ${text}`);
}
