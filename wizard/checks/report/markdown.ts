/** A report as Markdown, for an issue: names in it come out of both clouds. */
import { inMarkdown } from '../../terraform/markdown.js';
import { grouped, summaryOf, waitsInWords } from './print.js';
import type { Report, ReportedFinding } from './model.js';

/** So many of one kind are named. */
const named = 10;

/** What was found wrong, and what nobody could see. No date: the same twice is the same text. */
export function reportMarkdown(report: Report): string {
  const { findings, unknown, waits } = report;
  return [
    `**${inMarkdown(summaryOf(report))}**`,
    ...grouped(findings).flatMap((group) => ['', ...findingLines(group)]),
    ...(unknown.length === 0
      ? []
      : ['', 'Could not be seen:', '', ...unknown.map(({ message }) => `- ${inMarkdown(message)}`)]),
    ...(waits.length === 0
      ? []
      : ['', 'On the way:', '', ...waitsInWords(waits).map((line) => `- ${inMarkdown(line)}`)]),
    '',
  ].join('\n');
}

function findingLines(group: readonly [ReportedFinding, ...ReportedFinding[]]): string[] {
  const [{ severity, title, why, fix, who, subject }] = group;
  const site = subject.site === undefined ? '' : ` (site ${subject.site})`;
  const whom = group.slice(0, named).map(({ subject: { user, thing }, got }) => {
    const about = [user, thing].filter((each) => each !== undefined).join(', ');
    return `  - ${inMarkdown(`${about === '' ? '' : `${about}: `}got: ${got}`)}`;
  });
  const followers = [...new Set(group.flatMap(({ follows }) => follows.map((each) => each.title)))];
  return [
    `- **${severity === 'error' ? 'Error' : 'Warning'}: ${inMarkdown(`${title}${site}`)}**`,
    ...whom,
    ...(group.length > named ? [`  - and ${group.length - named} more`] : []),
    `  - Why it matters: ${inMarkdown(why)}`,
    `  - What to do (${inMarkdown(who)}): ${inMarkdown(fix)}`,
    ...[...new Set(group.flatMap(({ command }) => command ?? []))].map((command) => `  - \`${command}\``),
    ...followers.slice(0, named).map((each) => `  - What follows from it: ${inMarkdown(each)}`),
  ];
}
