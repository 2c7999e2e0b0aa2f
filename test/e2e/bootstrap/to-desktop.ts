/** Steps that the scenarios from an empty repository to a desktop share, whatever the host. */
import { expect } from '@jest/globals';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { isOfSandbox } from '../../../wizard/clouds/sandbox-credentials.js';
import { shakeHands } from '../handshake.js';
import { placesWith, type Left } from '../pipeline/left-to-read.js';
import type { Pipeline } from './pipeline.js';
import type { World } from './world.js';

/** The handshake of what the pipeline applied: its record stands in the deployment, and the repository is written anew. */
export async function connectIn(world: World, pipeline: Pipeline): Promise<void> {
  const outputs = Object.entries(pipeline.state().outputs).map(([name, { value }]) => [name, value] as const);
  const connected = await shakeHands(world.twin, await world.deployment(), Object.fromEntries(outputs));
  pipeline.generate(connected as unknown as DeploymentInput);
}

/** Two hours later, when what was made has taken effect: the person signs in at a desktop. */
export async function expectWorks(world: World, upn = 'ada@contoso.com'): Promise<void> {
  await world.twin.advance(120);
  expect(await world.twin.signIn(upn)).toMatchObject({ works: true });
}

/** No place that others can read holds a token, a key or a secret; the state does, so the search sees what it is after. */
export function expectNothingSecret(pipeline: Pipeline, left: Left = pipeline.leftToRead()): void {
  const isSecret = (text: string): boolean => isOfSandbox(text) || /SANDBOX[A-Z2-7]{20}/.test(text);
  expect(placesWith(left, isSecret)).toEqual([]);
  expect(isSecret(pipeline.stateText())).toBe(true);
}
