/** What `doctor --user` found out, in words. */
import { counted } from '../../../domain/counted.js';
import { inUtc } from '../../../domain/day.js';
import { present } from '../../../domain/present.js';
import { clock } from './times.js';
import { ownerInWords } from '../owner.js';
import type { Verdict } from './link.js';
import type { Morning } from './morning.js';
import { morningAsJson } from './morning-rows.js';
import type { Place } from './place.js';
import type { Who } from './looks.js';

export type PathState = Verdict['state'];

export interface JudgedLink {
  readonly id: string;
  readonly title: string;
  /** It holds for everybody of the site. */
  readonly everybody: boolean;
  readonly verdict: Verdict;
}

export interface Path {
  readonly who: Who;
  readonly place: Place;
  readonly when: Date;
  readonly links: readonly JudgedLink[];
  readonly decisive: JudgedLink | undefined;
  /** What Intune brought, where it manages the desktop and could be asked. */
  readonly morning?: Morning;
}

/** How it stands altogether. */
export function stateOf({ decisive }: Path): Exclude<PathState, 'not-reached'> {
  const state = decisive?.verdict.state ?? 'ok';
  return state === 'not-reached' ? 'ok' : state;
}

/** One sentence or two: what is broken, why, whose it is, what to do. */
export function conclusion(path: Path): string {
  const { decisive: link, links, who, when } = path;
  if (!link) {
    return `Every link from ${who.upn} to the desktop is whole. If it still does not work, look at the client, the network in between, or Windows itself.`;
  }
  const { verdict, title, everybody } = link;
  if (verdict.state === 'broken') {
    const whom = everybody ? `It is not ${who.upn}, it is everybody: ` : 'The first broken link is ';
    return `${whom}${quoted(title)}: ${verdict.seen}. ${sentence(verdict.cause)} ${sentence(`${ownerInWords(verdict.owner)} can mend it: ${verdict.fix}`)}`;
  }
  if (verdict.state === 'wait') {
    const until = verdict.until === undefined ? '' : `; wait until ${clock(verdict.until, when)}`;
    return `Nothing is broken. Still to come: ${quoted(title)}: ${verdict.seen}. Usual: ${verdict.usual}${until}.`;
  }
  const hidden = links.filter((each) => each.verdict.state === 'unknown');
  const permissions = [
    ...new Set(
      hidden.flatMap((each) => (each.verdict.state === 'unknown' ? (each.verdict.permission?.split(', ') ?? []) : [])),
    ),
  ];
  const missing = permissions.length === 0 ? '' : ` Missing: ${permissions.join(', ')}.`;
  return `Nothing that could be seen is broken, but ${counted(hidden.length, 'link')} could not be seen, ${quoted(title)} first.${missing}`;
}

function quoted(title: string): string {
  return `"${title}"`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The result for a machine. */
export function asJson(path: Path): object {
  const { who, place, when, links, decisive: link, morning } = path;
  return {
    user: who.upn,
    ...present({ desktopUser: who.desktopUser }),
    region: place.region,
    ...present({ site: place.site }),
    when: when.toISOString(),
    state: stateOf(path),
    firstBroken: link?.verdict.state === 'broken' ? link.id : null,
    conclusion: conclusion(path),
    ...(morning ? { intune: morningAsJson(morning) } : {}),
    links: links.map(({ id, title, everybody, verdict }) => ({
      id,
      title,
      everybody,
      ...verdict,
      // What the owner was called first: a field of `--json` stays (docs/promises.md).
      ...(verdict.state === 'broken' ? { mender: ownerInWords(verdict.owner) } : {}),
    })),
  };
}

/** Ids mean nothing to whoever reads a ticket, and say much to whoever should not. */
const ids =
  /\b(?:ws|wsd|wsb|wsi|vpc|subnet|ssoins|apl|d)-[0-9a-z]{8,}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|arn:aws[^\s,;)]*|\b[0-9a-f]{16,}\b|wsfra\+\w+|\bws\w*\+\w+/gi;

/** At most ten lines to paste into a ticket, without ids. */
export function ticket(path: Path): readonly string[] {
  const { who, place, when, links, decisive: link } = path;
  const by = (state: PathState): readonly string[] =>
    links.filter(({ verdict }) => verdict.state === state).map(({ title }) => title);
  const verdict = link?.verdict;
  const lines = [
    `Desktop of ${who.upn}`,
    `Place: ${place.site ?? place.directory ?? place.region}, ${place.region}`,
    `Looked at: ${inUtc(when)}`,
    `Result: ${{ ok: 'every link is whole', wait: 'takes its time', broken: 'broken', unknown: 'not all could be seen' }[stateOf(path)]}`,
    ...(link && verdict
      ? [`Link: ${link.title}${link.everybody ? ' (holds for everybody)' : ''}`, `Seen: ${verdict.seen}`]
      : []),
    ...(verdict?.state === 'broken'
      ? [`Cause: ${verdict.cause}`, `For: ${ownerInWords(verdict.owner)}`, `To do: ${verdict.fix}`]
      : verdict?.state === 'wait'
        ? [`Usual: ${verdict.usual}${verdict.until === undefined ? '' : `, until ${inUtc(verdict.until)}`}`]
        : []),
    `Whole: ${by('ok').length} of ${links.length}${by('unknown').length === 0 ? '' : `; not seen: ${by('unknown').join(', ')}`}`,
  ];
  return lines.map((line) => line.replace(ids, '(id)').replace(/\s+/g, ' '));
}
