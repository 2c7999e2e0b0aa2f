/** Whether two values of a property mean the same to AWS. */

/** Without order and case: AWS answers lists in its own order and ids in its own case. */
export function sameValue(one: unknown, other: unknown): boolean {
  return comparable(one) === comparable(other);
}

function comparable(value: unknown): string {
  return Array.isArray(value) ? value.map(comparable).sort().join('\n') : String(value).toLowerCase();
}
