/** What an apply waits for, by what the host can enforce. */
export type Level = 'approved' | 'confirmed' | 'refused';

/** Levels from the weakest on. */
const order: readonly Level[] = ['refused', 'confirmed', 'approved'];

/** Whether one level protects less than another. */
export const isLower = (one: Level, other: Level): boolean => order.indexOf(one) < order.indexOf(other);
