/** A value in which no optional key is there without holding something. */
export type Defined<T> = T extends readonly (infer Item)[]
  ? Defined<Item>[]
  : T extends object
    ? { [K in keyof T]: Defined<Exclude<T[K], undefined>> }
    : T;

/** Leaves out the keys that hold `undefined`: the schema says "absent or undefined", the modules say "absent". */
export function defined<T>(value: T): Defined<T> {
  if (Array.isArray(value)) return value.map((item: unknown) => defined(item)) as Defined<T>;
  if (value === null || typeof value !== 'object') return value as Defined<T>;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, defined(item as unknown)]),
  ) as Defined<T>;
}
