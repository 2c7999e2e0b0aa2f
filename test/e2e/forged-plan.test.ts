import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { findTerraform } from '../../wizard/terraform/find.js';
import { Terraform } from '../../wizard/terraform/run.js';
import { assertSameConfiguration } from '../../wizard/terraform/saved-plan.js';

/** A plan file that a branch made: its summary is that of the stack, and it carries modules that claim the root folder. */
let folder: string;
const made = (): string => join(folder, 'made');
const executions = (): number =>
  existsSync(join(folder, 'marker'))
    ? readFileSync(join(folder, 'marker'), 'utf8').split('\n').filter(Boolean).length
    : 0;
const terraformIn = async (at: string): Promise<Terraform> =>
  new Terraform({ program: await findTerraform(process.env), folder: at, env: process.env });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'forged-'));
  mkdirSync(made());
  writeFileSync(join(made(), 'cdk.tf.json'), JSON.stringify({ resource: { terraform_data: { x: { input: 'a' } } } }));
  const terraform = await terraformIn(made());
  await terraform.init();
  await terraform.plan({ out: 'plan' });

  const parts = unzipSync(readFileSync(join(made(), 'plan')));
  const program = { 'local-exec': { command: `echo run >> ${join(folder, 'marker')}` } };
  const evil = strToU8(JSON.stringify({ resource: { terraform_data: { x: { input: 'a', provisioner: [program] } } } }));
  // Terraform takes whichever of the modules of a folder it meets first: many make the one more likely.
  const keys = Array.from({ length: 60 }, (_, at) => `evil${at}`);
  for (const key of keys) parts[`tfconfig/m-${key}/cdk.tf.json`] = evil;
  const list = [{ Key: '', Dir: '.' }, ...keys.map((Key) => ({ Key, Source: './x', Dir: '.' }))];
  parts['tfconfig/modules.json'] = strToU8(JSON.stringify(list));
  writeFileSync(join(made(), 'forged'), zipSync(parts));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a plan with modules that claim the root folder', () => {
  test('shows what the true one shows, and is refused; the true one is not', async () => {
    const terraform = await terraformIn(made());
    const [forged, plan] = [await terraform.showPlan('forged'), await terraform.showPlan('plan')];
    expect(forged.resource_changes).toEqual(plan.resource_changes);
    expect(() => assertSameConfiguration(readFileSync(join(made(), 'plan')), made())).not.toThrow();
    expect(() => assertSameConfiguration(readFileSync(join(made(), 'forged')), made())).toThrow(
      'The plan holds more than the configuration of this stack: it is not applied.',
    );
    expect(executions()).toBe(0);
  });

  test('runs its program where terraform alone applies it: that is what is kept from happening', async () => {
    for (let attempt = 0; attempt < 5 && executions() === 0; attempt += 1) {
      const at = join(folder, `attempt-${attempt}`);
      cpSync(made(), at, { recursive: true });
      await (await terraformIn(at)).apply('forged');
    }
    expect(executions()).toBeGreaterThan(0);
  });
});
