/** What an apply waits for, by what the host can enforce; from the strongest on. */
export const levels = ['approved', 'confirmed', 'refused'] as const;
export type Level = (typeof levels)[number];

/** Whether one level protects less than another. */
export const isLower = (one: Level, other: Level): boolean => levels.indexOf(one) > levels.indexOf(other);
