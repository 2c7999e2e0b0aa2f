/** Finds what was probably meant. */

/** Edits between two words: insert, delete, replace, or swap two neighbours. */
function edits(one: string, other: string): number {
  const a = [...one];
  const b = [...other];
  const rows: number[][] = [b.map((_, index) => index).concat(b.length)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const above = rows[i - 1] ?? [];
      let best = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** Longest value that is compared: its edits are counted letter by letter with each candidate. */
const longest = 200;
/** Candidates that are looked at. */
const mostCandidates = 2000;

/** The candidate that a value was probably meant to be; `undefined` when none is near. */
export function nearest(value: string, candidates: readonly string[]): string | undefined {
  if (value.length > longest) return undefined;
  const given = value.toLowerCase();
  const allowed = Math.max(2, Math.floor(given.length / 3));
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates.slice(0, mostCandidates)) {
    if (candidate.length > longest) continue;
    const plain = candidate.toLowerCase();
    const begins = given.length >= 4 && (plain.startsWith(given) || given.startsWith(plain));
    const distance = begins ? 1 : edits(given, plain);
    if (distance <= allowed && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

const digitsOf = (name: string): string => name.replace(/\D/g, '');

/**
 * Asks whether another name was meant, behind a name of a person that is not known; empty: none is that near. One letter of
 * the same address alone, and no number: whoever only looks alike is another person, and what was typed may take something away.
 */
export function wasItMeant(upn: string, known: readonly string[]): string {
  const given = upn.toLowerCase();
  const near = [...new Map(known.map((each) => [each.toLowerCase(), each]))].filter(
    ([plain]) =>
      Math.abs(plain.length - given.length) <= 1 && digitsOf(plain) === digitsOf(given) && edits(given, plain) === 1,
  );
  return near.length === 1 ? ` (was ${near[0]?.[1]} meant?)` : '';
}
