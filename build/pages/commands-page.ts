import { defaultCommand, type CommandRow, type OptionDescription } from '../../wizard/command.js';
import { commandTable } from '../../wizard/commands/table.js';
import { code, table } from './markdown.js';

/** Every command with its options. */
export async function commandsPage(): Promise<string> {
  const sections: string[] = [];
  for (const command of commandTable) sections.push(...(await sectionOf(command, '', '##')));
  return [
    '# Commands',
    '',
    `\`entra-workspaces COMMAND\`; without one, \`${defaultCommand}\` runs. In a generated repository: \`npx entra-workspaces COMMAND\`, or \`npm run COMMAND\` for the daily ones.`,
    '',
    'Words for people go to standard error, results (`--json`) to standard output. Exit codes: 0 done, 1 failed or refused, 2 wrong use or missing values, 130 stopped with Ctrl-C. `NO_COLOR`, `FORCE_COLOR` and `ACCESSIBLE=1` are heeded; `--no-interactive` never asks.',
    '',
    table(
      ['Command', 'What it does'],
      commandTable.map(({ name, summary }) => [`[${name}](#${name})`, summary]),
    ),
    ...sections,
  ].join('\n');
}

async function sectionOf(command: CommandRow, before: string, depth: string): Promise<string[]> {
  const { name, summary, description = [], args = [], examples = [], commands = [] } = command;
  const more = (await command.moreOptions?.()) ?? [];
  const own = command.options ?? [];
  const whole = before === '' ? name : `${before} ${name}`;
  const below: string[] = [];
  for (const each of commands) below.push(...(await sectionOf(each, whole, `${depth}#`)));
  return [
    '',
    `${depth} ${whole}`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...description.flatMap((line) => ['', line]),
    ...(args.length > 0 ? ['', ...args.map(([arg, text]) => `- ${code(arg)}: ${text}`)] : []),
    ...(own.length > 0 ? ['', table(['Option', ''], own.map(optionRow))] : []),
    // The questions have a page of their own.
    ...(more.length > 0 ? ['', 'And a flag for each [question](questions.md).'] : []),
    ...(examples.length > 0 ? ['', '```', ...examples, '```'] : []),
    ...below,
  ];
}

function optionRow({ flags, description, repeatable, choices }: OptionDescription): string[] {
  const more = [
    repeatable && !description.includes('repeated') ? 'may be repeated' : '',
    choices ? choices.join(', ') : '',
  ];
  return [code(flags), [description, ...more.filter((text) => text !== '')].join('; ')];
}
