/** A day in milliseconds, as `Date` counts. */
export const day = 86_400_000;
