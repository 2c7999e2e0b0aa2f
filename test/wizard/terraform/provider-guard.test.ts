import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  lackingInLock,
  lockSteps,
  lockedProviders,
  providersInState,
  refuseForeignProviders,
  requiredProviders,
} from '../../../wizard/terraform/provider-guard.js';
import { Stage } from '../commands/fake-terraform.js';
import { plan } from './plans.js';

const stack = {
  terraform: {
    required_providers: {
      aws: { source: 'hashicorp/aws', version: '6.0.0' },
      msgraph: { source: 'microsoft/msgraph' },
      time: {},
    },
  },
};
const aws = 'registry.terraform.io/hashicorp/aws';
const evil = 'registry.terraform.io/evil/marker';
const state = (...providers: readonly string[]): string =>
  JSON.stringify({ version: 4, resources: providers.map((provider) => ({ provider })) });

test('what a stack requires has full addresses', () => {
  expect(requiredProviders(stack)).toEqual([
    aws,
    'registry.terraform.io/microsoft/msgraph',
    'registry.terraform.io/hashicorp/time',
  ]);
});

describe('providers that a state names', () => {
  test.each([
    ['plainly', state(`provider["${evil}"]`)],
    ['with an alias', state(`provider["${evil}"].eu`)],
    ['in a module', state(`module.a.module.b["c.d"].provider["${evil}"]`)],
    [
      'under a key in other letters, which Go takes for the same',
      `{"version":4,"Resources":[{"PROVIDER":"provider[\\"${evil}\\"]"}]}`,
    ],
    [
      'under a key that comes twice',
      `{"version":4,"resources":[{"provider":"provider[\\"${evil}\\"]"}],"resources":[]}`,
    ],
    ['with spaces, as terraform reads an expression', state(`provider [ "${evil}" ]`)],
    ['with a comment', state(`module.a. provider/*"*/["${evil}"].eu`)],
    ['in escapes', `{"version":4,"resources":[{"provider":"\\u0070rovider[\\"${evil}\\"]"}]}`],
  ])('%s are found', (_how, text) => {
    expect(providersInState(text)).toEqual([evil]);
  });

  test('none where there is no state yet, and a form that is not known is refused', () => {
    expect(providersInState('\n')).toEqual([]);
    expect(() => providersInState('{"version":3,"modules":[]}')).toThrow('The state has a form that is not known here');
    expect(() => providersInState('not json')).toThrow('The state has a form that is not known here');
  });
});

describe('before terraform may install anything', () => {
  test('ours pass, as terraform and OpenTofu name them, with what was used once', () => {
    const ours = state(
      `provider["${aws}"]`,
      'provider["registry.opentofu.org/hashicorp/time"].x',
      'provider["registry.terraform.io/hashicorp/azurerm"]',
      'provider["terraform.io/builtin/terraform"]',
    );
    expect(() => refuseForeignProviders(stack, ours, `provider "${aws}" {\n  version = "6.0.0"\n}\n`)).not.toThrow();
  });

  test('a foreign one is named, in the state and in the lock file', () => {
    expect(() => refuseForeignProviders(stack, state(`provider["${evil}"]`), `provider "${evil}" {\n}\n`)).toThrow(
      expect.objectContaining({
        fix: expect.arrayContaining([`in the state: "${evil}"`, `in .terraform.lock.hcl: "${evil}"`]),
      }),
    );
  });
});

