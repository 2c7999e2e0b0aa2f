/** A report for a person: the roots with what follows from them, what could not be seen, and a table of the parts. */
import { counted } from '../../../domain/counted.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { Area } from '../rule.js';
import {
  notChecked,
  type Report,
  type ReportedFinding,
  type ReportedUnknown,
  type ReportedWait,
  type RuleResult,
} from './model.js';

/** Names of the parts, in the order of the way that a person's sign-in takes. */
const areas: Readonly<Record<Area, string>> = {
  account: 'Account and licences',
  network: 'Network',
  registration: 'Device registration',
  'identity-center': 'Identity Center',
  federation: 'Sign-in and sync',
  intune: 'Autopilot and Intune',
  desktops: 'Directory and desktops',
  users: 'Users',
};

/** So many of one kind are listed; `--json` has them all. */
const listed = 5;

export function sayReport(terminal: Terminal, report: Report): void {
  sayFindings(terminal, report.findings);
  sayUnknown(terminal, report.unknown);
  sayWaits(terminal, report.waits);
  terminal.heading(`${report.deployment}: ${report.occasion}`);
  terminal.table(['part', 'result'], partsOf(report.rules));
  terminal.say();
  const line = summaryOf(report);
  if (report.counts.errors > 0) terminal.bad(line);
  else if (report.counts.warnings + report.counts.unknown > 0) terminal.warn(line);
  else terminal.good(line);
}

/** Each root with what follows from it. */
export function sayFindings(terminal: Terminal, findings: readonly ReportedFinding[]): void {
  for (const group of grouped(findings)) sayGroup(terminal, group);
}

/** One line that says all. */
export function summaryOf({ counts, rules }: Report): string {
  const waiting = rules.filter(({ state }) => state === 'waits').length;
  const { errors, warnings, unknown, good } = counts;
  const parts = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    `${counted(good, 'check')} good`,
    ...(waiting > 0 ? [`${waiting} on the way`] : []),
    ...(unknown > 0 ? [`${unknown} could not look`] : []),
  ];
  const hint = unknown > 0 ? '. What could not be seen is neither good nor bad; with --strict it ends with 1.' : '.';
  return `${parts.join(', ')}${hint}`;
}

type Group = readonly [ReportedFinding, ...ReportedFinding[]];

/** Findings of one rule that differ in nothing but whom they are about. */
export function grouped(findings: readonly ReportedFinding[]): Group[] {
  const groups = new Map<string, [ReportedFinding, ...ReportedFinding[]]>();
  for (const finding of findings) {
    const { rule, severity, fix, subject, follows } = finding;
    // One with consequences of its own stands alone, or it would not be seen whose they are.
    const key = JSON.stringify([rule, severity, fix, subject.site, follows.length > 0 ? subject : '']);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

function sayGroup(terminal: Terminal, group: Group): void {
  const [first] = group;
  const site = siteIn(first);
  const { style, symbols } = terminal;
  const mark = first.severity === 'error' ? style.bad(symbols.bad) : style.warning(symbols.warning);
  terminal.say();
  terminal.say(`${mark} ${terminal.style.strong(first.title)}${site}`);
  for (const { subject, got } of group.slice(0, listed)) {
    const who = [subject.user, subject.thing].filter((each) => each !== undefined).join(', ');
    terminal.say(`  ${who === '' ? '' : `${who}: `}got: ${got}`);
  }
  if (group.length > listed) terminal.say(`  and ${group.length - listed} more (--json lists them)`);
  terminal.say(`  Why it matters: ${first.why}`);
  terminal.say(`  What to do (${first.who}): ${first.fix}`);
  for (const command of new Set(group.flatMap((each) => each.command ?? []))) terminal.lines([`    ${command}`]);
  const follows = grouped(group.flatMap((each) => each.follows));
  if (follows.length === 0) return;
  terminal.say(`  What follows from it:`);
  for (const each of follows) sayFollower(terminal, each, 2);
}

/** What follows is said in a line each: it goes away with its root. */
function sayFollower(terminal: Terminal, group: Group, depth: number): void {
  const [first] = group;
  const indent = '  '.repeat(depth);
  const names = group.map(({ subject }) => subject.user ?? subject.thing).filter((name) => name !== undefined);
  const site = siteIn(first);
  const who = names.length === 0 ? `: ${first.got}` : `: ${shortList(names)}`;
  terminal.say(`${indent}${first.title}${site}${who}`);
  for (const each of grouped(group.flatMap(({ follows }) => follows))) sayFollower(terminal, each, depth + 1);
}

function siteIn({ subject: { site } }: ReportedFinding): string {
  return site === undefined ? '' : ` (site ${site})`;
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, listed).join(', ');
  return names.length > listed ? `${shown} and ${names.length - listed} more` : shown;
}

function sayUnknown(terminal: Terminal, unknown: readonly ReportedUnknown[]): void {
  if (unknown.length === 0) return;
  terminal.heading('Could not be seen');
  for (const each of unknown) {
    terminal.say(`${terminal.style.warning(terminal.symbols.unknown)} ${each.message}`);
    const sentences = notChecked(each);
    if (sentences.length === 1) {
      terminal.say(`  Not checked: ${sentences.join()}`);
      continue;
    }
    terminal.say('  Not checked:');
    for (const sentence of sentences.slice(0, listed)) terminal.say(`  ${terminal.symbols.bullet} ${sentence}`);
    if (sentences.length > listed) terminal.say(`    and ${sentences.length - listed} more (--json lists them)`);
  }
}

/** What is young, and takes its time: nobody has to do anything. */
function sayWaits(terminal: Terminal, waits: readonly ReportedWait[]): void {
  if (waits.length === 0) return;
  terminal.heading('On the way');
  for (const line of waitsInWords(waits)) terminal.say(line);
}

/** Those of one rule that take as long are said together. */
export function waitsInWords(waits: readonly ReportedWait[]): string[] {
  const groups = new Map<string, ReportedWait[]>();
  for (const wait of waits) {
    const key = JSON.stringify([wait.rule, wait.says, wait.subject.site]);
    groups.set(key, [...(groups.get(key) ?? []), wait]);
  }
  return [...groups.values()].map((group) => {
    const names = group.flatMap(({ subject: { user, thing } }) => user ?? thing ?? []);
    return `${names.length === 0 ? '' : `${shortList(names)}: `}${group[0]?.says ?? ''}`;
  });
}

function partsOf(results: readonly RuleResult[]): string[][] {
  return Object.entries(areas).flatMap(([area, name]) => {
    const states = results.filter((result) => result.area === area).map(({ state }) => state);
    if (states.length === 0) return [];
    const count = (state: RuleResult['state']): number => states.filter((each) => each === state).length;
    const words = [
      [count('error'), 'failed'],
      [count('warning'), 'to look at'],
      [count('unknown'), 'not seen'],
      [count('waits'), 'on the way'],
      [count('good'), 'good'],
    ] as const;
    return [
      [
        name,
        words
          .filter(([number]) => number > 0)
          .map(([number, word]) => `${number} ${word}`)
          .join(', '),
      ],
    ];
  });
}
