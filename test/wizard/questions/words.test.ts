import { describe, expect, test } from '@jest/globals';
import { nothingDiscovered } from '../../../wizard/discovery/discovered.js';
import { shownAs } from '../../../wizard/questions/ask.js';
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
