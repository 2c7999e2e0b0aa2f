/** Arguments and attributes of a block, as JSON has them. */
export type Values = Readonly<Record<string, unknown>>;

/** A text that is there and known. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A text argument or attribute, if it is there and known. */
export function known(values: Values | null, name: string): string | undefined {
  return textOf(values?.[name]);
}
