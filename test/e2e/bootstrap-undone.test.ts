import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { madeInClouds } from './bootstrap/made.js';
import { bucketName, World } from './bootstrap/world.js';

// Made and taken away again: whatever is there afterwards was there before, or is named.

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(async () => world.stop());

/** Everything of both clouds and of the repository that bootstrap could have made, by name. */
function everything(): Record<string, unknown> {
  const { environments, rulesets, variables } = world.repository;
  return {
    ...madeInClouds(world.twin),
    settings: [...environments.keys(), ...rulesets.keys(), ...variables.keys()],
  };
}

test('undone, both clouds and the repository are as before, but for the bucket and its key, which are named', async () => {
  const before = everything();
  expect((await world.bootstrap()).exitCode).toBe(0);
  const made = everything();
  for (const part of Object.keys(before)) expect([part, made[part]]).not.toEqual([part, before[part]]);
  const { exitCode, stderr } = await world.run('bootstrap', '--undo', '--auto-approve');
  expect([exitCode, stderr.replaceAll(/\s+/g, ' ')]).toEqual([
    0,
    expect.stringMatching(
      /What stays: the bucket contoso-state-111122223333 .* and the key arn:aws:kms:\S+ \(alias\/contoso-state\)/,
    ),
  ]);
  expect(everything()).toEqual({ ...before, buckets: [bucketName] });
});
