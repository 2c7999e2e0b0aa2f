import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

// `terminal` writes a command as it is typed where it is read, and knows it by the name of the program in front.

const rooms = ['wizard', 'domain', 'deployment', 'function'];

/** A command of two words with something behind it that is typed as well, but for one that `permissions` is asked for. */
const command =
  /(?<!entra-workspaces |--command ")\b(?:fleet|desktops|users) (?!(?:of|in|through) )[a-z]+ (?:--[a-z]|UPN\b|\$\{)[^'`]{0,30}/g;

/** Texts of a line that are said: without comments, names of rights (of those `permissions` is asked for) and descriptions of the schema. */
function said(line: string): string {
  return /^\s*(\*|\/\/|\/\*)|\.describe\(|^\s*(const reading = )?'users (list|import) --/.test(line) ? '' : line;
}

test('a command to type is written with the program that it belongs to', () => {
  const bare = rooms.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        readFileSync(join(room, file), 'utf8')
          .split('\n')
          .flatMap((line) => said(line).match(command) ?? [])
          .map((found) => `${room}/${file}: ${found}`),
      ),
  );
  expect(bare).toEqual([]);
});
