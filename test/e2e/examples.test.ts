import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { overrideFor, writeTerraformConfig, type TerraformConfigFile } from '../../twin/terraform-environment.js';
import { startTwin, type Twin } from '../../twin/twin.js';
import { synthesize } from '../../wizard/terraform/synth.js';
import { findAwsProvider } from './aws-mirror.js';
import { KeptForCommands } from './provider-pool.js';
import { runIn } from './terraform.js';

// Every example, as it is synthesized, is valid for real terraform: with the real aws provider's schema where a machine
// has it, and with stand-ins, whose schemas come from the bindings, for the rest. The first one is also installed and started
// by terraform itself; the others ask a program that is kept, for the schema of their types.

const folder = join(import.meta.dirname, '../../examples');
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const real = findAwsProvider();

describe.each([
  { what: 'stand-ins alone', aws: undefined },
  ...(real ? [{ what: `the real aws provider ${real.version}`, aws: real }] : []),
])('with $what', ({ aws }) => {
  let twin: Twin;
  let config: TerraformConfigFile | undefined;
  let scratch: string;
  let env: NodeJS.ProcessEnv;
  const kept = new KeptForCommands(aws);

  beforeAll(async () => {
    twin = await startTwin();
    scratch = await mkdtemp(join(tmpdir(), 'entra-workspaces-examples-'));
    await writeFile(join(scratch, 'handler.zip'), 'only its path and its hash matter here');
    env = { ...process.env, ...twin.terraform.env };
    if (!aws) return;
    config = await writeTerraformConfig(aws ? { aws } : {});
    const standIns = JSON.parse(twin.terraform.env['TF_REATTACH_PROVIDERS'] ?? '{}') as Record<string, unknown>;
    const others = Object.entries(standIns).filter(([address]) => !address.endsWith('hashicorp/aws'));
    env = {
      ...env,
      TF_REATTACH_PROVIDERS: JSON.stringify(Object.fromEntries(others)),
      TF_CLI_CONFIG_FILE: config.path,
    };
  });
  afterAll(async () => {
    await kept.stop();
    await twin.stop();
    await config?.remove();
    await rm(scratch, { recursive: true, force: true });
  });

  test.each(names)(
    '%s is valid',
    async (name) => {
      const out = join(scratch, name);
      const { folder: stack, file } = await synthesize({
        deploymentFile: join(folder, name),
        out,
        functionZip: join(scratch, 'handler.zip'),
      });
      const json = JSON.parse(await readFile(file, 'utf8')) as object;
      kept.sees(json);
      const override = overrideFor(json, aws ? { aws } : {});
      await writeFile(join(stack, 'test_override.tf.json'), JSON.stringify(override));
      expect(await readdir(stack)).toContain('handler.zip');
      const given = name === names[0] ? env : await kept.env(scratch, env);
      expect(await runIn(stack, given, ['init', '-no-color'])).toMatchObject({ code: 0 });
      expect(await runIn(stack, given, ['validate', '-no-color'])).toMatchObject({
        code: 0,
        output: expect.stringContaining('The configuration is valid.'),
      });
    },
    120_000,
  );
});
