import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { flagOf } from '../../../wizard/questions/question.js';
import { flagsFor, Place } from '../place.js';
import { enough } from '../questions/seen.js';
import type { Action } from '../terminal/screen.js';

let place: Place;
let folder: string;
let home: string;
beforeEach(() => {
  place = new Place();
  ({ folder, home } = place);
});
afterEach(() => place.remove());

const flags = flagsFor;
const init: Place['init'] = (words, given) => place.init(words, given);
const deployment = (): { name: string; sites: { region: string; desktops: { users: unknown } }[] } =>
  JSON.parse(readFileSync(join(folder, 'deployment.json'), 'utf8')) as ReturnType<typeof deployment>;
const everywhere = (): string[] => place.files();

describe('conventions 3 and 5: without a person', () => {
  test('what is missing is listed with all flags, exit 2, nothing is asked or written', async () => {
    const { exitCode, stderr, prompts } = await init(['--yes']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('7 answers are missing:');
    for (const key of Object.keys(enough)) expect(stderr).toContain(`${flagOf(key)}: `);
    expect(prompts.asked).toEqual([]);
    expect(everywhere()).toEqual([]);
  });

  test('wrong and missing answers are listed together', async () => {
    const { exitCode, stderr } = await init(['--region', 'mars', '--nat-gateways', '9']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/2 answers are wrong, \d answers are missing:/);
    expect(stderr).toContain('--region: must be a Region where');
    expect(stderr).toContain('--nat-gateways: ');
  });

  test('with every flag the repository is written; each answer is said with its origin', async () => {
    const { exitCode, stderr } = await init([...flags(), '--yes']);
    expect(exitCode).toBe(0);
    expect(everywhere()).toEqual([
      '.gitignore',
      'README.md',
      'cdktf.json',
      'deployment.json',
      'main.ts',
      'package-lock.json',
      'package.json',
      'tsconfig.json',
    ]);
    expect(stderr).toMatch(/Region\s+eu-central-1\s+flag/);
    expect(stderr).toMatch(/Running mode\s+AutoStop\s+default/);
    expect(stderr).toMatch(/wrote .*deployment.json/);
  });

  test('a folder of any name is entered as a shell takes it', async () => {
    const { exitCode, stderr } = await init([...flags(), '--yes', '--dir', "it's new"]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("\n  cd 'it'\\''s new'\n");
  });

  test('a package that is given as a file is known by its content', async () => {
    writeFileSync(join(folder, 'x.tgz'), 'packed');
    const { exitCode } = await init([...flags(), '--yes', '--force', '--package', join(folder, 'x.tgz')]);
    expect(exitCode).toBe(0);
    const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string; integrity?: string }>;
    };
    const integrity = `sha512-${createHash('sha512').update('packed').digest('base64')}`;
    expect(packages['node_modules/entra-workspaces']).toMatchObject({ resolved: 'file:x.tgz', integrity });
  });

  test('everything may come from a file of answers, or from the environment', async () => {
    writeFileSync(
      join(home, 'answers.json'),
      JSON.stringify({ ...enough, users: ['ada@contoso.com'], natGateways: 2 }),
    );
    expect((await init(['--answers', join(home, 'answers.json')])).exitCode).toBe(0);
    expect(deployment().sites[0]?.desktops.users).toEqual({ list: [{ upn: 'ada@contoso.com' }] });
    rmSync(join(folder, 'deployment.json'));
    const env = { ENTRA_WORKSPACES_REGION: 'eu-west-1' };
    const { exitCode } = await init(['--answers', join(home, 'answers.json'), '--force'], { env });
    expect([exitCode, deployment().sites[0]?.region]).toEqual([0, 'eu-west-1']);
  });

  test('a rule that crosses answers names the flag that can put it right', async () => {
    const { exitCode, stderr } = await init([...flags(), '--pipeline', 'github', '--state', 'local']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--pipeline: must be none with a state in a file/);
  });

  test('where nobody can be asked nothing that exists is overwritten either; --dry-run shows what would be', async () => {
    await init([...flags(), '--yes']);
    const before = readFileSync(join(folder, 'deployment.json'), 'utf8');
    const env = { ENTRA_WORKSPACES_NAT_GATEWAYS: '2' };
    const again = await init([], { env });
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toMatch(/Nobody can be asked whether to overwrite\.\s+It would change: deployment\.json/);
    expect(await init(['--dry-run'], { env })).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(folder, 'deployment.json'), 'utf8')).toBe(before);
    expect(await init(['--force'], { env })).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(folder, 'deployment.json'), 'utf8')).not.toBe(before);
  });

  test('how to undo it: the folder of a new deployment goes, that of one that may have been applied stays', async () => {
    const first = await init([...flags(), '--yes']);
    expect(first.stderr).toContain('To undo: delete the folder');
    const { stderr } = await init(['--force'], { env: { ENTRA_WORKSPACES_NAT_GATEWAYS: '2' } });
    expect(stderr).toContain('To undo, before the next apply: git checkout');
    expect(stderr).not.toMatch(/delete the folder|nothing was made in any cloud/);
  });

  test('--yes never overwrites what exists, --force does', async () => {
    await init([...flags(), '--yes']);
    const before = readFileSync(join(folder, 'deployment.json'), 'utf8');
    const again = await init(['--yes', '--nat-gateways', '2']);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('--yes never overwrites.');
    expect(readFileSync(join(folder, 'deployment.json'), 'utf8')).toBe(before);
    expect(
      (
        await init([
          '--yes',
          '--force',
          '--region',
          'eu-west-1',
          '--availability-zone-ids',
          'euw1-az1,euw1-az2',
          '--identity-center-region',
          'eu-west-1',
        ])
      ).exitCode,
    ).toBe(0);
    expect(deployment().sites[0]?.region).toBe('eu-west-1');
  });

  test('a change of what cannot change once applied is said with the way to do it', async () => {
    await init([...flags(), '--yes']);
    const { stderr } = await init(['--yes', '--directory-name', 'another']);
    expect(stderr).toMatch(/cannot be changed any more:\n.*sites\[0\].directoryName[^]*Add a site with another key/);
  });

  test('--json gives files and deployment on standard output', async () => {
    const { stdout } = await init([...flags(), '--yes', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      written: true,
      deployment: { name: 'desktops' },
      files: expect.arrayContaining([{ path: 'main.ts', action: 'create' }]),
    });
  });
});

