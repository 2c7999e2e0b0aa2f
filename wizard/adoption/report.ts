/** What `adopt` says of what it found: counts first, then the lines that a person has to read. Pure. */
import { countOf } from '../resources/table.js';
import type { NamedSighting, Sighting } from './survey.js';

const words: Readonly<Record<Sighting['outcome'], string>> = {
  differs: 'DIFFERS',
  several: 'SEVERAL',
  unknown: 'UNKNOWN',
  'made-anew': 'make anew',
  adopt: 'take over',
};
const order = Object.keys(words);

/** Of each outcome at most so many lines; of what simply is taken over a line a kind where there are more of it. */
const mostLines = 20;
const mostAlike = 3;

/** `take over: 300 desktops, 1 directory`, what has to be decided first. Empty where nothing was found. */
export function countsOf(sightings: readonly NamedSighting[]): readonly string[] {
  return order.flatMap((outcome) => {
    const own = sightings.filter((each) => each.outcome === outcome);
    if (own.length === 0) return [];
    const kinds = [...byNoun(own)].sort(([, one], [, other]) => other.length - one.length);
    return [
      `${words[outcome as Sighting['outcome']]}: ${kinds.map(([noun, all]) => countOf(noun, all.length)).join(', ')}`,
    ];
  });
}

/** Rows of the table: outcome, what it is of the deployment, what was found. */
export function rowsOf(sightings: readonly NamedSighting[]): readonly string[][] {
  return order.flatMap((outcome) => {
    const own = sightings
      .filter((each) => each.outcome === outcome)
      .sort((one, other) => one.address.localeCompare(other.address));
    const rows = outcome === 'adopt' ? [...byNoun(own).values()].flatMap(takenOver) : own.map(rowOf);
    const more = rows.length - mostLines;
    return more > 0
      ? [...rows.slice(0, mostLines), [words[outcome as Sighting['outcome']], `and ${more} more`, '--json lists them']]
      : rows;
  });
}

function takenOver(alike: readonly NamedSighting[]): string[][] {
  const [first] = alike;
  if (!first || alike.length <= mostAlike) return alike.map(rowOf);
  const names = alike.slice(0, mostAlike).map(({ found: [name = ''] }) => name);
  return [
    [words.adopt, countOf(first.noun, alike.length), [...names, `and ${alike.length - mostAlike} more`].join('\n')],
  ];
}

function rowOf({ type, noun, address, outcome, found, remarks }: NamedSighting): string[] {
  return [words[outcome], `${noun}\n${address.slice(type.length + 1)}`, [...found, ...remarks].join('\n')];
}

function byNoun(sightings: readonly NamedSighting[]): ReadonlyMap<string, readonly NamedSighting[]> {
  const groups = new Map<string, NamedSighting[]>();
  for (const each of sightings) groups.set(each.noun, [...(groups.get(each.noun) ?? []), each]);
  return groups;
}
