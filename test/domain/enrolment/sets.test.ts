import { describe, expect, test } from '@jest/globals';
import { recommendedWords, rowsOf, settingSetNames, settingSets, whatDoes } from '../../../domain/enrolment/sets.js';
import { guard } from '../../../domain/guard/guard.js';
import { settingsBody } from '../../../modules/intune/setting-body.js';
import { settingValues, type SettingAt } from '../../../domain/enrolment/setting.js';

const context = { tenantId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' };
const words = settingSetNames.flatMap((name) =>
  Object.keys(settingSets[name].rows).map((word) => [name, word, rowsOf(name, word, context)!] as const),
);
const below = (row: SettingAt): readonly SettingAt[] => [
  row,
  ...('group' in row ? row.group.flatMap(below) : 'option' in row ? (row.children ?? []).flatMap(below) : []),
];

describe.each(words)('the set %s, %s', (name, word, rows) => {
  test('says of each setting its id, what it is set to, why, and where that is written', () => {
    expect(rows.length).toBeGreaterThan(0);
    for (const { id, reason, source } of rows) {
      expect([id, reason]).toEqual([id, expect.stringMatching(/^[A-Z0-9].+\.$/)]);
      expect([id, source]).toEqual([id, expect.stringMatching(/https:\/\/|OpenIntuneBaseline/)]);
    }
    for (const row of rows.flatMap(below)) {
      expect(row.id).toMatch(/^(device|user)_vendor_msft_[\w~.{}-]+$/i);
      const kinds = ['option', 'integer', 'text', 'texts', 'group'].filter((kind) => kind in row);
      expect([row.id, kinds]).toEqual([row.id, [expect.any(String)]]);
    }
  });

  test('holds nothing of the guard list', () => {
    expect(guard({ settings: settingsBody(rows) }).findings.map(({ row, where }) => [row.id, where])).toEqual([]);
  });

  test('sets each once', () => {
    const ids = rows.flatMap(below).map(({ id }) => id.toLowerCase());
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  test('says what it does for a person in one sentence', () => {
    expect(whatDoes(name, word)).toMatch(/^[A-Z].+\.$/);
  });
});

test('no two sets want one setting, in whatever words they are on', () => {
  const seen = new Map<string, string>();
  for (const [name, , rows] of words) {
    for (const id of settingValues(rows).keys()) {
      expect([id, seen.get(id) ?? name]).toEqual([id, name]);
      seen.set(id, name);
    }
  }
});

test('what is recommended switches every set on, each under a title of its own', () => {
  expect(Object.keys(recommendedWords)).toEqual(settingSetNames);
  for (const name of settingSetNames)
    expect([name, rowsOf(name, recommendedWords[name], context)]).toEqual([name, expect.any(Array)]);
  expect(new Set(settingSetNames.map((name) => settingSets[name].title.toLowerCase())).size).toBe(
    settingSetNames.length,
  );
  expect(rowsOf('defender', 'off', context)).toBeUndefined();
  expect(rowsOf('hello', 'leave', context)).toBeUndefined();
});

test('to report and to block are not the same sentence', () => {
  expect(whatDoes('attackSurface', 'audit')).toContain('nothing is blocked');
  expect(whatDoes('attackSurface', 'block')).toMatch(/is blocked; what AWS may do/);
});
