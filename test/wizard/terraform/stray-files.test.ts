import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { namedOverride, refuseStrayFiles, strayFiles } from '../../../wizard/terraform/stray-files.js';
import { Stage } from '../commands/fake-terraform.js';
import { plan } from './plans.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stray-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function lay(at: string, name: string): void {
  const file = join(at, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '{}');
}

const read = [
  'evil.tf',
  'evil.tf.json',
  'test_override.tf.json',
  'override.tf',
  'cdk.tofu.json',
  'evil.tofu',
  'terraform.tfvars',
  'terraform.tfvars.json',
  'x.auto.tfvars',
  '.auto.tfvars.json',
  'modules/evil/main.tf',
  'terraform.d/plugins/registry.terraform.io/hashicorp/aws/6.0.0/linux_amd64/terraform-provider-aws',
  'Terraform.D/plugins/registry.terraform.io/hashicorp/aws/6.0.0/linux_amd64/terraform-provider-aws',
  '.terraform/modules/modules.json',
];

describe('files that terraform would read and nobody here wrote', () => {
  test.each(read)('%s is refused by name', async (name) => {
    lay(folder, 'cdk.tf.json');
    lay(folder, name);
    await expect(refuseStrayFiles(folder, ['cdk.tf.json'])).rejects.toMatchObject({
      message: expect.stringContaining(folder),
      fix: expect.arrayContaining([expect.stringContaining(name.split('/')[0] ?? name)]),
    });
  });

  test('what terraform keeps there, and what was written on purpose, is not', async () => {
    for (const name of [
      'cdk.tf.json',
      'adopted.tf.json',
      'handler.zip',
      '.terraform.lock.hcl',
      'terraform.tfstate',
      'errored.tfstate',
      '.entra-workspaces-1.tfplan',
      '.terraform/terraform.tfstate',
      '.terraform/providers/registry.terraform.io/x',
    ])
      lay(folder, name);
    expect(await strayFiles(folder, ['cdk.tf.json', 'adopted.tf.json'])).toEqual([]);
  });

  test.each(['.terraform/terraform.tfstate', '.terraform/providers/registry.terraform.io/hashicorp/aws/x'])(
    '%s is refused where it came with a commit, and not where terraform made it',
    async (name) => {
      const git = (...words: string[]): number | null => spawnSync('git', words, { cwd: folder }).status;
      lay(folder, `cdktf.out/${name}`);
      expect(git('init', '--quiet')).toBe(0);
      await refuseStrayFiles(join(folder, 'cdktf.out'), []);
      expect(git('add', '--force', '.')).toBe(0);
      await expect(refuseStrayFiles(join(folder, 'cdktf.out'), [])).rejects.toMatchObject({
        fix: expect.arrayContaining([expect.stringContaining(name)]),
      });
    },
  );

  test.each([
    ['GIT_DIR', '.git'],
    ['GIT_INDEX_FILE', 'another-index'],
    ['GIT_WORK_TREE', '/'],
    ['GIT_LITERAL_PATHSPECS', '1'],
  ])(
    'what came with a commit is seen in a hook of git, too, which is told of a repository by %s',
    async (name, value) => {
      const git = (...words: string[]): number | null => spawnSync('git', words, { cwd: folder }).status;
      const committed = 'cdktf.out/.terraform/terraform.tfstate';
      lay(folder, committed);
      expect([git('init', '--quiet'), git('add', '--force', '.')]).toEqual([0, 0]);
      const before = process.env[name];
      process.env[name] = value;
      try {
        await expect(refuseStrayFiles(join(folder, 'cdktf.out'), [])).rejects.toMatchObject({
          fix: expect.arrayContaining([expect.stringContaining('terraform.tfstate')]),
        });
      } finally {
        if (before === undefined) delete process.env[name];
        else process.env[name] = before;
      }
    },
  );

  test('a folder that git takes for a repository runs no program of it, committed or handed over', async () => {
    const marker = join(folder, 'ran');
    const program = join(folder, 'program');
    writeFileSync(program, `#!/bin/sh\ntouch '${marker}'\n`, { mode: 0o755 });
    const stack = join(folder, 'stack');
    for (const name of ['objects/k', 'refs/k']) lay(stack, name);
    writeFileSync(join(stack, 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(
      join(stack, 'config'),
      `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = ${program}\n`,
    );
    expect(spawnSync('git', ['ls-files'], { cwd: stack }).error).toBeUndefined();
    const ranWithoutUs = existsSync(marker);
    rmSync(marker, { force: true });
    await expect(refuseStrayFiles(stack, [])).rejects.toThrow(stack);
    expect({ ranWithoutUs, ran: existsSync(marker) }).toEqual({ ranWithoutUs: true, ran: false });
    rmSync(join(stack, 'HEAD'));
    await refuseStrayFiles(stack, []);
  });

  test('a lock file in the folder of the stack that came with a commit is refused, also as a link', async () => {
    spawnSync('git', ['init', '--quiet'], { cwd: folder });
    mkdirSync(join(folder, 'stack'));
    symlinkSync('/nowhere/of/ours', join(folder, 'stack', '.terraform.lock.hcl'));
    spawnSync('git', ['add', '--force', '.'], { cwd: folder });
    await expect(refuseStrayFiles(join(folder, 'stack'), [])).rejects.toMatchObject({
      fix: expect.arrayContaining([expect.stringContaining('.terraform.lock.hcl')]),
    });
  });

  test('a name cannot paint the terminal', async () => {
    lay(folder, 'a\u001b[2Jb.tf');
    const failure = await refuseStrayFiles(folder, []).catch((error: { fix: string[] }) => error);
    expect(JSON.stringify(failure)).not.toContain('\u001b');
    expect((failure as { fix: string[] }).fix[0]).toContain('a\\u001b[2Jb.tf');
  });

  test('a folder that is not there yet holds none', async () => {
    expect(await strayFiles(join(folder, 'nowhere'), [])).toEqual([]);
  });
});

describe('the one file that tests lay beside a stack', () => {
  const variable = 'ENTRA_WORKSPACES_TERRAFORM_OVERRIDE';

  test('is named by its path, also through a link', () => {
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    try {
      expect(namedOverride({ [variable]: join(link, 'test_override.tf.json') }, folder)).toBe('test_override.tf.json');
    } finally {
      rmSync(link);
    }
  });

  test('is none where nothing is said', () => {
    expect(namedOverride({}, folder)).toBeUndefined();
    expect(namedOverride({ [variable]: '' }, folder)).toBeUndefined();
  });

  test('in another folder is a mistake that is said', () => {
    expect(() => namedOverride({ [variable]: '/elsewhere/x.tf.json' }, folder)).toThrow(
      /must name a file in .*got: \/elsewhere\/x\.tf\.json/,
    );
  });
});

describe.each([
  ['plan'],
  ['apply', '--auto-approve', '--skip-preflight'],
  ['destroy', '--auto-approve', '--unprotect'],
  ['adopt'],
])('%s', (...words) => {
  test('does not start terraform beside a file that came with a branch', async () => {
    const stage = new Stage();
    try {
      lay(join(stage.folder, 'cdktf.out', 'stacks', stage.name), 'x_override.tf.json');
      const { exitCode, stderr } = await stage.run(words, {});
      expect({ exitCode, commands: stage.commands }).toEqual({ exitCode: 1, commands: [] });
      expect(stderr).toContain('x_override.tf.json');
    } finally {
      stage.remove();
    }
  });
});

test('an override that the environment names is used, and said', async () => {
  const stage = new Stage();
  try {
    const at = join(stage.folder, 'cdktf.out', 'stacks', stage.name);
    lay(at, 'test_override.tf.json');
    const env = { ENTRA_WORKSPACES_TERRAFORM_OVERRIDE: join(at, 'test_override.tf.json') };
    const { exitCode, stderr } = await stage.run(['plan'], { plan: plan([]) }, { env });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/terraform reads test_override\.tf\.json too/);
    expect(existsSync(join(at, 'test_override.tf.json'))).toBe(true);
  } finally {
    stage.remove();
  }
});

test('in a pipeline the output folder holds nothing that came with a commit, whatever it is called', async () => {
  const stage = new Stage();
  try {
    const stack = join(stage.folder, 'cdktf.out', 'stacks', stage.name);
    lay(stack, 'handler.zip');
    lay(join(stage.folder, 'cdktf.out'), 'notes.txt');
    const git = (...words: string[]): unknown => execFileSync('git', words, { cwd: stage.folder, stdio: 'ignore' });
    git('init', '--quiet');
    git('add', '--force', 'cdktf.out');
    const { exitCode, stderr } = await stage.run(['plan'], { plan: plan([]) }, { env: { CI: 'true' } });
    expect({ exitCode, commands: stage.commands }).toEqual({ exitCode: 1, commands: [] });
    expect(stderr).toMatch(/holds what came with a commit:[^]*notes\.txt[^]*handler\.zip/);
    // On a laptop a person sees what is theirs.
    expect(await stage.run(['plan'], { plan: plan([]) })).toMatchObject({ exitCode: 0 });
  } finally {
    stage.remove();
  }
});

test('in a pipeline a workflow that deployment.json does not ask for starts no terraform', async () => {
  const stage = new Stage();
  try {
    mkdirSync(join(stage.folder, '.github/workflows'), { recursive: true });
    lay(join(stage.folder, '.github/workflows'), 'desktops.yml');
    writeFileSync(join(stage.folder, '.github/workflows/desktops.yml'), 'jobs:\n  apply:\n    needs: main-plan\n');
    for (const words of [['plan'], ['apply', '--auto-approve', '--skip-preflight']]) {
      const { exitCode, stderr } = await stage.run(words, { plan: plan([]) }, { env: { CI: 'true' } });
      expect({ exitCode, commands: stage.commands }).toEqual({ exitCode: 1, commands: [] });
      expect(stderr.replace(/\s+/g, ' ')).toContain(
        'job apply: the workflow has it, deployment.json does not ask for it',
      );
    }
  } finally {
    stage.remove();
  }
});
