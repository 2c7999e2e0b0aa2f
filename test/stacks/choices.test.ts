/** Whatever a person can switch or count in the file changes what Terraform reads: a choice that is lost on the way shows here. */
import { expect, test } from '@jest/globals';
import type { Deployment } from '../../deployment/schema.js';
import { example, jsonOf } from './synthesized.js';

/** Choices that Terraform need not know, and why. */
const notForTerraform: Readonly<Record<string, string>> = {
  schemaVersion: 'of the file itself',
  'sites.*.network.create.capacity': 'how many desktops the range has room for is judged before',
  'sites.*.desktops.fleet.alsoAt': 'of a site that is not the first',
};

type Path = readonly (string | number)[];

function choicesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'boolean' || typeof value === 'number') return [path];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => choicesIn(each, [...path, key]));
}

/** The stack with one choice turned over. One that a construct refuses was not lost. */
function stackWith(deployment: Deployment, path: Path, turned: (before: number) => number): string {
  const other = structuredClone(deployment);
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], other);
  const [holder, last] = [parent as Record<string, unknown>, String(path.at(-1))];
  holder[last] = typeof holder[last] === 'boolean' ? !holder[last] : turned(holder[last] as number);
  try {
    return JSON.stringify(jsonOf(other));
  } catch (error) {
    return String(error);
  }
}

test.each(['everything-on', 'fleet'])('%s', (name) => {
  const deployment = example(name);
  const before = JSON.stringify(jsonOf(deployment));
  const paths = choicesIn(deployment).filter((path) => {
    const general = path.map((key) => (/^\d+$/.test(String(key)) ? '*' : key)).join('.');
    return !(general in notForTerraform) && (path[0] !== 'sites' || path[1] === '0');
  });
  expect(paths.length).toBeGreaterThan(25);
  const lost = paths.filter(
    (path) =>
      stackWith(deployment, path, (value) => value + 1) === before &&
      stackWith(deployment, path, (value) => value - 1) === before,
  );
  expect(lost.map((path) => path.join('.'))).toEqual([]);
});
