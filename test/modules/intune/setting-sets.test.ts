import { describe, expect, test } from '@jest/globals';
import { guard } from '../../../domain/guard/guard.js';
import { settingValues } from '../../../domain/enrolment/setting.js';
import { rowsOf, settingSetNames, settingSets } from '../../../domain/enrolment/sets.js';
import { settingsBody } from '../../../modules/intune/setting-body.js';

const policies = settingSetNames.flatMap((set) =>
  Object.keys(settingSets[set].rows).map((word) => ({ set, word, rows: rowsOf(set, word, { tenantId: 'tenant' })! })),
);

describe('our own settings', () => {
  test.each(policies)('$set: $word does nothing that the guard list knows to harm a WorkSpace', ({ rows }) => {
    expect(rows.length).toBeGreaterThan(0);
    const { verdict, findings, unread } = guard({ settings: settingsBody(rows) });
    expect({ verdict, findings, unread }).toEqual({ verdict: 'pass', findings: [], unread: [] });
  });

  test('each says why a desktop has it, and where its id and value are written down', () => {
    for (const { reason, source } of policies.flatMap(({ rows }) => rows)) {
      expect(reason).toMatch(/^.{10,}\.$/);
      expect(source).toMatch(/https:\/\/|OpenIntuneBaseline/);
    }
  });

  test('each stands in one set alone: two policies that both have it may contradict each other', () => {
    const sets = new Map<string, Set<string>>();
    for (const { set, rows } of policies) {
      for (const id of settingValues(rows).keys()) sets.set(id, new Set([...(sets.get(id) ?? []), set]));
    }
    expect([...sets].filter(([, named]) => named.size > 1)).toEqual([]);
  });
});
