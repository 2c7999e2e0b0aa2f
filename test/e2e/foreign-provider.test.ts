import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findTerraform } from '../../wizard/terraform/find.js';
import { refuseForeignProviders } from '../../wizard/terraform/provider-guard.js';
import { Terraform } from '../../wizard/terraform/run.js';

/** A state that names a provider of its author's, and real terraform with a mirror that has it. */
const address = 'registry.terraform.io/evil/marker';
const stack = { terraform: { backend: { local: { path: 'here.tfstate' } } } };
let folder: string;
let terraform: Terraform;

const executions = (): number => {
  const marker = join(folder, 'executions');
  return existsSync(marker) ? readFileSync(marker, 'utf8').split('\n').filter(Boolean).length : 0;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'));
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const program = join(folder, 'mirror', address, '1.0.0', platform, 'terraform-provider-marker_v1.0.0');
  mkdirSync(dirname(program), { recursive: true });
  writeFileSync(program, `#!/bin/sh\necho run >> ${join(folder, 'executions')}\nexit 1\n`);
  chmodSync(program, 0o755);
  const settings = join(folder, 'terraform.rc');
  writeFileSync(
    settings,
    `disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(join(folder, 'mirror'))}\n  }\n}\n`,
  );
  const at = join(folder, 'stack');
  mkdirSync(at);
  writeFileSync(join(at, 'cdk.tf.json'), JSON.stringify(stack));
  const resource = {
    mode: 'managed',
    type: 'marker_thing',
    name: 'x',
    provider: `provider["${address}"]`,
    instances: [{ schema_version: 0, attributes: { id: '1' } }],
  };
  writeFileSync(
    join(at, 'here.tfstate'),
    JSON.stringify({
      version: 4,
      terraform_version: '1.11.4',
      serial: 1,
      lineage: '8b1f2c1e-0000-4000-8000-000000000001',
      outputs: {},
      resources: [resource],
    }),
  );
  const env = { ...process.env, TF_CLI_CONFIG_FILE: settings };
  terraform = new Terraform({ program: await findTerraform(env), folder: at, env });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a state that names a provider of its author', () => {
  test('is seen before init installs it, and refused by name: its program runs 0 times', async () => {
    const state = await terraform.peekState();
    expect(() => refuseForeignProviders(stack, state, undefined)).toThrow(
      expect.objectContaining({ fix: expect.arrayContaining([`in the state: "${address}"`]) }),
    );
    expect(executions()).toBe(0);
    expect(existsSync(join(folder, 'stack', '.terraform', 'providers'))).toBe(false);
  });

  test('is refused by a readonly lock file, too', async () => {
    await expect(terraform.init(['-lockfile=readonly'])).rejects.toThrow(/(terraform|tofu) init failed/);
    expect(executions()).toBe(0);
  });

  test('without either, terraform installs it and runs its program: that is what is kept from happening', async () => {
    await terraform.init();
    await expect(terraform.plan({ out: 'plan' })).rejects.toThrow(/terraform plan failed/);
    expect(executions()).toBeGreaterThan(0);
  });
});
