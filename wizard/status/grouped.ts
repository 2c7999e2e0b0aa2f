/** Many people in few lines: who is alone in something stands by name, those who share it are counted. Pure. */
import { counted } from '../../domain/counted.js';
import { phaseOf } from '../../domain/desktop-states.js';
import type { StatusLine } from './people.js';

/** Lines that a person reads through; so many `users import` shows, too. */
export const mostLines = 20;

/** Some people in one line: their names where they are few, else how many they are. */
export interface Together {
  readonly who: string;
  /** What they share, as the first of them has it. */
  readonly first: StatusLine;
  readonly all: readonly StatusLine[];
}

/**
 * A line for each who stand alike, however many lines that makes: the rarest first, by name as far as `most` lines have
 * room, the commonest last. Up to `most` people have a line each, in their order.
 */
export function together(people: readonly StatusLine[], most = mostLines): Together[] {
  const alone = (person: StatusLine): Together => ({ who: person.upn, first: person, all: [person] });
  if (people.length <= most) return people.map(alone);
  const groups = groupsOf(people);
  let room = most - groups.length;
  return groups.flatMap((group, at): Together[] => {
    const [first] = group;
    if (first === undefined) return [];
    const isCommonest = at === groups.length - 1;
    if (isCommonest || group.length - 1 > room) return [{ who: whoIs(group), first, all: group }];
    room -= group.length - 1;
    return group.map(alone);
  });
}

/**
 * At most `most` of these lines, and more only of people of whom somebody has to know: those are never left out. The
 * commonest keep theirs, too.
 */
export function shortened(
  lines: readonly Together[],
  most = mostLines,
): { readonly lines: readonly Together[]; readonly more: readonly StatusLine[] } {
  const others = lines.slice(0, -1).filter(({ first }) => !mayBeWrong(first));
  const left = new Set(others.slice(Math.max(0, most - (lines.length - others.length))));
  return { lines: lines.filter((line) => !left.has(line)), more: [...left].flatMap(({ all }) => all) };
}

/** Who is left out, by the states of their desktops. */
export function moreInWords(more: readonly StatusLine[]): string {
  const counts = new Map<string, number>();
  for (const { desktop } of more) counts.set(desktop, (counts.get(desktop) ?? 0) + 1);
  const inOrder = [...counts].sort(([, one], [, other]) => other - one);
  return `… and ${more.length} more, by desktop: ${inOrder.map(([state, count]) => `${count} ${state}`).join(', ')}.`;
}

/** Somebody has to do something, or nobody knows whether. */
const mayBeWrong = ({ desktop, enrolled, signedIn, waits = '' }: StatusLine): boolean =>
  waits.includes('doctor') ||
  phaseOf(desktop) === 'broken' ||
  (phaseOf(desktop) === 'unknown' && desktop !== 'none') ||
  [enrolled, signedIn].includes('unknown');

/** Of one size: as they come. */
function groupsOf(people: readonly StatusLine[]): (readonly StatusLine[])[] {
  const groups = new Map<string, StatusLine[]>();
  for (const person of people) {
    const those = groups.get(alikeBy(person));
    if (those) those.push(person);
    else groups.set(alikeBy(person), [person]);
  }
  return [...groups.values()].sort((one, other) => one.length - other.length);
}

const whoIs = (group: readonly StatusLine[]): string =>
  group.length === 1 ? (group[0]?.upn ?? '') : counted(group.length, 'person', 'people');

/** What people share a line by: which day it is does not part them, whether there is one does. */
const alikeBy = ({ site, desktop, enrolled, signedIn, waits = '', until }: StatusLine): string =>
  [site, desktop, enrolled, hasDay(signedIn) ? 'a day' : signedIn, waits, until === undefined ? '' : 'a day'].join(
    '\n',
  );

/** One line of the table for some people: where their days differ, the first and the last. */
export function lineFor({ who, first, all }: Together): StatusLine {
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
