/** ARCHITECTURE.md names every room of the wizard, and the arrow rules have a floor for each. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  readonly forbidden: readonly { readonly name: string; readonly from: { readonly path?: string } }[];
};
const entries = readdirSync(new URL('wizard/', root), { withFileTypes: true });
const rooms = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${name}/`);
const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);

test.each(rooms)('wizard/%s stands under "Inside wizard/"', (room) => {
  const text = readFileSync(new URL('ARCHITECTURE.md', root), 'utf8');
  const inside = text.slice(text.indexOf('Inside `wizard/`'), text.indexOf('\n## ', text.indexOf('Inside `wizard/`')));
  expect(inside).toContain(`\`${room}\``);
});

test.each([...rooms, ...files])('wizard/%s is a floor of its own', (entry) => {
  const floors = forbidden.flatMap(({ name, from }) =>
    name.endsWith('-knows-what-lies-below') ? [from.path ?? ''] : [],
  );
  expect(floors.filter((path) => new RegExp(path).test(`wizard/${entry}`))).toHaveLength(1);
});
