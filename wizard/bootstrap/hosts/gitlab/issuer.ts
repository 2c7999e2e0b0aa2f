/**
 * What both clouds fetch before they believe a token of a GitLab of somebody's own: read from here, as far as that says whether
 * they can. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html.
 */
import { lookup } from 'node:dns/promises';
import { BlockList } from 'node:net';
import {
  discoveryDocumentIn,
  discoveryGaps,
  discoveryPath,
  keysIn,
  type DiscoveryGap,
} from '../../../../domain/discovery-document.js';
import { Addresses } from '../../../clouds/addresses.js';
import { namedAuthorities } from '../../../clouds/authorities.js';
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

const refusals: Readonly<Record<DiscoveryGap['at'], readonly [string, string]>> = {
  issuer: [
    'GitLab signs its tokens under another address than the one that both clouds would trust.',
    'Both compare it to the letter, so no job would get in. Give the address that stands there: --host-url, or --host-issuer where its administrators let another one sign (ci_id_tokens_issuer_url). Nothing was made.',
  ],
  jwks_uri: [
    'GitLab names no keys of its signature that a cloud could fetch.',
    'Both clouds fetch the keys there, so no job would get in. Its administrators put that right. Nothing was made.',
  ],
};

/**
 * @param issuer With `https://`
 * @returns what speaks against it, or was not judged, in words; nothing: it can be read from here, and lies in the internet
 * @throws Failure where it says another issuer than the one that the clouds would compare, or names no keys that they could fetch
 */
export async function issuerDoubt(env: NodeJS.ProcessEnv, issuer: string): Promise<string | undefined> {
  const addresses = new Addresses(env);
  const url = `${issuer}${discoveryPath}`;
  const needed = `AWS and Entra fetch it from the internet before they believe a token. Where they cannot, no job gets in: let ${new URL(issuer).host} be reached there, or let GitLab sign for an address that can be (ci_id_tokens_issuer_url, then --host-issuer).`;
  let text: string;
  try {
    const answer = await addresses.network.fetch(addresses.of(url), { seconds: 10 });
    if (!answer.ok) return `${url} answered ${answer.status}. ${needed}`;
    text = await answer.text();
  } catch (error) {
    return `${url} could not be read from here: ${(error as Error).message}. ${needed}`;
  }
  const told = discoveryDocumentIn(text);
  if (told === undefined) return `${url} answered something else than a JSON object (a page to sign in?). ${needed}`;
  const [gap] = discoveryGaps(told, issuer);
  if (gap !== undefined) {
    const [message, fix] = refusals[gap.at];
    throw new Failure(message, [`the ${gap.at} in ${url} must be ${gap.wanted}, got: ${gap.got}`, fix]);
  }
  // An emulated GitLab has no names and no certificates.
  if (addresses.redirected) return undefined;
  const doubts = await Promise.all(
    [...new Set([new URL(issuer).origin, keysIn(told)?.origin ?? issuer])].map((each) => placeDoubt(env, each)),
  );
  const named = namedAuthorities(env);
  const all = [
    ...doubts.filter((each) => each !== undefined),
    ...(named.length === 0
      ? []
      : [
          `${url} was read with the certificates of ${named.join(', ')} besides: whether a public authority vouches for it, as both clouds ask, was not judged.`,
        ]),
  ];
  return all.length === 0 ? undefined : `${all.join(' ')} ${needed}`;
}

/** Whether nobody reaches an address from the internet, or that is not judged. */
async function placeDoubt(env: NodeJS.ProcessEnv, address: string): Promise<string | undefined> {
  const { host, hostname } = new URL(address);
  // Behind a proxy the names of the outside need not be known here.
  if (proxyFor(new URL(address), env) !== undefined)
    return `${host} is reached by a proxy from here: whether it lies in the internet was not judged.`;
  const found = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }).catch((): Found[] => []);
  if (!isInside(found)) return undefined;
  return `${host} is at ${found.map(({ address: at }) => at).join(', ')} from here, which nobody reaches from the internet.`;
}
