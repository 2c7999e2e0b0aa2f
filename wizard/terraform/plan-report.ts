/** A plan summary as a person reads it: on a terminal, and as Markdown in a pull request. */
import type { Terminal } from '../terminal/terminal.js';
import type { Refusal } from './plan-guards.js';
import type { PlanSummary, SummaryLine } from './plan-summary.js';
import { kindWordings, wordings, type Risk } from './plan-words.js';

const deedWords = {
  create: 'make',
  update: 'change',
  replace: 'REPLACE',
  delete: 'DELETE',
  forget: 'forget',
  none: '',
} as const;

const riskWords: Readonly<Record<Risk, string>> = {
  none: '',
  cost: 'costs',
  interrupts: 'interrupts people',
  'destroys-data': 'DESTROYS DATA',
};

/** How many lines of one kind are listed before they are counted. */
const listed = 12;

interface Group {
  readonly lines: readonly SummaryLine[];
  readonly first: SummaryLine;
}

/** Lines that say the same of several things: "make 40 desktops: ada@…, bob@…". */
function groups(lines: readonly SummaryLine[]): Group[] {
  const byKey = new Map<string, SummaryLine[]>();
  for (const line of lines) {
    const key = [line.risk, line.deed, line.cloud, line.noun, line.because.join()].join('|');
    byKey.set(key, [...(byKey.get(key) ?? []), line]);
  }
  return [...byKey.values()].flatMap((group) => (group[0] ? [{ lines: group, first: group[0] }] : []));
}

function plural(line: SummaryLine, count: number): string {
  if (count === 1) return `1 ${line.noun}`;
  const wording = [...Object.values(wordings), ...Object.values(kindWordings)].find(({ noun }) => noun === line.noun);
  return `${count} ${wording?.nouns ?? `${line.noun}s`}`;
}

function names({ lines }: Group): string {
  const known = [...new Set(lines.flatMap(({ name }) => (name === undefined ? [] : [name])))];
  const more = known.length > listed ? ` and ${known.length - listed} more` : '';
  return known.slice(0, listed).join(', ') + more;
}

function because({ first }: Group): string {
  if (first.because.length === 0) return '';
  return `${first.deed === 'replace' ? 'forced by' : 'sets'} ${first.because.slice(0, 4).join(', ')}`;
}

/** Rows of the summary: risk, what happens, in which cloud, to which. */
export function summaryRows(summary: PlanSummary): string[][] {
  return groups(summary.lines).map((group) => [
    riskWords[group.first.risk],
    `${deedWords[group.first.deed]} ${plural(group.first, group.lines.length)}`,
    group.first.cloud,
    [names(group), because(group)].filter((text) => text !== '').join('; '),
  ]);
}

/** One sentence about the whole plan. */
export function summarySentence({ counts, empty, inner, risk, adopted }: PlanSummary): string {
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
  const steps = inner > 0 ? [`${inner} inner steps (waiting, looking up, pausing)`] : [];
  const sum = said.length + steps.length > 0 ? `${[...said, ...steps].join(', ')}.` : 'Only outputs change.';
  return risk === 'none' ? sum : `${sum} Highest risk: ${riskWords[risk].toLowerCase()}.`;
}

/** Says a plan on the terminal. */
export function sayPlan(terminal: Terminal, summary: PlanSummary): void {
  terminal.heading('What the plan does');
  if (summary.lines.length > 0) {
    terminal.table(['Risk', 'What', 'Cloud', 'Which'], summaryRows(summary));
    terminal.say();
  }
  terminal.say(summarySentence(summary));
  for (const drift of summary.drift) terminal.warn(`Found changed outside Terraform: ${drift}`);
}

/** Says why a plan will not be applied. */
export function sayRefusals(terminal: Terminal, refusals: readonly Refusal[]): void {
  for (const { reason, fix, flags } of refusals) {
    terminal.bad(reason);
    terminal.say(`  ${fix}`);
    if (flags !== undefined) terminal.lines([`    ${flags}`]);
  }
}

/** The summary for a pull request. Names come from users: what Markdown would read is escaped. */
export function planMarkdown(summary: PlanSummary, refusals: readonly Refusal[]): string {
  const cell = (text: string): string => text.replace(/([\\`*_{}[\]<>|])/g, '\\$1').replaceAll('\n', ' ');
  const rows = summaryRows(summary).map((row) => `| ${row.map(cell).join(' | ')} |`);
  return [
    `**${summarySentence(summary)}**`,
    ...(rows.length > 0 ? ['', '| Risk | What | Cloud | Which |', '|---|---|---|---|', ...rows] : []),
    ...(summary.drift.length > 0
      ? ['', ...summary.drift.map((text) => `- Changed outside Terraform: ${cell(text)}`)]
      : []),
    ...(refusals.length > 0
      ? [
          '',
          '**It will not be applied like this:**',
          ...refusals.map(({ reason, fix, flags }) => `- ${[reason, fix, flags ?? ''].map(cell).join(' ').trimEnd()}`),
        ]
      : []),
    '',
  ].join('\n');
}
