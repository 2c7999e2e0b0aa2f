import { expect, test } from '@jest/globals';
import { allRules, rule, RuleBook } from '../../twin/rules.js';
import '../../twin/twin.js';

// What the twin believes is written down with where it comes from.

/** What a reader can open: a page, a file or an issue of a public repository, an API model, a file of this repository. */
const openable =
  /https:\/\/|\b[\w-]+\/[\w-]+(#\d+| \w|, \w)|^botocore \w|docs\/facts\/|test\/recordings\/|^ARCHITECTURE\.md|^guess\b/;

test('every rule says where it is written down, or that it is a guess', () => {
  expect(allRules().length).toBeGreaterThan(50);
  for (const { id, source, text } of allRules()) {
    expect({ id, source, named: openable.test(source), said: text.length > 20 }).toEqual({
      id,
      source,
      named: true,
      said: true,
    });
  }
});

test('a rule is declared once', () => {
  rule('declared-for-this-test', 'guess', 'Declared here to be declared again.');
  expect(() => rule('declared-for-this-test', 'guess', 'Again.')).toThrow('declared twice');
});

test('a run names the guesses it leaned on, and no others', () => {
  const book = new RuleBook();
  book.leanOn({
    id: 'a',
    source: 'https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html',
    text: 'documented',
  });
  book.leanOn({ id: 'b', source: 'guess', text: 'not documented' });
  expect(book.guesses().map(({ id }) => id)).toEqual(['b']);
  expect(['a', 'b', 'c'].filter((id) => book.leanedOn(id))).toEqual(['a', 'b']);
});
