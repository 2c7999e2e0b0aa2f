/** The SCIM endpoint of Identity Center, read with its token: does it answer, and does it know this token? */
import type { Addresses } from './addresses.js';
import { CloudError } from './cloud-error.js';

/** What a refusal means that is none of the token: that one is answered with 401. docs/facts/identity-center.md 2.4. */
const fromElsewhere =
  'the identity store does not let SCIM in from this machine (ScimAllowSourceIps, or a VPC alone), which says nothing of the token';

/** What an endpoint said to one read call. */
export type ScimAnswer =
  | { readonly accepted: true }
  /** `token`: unknown, expired or of another instance; `place`: not from this machine; `address`: nobody there speaks SCIM. */
  | { readonly accepted: false; readonly wrong: 'token' | 'place' | 'address'; readonly message: string };

/**
 * One read call, for a user whom nobody is: people's names are none of our business here. The token stands in the
 * header alone. Throws `CloudError` when the endpoint cannot be reached.
 * @param endpoint `https://scim.eu-central-1.amazonaws.com/TENANT/scim/v2`.
 */
export async function tryScim(
  addresses: Addresses,
  endpoint: string,
  token: string,
  options: { readonly seconds?: number } = {},
): Promise<ScimAnswer> {
  const { network } = addresses;
  const url = addresses.of(
    `${endpoint.replace(/\/+$/, '')}/Users?filter=${encodeURIComponent('userName eq "nobody"')}`,
  );
  // Nothing that saw the header goes into an error: it is thrown by the network, which names the host alone.
  const answer = await network.fetch(url, {
    headers: { authorization: `Bearer ${token}`, accept: 'application/scim+json' },
    seconds: options.seconds ?? 15,
  });
  const body = (await answer.json().catch(() => undefined)) as { Resources?: unknown; detail?: string } | undefined;
  if (answer.ok && Array.isArray(body?.Resources)) return { accepted: true };
  if (answer.status === 401 || answer.status === 403) {
    const said = body?.detail ?? `answered ${answer.status}`;
    return answer.status === 403
      ? { accepted: false, wrong: 'place', message: `${said}; ${fromElsewhere}` }
      : { accepted: false, wrong: 'token', message: said };
  }
  if (answer.status === 429 || answer.status >= 500) {
    throw new CloudError('error', `the SCIM endpoint answered ${answer.status}`, { status: answer.status });
  }
  return { accepted: false, wrong: 'address', message: body?.detail ?? `answered ${answer.status}` };
}
