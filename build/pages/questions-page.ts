import { flagOf, topics, variableOf, type Question } from '../../wizard/questions/question.js';
import { questionTable } from '../../wizard/questions/table.js';
import { code, table } from './markdown.js';

/** Every question of the wizard with its flag, variable and key. */
export function questionsPage(): string {
  return [
    '# Questions',
    '',
    'Each question has a flag, an environment variable and a key in the file of answers (`--answers FILE`, JSON). A flag wins over the variable, the variable over the file, the file over what was found in the clouds, that over the default. The review shows where each value came from.',
    '',
    '*Path* is the place in [deployment.json](deployment.md). *Fixed* values never change once they are applied. The recommended path leaves out what is marked *more*: those have a safe default, and `--everything` asks them too.',
    ...topics.flatMap(({ id, title }) => {
      const questions = questionTable.filter(({ topic }) => topic === id);
      return ['', `## ${title}`, '', table(['Question', 'Flag', 'Variable', 'Key', 'Path', ''], questions.map(row))];
    }),
  ].join('\n');
}

function row(question: Question): string[] {
  const { key, message, path, immutable, advanced, optional, dangerous, choices, why } = question;
  const words =
    choices === undefined || choices.length > 12
      ? ''
      : ` (${choices.map(({ value }) => code(String(value))).join(', ')})`;
  const marks = [
    immutable ? 'fixed' : '',
    advanced ? 'more' : '',
    optional ? 'may be empty' : '',
    dangerous ? 'never taken from a default' : '',
  ];
  return [
    `${message}${words}${why === '' || why === undefined ? '' : ` — ${why}`}`.replace(' — ', '. '),
    code(flagOf(key)),
    code(variableOf(key)),
    code(key),
    code(path),
    marks.filter((mark) => mark !== '').join(', '),
  ];
}
