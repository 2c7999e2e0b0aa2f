/** Whether two IPv4 ranges share an address. Text that is no range overlaps nothing. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [parse(one), parse(other)];
  return a !== undefined && b !== undefined && a.first <= b.last && b.first <= a.last;
}

/** Whether a range lies within another. */
export function within(inner: string, outer: string): boolean {
  const [a, b] = [parse(inner), parse(outer)];
  return a !== undefined && b !== undefined && b.first <= a.first && a.last <= b.last;
}

/** How many addresses a range has. */
export function sizeOf(range: string): number {
  const parsed = parse(range);
  return parsed ? parsed.last - parsed.first + 1 : 0;
}

/** The address at a position of a range, the first is 0. */
export function addressIn(range: string, position: number): string {
  const first = (parse(range)?.first ?? 0) + position;
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
}

function parse(range: string): { first: number; last: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(range);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 32] = match.slice(1).map(Number);
  if ([a, b, c, d].some((part) => part > 255) || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = address - (address % size);
  return { first, last: first + size - 1 };
}
