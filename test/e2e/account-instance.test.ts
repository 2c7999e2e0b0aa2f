import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../deployment/schema.js';
import { explain } from '../../wizard/terraform/provider-errors.js';
import { inventoryOf } from '../../twin/inventory.js';
import { shakeHands } from './handshake.js';
import { greenfield, Scenario } from './harness.js';
import { tableOf, type Table } from './people.js';
import { awsSides, nameWhatIsMissing, sayWhatRan } from './worlds.js';

// Scenario 4: a member account of an organization makes an Identity Center instance of its own.

const region = 'eu-central-1';
const users = ['ada@contoso.com', 'grace@contoso.com'];
const outcomes: { addresses: string[]; table: Table }[] = [];

nameWhatIsMissing();

describe.each(awsSides)('account instance with $what', (side) => {
  let scenario: Scenario;
  let deployment: DeploymentInput;
  let nothingInAws: string[];
  let nothingInEntra: unknown;
  const instances = () => scenario.twin.aws.identityCenter.instances;

  beforeAll(async () => {
    scenario = await Scenario.start({ seed: { users, identityCenter: 'none' }, ...side.options });
    nothingInAws = await inventoryOf(scenario.twin.aws, [region]);
    nothingInEntra = scenario.twin.entra.snapshot();
    deployment = greenfield(scenario.twin) as DeploymentInput;
    deployment.identityCenter = {
      region,
      instance: { create: 'account' },
      federation: { setUp: { handshake: null } },
    };
  });
  afterAll(async () => scenario.stop());

  test('the foundation makes the instance, once', async () => {
    await scenario.write(deployment);
    await scenario.apply();
    expect(instances().map(({ kind, status, ownerAccountId }) => [kind, status, ownerAccountId])).toEqual([
      ['account', 'ACTIVE', scenario.twin.aws.accountId],
    ]);
    expect(await scenario.plan()).toEqual([]);
  });

  test('connected: nothing is replaced, everybody works, on the same instance', async () => {
    const foundation = await scenario.addresses();
    const arn = instances()[0]!.arn;
    deployment = (await shakeHands(scenario.twin, deployment, await scenario.outputs())) as DeploymentInput;
    await scenario.write(deployment);
    const planned = await scenario.apply();
    expect(planned.filter(({ actions }) => actions.includes('delete'))).toEqual([]);
    expect(await scenario.addresses()).toEqual(expect.arrayContaining(foundation));
    await scenario.twin.advance(60);
    const table = tableOf(scenario.twin, users);
    expect(table.users).toEqual(users.map((upn) => `${upn}: works`));
    expect(table.devices).toEqual(
      [1, 2].map(() => expect.stringMatching(/^contoso-berlin: Contoso berlin: enrolled$/)),
    );
    expect(instances().map((each) => each.arn)).toEqual([arn]);
    expect(await scenario.plan()).toEqual([]);
    outcomes.push({ addresses: await scenario.addresses(), table });
    await sayWhatRan(scenario, 'account-instance', side);
  });

  // The row of the account instance among what somebody deletes: test/e2e/deleted-behind.test.ts has no such instance.
  test('deleted in a console: a plan says what that means and names the way on', async () => {
    const [own] = instances().splice(0);
    const failure: unknown = await scenario.plan().catch((error: unknown) => error);
    const explained = explain({ summary: String(failure), detail: '', address: 'drift_seen' });
    expect([explained?.id, explained?.fix]).toEqual([
      'instance-gone',
      expect.stringContaining('entra-workspaces destroy, entra-workspaces connect --forget'),
    ]);
    // On stand-ins it stays gone, and what is destroyed then is all but it.
    if (side.options.aws) instances().push(own!);
    else own!.applications.clear();
  });

  test(`destroyed, ${side.options.aws ? 'the instance is gone too' : 'all is gone with the instance that somebody deleted'}`, async () => {
    // What the command of that name tells terraform.
    await scenario.must('destroy', '-no-color', '-auto-approve', '-var=look_for_drift=false');
    await scenario.twin.advance(10);
    expect(instances()).toEqual([]);
    expect(await inventoryOf(scenario.twin.aws, [region])).toEqual(nothingInAws);
    expect(scenario.twin.entra.snapshot()).toEqual(nothingInEntra);
    expect(scenario.twin.aws.unknownCalls).toEqual([]);
  });
});

test('addresses and table are the same on every side', () => {
  for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
});
