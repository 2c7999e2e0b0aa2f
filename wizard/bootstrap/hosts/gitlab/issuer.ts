/**
 * What both clouds fetch before they believe a token of a GitLab of somebody's own: read from here, as far as that says whether
 * they can. Sources: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation (the issuer in it
 * is that of the tokens, to the letter), https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html.
 */
import { lookup } from 'node:dns/promises';
import { BlockList } from 'node:net';
import { Addresses } from '../../../clouds/addresses.js';
import { proxyFor } from '../../../clouds/proxy.js';
import { Failure } from '../../../terminal/failure.js';

/** Networks that nobody reaches from the internet: RFC 1918, 3927, 4193, 4291, 6598. */
const inside = new BlockList();
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
] as const)
  inside.addSubnet(net, bits);
for (const [net, bits] of [
  ['fc00::', 7],
  ['fe80::', 10],
  ['::1', 128],
] as const)
  inside.addSubnet(net, bits, 'ipv6');

interface Found {
  readonly address: string;
  readonly family: number;
}

/** Whether a name is found, and nobody reaches it from the internet. */
export const isInside = (found: readonly Found[]): boolean =>
  found.length > 0 && found.every(({ address, family }) => inside.check(address, family === 6 ? 'ipv6' : 'ipv4'));

/**
 * @param issuer With `https://`
 * @returns what speaks against it, in words; nothing: it can be read from here, at an address of the internet
 * @throws Failure where it says another issuer than the one that the clouds would compare
 */
export async function issuerDoubt(env: NodeJS.ProcessEnv, issuer: string): Promise<string | undefined> {
  const addresses = new Addresses(env);
  const url = `${issuer}/.well-known/openid-configuration`;
  const needed = `AWS and Entra fetch it from the internet before they believe a token. Where they cannot, no job gets in: let ${new URL(issuer).host} be reached there, or let GitLab sign for an address that can be (ci_id_tokens_issuer_url, then --host-issuer).`;
  let told: unknown;
  try {
    const answer = await addresses.network.fetch(addresses.of(url), { seconds: 10 });
    if (!answer.ok) return `${url} answered ${answer.status}. ${needed}`;
    told = ((await answer.json()) as { issuer?: unknown } | null)?.issuer;
  } catch (error) {
    return `${url} could not be read from here: ${(error as Error).message}. ${needed}`;
  }
  if (told !== issuer) {
    throw new Failure('GitLab signs its tokens under another address than the one that both clouds would trust.', [
      `the issuer in ${url} must be ${issuer}, got: ${JSON.stringify(told) ?? 'nothing'}`,
      'Both compare it to the letter, so no job would get in. Give the address that stands there: --host-url, or --host-issuer where its administrators let another one sign (ci_id_tokens_issuer_url). Nothing was made.',
    ]);
  }
  // Behind a proxy the names of the outside need not be known here; an emulated GitLab has none.
  if (addresses.redirected || proxyFor(new URL(issuer), env) !== undefined) return undefined;
  const found = await lookup(new URL(issuer).hostname, { all: true }).catch((): Found[] => []);
  if (!isInside(found)) return undefined;
  return `${new URL(issuer).host} is at ${found.map(({ address }) => address).join(', ')} from here, which nobody reaches from the internet. ${needed}`;
}
