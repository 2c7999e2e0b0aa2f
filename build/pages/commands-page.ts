import { defaultCommand, type CommandDescription, type OptionDescription } from '../../wizard/command.js';
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

async function sectionOf(command: CommandDescription, before: string, depth: string): Promise<string[]> {
  const { name, summary, description = [], words = [], examples = [], commands = [] } = command;
  const options = typeof command.options === 'function' ? await command.options() : (command.options ?? []);
  const whole = before === '' ? name : `${before} ${name}`;
  // The questions have a page of their own.
  const own = options.filter(
    ({ description: text }) => !/\(env ENTRA_WORKSPACES_[A-Z_]+\)$/.test(text) || name !== 'init',
  );
  const below: string[] = [];
  for (const each of commands) below.push(...(await sectionOf(each, whole, `${depth}#`)));
  return [
    '',
    `${depth} ${whole}`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...description.flatMap((line) => ['', line]),
    ...(words.length > 0 ? ['', ...words.map(([word, text]) => `- ${code(word)}: ${text}`)] : []),
    ...(own.length > 0 ? ['', table(['Option', ''], own.map(optionRow))] : []),
    ...(own.length < options.length ? ['', 'And a flag for each [question](questions.md).'] : []),
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
