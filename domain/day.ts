/** A day in milliseconds, as `Date` counts. */
export const day = 86_400_000;
/** An hour. */
export const hour = 3_600_000;

/** A moment as people read it, to the minute: `2026-11-30 07:07 UTC`. What is no moment stays as it is. */
export function inUtc(moment: Date | string | number): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? String(moment) : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
