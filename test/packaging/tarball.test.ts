import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Listener } from '../../twin/network.js';
import { startTwin, type Twin } from '../../twin/twin.js';
import { cloudsVariable } from '../../wizard/clouds/addresses.js';
import { useFederation } from '../e2e/federation-in-use.js';
import { execute, Installation } from './installation.js';

// From the tarball to an applied deployment, as somebody would who has never seen this repository. Each test goes on from
// the one before it.

let twin: Twin;
let at: Installation;
let env: NodeJS.ProcessEnv;
let network: Listener;
const inRepository = (name: string): string => readFileSync(join(at.repository, name), 'utf8');

beforeAll(async () => {
  twin = await startTwin();
  at = await Installation.pack();
  network = await twin.world.network.listen();
  env = { ...at.onTwin(twin), [cloudsVariable]: `${network.url}/_host` };
});
afterAll(async () => {
  at.remove();
  await network.close();
  await twin.stop();
});

describe('from the tarball to an applied deployment, with node and npm alone', () => {
  test('npx TARBALL --answers FILE --yes writes a repository into an empty folder, standard input closed', async () => {
    const { servicePrincipalObjectId } = await useFederation(twin);
    const answers = {
      accountId: twin.seeded.accountId,
      tenantId: twin.seeded.tenantId,
      name: 'contoso',
      region: 'eu-central-1',
      identityCenterInstance: twin.seeded.instanceArn,
      identityCenterKind: 'organization',
      identityCenterRegion: 'eu-central-1',
      federation: 'existing',
      enterpriseAppObjectId: servicePrincipalObjectId,
      users: ['ada@contoso.com', 'grace@contoso.com'],
      image: twin.seeded.images['eu-central-1'],
      availabilityZoneIds: ['euc1-az2', 'euc1-az3'],
      state: 'local',
    };
    const file = join(at.repository, '..', 'answers.json');
    writeFileSync(file, JSON.stringify(answers));
    const { stderr, stdout } = await at.must('npx', [
      '--yes',
      `file:${at.tarball}`,
      '--offline',
      '--answers',
      file,
      '--yes',
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ written: true, deployment: { name: 'contoso' } });
    expect(stderr).toMatch(/wrote .*deployment\.json[^]*Next\n\s+npm ci\n[^]*\s+npm run plan/);
    expect(readdirSync(at.repository).sort()).toEqual([
      '.gitignore',
      'README.md',
      'cdktf.json',
      'deployment.json',
      basename(at.tarball),
      'main.ts',
      'package-lock.json',
      'package.json',
      'tsconfig.json',
    ]);
    // The package came from a file: the repository has it, so that others can install it too.
    expect(inRepository('package.json')).toContain(`"entra-workspaces": "file:./${basename(at.tarball)}"`);
    expect(stderr).toContain('the repository depends on that file');
  });

  test('npm ci takes the lock file, and an npm install finds nothing to change in it', async () => {
    const lockFile = inRepository('package-lock.json');
    await at.must('npm', ['ci']);
    expect(inRepository('package-lock.json')).toBe(lockFile);
    await at.must('npm', ['install']);
    expect(inRepository('package-lock.json')).toBe(lockFile);
    expect(existsSync(join(at.repository, 'node_modules', '.bin', 'entra-workspaces'))).toBe(true);
  });

  test('npm run synth writes the stack; what is installed later for main.ts is not needed for it', async () => {
    const { stderr } = await at.must('npm', ['run', 'synth']);
    expect(stderr).toMatch(/contoso is synthesized: \d+ resources/);
    at.override(twin);
  });

  test('npm run plan says what would be made, npm run apply makes it, and the second plan is clean', async () => {
    const planned = await at.must('npm', ['run', 'plan', '--', '--json'], env);
    expect(planned.stderr).toMatch(/make 2 desktops\s+AWS\s+ada@contoso\.com/);
    await at.must('npm', ['run', 'apply', '--', '--auto-approve'], env);
    expect(twin.aws.workspaces.regions().flatMap(({ desktops }) => [...desktops.values()])).toHaveLength(2);
    const second = await at.run('npm', ['run', 'plan', '--', '--detailed-exitcode'], env);
    expect([second.code, second.stderr]).toEqual([0, expect.stringMatching(/no change|Nothing/i)]);
  });

  test('its owner adds a resource of their own to main.ts: one resource more, and nothing else changes', async () => {
    // Of the bindings only the one that is used: all of them are 300 MB.
    const bindings = join('node_modules', '@cdktf', 'provider-aws');
    for (const part of ['package.json', join('lib', 'sns-topic')]) {
      mkdirSync(join(at.repository, bindings, 'lib'), { recursive: true });
      cpSync(join(bindings, part), join(at.repository, bindings, part), { recursive: true });
    }
    const own = `import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';\n${inRepository('main.ts')}`;
    writeFileSync(
      join(at.repository, 'main.ts'),
      own.replace(
        'void stack;',
        "new SnsTopic(stack, 'owner', { provider: stack.aws('eu-central-1'), name: 'desktop-team' });",
      ),
    );
    const { code, stderr } = await at.run('npm', ['run', 'plan', '--', '--detailed-exitcode'], env);
    expect([code, stderr]).toEqual([2, expect.stringContaining('desktop-team')]);
    const { stderr: applied } = await at.must('npm', ['run', 'apply', '--', '--auto-approve'], env);
    expect(applied).toMatch(/1 (to make|new|made)/i);
    const again = await at.run('npm', ['run', 'plan', '--', '--detailed-exitcode'], env);
    expect([again.code, again.stderr]).toEqual([0, expect.anything()]);
  });

  test('eject: what it writes plans no change with terraform alone', async () => {
    await at.must('npx', ['entra-workspaces', 'eject', '--out', 'plain']);
    const plain = join(at.repository, 'plain');
    at.override(twin, plain);
    const terraform = (...words: string[]) =>
      execute(env['ENTRA_WORKSPACES_TERRAFORM'] ?? '', words, {
        cwd: plain,
        env: { ...twin.terraform.env, HOME: plain, TF_INPUT: '0' },
      });
    expect(readFileSync(join(plain, 'cdk.tf.json'), 'utf8')).toContain('"path": "../contoso.tfstate"');
    expect(await terraform('init', '-no-color')).toMatchObject({ code: 0 });
    expect(await terraform('plan', '-no-color', '-detailed-exitcode')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No changes'),
    });
  });
});
