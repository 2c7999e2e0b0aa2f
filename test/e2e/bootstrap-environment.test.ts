import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { World } from './bootstrap/world.js';

// Bootstrap is run by somebody with rights in both clouds and on the host. Terraform and its providers, which come from a registry,
// need the first alone: with the token of the host as well they could take the rules away that keep apply closed.

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(async () => world.stop());

test('terraform gets the rights in the clouds, and never the token of the host', async () => {
  const [programs, seen] = [join(world.folder, 'programs'), join(world.folder, 'seen')];
  mkdirSync(programs);
  const real = (process.env['PATH'] ?? '').replaceAll("'", '');
  const script = `#!/bin/sh\nenv >> '${seen}'\nPATH='${real}' exec terraform "$@"\n`;
  writeFileSync(join(programs, 'terraform'), script);
  chmodSync(join(programs, 'terraform'), 0o755);
  const token = world.env['GH_TOKEN'] ?? '';
  world.as = { PATH: `${programs}:${real}`, GITLAB_TOKEN: 'glpat-people', AZURE_DEVOPS_EXT_PAT: 'pat-people' };
  const { exitCode, stderr } = await world.bootstrap();
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
  const given = readFileSync(seen, 'utf8');
  expect(given).toContain('AWS_SECRET_ACCESS_KEY=');
  expect([token, 'glpat-people', 'pat-people'].filter((each) => given.includes(each))).toEqual([]);
});
