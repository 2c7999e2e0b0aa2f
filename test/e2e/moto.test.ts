import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installMoto } from '../../build/moto.js';
import { FoundationMoto } from '../../twin/aws/foundation-moto.js';
import { shakeHands } from './handshake.js';
import { findAwsProvider } from './aws-mirror.js';
import { greenfield, Scenario, type DeploymentFile } from './harness.js';
import { whoWorks } from './people.js';
import { nameWhatIsMissing, sayWhatRan } from './worlds.js';

// The rest of the account (network, keys, secrets, roles, topics) in a moto server instead of the twin's own store: what
// the real aws provider finds there was written by others, and has to carry the same deployment.

const aws = findAwsProvider();
const users = ['ada@contoso.com', 'grace@contoso.com'];

nameWhatIsMissing();

describe.each(aws ? [aws] : [])('greenfield on a moto server with the real aws provider $version', (provider) => {
  let scenario: Scenario;
  let deployment: DeploymentFile;
  beforeAll(async () => {
    const foundation = await FoundationMoto.start(installMoto(), '111122223333');
    scenario = await Scenario.start({ seed: { users }, aws: { ...provider, foundation } });
    deployment = greenfield(scenario.twin);
  });
  afterAll(async () => scenario?.stop());

  test('foundation, handshake, connected: everybody works, and no plan twice', async () => {
    await scenario.write(deployment);
    await scenario.apply();
    deployment = await shakeHands(scenario.twin, deployment, await scenario.outputs());
    await scenario.write(deployment);
    await scenario.apply();
    await scenario.twin.advance(60);
    expect(whoWorks(scenario.twin, ...users)).toEqual(['works', 'works']);
    expect(await scenario.plan()).toEqual([]);
    await sayWhatRan(scenario, 'greenfield on moto', { what: provider.version, options: { aws: provider } });
  });

  test('destroyed, no desktop and no directory is left', async () => {
    await scenario.destroy();
    const left = scenario.twin.aws.workspaces
      .regions()
      .flatMap(({ desktops, directories, bundles }) => [...desktops.keys(), ...directories.keys(), ...bundles.keys()]);
    expect(left).toEqual([]);
    expect(scenario.twin.aws.unknownCalls).toEqual([]);
  });
});
