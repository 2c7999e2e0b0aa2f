import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../wizard/cli.js';
import { Interrupts } from '../../../wizard/terminal/interrupts.js';
import { anotherSite, greenfield, type Loose } from '../../deployment/sample.js';
import { keptStream, scriptedPrompts } from '../terminal/screen.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleet-migrate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const path = (): string => join(folder, 'deployment.json');
const written = (): Loose => JSON.parse(readFileSync(path(), 'utf8'));

const migrate = (deployment: Loose, ...words: string[]) => fleet(deployment, 'migrate', ...words);

async function fleet(deployment: Loose, ...words: string[]) {
  writeFileSync(path(), JSON.stringify(deployment, undefined, 2));
  const [stdout, stderr] = [keptStream(), keptStream(false, 100)];
  const exitCode = await run(['fleet', ...words], {
    stdin: { isTTY: false } as NodeJS.ReadStream,
    stdout,
    stderr: stderr as never,
    env: { NO_COLOR: '1' },
    cwd: folder,
    interrupts: new Interrupts(),
    prompts: scriptedPrompts([]),
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}
const changed = (change: (deployment: Loose) => void): Loose => {
  const deployment = greenfield();
  change(deployment);
  return deployment;
};

describe('fleet migrate', () => {
  test('writes the list as the former one, allows its desktops to be forgotten, and says what comes next', async () => {
    const { exitCode, stdout, stderr } = await migrate(greenfield(), '--yes', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ site: 'berlin', users: 2, mode: 'report' });
    const { entra, sites } = written();
    expect(sites[0].desktops.users.group).toEqual({ mode: 'report', from: ['ada@contoso.com', 'grace@contoso.com'] });
    expect(entra.desktopUsers).toEqual({ create: { members: 'elsewhere' } });
    expect(JSON.parse(readFileSync(join(folder, 'allow.json'), 'utf8'))).toMatchObject({ forget: { count: 2 } });
    expect(stderr).toMatch(/plan, then apply[\s\S]*fleet plan[\s\S]*mode to apply[\s\S]*--done/);
  });

  test.each<[string, Loose, string[], RegExp]>([
    ['where nobody can be asked', greenfield(), [], /To go on without being asked: --yes/],
    ['there and back at once', greenfield(), ['--done', '--back'], /one at a time/],
    [
      'of a site beside others without a group of its own',
      changed((d) => d.sites.push(anotherSite())),
      ['--site', 'berlin', '--yes'],
      /fleet migrate --site berlin --group OBJECTID/,
    ],
    [
      'of a fleet',
      changed((d) => {
        d.entra.desktopUsers = { create: { members: 'elsewhere' } };
        d.sites[0].desktops.users = { group: {} };
      }),
      ['--yes'],
      /those of a group already/,
    ],
    [
      'where everybody keeps access',
      changed((d) => (d.sites[0].access = { requireAssignment: false })),
      ['--yes'],
      /sites\[0\]\.access\.requireAssignment/,
    ],
  ])('is refused %s, and writes nothing', async (_, deployment, words, says) => {
    const before = JSON.stringify(deployment);
    const { exitCode, stderr } = await migrate(deployment, ...words);
    expect(exitCode).not.toBe(0);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(says);
    expect(JSON.stringify(written())).toBe(before);
    expect(existsSync(join(folder, 'allow.json'))).toBe(false);
  });
});

test.each(['hold', 'release', 'keep', 'status'])(
  'without a fleet, fleet %s says so, and names what a list has instead',
  async (command) => {
    const words = command === 'status' ? [] : ['ada@contoso.com'];
    const { exitCode, stderr } = await fleet(greenfield(), command, ...words);
    expect(exitCode).toBe(2);
    const said = stderr.replace(/\s+/g, ' ');
    expect(said).toMatch(/This deployment has no fleet.*fleet migrate.*users remove.*users add/);
    expect(said).not.toMatch(/engine|--other-person|--same-person/);
  },
);