describe('a lock file', () => {
  const block = (address: string, hashes: readonly string[]): string =>
    `provider "${address}" {\n  version = "1.0.0"\n  hashes = [\n${hashes.map((hash) => `    "${hash}",\n`).join('')}  ]\n}\n`;
  const all = requiredProviders(stack);

  test('is read', () => {
    expect(lockedProviders('\n'.repeat(200_000))).toEqual([]);
    expect(lockedProviders(block(aws, ['h1:a=', 'zh:b']))).toEqual([{ address: aws, hashes: ['h1:a=', 'zh:b'] }]);
  });

  test('with the registry’s hashes of every package, or one of our own for each platform, is complete', () => {
    expect(
      lackingInLock(stack, all.map((address) => block(address, ['h1:a=', 'zh:b'])).join('\n'), {}, 'terraform'),
    ).toEqual([]);
    expect(
      lackingInLock(
        stack,
        all.map((address) => block(address, ['h1:a=', 'h1:b=', 'h1:c=', 'h1:d='])).join('\n'),
        {},
        'terraform',
      ),
    ).toEqual([]);
  });

  test('without a provider, or for one platform alone, is not', () => {
    expect(lackingInLock(stack, block(aws, ['h1:a=']), {}, 'terraform')).toEqual([
      `${aws} has 1 hash of 4`,
      'registry.terraform.io/microsoft/msgraph is not in it',
      'registry.terraform.io/hashicorp/time is not in it',
    ]);
  });

  test('that the other program wrote is none: each reads the lines of its own registry', () => {
    const ofTofu = all.map((address) =>
      block(address.replace('registry.terraform.io', 'registry.opentofu.org'), ['zh:b']),
    );
    expect(lackingInLock(stack, ofTofu.join('\n'), {}, 'tofu')).toEqual([]);
    expect(lackingInLock(stack, ofTofu.join('\n'), {}, 'terraform')).toHaveLength(all.length);
    expect(lackingInLock(stack, block(aws, ['zh:b']), {}, 'tofu')).toContain(
      'registry.opentofu.org/hashicorp/aws is not in it',
    );
    expect(lockSteps('stacks/x', 'tofu')).toContainEqual(
      expect.stringMatching(/^tofu -chdir=stacks\/x providers lock /),
    );
  });

  test('need not hold what is attached and never installed', () => {
    const env = {
      TF_REATTACH_PROVIDERS: JSON.stringify({ 'hashicorp/aws': {}, 'microsoft/msgraph': {}, 'hashicorp/time': {} }),
    };
    expect(lackingInLock(stack, undefined, env, 'terraform')).toEqual([]);
    expect(lackingInLock(stack, undefined, env, 'tofu')).toEqual([]);
  });
});

describe('the commands', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(() => stage.remove());

  test('do not start terraform on a state that names another provider', async () => {
    writeFileSync(join(stage.folder, `${stage.name}.tfstate`), state(`provider["${evil}"]`));
    const { exitCode, stderr } = await stage.run(['plan'], {});
    expect({ exitCode, commands: stage.commands }).toEqual({ exitCode: 1, commands: [] });
    expect(stderr).toContain(evil);
  });

  test('in a pipeline want the lock file, say how to make it, and keep it as it is', async () => {
    const env = { CI: 'true' };
    const { exitCode, stderr } = await stage.run(['plan'], {}, { env });
    expect({ exitCode, commands: stage.commands }).toEqual({ exitCode: 1, commands: [] });
    expect(stderr).toContain(
      `terraform -chdir=cdktf.out/stacks/${stage.name} providers lock -platform=linux_amd64 -platform=linux_arm64 -platform=darwin_arm64 -platform=windows_amd64`,
    );
    await stage.run(['synth'], {});
    const json = JSON.parse(
      readFileSync(join(stage.folder, 'cdktf.out', 'stacks', stage.name, 'cdk.tf.json'), 'utf8'),
    ) as typeof stack;
    const lock = requiredProviders(json).map((address) => `provider "${address}" {\n  hashes = ["zh:a"]\n}\n`);
    writeFileSync(join(stage.folder, '.terraform.lock.hcl'), lock.join('\n'));
    expect((await stage.run(['plan'], { plan: plan([]) }, { env })).exitCode).toBe(0);
    expect(stage.calls.find(({ words }) => words[0] === 'init')?.words).toContain('-lockfile=readonly');
  });

  test('elsewhere lock what is installed', async () => {
    await stage.run(['plan'], { plan: plan([]) });
    expect(stage.calls.find(({ words }) => words[0] === 'init')?.words).not.toContain('-lockfile=readonly');
    expect(existsSync(join(stage.folder, '.terraform.lock.hcl'))).toBe(true);
  });
});
