import { describe, expect, test } from '@jest/globals';
import { nothingDiscovered } from '../../../wizard/discovery/discovered.js';
import { shownAs } from '../../../wizard/questions/ask.js';
import type { Offer } from '../../../wizard/questions/question.js';
import { parseAnswer, problemOf } from '../../../wizard/questions/resolve.js';
import { questionTable } from '../../../wizard/questions/table.js';

/** What a program calls something: `setUp`, `AUTO_STOP`, `by-admin`. Regions are called so by people, too. */
const isRaw = (text: string): boolean =>
  /^[a-z]+[A-Z]\w*$|^[A-Z]{2,}[A-Z0-9_]*$|^\w+-\w+$/.test(text) && !/^[a-z]{2}-[a-z]+-\d$/.test(text);
const chosen = questionTable.filter(({ choices }) => choices !== undefined);

describe('an answer that was chosen is shown by the word that its question has for it', () => {
  test.each(chosen.map((question) => [question.key, question] as const))('%s', (key, question) => {
    for (const { value, name } of question.choices ?? []) {
      const list = question.type === 'list';
      const shown = shownAs(question, list ? [String(value)] : value, nothingDiscovered(), {});
      expect(shown).toBe(name);
      expect({ key, raw: isRaw(shown) }).toEqual({ key, raw: false });
      // A row of the review, and the line that stays of the question.
      expect(shown.length).toBeLessThanOrEqual(40);
    }
  });
});

describe('what stands above a question names nothing that the person does not see: a word of the file is not on the screen', () => {
  const hidden = (choices: readonly Offer[]): readonly string[] =>
    choices.filter(({ value, name }) => !name.includes(String(value))).map(({ value }) => String(value));
  const shown = questionTable.filter(({ choices = [] }) => choices.some(({ value, name }) => name !== value));
  test.each(shown.map(({ key, why, choices = [] }) => [key, why, hidden(choices)] as const))(
    '%s',
    (_key, why, values) => {
      const words = [...why.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
      expect(words.filter((word) => values.includes(word) || /^(?:null|true|false)$/.test(word))).toEqual([]);
      expect(values.filter((value) => isRaw(value) && why.includes(value))).toEqual([]);
    },
  );
});

test('words that a question has besides its choices: sizes that it does not list, what is made here', () => {
  const shown = (key: string, value: string): string =>
    shownAs(
      questionTable.find((question) => question.key === key)!,
      value,
      nothingDiscovered(),
      {},
    );
  expect(shown('computeType', 'GRAPHICS_G6_2XLARGE')).toBe('Graphics.g6.2xlarge');
  expect(shown('identityCenterInstance', 'create')).toBe('a new account instance');
  expect(shown('encryptionKey', 'create')).toBe('made here');
});

describe('what is wrong with an answer is said in our words, with what was typed', () => {
  const odd = ['', '-1', '99999', 'x', 'x'.repeat(5000), 'no, such, thing'];
  test.each(questionTable.map((question) => [question.key, question] as const))('%s', (_key, question) => {
    for (const text of odd) {
      const problem = problemOf(question, parseAnswer(question, text), {});
      if (problem !== undefined) expect(problem).toMatch(/, got: /);
      // As the library of the schema begins its own texts.
      expect(problem ?? '').not.toMatch(/\b(?:Too (?:small|big)|Invalid|Expected|Unrecognized)\b|\bexpected \w+ to\b/);
    }
  });

  test('of a list, only the elements that are wrong', () => {
    const mails = questionTable.find(({ key }) => key === 'notificationEmails')!;
    const said = (text: string): string | undefined => problemOf(mails, parseAnswer(mails, text), {});
    expect(said('it@contoso.com, nobody, x')).toBe('must be an e-mail address, got: nobody, x');
    expect(said('')).toBe('must be at least one e-mail address, got: nothing');
  });
});
