/** A plan summary as a person reads it: on a terminal, and as Markdown in a pull request. */
import { counted } from '../../domain/counted.js';
import { countOf } from '../resources/table.js';
import type { Risk } from '../resources/wording.js';
import type { Terminal } from '../terminal/terminal.js';
import { inMarkdown } from './markdown.js';
import type { Refusal } from './plan-guards.js';
import type { SummaryLine } from './described-change.js';
import type { PlanSummary } from './plan-summary.js';
import type { StackDifference } from './stack-difference.js';

export const actionWords = {
  create: 'make',
  update: 'change',
  replace: 'REPLACE',
  delete: 'DELETE',
  forget: 'forget',
  none: 'use',
} as const;

export const riskWords: Readonly<Record<Risk, string>> = {
  none: '',
  cost: 'costs',
  interrupts: 'interrupts people',
  'destroys-data': 'DESTROYS DATA',
};

/** How many lines of one kind are listed before they are counted. */
const listed = 12;

export interface Group {
  readonly lines: readonly SummaryLine[];
  readonly first: SummaryLine;
}

/** Lines that say the same of several things: "make 40 desktops: ada@…, bob@…". */
export function groups(lines: readonly SummaryLine[]): Group[] {
  const byKey = new Map<string, SummaryLine[]>();
  for (const line of lines) {
    const alone = line.foreign === undefined ? '' : line.address;
    const key = [line.risk, line.action, line.cloud, line.noun, line.because.join(), line.fromThisMerge, alone].join(
      '|',
    );
    byKey.set(key, [...(byKey.get(key) ?? []), line]);
  }
  return [...byKey.values()].flatMap((group) => (group[0] ? [{ lines: group, first: group[0] }] : []));
}

export function plural(line: SummaryLine, count: number): string {
  return countOf(line.noun, count);
}

export function names({ lines }: Group): string {
  const known = [...new Set(lines.flatMap(({ name }) => (name === undefined ? [] : [name])))];
  const more = known.length > listed ? ` and ${known.length - listed} more` : '';
  return known.slice(0, listed).join(', ') + more;
}

function because({ first }: Group): string {
  if (first.foreign !== undefined) return `not of this stack, ${first.foreign}`;
  if (first.because.length === 0) return '';
  return `${first.action === 'replace' ? 'forced by' : 'sets'} ${first.because.slice(0, 4).join(', ')}`;
}

const headings = ['Risk', 'What', 'Cloud', 'Which'] as const;
const markHeading = 'Since the last apply';

function isMarked({ lines }: PlanSummary): boolean {
  return lines.some(({ fromThisMerge }) => fromThisMerge !== undefined);
}

function markOf({ first: { fromThisMerge } }: Group): string {
  if (fromThisMerge === undefined) return '';
  return fromThisMerge ? 'from this merge' : 'not from this merge';
}

/** Rows of the summary: risk, what happens, in which cloud, to which; whether it is from this merge, where that is known. */
export function summaryRows(summary: PlanSummary): string[][] {
  return groups(summary.lines).map((group) => [
    group.first.foreign === undefined ? riskWords[group.first.risk] : 'RUNS A PROGRAM',
    `${actionWords[group.first.action]} ${plural(group.first, group.lines.length)}`,
    group.first.cloud,
    [names(group), because(group)].filter((text) => text !== '').join('; '),
    ...(isMarked(summary) ? [markOf(group)] : []),
  ]);
}

function headingsOf(summary: PlanSummary): string[] {
  return [...headings, ...(isMarked(summary) ? [markHeading] : [])];
}

