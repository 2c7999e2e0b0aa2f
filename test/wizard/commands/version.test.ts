import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Place } from '../place.js';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

test('version and --version agree, and a machine without terraform is no failure', async () => {
  expect((await place.call(['--version'])).stdout).toBe(`${version}\n`);
  const { exitCode, stdout, stderr } = await place.call(['version'], { env: { PATH: '/nonexistent' } });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toBe(
    `entra-workspaces ${version}\nNode.js ${process.versions.node}\n${process.platform} ${process.arch}\nNeither terraform nor tofu was found on PATH.\n`,
  );
});

test('as JSON', async () => {
  const { stdout } = await place.call(['version', '--json'], { env: { PATH: '/nonexistent' } });
  expect(JSON.parse(stdout)).toEqual({
    version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    terraform: { problem: 'Neither terraform nor tofu was found on PATH.' },
  });
});
