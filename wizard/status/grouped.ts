/** Many people in few lines: who is alone in something stands by name, those who share it are counted. Pure. */
import { counted } from '../../domain/counted.js';
import type { StatusLine } from './people.js';

/** Lines that a person reads through; so many `users import` shows, too. */
export const mostLines = 20;

/** Some people in one line: their names where they are few, else how many they are. */
export interface Together<T> {
  readonly who: string;
  /** What they share, as the first of them has it. */
  readonly first: T;
  readonly all: readonly T[];
}

/**
 * At most `most` lines: the rarest first, by name as far as there is room, the commonest last. Beyond that the rarest keep
 * their lines, and what is left out is counted in `more`.
 * @param same texts that are equal for those who may share a line
 */
export function together<T extends { readonly upn: string }>(
  people: readonly T[],
  same: (person: T) => string,
  most = mostLines,
): { readonly lines: readonly Together<T>[]; readonly more: readonly T[] } {
  const alone = (person: T): Together<T> => ({ who: person.upn, first: person, all: [person] });
  if (people.length <= most) return { lines: people.map(alone), more: [] };
  const groups = groupsOf(people, same);
  const [commonest = []] = groups.splice(-1);
  const kept = groups.slice(0, most - 1);
  let room = most - 1 - kept.length;
  const lines = kept.flatMap((group): Together<T>[] => {
    const [first] = group;
    if (first === undefined) return [];
    if (group.length - 1 > room) return [{ who: whoIs(group), first, all: group }];
    room -= group.length - 1;
    return group.map(alone);
  });
  const [first] = commonest;
  const last = first === undefined ? [] : [{ who: whoIs(commonest), first, all: commonest }];
  return { lines: [...lines, ...last], more: groups.slice(kept.length).flat() };
}

/** Of one size: as they come. */
function groupsOf<T>(people: readonly T[], same: (person: T) => string): (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const person of people) {
    const those = groups.get(same(person));
    if (those) those.push(person);
    else groups.set(same(person), [person]);
  }
  return [...groups.values()].sort((one, other) => one.length - other.length);
}

const whoIs = (group: readonly { readonly upn: string }[]): string =>
  group.length === 1 ? (group[0]?.upn ?? '') : counted(group.length, 'person', 'people');

/** What people share a line by: days on which they signed in, or until which they wait, are each their own. */
export const alikeBy = ({ site, desktop, enrolled, signedIn, waits = '' }: StatusLine): string =>
  [site, desktop, enrolled, hasDay(signedIn) ? 'a day' : signedIn, waits].join('\n');

/** One line of the table for some people: where their days differ, the first and the last. */
export function lineFor({ who, first, all }: Together<StatusLine>): StatusLine {
  const until = days(all.flatMap((each) => each.until ?? []));
  return {
    ...first,
    upn: who,
    signedIn: hasDay(first.signedIn) ? days(all.map(({ signedIn }) => signedIn)) : first.signedIn,
    ...(until === '' ? {} : { until }),
  };
}

const hasDay = (text: string): boolean => /^\d/.test(text);

function days(all: readonly string[]): string {
  const inOrder = [...new Set(all)].sort();
  return inOrder.length <= 1 ? (inOrder[0] ?? '') : `${inOrder[0] ?? ''} to ${inOrder.at(-1) ?? ''}`;
}
