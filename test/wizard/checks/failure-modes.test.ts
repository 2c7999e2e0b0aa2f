/** The catalogue is whole: each of the 48 is a rule, or it is said what else finds it and why no rule does. */
import { describe, expect, test } from '@jest/globals';
import { failureModes } from '../../../wizard/checks/failure-modes.js';
import { lookupsOf } from '../../../wizard/checks/facts.js';
import type { Rule } from '../../../wizard/checks/rule.js';
import { rules } from '../../../wizard/checks/rules/index.js';

test('48 of them, each a rule or a reason', () => {
  expect(failureModes.map(({ number }) => number)).toEqual(Array.from({ length: 48 }, (_, at) => at + 1));
  const ruled = new Set(rules.flatMap((rule) => rule.failureModes));
  const bare = failureModes.filter(({ number, unseen }) => !ruled.has(number) && unseen === undefined);
  expect(bare).toEqual([]);
  expect([...ruled].filter((number) => !failureModes.some((mode) => mode.number === number))).toEqual([]);
});

test('those that no rule finds are these, and each is found by something else or cannot happen', () => {
  const ruled = new Set(rules.flatMap((rule) => rule.failureModes));
  const others = failureModes.filter(({ number }) => !ruled.has(number));
  expect(others.map(({ number }) => number)).toEqual([7, 17, 18, 38, 40, 41, 42, 43]);
  expect(others.filter(({ earlier }) => earlier === undefined).map(({ number }) => number)).toEqual([]);
});

describe('every rule', () => {
  test('has an id and a title of its own, and speaks in whole sentences', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
    for (const { id, title, why, fix } of rules) {
      expect([id, title]).toEqual([expect.stringMatching(/^[a-z][a-z0-9-]+$/), expect.not.stringMatching(/\.$/)]);
      expect([id, why]).toEqual([id, expect.stringMatching(/\.$/)]);
      expect([id, fix]).toEqual([id, expect.stringMatching(/[.)]$/)]);
    }
  });

  test('names reasons that are rules, in no circle', () => {
    const byId = new Map(rules.map((rule) => [rule.id, rule]));
    const visit = (rule: Rule, path: readonly string[]): void => {
      expect(path).not.toContain(rule.id);
      for (const reason of rule.because ?? []) {
        const cause = byId.get(reason);
        expect([rule.id, reason, cause?.id]).toEqual([rule.id, reason, reason]);
        if (cause) visit(cause, [...path, rule.id]);
      }
    };
    for (const rule of rules) visit(rule, []);
  });

  test('needs facts whose lookups declare what they need', () => {
    // The host of the repository is asked with its own token: no right in a cloud.
    const inNoCloud = [
      'person',
      'hosted-repository',
      'token-issuer',
      ...['github', 'gitlab', 'azure-devops'].map((host) => `${host}-rules`),
      ...['branch', 'runs'].map((what) => `azure-devops-${what}`),
    ];
    for (const { id, needs } of rules) {
      expect([id, needs.length]).not.toEqual([id, 0]);
      for (const lookup of needs.flatMap((name) => [...lookupsOf(name)])) {
        expect([lookup.id, Object.keys(lookup.needs).length > 0 || inNoCloud.includes(lookup.id)]).toEqual([
          lookup.id,
          true,
        ]);
      }
    }
  });
});
