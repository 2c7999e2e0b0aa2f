/** A plan in a few lines, where nobody has to check each thing: a rehearsal, and the removal of everything. */
import type { Risk } from '../resources/wording.js';
import type { Terminal } from '../terminal/terminal.js';
import { actionWords, groups, names, plural, riskWords, summarySentence, type Group } from './plan-report.js';
import type { SummaryLine } from './described-change.js';
import type { PlanSummary } from './plan-summary.js';

/** `make 1 log group, 2 secrets`: groups with the same action share its word. */
function listedTogether(all: readonly Group[]): string {
  const byAction = new Map<string, string[]>();
  for (const { first, lines } of all) {
    const word = actionWords[first.action];
    byAction.set(word, [...(byAction.get(word) ?? []), plural(first, lines.length)]);
  }
  return [...byAction].map(([word, things]) => `${word} ${things.join(', ')}`).join('; ');
}

/** `12 in AWS, 3 in Entra`. */
function countedByCloud(lines: readonly SummaryLine[]): string {
  const counts = new Map<string, number>();
  for (const { cloud } of lines) counts.set(cloud, (counts.get(cloud) ?? 0) + 1);
  return [...counts].map(([cloud, count]) => `${count} in ${cloud}`).join(', ');
}

/**
 * What has a risk, a line a risk; of the rest how many there are in each cloud. Where all is taken away whatever holds no
 * data is the rest.
 */
export function planInShort(summary: PlanSummary): readonly string[] {
  const all = groups(summary.lines);
  const isEnd = summary.lines.every(({ action }) => action === 'delete');
  const told: readonly Risk[] = isEnd ? ['destroys-data'] : ['destroys-data', 'interrupts', 'cost'];
  const risky = told.flatMap((risk) => {
    const found = all.filter(({ first }) => first.risk === risk);
    return found.length === 0 ? [] : [`${riskWords[risk]}: ${listedTogether(found)}.`];
  });
  const rest = summary.lines.filter(({ risk }) => !told.includes(risk));
  const also = rest.length === 0 ? [] : [`${risky.length === 0 ? '' : 'Besides: '}${countedByCloud(rest)}.`];
  return [...risky, ...also];
}

/**
 * A destroy: what holds data by name, of all that only serves it how much. Who wants every line has `--verbose`.
 */
export function sayDestroyInShort(terminal: Terminal, summary: PlanSummary): void {
  terminal.heading('What the plan does');
  const precious = summary.lines.filter(({ risk }) => risk === 'destroys-data');
  if (precious.length > 0) {
    const rows = groups(precious).map((group) => [
      `${actionWords[group.first.action]} ${plural(group.first, group.lines.length)}`,
      names(group),
    ]);
    terminal.table([riskWords['destroys-data'], 'Which'], rows);
    terminal.say();
  }
  const serving = summary.lines.filter(({ risk }) => risk !== 'destroys-data');
  if (serving.length > 0) {
    terminal.say(`${precious.length > 0 ? 'And what serves them' : 'Removed'}: ${countedByCloud(serving)}.`);
  }
  terminal.say(summarySentence(summary));
  for (const drift of summary.drift) terminal.warn(`Found changed outside Terraform: ${drift}`);
}
