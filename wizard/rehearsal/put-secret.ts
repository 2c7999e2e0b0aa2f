/** What `connect` does in the real clouds, done by hand on the twin: a rehearsal has no credentials to hand to an SDK. */
import type { Twin } from '../../twin/twin.js';

/** Puts a text into a secret, as the twin's administrator, over the same wire that every AWS client uses. */
export async function putSecret(twin: Twin, region: string, arn: string, text: string): Promise<void> {
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: key } = twin.terraform.env;
  const response = await fetch(`${endpoint}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.PutSecretValue',
      // The twin reads caller, Region and service from the scope and verifies no signature.
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/${region}/secretsmanager/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ SecretId: arn, SecretString: text, ClientRequestToken: crypto.randomUUID() }),
  });
  if (!response.ok) throw new Error(`the twin did not take the token: ${response.status} ${await response.text()}`);
}
