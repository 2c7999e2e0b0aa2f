/** What happens to whoever asked for a desktop, from the grant to its end. Pure. */
import { counted } from '../counted.js';

/** The times of an access package and of the fleet behind it, in days and minutes. */
export interface SelfServiceTimes {
  readonly days: number;
  readonly graceDays: number;
  readonly holdDays: number;
  /** Between two comparisons of the fleet. */
  readonly everyMinutes: number;
}

/**
 * Minutes between two cycles of provisioning, which brings who left the group to Identity Center.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-when-will-provisioning-finish
 */
export const provisioningMinutes = 40;

/**
 * The end of an assignment, as one sum. Entra has a grace period for automatic assignments alone
 * (docs/facts/self-service.md 2): here it is the last part of the assignment.
 */
export interface EndOfAccess {
  /** Days of the assignment: what is given and the grace after it. */
  readonly assignmentDays: number;
  /** At most, from the end of the assignment to the desktop out of access. */
  readonly minutesToHold: number;
  /** Days from the grant to the removal, but for the minutes. */
  readonly daysToRemoval: number;
  /** Days from the end of what was given to the removal: grace and hold. */
  readonly daysAfterEnd: number;
}

/** @see EndOfAccess */
export function endOfAccess({ days, graceDays, holdDays, everyMinutes }: SelfServiceTimes): EndOfAccess {
  return {
    assignmentDays: days + graceDays,
    minutesToHold: provisioningMinutes + everyMinutes,
    daysToRemoval: days + graceDays + holdDays,
    daysAfterEnd: graceDays + holdDays,
  };
}

/** The sum in a sentence, as the wizard says it. */
export function endOfAccessInWords(times: SelfServiceTimes): string {
  const { days, graceDays, holdDays } = times;
  const { minutesToHold, daysToRemoval, daysAfterEnd } = endOfAccess(times);
  return (
    `A desktop that nobody asks for again goes ${counted(daysToRemoval, 'day')} after it was granted: ${counted(days, 'day')} of access, ` +
    `${graceDays} of grace, at most ${counted(minutesToHold, 'minute')} until it is held (SCIM and the next comparison), and ` +
    `${counted(holdDays, 'day')} on hold. So ${counted(daysAfterEnd, 'day')} after access is over its data is gone.`
  );
}
