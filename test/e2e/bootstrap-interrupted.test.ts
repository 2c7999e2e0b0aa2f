import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readNotes } from '../../wizard/terraform/run-notes.js';
import { World } from './bootstrap/world.js';

// Ctrl-C while things are made: by the command line itself, by its terraform, and at the host.

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(async () => world.stop());

/** One run, stopped at the first call of a kind, after it has taken effect. */
async function stoppedAt(place: RegExp): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = world.spawned(...world.usual);
  let said = '';
  child.stderr?.on('data', (part: Buffer) => (said += part.toString()));
  world.twin.faults.inject(place, { meanwhile: () => void child.kill('SIGINT') });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said: said.replace(/\s+/g, ' ') };
}

test.each([
  ['a rule of the host', /^github (PUT|POST|PATCH) /],
  ['the place of the state', /^aws s3:CreateBucket/],
  ['a role, by terraform', /^aws iam:CreateRole/],
  ['an application, by terraform', /^graph POST .*applications/],
  ['the trust of a role, by terraform', /^aws iam:UpdateAssumeRolePolicy/],
])(
  'Ctrl-C while it makes %s: 130, what stands and how to go on, and nothing goes on behind it',
  async (_what, place) => {
    const { code, said } = await stoppedAt(place);
    expect({ code, said: said.slice(-600) }).toEqual({
      code: 130,
      said: expect.stringContaining('Run it again: it goes on from there.') as unknown as string,
    });
    expect(world.twin.faults.met.at(-1)?.where).toMatch(place);
    expect(said).not.toMatch(/the next apply goes on| at .*\.js:\d+/);
    for (const half of ['aws', 'entra'])
      expect(readNotes(join(world.folder, 'cdktf.out/bootstrap/stacks', half)).running).toBeUndefined();
  },
);

test('the next run goes on to the end, waits for no lock and makes nothing twice', async () => {
  const ended = await world.bootstrap();
  expect([ended.exitCode, ended.stderr]).toEqual([0, expect.not.stringMatching(/lock/i)]);
  const made = (operation: string): number =>
    world.twin.aws.calls.filter((each) => each.operation === operation && each.error === undefined).length;
  expect([made('CreateBucket'), made('CreateRole')]).toEqual([1, 2]);
});
