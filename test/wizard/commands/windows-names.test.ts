/** Names that Windows keeps for itself: refused for what is made, and no obstacle where they are already. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { refuseForWindows } from '../../../wizard/commands/output-file.js';
import { flagsFor, Place } from '../place.js';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

test.each([
  [['--name', 'aux'], '--name: must be another name: no file or folder can be called aux in Windows, got: aux'],
  [['--users-file', 'nul.csv'], '--users-file: must be another name: no file or folder can be called nul.csv'],
  [['--dir', 'prn'], '--dir must be another name: no file or folder can be called prn in Windows, got: prn'],
])('init refuses one for what it makes: %j', async (words, says) => {
  const { exitCode, stderr } = await place.init(words);
  expect(exitCode).toBe(2);
  expect(stderr.replace(/\s+/g, ' ')).toContain(says);
  expect(place.files()).toEqual([]);
});

test('a deployment that has them is edited, and may not get others', async () => {
  await place.repository();
  const path = join(place.folder, 'deployment.json');
  const file = JSON.parse(readFileSync(path, 'utf8'));
  file.name = 'aux';
  file.sites[0].desktops.users = { file: 'nul.csv' };
  writeFileSync(path, JSON.stringify(file));
  writeFileSync(join(place.folder, 'nul.csv'), 'upn\nada@contoso.com\n');
  const edit = async (...words: string[]) => place.init([...words, '--yes', '--force']);
  const { exitCode, stderr } = await edit('--running-mode', 'ALWAYS_ON');
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('wrote')]);
  const after = JSON.parse(readFileSync(path, 'utf8'));
  expect([after.name, after.sites[0].desktops.users]).toEqual(['aux', { file: 'nul.csv' }]);
  expect((await edit('--name', 'con')).stderr).toContain('--name: must be another name');
});

test('a folder that is there may lie in, and be, one of such a name', async () => {
  mkdirSync(join(place.folder, 'prn', 'desktops.'), { recursive: true });
  const refuse = (given: string) => () => refuseForWindows('--out', given, { cwd: place.folder });
  expect(refuse('prn')).not.toThrow();
  expect(refuse('prn/desktops./new')).not.toThrow();
  expect(refuse(join(place.folder, 'prn/new/page.html'))).not.toThrow();
  expect(refuse('prn/aux.html')).toThrow('can be called aux.html in Windows, got: prn/aux.html');
  expect(refuse('new./page.html')).toThrow('takes the end off');
  expect((await place.init([...flagsFor(), '--dir', 'prn/desktops.', '--yes'])).exitCode).toBe(0);
});
