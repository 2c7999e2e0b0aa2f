/**
 * A number with what it counts, as a sentence needs it: `1 desktop`, `2 desktops`.
 * @param many where it is not the word with an s: `people`
 */
export function counted(count: number | bigint, one: string, many = `${one}s`): string {
  return `${count} ${Number(count) === 1 ? one : many}`;
}
