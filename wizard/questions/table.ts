/** Every question, in the order in which answers depend on each other. */
import type { OptionDescription } from '../command.js';
import { flagOf, topics, variableOf, type Question } from './question.js';
import { desktopQuestions } from './topics/desktops.js';
import { enrolmentQuestions } from './topics/enrolment.js';
import { identityCenterQuestions } from './topics/identity-center.js';
import { moreQuestions } from './topics/more.js';
import { networkQuestions } from './topics/network.js';
import { operationsQuestions } from './topics/operations.js';
import { peopleQuestions } from './topics/people.js';
import { placeQuestions } from './topics/place.js';
import { regionQuestions } from './topics/region.js';
import { selfServiceQuestions } from './topics/self-service.js';

const all = [
  ...placeQuestions,
  ...regionQuestions,
  ...identityCenterQuestions,
  ...peopleQuestions,
  ...selfServiceQuestions,
  ...desktopQuestions,
  ...enrolmentQuestions,
  ...networkQuestions,
  ...operationsQuestions,
  ...moreQuestions,
];

/** By topic, in the order of the topics; within one in the order of the files. */
export const questionTable: readonly Question[] = topics.flatMap(({ id }) => all.filter(({ topic }) => topic === id));

/** The flags of `init`, made from the table. */
export function questionOptions(): readonly OptionDescription[] {
  return questionTable.map(({ key, message, type, choices, topic: _topic }) => {
    const words =
      choices !== undefined && choices.length <= 8 ? `: ${choices.map(({ value }) => String(value)).join(', ')}` : '';
    const placeholder =
      type === 'boolean' ? '<yes|no>' : type === 'number' ? '<number>' : type === 'list' ? '<list>' : '<value>';
    const text = message.replace(/\?$/, '').replace(/ \(empty: [^)]*\)/, '');
    return { flags: `${flagOf(key)} ${placeholder}`, description: `${text}${words} (env ${variableOf(key)})` };
  });
}
