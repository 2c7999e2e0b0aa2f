/** Policies of AWS, compared by what they say. */

/** Whether two policies say the same: IAM gives keys in its own order, and lists of one as a text. */
export function sameDocument(text: string, wanted: object): boolean {
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.length === 1 ? plain(value[0]) : value.map(plain).sort();
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, each]) => [key, plain(each)]),
    );
  };
  try {
    return JSON.stringify(plain(JSON.parse(text))) === JSON.stringify(plain(wanted));
  } catch {
    return false;
  }
}
