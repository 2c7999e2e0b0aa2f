import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTwin, type Twin } from '../../twin/twin.js';
import { openClouds } from '../../wizard/clouds/clouds.js';
import { Network } from '../../wizard/clouds/network.js';
import { isOfSandbox, keepAtHome } from '../../wizard/clouds/sandbox-credentials.js';

// What the twin gives out and what the product takes for the twin's are written down twice, on purpose: here they meet.

let twin: Twin;
beforeAll(async () => {
  twin = await startTwin();
});
afterAll(() => twin.stop());

/** One of each kind of credential that the twin gives out, by how it is sent. */
async function everyCredential(): Promise<Record<string, string>> {
  const { ARM_CLIENT_ID: id = '', ARM_CLIENT_SECRET: secret = '', AWS_ACCESS_KEY_ID: key = '' } = twin.terraform.env;
  const session = twin.aws.principals.issueSession('arn:aws:iam::111122223333:role/contoso', 'someone');
  const answer = await twin.world.network.request(
    `https://login.microsoftonline.com/${twin.entra.id}/oauth2/v2.0/token`,
    {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: id,
        client_secret: secret,
        scope: 'https://graph.microsoft.com/.default',
      }).toString(),
    },
  );
  const { access_token: token } = JSON.parse(String(answer.body)) as { access_token: string };
  const made = await twin.world.network.request('https://graph.microsoft.com/v1.0/applications', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ displayName: 'Contoso', passwordCredentials: [] }),
  });
  const { id: objectId } = JSON.parse(String(made.body)) as { id: string };
  const password = await twin.world.network.request(
    `https://graph.microsoft.com/v1.0/applications/${objectId}/addPassword`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ passwordCredential: { displayName: 'made' } }),
    },
  );
  const { secretText } = JSON.parse(String(password.body)) as { secretText: string };
  twin.console.trustEntra(
    '<EntityDescriptor entityID="e"><IDPSSODescriptor><KeyDescriptor><X509Certificate>AAAA</X509Certificate></KeyDescriptor><SingleSignOnService Location="https://l"/></IDPSSODescriptor></EntityDescriptor>',
  );
  return {
    'client secret that terraform signs in with': secret,
    'client secret that Graph made': secretText,
    'the same in a form': new URLSearchParams({ client_secret: secretText }).toString(),
    'access token': `Bearer ${token}`,
    'delegated token': `Bearer ${twin.entra.userToken('ada@contoso.com', ['User.Read.All'])}`,
    'access key': key,
    'access key in a signature': `AWS4-HMAC-SHA256 Credential=${key}/20261128/eu-central-1/sts/aws4_request`,
    'session key': session.accessKeyId,
    'session token': session.sessionToken ?? '',
    'SCIM token': `Bearer ${twin.console.enableScim().token}`,
  };
}

test('every credential that the twin gives out is known, and none leaves this machine', async () => {
  const all = await everyCredential();
  expect(Object.entries(all).filter(([, value]) => !isOfSandbox(value))).toEqual([]);
  for (const value of Object.values(all)) {
    const send = (url: string) => (): void => keepAtHome(url, undefined, value);
    expect(send('http://127.0.0.1:8080/_host/graph.microsoft.com/')).not.toThrow();
    for (const host of ['login.microsoftonline.com', 'graph.microsoft.com', 'sts.eu-central-1.amazonaws.com']) {
      expect(send(`https://${host}/`)).toThrow('credentials of a sandbox on this machine');
    }
  }
});

test('every way out refuses them: the network, the SDK of AWS, the library that signs in to Entra', async () => {
  const { AWS_ENDPOINT_URL: _endpoint, ...abroad } = twin.terraform.env;
  const { aws, graph } = openClouds(abroad);
  const refused = 'credentials of a sandbox on this machine';
  await expect(aws.call('sts', 'GetCallerIdentity', undefined, {})).rejects.toThrow(refused);
  await expect(graph.get('organization')).rejects.toThrow(refused);
  const body = new URLSearchParams({ client_secret: twin.terraform.env['ARM_CLIENT_SECRET'] ?? '' });
  const call = Network.of(abroad).send('https://login.microsoftonline.com/', { method: 'POST', body });
  await expect(call).rejects.toThrow(refused);
});

test('real-looking credentials are nobody of the sandbox', () => {
  const real = [
    'AKIAIOSFODNN7EXAMPLE',
    'ASIAIOSFODNN7EXAMPLE',
    'abc8Q~sAndbOxQ2vJm0t6u',
    'Bearer eyJhbGciOiJub25lIn0.eyJhdWQiOiJncmFwaCJ9.c2FuZGJveA',
    'IQoJb3JpZ2luX2VjEJr',
    '{"UserName":"ada@eu.sandbox.contoso.com"}',
    'd3b07384-d9a0-4c9b-8f3e-1a2b3c4d5e6fABCDEF',
  ];
  expect(real.filter(isOfSandbox)).toEqual([]);
});
