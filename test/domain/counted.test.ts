import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { counted } from '../../domain/counted.js';

test.each([
  [0, '0 desktops', '0 people'],
  [1, '1 desktop', '1 person'],
  [2, '2 desktops', '2 people'],
])('%i is counted as %s and %s', (count, desktops, people) => {
  expect([counted(count, 'desktop'), counted(count, 'person', 'people')]).toEqual([desktops, people]);
});

/** Limits and times that are written in the code, and names that stand before such a word. */
const neverOne =
  /^(most|longest|shortest|many[A-Z]|cycleMinutes|goodForHours|pipelineLimitMinutes|silent$|maximum$|floor\.|policy\.limits|3 \* |passMinutes|device|userNameMaximum|Math\.ceil|mainBranch|seconds$|quality|usual)/;
const nouns =
  'days|hours|minutes|desktops|people|users|devices|groups|apps|steps|resources|things|changes|secrets|certificates|lines|items|cells|characters|commits|members|sites|files|errors|problems|bytes|hashes';

test('sentences count by this one function, so that none says "1 days"', () => {
  const rooms = ['wizard', 'function', 'domain', 'deployment', 'stacks', 'modules'];
  const found = rooms.flatMap((room) =>
    (readdirSync(room, { recursive: true }) as string[])
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const path = join(room, name);
        const lines = readFileSync(path, 'utf8').split('\n');
        // A line that tells one from many has its own words for each.
        const own = lines.filter((line, at) => !/=== 1|> 1\b/.test(`${lines[at - 1] ?? ''} ${line}`));
        const sentences = own.join('\n').matchAll(new RegExp(`\\$\\{([^{}]+)\\} (${nouns})\\b`, 'g'));
        return [...sentences].flatMap(([all, expression = '']) =>
          neverOne.test(expression) || /counted\(|[Nn]ame|[Ss]poken|length\)/.test(expression)
            ? []
            : [`${path}: ${all}`],
        );
      }),
  );
  expect(found).toEqual([]);
});