/** One sentence about the whole plan. */
export function summarySentence({ counts, empty, inner, risk, adopted, leftOut }: PlanSummary): string {
  if (empty && leftOut !== undefined) return `No changes in what was planned; ${leftOut} was not looked at.`;
  if (empty) return 'No changes: both clouds are as the deployment says.';
  const parts = [
    [adopted, 'to take over as they are'],
    [counts.create, 'to make'],
    [counts.update, 'to change'],
    [counts.replace, 'to replace'],
    [counts.delete, 'to delete'],
    [counts.forget, 'to forget'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const steps = inner > 0 ? [`${counted(inner, 'inner step')} (waiting, looking up, pausing)`] : [];
  const sum = said.length + steps.length > 0 ? `${[...said, ...steps].join(', ')}.` : 'Only outputs change.';
  return risk === 'none' ? sum : `${sum} Highest risk: ${riskWords[risk].toLowerCase()}.`;
}

/** Says a plan on the terminal. */
export function sayPlan(terminal: Terminal, summary: PlanSummary): void {
  terminal.heading('What the plan does');
  if (summary.lines.length > 0) {
    terminal.table(headingsOf(summary), summaryRows(summary));
    terminal.say();
  }
  terminal.say(summarySentence(summary));
  for (const drift of summary.drift) terminal.warn(`Found changed outside Terraform: ${drift}`);
  for (const note of summary.notes) terminal.warn(note);
}

/** Says why a plan will not be applied. */
export function sayRefusals(terminal: Terminal, refusals: readonly Refusal[]): void {
  for (const { reason, fix, flags } of refusals) {
    terminal.bad(reason);
    terminal.say(`  ${fix}`);
    if (flags !== undefined) terminal.lines([`    ${flags}`]);
  }
}

/** Rows of a table in Markdown; a page of a host takes so much and no more. */
const longestTable = 200;

/** The summary for people on the host. Names come from clouds, files and branches: nothing in them is Markdown. */
export function planMarkdown(summary: PlanSummary, refusals: readonly Refusal[]): string {
  return [
    `**${inMarkdown(summarySentence(summary))}**`,
    ...tableIn(summary),
    ...(summary.drift.length > 0
      ? ['', ...summary.drift.map((text) => `- Changed outside Terraform: ${inMarkdown(text)}`)]
      : []),
    ...(summary.notes.length > 0 ? ['', ...summary.notes.map((text) => `- ${inMarkdown(text)}`)] : []),
    ...refusedIn(refusals),
    '',
  ].join('\n');
}

function refusedIn(refusals: readonly Refusal[]): string[] {
  if (refusals.length === 0) return [];
  const said = refusals.map(({ reason, fix, flags }) => [reason, fix, flags ?? ''].map(inMarkdown).join(' ').trimEnd());
  return ['', '**It will not be applied like this:**', ...said.map((text) => `- ${text}`)];
}

function tableIn(summary: PlanSummary): string[] {
  const rows = summaryRows(summary);
  if (rows.length === 0) return [];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const more = rows.length - longestTable;
  return [
    '',
    row(headingsOf(summary)),
    `|${headingsOf(summary)
      .map(() => '---|')
      .join('')}`,
    ...rows.slice(0, longestTable).map((cells) => row(cells.map(inMarkdown))),
    ...(more > 0 ? ['', `And ${counted(more, 'row')} more, less risky than these.`] : []),
  ];
}

/** Says what differs between two stacks. */
export function sayDifference(terminal: Terminal, difference: StackDifference, refusals: readonly Refusal[]): void {
  const { summary, settings } = difference;
  terminal.heading('What differs');
  if (summary.lines.length > 0) {
    terminal.table(headingsOf(summary), summaryRows(summary));
    terminal.say();
  }
  terminal.say(differenceSentence(difference));
  if (settings.length > 0) terminal.say(`Settings that differ: ${settings.join(', ')}`);
  sayRefusals(terminal, refusals);
}

/** The same for a pull request: everything in it may come from a branch. */
export function differenceMarkdown(difference: StackDifference, refusals: readonly Refusal[]): string {
  const { summary, settings } = difference;
  return [
    `**${inMarkdown(differenceSentence(difference))}**`,
    ...tableIn(summary),
    ...(settings.length > 0 ? ['', `Settings that differ: ${settings.map(inMarkdown).join(', ')}`] : []),
    ...refusedIn(refusals),
    '',
    'Told from the files alone: what the clouds hold is not looked at, and what forces a replacement shows in the plan.',
    '',
  ].join('\n');
}

function differenceSentence({ summary, settings }: StackDifference): string {
  if (!summary.empty) return summarySentence(summary);
  if (summary.lines.length > 0) return 'Nothing is made or changed, but see below.';
  return settings.length > 0 ? 'Only settings of the stack differ.' : 'Nothing differs.';
}
