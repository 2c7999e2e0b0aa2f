import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DataResource, TerraformStack, Testing } from 'cdktf';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtFunctionZip } from './function-zip.js';
import { ControlPlane } from '../../modules/control-plane/control-plane.js';
import { functionZipOf } from '../../modules/control-plane/function-zip.js';
import type { Instance } from '../../twin/aws/identity-center/instance.js';
import { startTwin, type Twin } from '../../twin/twin.js';
import { findAwsProvider } from './aws-mirror.js';
import { KeptForCommands } from './provider-pool.js';
import { runIn } from './terraform.js';
import { testingApp } from '../modules/testing-app.js';

// What decision 0004 claims of the control plane, with real terraform and the real function: with the real aws
// provider where this machine has one, because it is its aws_lambda_invocation that decides the shape.

const region = 'eu-central-1';
const real = findAwsProvider();

interface Wanted {
  readonly bundle?: string;
  readonly imageId: string;
  readonly users?: readonly string[];
}

describe(`the control plane, with ${real ? `hashicorp/aws ${real.version}` : 'the stand-in for hashicorp/aws'}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'control-plane-e2e-'));
  const kept = new KeptForCommands(real);
  const slowMinutes = 6000;
  let twin: Twin;
  let instance: Instance;
  let image: string;

  beforeAll(async () => {
    twin = await startTwin(real ? { aws: real } : {});
    copyFileSync(builtFunctionZip(), join(folder, 'handler.zip'));
    twin.aws.workspaces.enableByol(region);
    instance = twin.aws.identityCenter.instances[0] ?? twin.aws.identityCenter.enableOrganizationInstance(region);
    image = twin.aws.workspaces.addImage(region);
    for (const userName of ['ada@contoso.com', 'grace@contoso.com']) addUser(userName);
    write({ imageId: image });
    await must('init', '-no-color');
  });
  afterAll(async () => {
    await kept.stop();
    await twin.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const addUser = (userName: string) =>
    instance.store.addUser({ userName, displayName: userName, givenName: 'Ada', familyName: 'Contoso' });
  const bundles = () =>
    [...twin.aws.workspaces.region(region).bundles.values()].filter(({ name }) => name.startsWith('contoso'));
  const terraform = async (...args: string[]) =>
    runIn(folder, await kept.env(folder, { ...process.env, ...twin.terraform.env, TF_INPUT: '0' }), args);
  async function must(...args: string[]): Promise<string> {
    const { code, output } = await terraform(...args);
    if (code !== 0) throw new Error(`terraform ${args.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  /** A bundle, something made of its id, and something for each user behind one shared wait. */
  function write({ bundle = 'contoso', imageId, users = [] }: Wanted): void {
    const stack = new TerraformStack(testingApp(), 'test');
    const provider = new AwsProvider(stack, 'aws', { region, alias: 'here' });
    const controlPlane = new ControlPlane(stack, 'control-plane', {
      name: 'contoso',
      region,
      accountId: twin.aws.accountId,
      kinds: ['bundle', 'user-presence'],
      functionZip: functionZipOf(join(folder, 'handler.zip')),
      provider,
    });
    const properties = { imageId, computeType: 'STANDARD', rootVolumeGib: 80, userVolumeGib: 50 };
    const made = controlPlane.managedResource(
      stack,
      'bundle',
      { kind: 'bundle', identity: { name: bundle }, properties },
      { minutes: 9 },
    );
    new DataResource(stack, 'desktop', { triggersReplace: { bundle: made.attributes.bundleId } });
    const presence = (userNames: readonly string[]) =>
      ({ kind: 'user-presence', identity: { identityStoreId: instance.store.id, userNames } }) as const;
    if (users.length > 0) {
      const shared = controlPlane.condition(stack, 'everybody', presence(users), { minutes: 1, mayEndPending: true });
      for (const user of users) {
        const own = controlPlane.condition(stack, user.split('@')[0]!, presence([user]), {
          minutes: 0,
          dependsOn: [shared],
        });
        new DataResource(stack, `desktop-${user.split('@')[0]}`, { dependsOn: [own] });
      }
    }
    const json = JSON.parse(Testing.synth(stack)) as { terraform: { required_providers: { aws: { source: string } } } };
    json.terraform.required_providers.aws.source = 'hashicorp/aws';
    kept.sees(json);
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(json));
    writeFileSync(join(folder, 'test_override.tf.json'), JSON.stringify(twin.terraform.override(json)));
  }

  /** What a plan would do, by the name of the step or resource: `ensure: delete create`. */
  async function planned(...options: string[]): Promise<string[]> {
    await must('plan', '-no-color', '-out=plan', ...options);
    const { resource_changes: changes = [] } = JSON.parse(await must('show', '-json', 'plan')) as {
      resource_changes?: { name: string; change: { actions: string[] } }[];
    };
    return changes
      .filter(({ change }) => !['no-op', 'read'].includes(change.actions[0]!))
      .map(({ name, change }) => `${name.replace(/^bundle_|_[0-9A-F]{8}$/g, '')}: ${change.actions.join(' ')}`)
      .sort();
  }
  /** The calls that changed something, since the last time this was asked. */
  let seen = 0;
  const changes = (): string[] => {
    const calls = twin.aws.calls
      .slice(seen)
      .filter(({ service, operation }) => service === 'workspaces' && !/^(Describe|List)/.test(operation));
    seen = twin.aws.calls.length;
    return calls.map(({ operation }) => operation);
  };

  test('makes what is asked for, and a second plan changes nothing', async () => {
    await must('apply', '-auto-approve', '-no-color');
    expect(bundles()).toHaveLength(1);
    expect(changes()).toEqual(['CreateWorkspaceBundle']);
    expect(await planned()).toEqual([]);
  });

  test('a changed property runs ensure and waits alone: nothing that uses the id is touched or turns unknown', async () => {
    image = twin.aws.workspaces.addImage(region);
    write({ imageId: image });
    expect(await planned()).toEqual(['ensure: delete create', 'wait-1: delete create', 'wait-2: delete create']);
    await must('apply', '-no-color', 'plan');
    expect(changes()).toEqual(['UpdateWorkspaceBundle']);
    expect(await planned()).toEqual([]);
  });

  test('a change that failed is not taken for done: the next plan still holds it', async () => {
    const before = image;
    image = twin.aws.workspaces.addImage(region, { state: 'PENDING' });
    write({ imageId: image });
    const { code, output } = await terraform('apply', '-auto-approve', '-no-color');
    expect(code).toBe(1);
    expect(output.replace(/[│\n\s]+/g, ' ')).toMatch(/The image is not ready/);
    expect(output).not.toMatch(/\bat .*index\.mjs/);
    expect(await planned()).toEqual(['ensure: create', 'wait-1: create', 'wait-2: create']);
    write({ imageId: before });
    image = before;
    await must('apply', '-auto-approve', '-no-color');
    expect(await planned()).toEqual([]);
    changes();
  });

  test('another identity removes the old and makes the new', async () => {
    write({ bundle: 'contoso-second', imageId: image });
    await must('apply', '-auto-approve', '-no-color');
    expect(changes()).toEqual(['DeleteWorkspaceBundle', 'CreateWorkspaceBundle']);
    expect(bundles().map(({ name }) => name)).toEqual(['contoso-second']);
  });

  test('replacing the claim makes it anew, with all that uses its id', async () => {
    const [claim] = (await must('state', 'list')).split('\n').filter((address) => address.includes('_claim_'));
    await must('apply', '-auto-approve', '-no-color', `-replace=${claim}`);
    expect(changes()).toEqual(['DeleteWorkspaceBundle', 'CreateWorkspaceBundle']);
    expect(bundles()).toHaveLength(1);
    expect(await planned()).toEqual([]);
  });

  test('replacing ids asks again and finds the same thing: nothing is made, nothing removed', async () => {
    const [before] = bundles();
    const [ids] = (await must('state', 'list')).split('\n').filter((address) => address.includes('_ids_'));
    await must('apply', '-auto-approve', '-no-color', `-replace=${ids}`);
    expect(changes()).toEqual([]);
    expect(bundles().map(({ id }) => id)).toEqual([before!.id]);
    expect(await planned()).toEqual([]);
  });

  test('one absent user delays only that user, and is tried again', async () => {
    const users = ['ada@contoso.com', 'alan@contoso.com', 'grace@contoso.com'];
    write({ bundle: 'contoso-second', imageId: image, users });
    const { code, output } = await terraform('apply', '-auto-approve', '-no-color');
    expect(code).toBe(1);
    expect(output.replace(/[│\n\s]+/g, ' ')).toMatch(/PENDING: alan@contoso\.com is not in Identity Center yet/);
    expect(await planned()).toEqual(['alan_wait-1: create', 'desktop-alan: create']);
    addUser('alan@contoso.com');
    await must('apply', '-no-color', 'plan');
    expect(await planned()).toEqual([]);
  });

  test('a user added or removed touches that user and the shared wait alone', async () => {
    write({ bundle: 'contoso-second', imageId: image, users: ['ada@contoso.com', 'grace@contoso.com'] });
    expect(await planned()).toEqual(['alan_wait-1: delete', 'desktop-alan: delete', 'everybody_wait-1: delete create']);
    await must('apply', '-no-color', 'plan');
  });

  test('what is not ready in time ends pending at the last wait; the next apply makes only the rest', async () => {
    await must('destroy', '-auto-approve', '-no-color');
    expect(bundles()).toEqual([]);
    // The twin's minutes pass while a busy machine computes: so long that no apply gets there by itself.
    twin.aws.settings.timings.createBundle = slowMinutes;
    write({ imageId: image });
    const { code, output } = await terraform('apply', '-auto-approve', '-no-color');
    expect(code).toBe(1);
    expect(output.replace(/[│\n\s]+/g, ' ')).toMatch(/PENDING: the bundle contoso is not ready/);
    expect(await planned()).toEqual(['desktop: create', 'ids: create', 'wait-2: create']);
    await twin.advance(slowMinutes);
    changes();
    await must('apply', '-no-color', 'plan');
    expect(changes()).toEqual([]);
    expect(await planned()).toEqual([]);
  });

  test('half-made leaves nothing behind after a destroy, nor does the function itself', async () => {
    await must('destroy', '-auto-approve', '-no-color');
    await terraform('apply', '-auto-approve', '-no-color');
    expect(bundles()).toHaveLength(1);
    await twin.advance(slowMinutes);
    await must('destroy', '-auto-approve', '-no-color');
    expect(bundles()).toEqual([]);
    expect((await must('state', 'list')).trim()).toBe('');
  });
});
