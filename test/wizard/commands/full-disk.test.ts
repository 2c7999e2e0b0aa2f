import { readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mayMount, mount, unmount } from '../../small-disk.js';
import { flagsFor, Place } from '../place.js';

const possible = mayMount();
if (!possible) test.skip('on a full disk: needs root on Linux, who may mount one', () => undefined);

(possible ? describe : describe.skip)('on a full disk', () => {
  let place: Place;
  const filler = (): string => join(place.folder, 'filler');
  /** Takes all blocks but some. */
  const fill = (free: number): void => {
    const { bavail, bsize } = statfsSync(place.folder);
    writeFileSync(filler(), Buffer.alloc((bavail - free) * bsize));
    expect(statfsSync(place.folder).bavail).toBe(free);
  };
  const names = (): string[] => readdirSync(place.folder).filter((name) => name !== 'filler');

  afterEach(() => {
    for (const name of readdirSync(place.folder)) rmSync(join(place.folder, name), { recursive: true });
  });
  beforeAll(() => {
    place = new Place();
    mount(place.folder, '512k');
  });
  afterAll(() => {
    unmount(place.folder);
    place.remove();
  });

  test.each([0, 1, 5])(
    'init with %i blocks left says which file, and goes on where there is room again',
    async (free) => {
      fill(free);
      const { exitCode, stderr } = await place.init([...flagsFor(), '--yes', '--force']);
      expect(exitCode).toBe(1);
      expect(stderr.replace(/\s+/g, ' ')).toMatch(
        /There is no space left to write \S*place-\S+\. Nothing of it was written/,
      );
      expect(stderr).not.toMatch(/a mistake of entra-workspaces|\bat .*\.ts:\d+/);
      // What is there is whole: no file that was cut, none that was begun.
      for (const name of names()) {
        expect(name).not.toMatch(/tmp|~$|^\.\w{6,}$/);
        expect([name, sizeOf(join(place.folder, name)) > 0]).toEqual([name, true]);
      }
      rmSync(filler());
      const again = await place.init([...flagsFor(), '--yes', '--force']);
      expect([again.exitCode, again.exitCode === 0 ? '' : again.stderr]).toEqual([0, '']);
      for (const name of names()) rmSync(join(place.folder, name), { recursive: true });
    },
  );

  test('users add loses nobody: the file is as it was, and nothing lies beside it', async () => {
    await place.repository();
    const file = join(place.folder, 'deployment.json');
    const before = readFileSync(file, 'utf8');
    const there = names();
    fill(0);
    const { exitCode, stderr } = await place.call(['users', 'add', 'new@contoso.com']);
    expect(exitCode).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(/There is no space left to write \S*deployment\.json/);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(names()).toEqual(there);
    rmSync(filler());
    expect(await place.call(['users', 'add', 'new@contoso.com'])).toMatchObject({ exitCode: 0 });
    expect(readFileSync(file, 'utf8')).toContain('new@contoso.com');
  });

  test.each([1, 8])('synth with %i blocks left names the folder of its output, and leaves none of it', async (free) => {
    await place.repository();
    const there = names();
    fill(free);
    const { exitCode, stderr } = await place.call(['synth']);
    expect(exitCode).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(/There is no space left to write \S*cdktf\.out\. Nothing of it/);
    expect(names().filter((name) => name !== 'cdktf.out')).toEqual(there);
  });
});

/** Size of a file; of a folder, how many names it holds. */
function sizeOf(path: string): number {
  try {
    return readdirSync(path).length;
  } catch {
    return readFileSync(path).length;
  }
}
