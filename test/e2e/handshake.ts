import type { Twin } from '../../twin/twin.js';
import type { DeploymentFile, Scenario } from './harness.js';

/**
 * The handshake as a person does it in the two consoles, with the token where `connect` puts it. Gives the deployment
 * with what came out of it.
 */
export async function shakeHands(
  twin: Twin,
  deployment: DeploymentFile,
  outputs: Record<string, unknown>,
): Promise<DeploymentFile> {
  const metadata = await twin.world.network.request(outputs['federation_metadata_url'] as string);
  if (metadata.status !== 200) throw new Error(`the federation metadata answered ${metadata.status}`);
  const { serviceProviderXml, signInUrl } = twin.console.trustEntra(String(metadata.body));
  const { endpoint, token } = twin.console.enableScim();
  const secretArn = outputs['scim_token_secret_arn'] as string;
  const region = secretArn.split(':')[3] ?? '';
  await twin.aws.inside('secretsmanager', 'PutSecretValue', region, { SecretId: secretArn, SecretString: token });
  const [, entityId] = /entityID="([^"]+)"/.exec(serviceProviderXml) ?? [];
  const acsUrls = [...serviceProviderXml.matchAll(/AssertionConsumerService[^>]*Location="([^"]+)"/g)].map(
    ([, url]) => url,
  );
  const identityCenter = deployment['identityCenter'] as Record<string, Record<string, object>>;
  const setUp = identityCenter['federation']?.['setUp'];
  const handshake = {
    serviceProvider: { entityId, acsUrls, signInUrl },
    scimEndpoint: endpoint,
    activeCertificate: '1',
  };
  return {
    ...deployment,
    identityCenter: { ...identityCenter, federation: { setUp: { ...setUp, handshake } } },
  };
}

/** From nothing to desktops: foundation, handshake, connected. Gives the deployment as it is then. */
export async function setUpWhole(scenario: Scenario, deployment: DeploymentFile): Promise<DeploymentFile> {
  await scenario.write(deployment);
  await scenario.apply();
  const connected = await shakeHands(scenario.twin, deployment, await scenario.outputs());
  await scenario.write(connected);
  await scenario.apply();
  return connected;
}
