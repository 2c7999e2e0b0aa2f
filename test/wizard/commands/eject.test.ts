import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeNotes } from '../../../wizard/terraform/run-notes.js';
import { Stage } from './fake-terraform.js';

let stage: Stage;
beforeEach(() => {
  stage = new Stage('greenfield-connected.json');
});
afterEach(() => stage.remove());

describe('eject', () => {
  test('writes the same stack that synth writes, with the code and a README that names nothing of ours to run', async () => {
    await stage.run(['synth'], {});
    const out = join(stage.folder, 'ejected');
    expect((await stage.run(['eject', '--out', 'ejected'], {})).exitCode).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['.gitignore', 'README.md', 'cdk.tf.json', 'handler.zip']);
    const synthesized = readFileSync(join(stage.folder, 'cdktf.out', 'stacks', stage.name, 'cdk.tf.json'), 'utf8');
    expect(readFileSync(join(out, 'cdk.tf.json'), 'utf8')).toBe(synthesized);
    const readme = readFileSync(join(out, 'README.md'), 'utf8');
    expect(readme).toContain('terraform init');
    expect(readme).not.toMatch(/npx|npm |entra-workspaces (plan|apply)/);
  });

  test('a lock file goes along, terraform itself is not called', async () => {
    writeFileSync(join(stage.folder, '.terraform.lock.hcl'), 'locked');
    await stage.run(['eject', '--out', 'ejected'], {});
    expect(readFileSync(join(stage.folder, 'ejected', '.terraform.lock.hcl'), 'utf8')).toBe('locked');
    expect(stage.calls).toEqual([]);
  });

  test('a folder that is not empty is refused without --force', async () => {
    await stage.run(['eject', '--out', 'ejected'], {});
    expect(await stage.run(['eject', '--out', 'ejected'], {})).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('is not empty'),
    });
    expect((await stage.run(['eject', '--out', 'ejected', '--force'], {})).exitCode).toBe(0);
  });

  test.each([
    ['in the folder of the stack', () => join('cdktf.out', 'stacks', stage.name, 'errored.tfstate')],
    ['beside the deployment file', () => `${stage.name}.errored.tfstate`],
  ])('a state that was not saved, %s, is refused with what puts it into the state', async (_, file) => {
    const lies = join(stage.folder, file());
    mkdirSync(dirname(lies), { recursive: true });
    writeFileSync(lies, '{"version":4}');
    const { exitCode, stderr } = await stage.run(['eject', '--out', 'ejected'], {});
    expect(exitCode).toBe(1);
    const said = stderr.replace(/\s+/g, ' ');
    expect(said).toContain(`It lies in ${lies}.`);
    expect(said).toContain('To put it into the state: entra-workspaces plan --recover-state (');
    expect(existsSync(join(stage.folder, 'ejected'))).toBe(false);
    expect(readdirSync(stage.folder).filter((name) => name.startsWith('.eject-'))).toEqual([]);
  });

  test('one in a folder that was chosen is found, and its command carries what was given', async () => {
    const stack = join(stage.folder, 'our stacks', 'stacks', stage.name);
    mkdirSync(stack, { recursive: true });
    writeFileSync(join(stack, 'errored.tfstate'), '{"version":4}');
    const given = ['--deployment', 'deployment.json', '--stacks', 'our stacks'];
    const { exitCode, stderr } = await stage.run(['eject', '--out', 'ejected', ...given], {});
    expect(exitCode).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      "entra-workspaces plan --deployment deployment.json --stacks 'our stacks' --recover-state (",
    );
  });

  test.each(['unfinished', 'running'])(
    'what an apply that was killed was making is looked for first (%s)',
    async (note) => {
      const stack = join(stage.folder, 'cdktf.out', 'stacks', stage.name);
      mkdirSync(stack, { recursive: true });
      const started = '2026-01-01T00:00:00Z';
      const running = { command: 'apply', pid: 2 ** 22 + 1, born: '1', started, output: join(stage.folder, 'gone') };
      writeNotes(stack, () =>
        note === 'running' ? { running } : { unfinished: { started, making: ['aws_vpc.network'] } },
      );
      const { exitCode, stderr } = await stage.run(['eject', '--out', 'ejected'], {});
      expect(exitCode).toBe(1);
      expect(stderr).toContain('The last apply was killed before it had come to its end.');
      expect(stderr).toContain('Next: entra-workspaces adopt');
      expect(existsSync(join(stage.folder, 'ejected'))).toBe(false);
    },
  );

  test('the folder to go to is typed as a shell takes it', async () => {
    expect((await stage.run(['eject', '--out', 'our terraform'], {})).stderr).toContain("\n  cd 'our terraform'\n");
  });

  test('one that terraform left in the folder of an earlier eject is refused, also with --force', async () => {
    await stage.run(['eject', '--out', 'ejected'], {});
    writeFileSync(join(stage.folder, 'ejected', 'errored.tfstate'), '{"version":4}');
    const { exitCode, stderr } = await stage.run(['eject', '--out', 'ejected', '--force'], {});
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/could not save its state[^]*\n +cd ejected\n +terraform state push errored\.tfstate\n/);
    expect(stderr.replace(/\s+/g, ' ')).toContain('If it is surely of no use any more');
  });
});

test('schema prints the JSON Schema of the deployment file on standard output', async () => {
  const { exitCode, stdout, stderr } = await stage.run(['schema'], {});
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync('schema/deployment.schema.json', 'utf8')));
});

describe('a fleet, which makes its desktops after the apply', () => {
  test('is synthesized without a count of desktops, and neither output says that the plan holds them', async () => {
    stage.remove();
    stage = new Stage('fleet.json');
    const { stderr } = await stage.run(['synth'], {});
    expect(stderr).toMatch(/is synthesized: \d+ resources \([^)]*\)\.\n/);
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      'Stage connected: everything but the desktops, which a fleet makes after the apply.',
    );
    await stage.run(['eject', '--out', 'ejected'], {});
    const readme = readFileSync(join(stage.folder, 'ejected', 'README.md'), 'utf8');
    expect(readme).toMatch(/the whole stack: \d+ resources\. It uses/);
    expect(readme).toContain('- Desktops of berlin: the engine of the fleet');
    expect(readme).not.toContain('- A desktop: copy');
  });

  test('beside a list is told by its site', async () => {
    const file = join(stage.folder, 'deployment.json');
    const deployment = JSON.parse(readFileSync(file, 'utf8')) as { sites: { key: string }[] };
    const [site] = deployment.sites as [{ key: string; desktops: object }];
    const paris = {
      ...site,
      key: 'paris',
      directoryName: 'contoso-paris',
      network: {
        create: { cidr: '172.21.0.0/20', availabilityZoneIds: ['euc1-az2', 'euc1-az3'], capacity: 300 },
      },
      desktops: { ...site.desktops, users: { group: { entra: 'ours' } } },
    };
    writeFileSync(file, JSON.stringify({ ...deployment, sites: [site, paris] }));
    const { stderr } = await stage.run(['synth'], {});
    const said = stderr.replace(/\s+/g, ' ');
    expect(said).toMatch(/, \d+ desktops\. Stage/);
    expect(said).toContain(
      'everything, desktops included, but for those of paris: a fleet makes them after the apply.',
    );
  });
});