describe('convention 7: a dry run', () => {
  test('shows the files, writes nothing', async () => {
    const { exitCode, stderr } = await init([...flags(), '--yes', '--dry-run']);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/deployment.json\s+new[^]*Nothing was written \(--dry-run\)/);
    expect(everywhere()).toEqual([]);
  });
});

describe('convention 8: a folder that is not empty', () => {
  test('is refused by default, also without a person; README and .git are no obstacle', async () => {
    writeFileSync(join(folder, 'index.html'), '');
    const { exitCode, stderr } = await init([...flags(), '--yes']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/is not empty: index.html/);
    rmSync(join(folder, 'index.html'));
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, 'README.md'), 'mine');
    const second = await init([...flags(), '--yes']);
    expect(second.exitCode).toBe(0);
    expect(second.stderr).toContain('kept README.md: it is yours');
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine');
  });
});

describe('with a person', () => {
  const write: Action = { pick: 'Write' };

  test('a flag silences its question: with all of them only the defaults and the review are shown', async () => {
    const { exitCode, stderr, prompts } = await init(flags(), {
      tty: true,
      actions: ['enter', 'enter', 'enter', 'enter', 'enter', write],
    });
    expect(exitCode).toBe(0);
    expect(new Set(prompts.asked.slice(0, -1))).toEqual(new Set(['Is this right?']));
    expect(prompts.asked.length).toBeLessThanOrEqual(8);
    // What nobody was asked stands in a row each, as what was asked does.
    expect(stderr).toMatch(/^ {3}By default +Value\n/m);
    expect(stderr).toMatch(/^ {3}NAT gateways +1\n/m);
    expect(stderr).toMatch(/^! {2}Site +main\n/m);
    expect(prompts.asked.at(-1)).toBe('Write these files?');
  });

  test('a wrong flag is asked about again, with what was wrong', async () => {
    const { exitCode, stderr } = await init(flags({ ...enough, region: 'mars' }), {
      tty: true,
      actions: ['enter', { pick: 'eu-west-1' }, 'enter', 'enter', 'enter', 'enter', write],
    });
    expect(stderr).toContain(
      '--region: must be a Region where WorkSpaces directories can join Microsoft Entra ID, got: mars',
    );
    expect(exitCode).toBe(0);
    expect(deployment().sites[0]?.region).toBe('eu-west-1');
  });

  test('at the review something can be changed, back leads there again, and stopping writes nothing', async () => {
    const stopped = await init(flags(), {
      tty: true,
      actions: ['enter', 'enter', 'enter', 'enter', 'enter', { pick: 'Stop' }],
    });
    expect(stopped.exitCode).toBe(130);
    expect(stopped.stderr).toContain('Nothing was written.');
    expect(everywhere()).toEqual([]);

    const changed = await init(flags(), {
      tty: true,
      actions: [
        'enter',
        'enter',
        'enter',
        'enter',
        'enter',
        { pick: 'Change' },
        { pick: 'Size, running mode' },
        { pick: 'Standard' },
        'enter',
        'enter',
        { pick: 'AlwaysOn' },
        { pick: 'none' },
        'enter',
        write,
      ],
    });
    expect(changed.exitCode).toBe(0);
    expect(readFileSync(join(folder, 'deployment.json'), 'utf8')).toMatch(
      /"computeType": "STANDARD"[^]*"runningMode": "ALWAYS_ON"/,
    );
  });

  test('Escape at what is to be changed leads back to the review, not into a topic', async () => {
    const { exitCode, prompts } = await init(flags(), {
      tty: true,
      actions: ['enter', 'enter', 'enter', 'enter', 'enter', { pick: 'Change' }, 'back', { pick: 'Stop' }],
    });
    expect(exitCode).toBe(130);
    expect(prompts.asked.slice(-3)).toEqual(['Write these files?', 'What?', 'Write these files?']);
  });

  test('convention 9: in a generated repository it edits: the review comes first, the difference is shown', async () => {
    await init([...flags(), '--yes']);
    const { exitCode, stderr, prompts } = await init([], {
      tty: true,
      actions: [
        { pick: 'Change' },
        { pick: 'Who gets' },
        'enter',
        { answer: 'ada@contoso.com, grace@contoso.com, linus@contoso.com' },
        'enter',
        'enter',
        write,
      ],
    });
    expect(prompts.asked[0]).toBe('Write these files?');
    expect(stderr).toContain('linus@contoso.com');
    expect(stderr).toMatch(/deployment.json\s+changed/);
    expect(exitCode).toBe(0);
    expect(JSON.stringify(deployment().sites[0]?.desktops.users)).toContain('linus@contoso.com');
  });

  test('what was answered before Ctrl-C is kept outside the folder, and taken up with --resume', async () => {
    const { region: _region, ...rest } = enough;
    const first = await init(flags(rest), { tty: true, actions: ['enter', { pick: 'eu-west-1' }, 'cancel'] });
    expect(first.exitCode).toBe(130);
    expect(first.stderr).toContain('--resume goes on from there');
    expect(everywhere()).toEqual([]);
    const kept = readdirSync(join(home, 'entra-workspaces'));
    expect(kept).toHaveLength(1);
    const second = await init(['--resume'], {
      tty: true,
      actions: ['enter', 'enter', 'enter', 'enter', 'enter', write],
    });
    expect(second.exitCode).toBe(0);
    expect(deployment().sites[0]?.region).toBe('eu-west-1');
    expect(readdirSync(join(home, 'entra-workspaces'))).toEqual([]);
    expect(await init(['--resume', '--force'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no kept answers'),
    });
  });

  test('where answers cannot be kept that is said once, and the questions go on', async () => {
    writeFileSync(join(home, 'entra-workspaces'), 'a file in the place of the folder');
    const { region: _region, ...rest } = enough;
    const { exitCode, stderr } = await init(flags(rest), {
      tty: true,
      actions: ['enter', { pick: 'eu-west-1' }, 'cancel'],
    });
    expect(stderr.split('Your answers are not kept')).toHaveLength(2);
    expect(exitCode).toBe(130);
  });

  test('a flag wins over what an earlier run was answered', async () => {
    const { region: _region, ...rest } = enough;
    await init(flags(rest), { tty: true, actions: ['enter', { pick: 'eu-west-1' }, 'cancel'] });
    const { exitCode } = await init(['--resume', '--region', 'eu-central-1'], {
      tty: true,
      actions: ['enter', 'enter', 'enter', 'enter', 'enter', write],
    });
    expect(exitCode).toBe(0);
    expect(deployment().sites[0]?.region).toBe('eu-central-1');
  });

  test('--everything asks everything that nobody gave', async () => {
    const { prompts } = await init([...flags(), '--everything'], { tty: true, actions: ['cancel'] });
    expect(prompts.asked[0]).toBe('Name of the deployment');
  });

  test('nothing was written while it was asking', async () => {
    await init(flags(), { tty: true, actions: ['enter', 'cancel'] });
    expect(existsSync(join(folder, 'deployment.json'))).toBe(false);
  });
});
