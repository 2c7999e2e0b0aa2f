/** The clock of this machine, held against those of the clouds. */
import { counted } from '../../domain/counted.js';

/** AWS refuses a signature that is further off. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv4-troubleshooting.html */
const mostSeconds = 300;

/**
 * What is to be said of a clock; nothing of one that is right.
 * @param ahead Seconds by which it is ahead; negative: behind.
 */
export function clockSentence(ahead: number | undefined): string | undefined {
  if (ahead === undefined || Math.abs(ahead) <= mostSeconds) return undefined;
  return `the clock of this machine is ${spanOf(Math.abs(ahead))} ${ahead > 0 ? 'ahead' : 'behind'}: set it, signatures and the turn of secrets go by it`;
}

/** Whether a plan goes wrong by it: secrets end and are turned on days. */
export function isDaysOff(ahead: number | undefined): boolean {
  return ahead !== undefined && Math.abs(ahead) > 86_400;
}

/** How a person sets it. */
export const setClock =
  'Linux: timedatectl set-ntp true; macOS: sudo sntp -sS time.apple.com; Windows: w32tm /resync. A virtual machine that slept takes the time of its host.';

function spanOf(seconds: number): string {
  const [amount, unit] =
    seconds >= 2 * 86_400
      ? ([seconds / 86_400, 'day'] as const)
      : seconds >= 5_400
        ? ([seconds / 3_600, 'hour'] as const)
        : ([seconds / 60, 'minute'] as const);
  return counted(Math.round(amount), unit);
}
