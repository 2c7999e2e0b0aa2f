/** The clock of this machine, held against those of the clouds. */

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

function spanOf(seconds: number): string {
  const [amount, unit] =
    seconds >= 2 * 86_400
      ? [seconds / 86_400, 'days']
      : seconds >= 5_400
        ? [seconds / 3_600, 'hours']
        : [seconds / 60, 'minutes'];
  return `${Math.round(amount)} ${unit}`;
}
