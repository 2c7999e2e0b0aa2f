import { failureModes, type Earlier, type FailureMode } from '../../wizard/checks/failure-modes.js';
import type { Rule } from '../../wizard/checks/rule.js';
import { rules } from '../../wizard/checks/rules/index.js';

/** `docs/failure-modes.md`: what goes wrong with such a set-up, and what finds it when. */
export function failureModesPage(): string {
  const numbered = new Set(failureModes.map(({ number }) => number));
  const others = rules.filter((rule) => !rule.failureModes.some((number) => numbered.has(number)));
  const found = failureModes.filter((mode) => rulesOf(mode).length > 0).length;
  return [
    '# What goes wrong, and what finds it',
    '',
    `There are ${failureModes.length} known ways in which such a set-up fails, most of them silently and hours later: a desktop that comes up and never enrols. ${found} of them are found by ${rules.length - others.length} rules; of each other one it says here what finds it or why nothing can. Each rule is shown by a fault that is put into both emulated clouds (\`test/e2e/checks\`).`,
    '',
    'When: **file**: with the deployment file, at every command · **plan**: the plan is refused · **preflight**: before an apply, and `apply` itself looks first · **apply**: while it runs, by name · **doctor**: afterwards · **built**: it cannot happen.',
    '',
    table(
      ['No.', 'What goes wrong', 'Rules', 'When it is found', 'Found otherwise, and what no rule sees'],
      failureModes.map((mode) => [
        String(mode.number),
        mode.what,
        rulesOf(mode)
          .map(({ id }) => `\`${id}\``)
          .join(' '),
        whenOf(mode),
        [mode.earlier === undefined ? '' : `${whenWords[mode.earlier.at]}: ${mode.earlier.how}`, mode.unseen ?? '']
          .filter((text) => text !== '')
          .join('; no rule: '),
      ]),
    ),
    '',
    '## Rules',
    '',
    'What a rule calls an error ends the command with 1. With --strict, so does an error that could not be ruled out because something may not be seen.',
    '',
    table(
      ['Rule', 'Finds', 'When', 'Who can mend it', 'What to do'],
      rules.map(({ id, title, severity, at, who, fix }) => [
        `\`${id}\``,
        `${title} (${severity})`,
        occasions(at),
        who,
        fix,
      ]),
    ),
    '',
  ].join('\n');
}

function rulesOf({ number }: FailureMode): readonly Rule[] {
  return rules.filter((rule) => rule.failureModes.includes(number));
}

const whenWords: Readonly<Record<Earlier['at'], string>> = {
  'deployment file': 'file',
  plan: 'plan',
  apply: 'apply',
  built: 'built',
};

function whenOf(mode: FailureMode): string {
  const at = rulesOf(mode).flatMap((rule) => rule.at);
  const words = [...(mode.earlier === undefined ? [] : [whenWords[mode.earlier.at]]), ...occasionList(at)];
  return words.length === 0 ? 'not at all' : words.join(', ');
}

function occasions(at: Rule['at']): string {
  return occasionList(at).join(', ');
}

function occasionList(at: Rule['at']): string[] {
  return (['preflight', 'doctor'] as const).filter((each) => at.includes(each));
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
