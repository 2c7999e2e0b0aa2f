/** A day in milliseconds, as `Date` counts. */
export const day = 86_400_000;
/** An hour. */
export const hour = 3_600_000;
