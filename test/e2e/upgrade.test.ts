import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inventoryOf } from '../../twin/inventory.js';
import { layEarlierStack } from './earlier-version.js';
import { shakeHands } from './handshake.js';
import { greenfield, Scenario, type DeploymentFile, type PlannedAction } from './harness.js';
import { desktopIds, whoWorks } from './people.js';

// A company that set everything up with an earlier version and goes on with this one. test/inputs/versions/before-0.1.0 is
// what commit d687296 made of the same deployment: configuration of both stages, function, handshake. Terraform makes a state of
// it on today's clouds, which then is this version's to go on with.

const users = ['ada@contoso.com', 'grace@contoso.com'];
const region = 'eu-central-1';

/** Steps of the control plane and marks of terraform: nobody can miss one. */
const steps = ['aws_lambda_invocation', 'terraform_data'];

let scenario: Scenario;
let deployment: DeploymentFile;
let before: { aws: string[]; entra: unknown };

const inClouds = async (): Promise<typeof before> => ({
  aws: await inventoryOf(scenario.twin.aws, [region]),
  entra: scenario.twin.entra.snapshot(),
});
const lost = (planned: readonly PlannedAction[]): PlannedAction[] =>
  planned.filter(({ type, actions }) => actions.includes('delete') && !steps.includes(type));

/** The stack as the earlier version wrote it, where the stack of this version lies. */
async function writeEarlier(stage: 'foundation' | 'connected'): Promise<void> {
  const { folder } = await scenario.write(deployment);
  await layEarlierStack('before-0.1.0', folder, stage, deployment);
  await scenario.must('init', '-no-color');
}

beforeAll(async () => {
  scenario = await Scenario.start({ seed: { users } });
  before = await inClouds();
  deployment = { ...greenfield(scenario.twin), alerts: { email: 'it@contoso.com' } };
  await writeEarlier('foundation');
  await scenario.apply();
  deployment = await shakeHands(scenario.twin, deployment, await scenario.outputs());
  await writeEarlier('connected');
  await scenario.apply();
  await scenario.twin.advance(60);
});
afterAll(async () => scenario.stop());

test('what an earlier version made goes on with this one: nothing that a person would miss is removed or replaced', async () => {
  expect(whoWorks(scenario.twin, ...users)).toEqual(['works', 'works']);
  const desktops = desktopIds(scenario.twin);
  await scenario.write(deployment);
  const planned = await scenario.apply();
  expect(lost(planned)).toEqual([]);
  expect(planned.map(({ type }) => type)).toContain('aws_lambda_function');
  await scenario.twin.advance(60);
  expect(await scenario.plan()).toEqual([]);
  expect(desktopIds(scenario.twin)).toEqual(desktops);
  expect(whoWorks(scenario.twin, ...users)).toEqual(['works', 'works']);
});

test('destroyed with this version, both clouds are as before', async () => {
  await scenario.must(
    'destroy',
    '-no-color',
    '-auto-approve',
    '-var=look_for_drift=false',
    '-var=read_scim_token=false',
  );
  await scenario.twin.advance(10);
  expect(await inClouds()).toEqual(before);
});
