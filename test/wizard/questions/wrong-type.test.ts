/** What an answers file holds in a type that its question does not take. */
import { describe, expect, test } from '@jest/globals';
import { nothingDiscovered } from '../../../wizard/discovery/discovered.js';
import type { AnswerValue } from '../../../wizard/questions/question.js';
import { problemOf, resolveAnswers } from '../../../wizard/questions/resolve.js';
import { questionTable } from '../../../wizard/questions/table.js';

describe('an answer of a wrong type', () => {
  const wrong: readonly AnswerValue[] = [-1.5, true, 'no such value \u00e9', '', ['x y'], []];
  test.each(questionTable.map((question) => [question.key, question] as const))(
    '%s: is told in words of ours, with what was got',
    (_key, question) => {
      for (const value of wrong) {
        const problem = problemOf(question, value, {});
        if (problem === undefined) continue;
        expect(problem).toContain('got: ');
        expect(problem).not.toMatch(/Invalid |Unrecognized|Too (small|big)|expected/);
      }
    },
  );

  const given = (file: Record<string, AnswerValue>) =>
    resolveAnswers(questionTable, { flags: {}, env: {}, file, discovered: nothingDiscovered(), asked: {} });

  test('digits without quotes are text where text is wanted: an account id, a name on GitHub', () => {
    const { answers, wrong: refused } = given({ accountId: 111122223333, name: 12 });
    expect(answers.get('accountId')).toEqual({ value: '111122223333', origin: 'file' });
    expect(refused.find(({ question }) => question.key === 'accountId')).toBeUndefined();
  });

  test('a number that JSON does not keep as it was written is no text', () => {
    const { wrong: refused } = given({ accountId: 1e21 });
    expect(refused.map(({ message }) => message)).toContain('accountId: must be text, got: 1e+21');
  });

  test('of a list the wrong element is told, and no more than five of them', () => {
    const users = questionTable.find(({ key }) => key === 'users')!;
    const text = problemOf(users, ['ada@contoso.com', 'b', 'c', 'd', 'e', 'f', 'g'], {}) ?? '';
    expect(text).toBe('must be a user principal name such as ada@contoso.com, got: b, c, d, e, f and 1 more');
  });
});
