/** The certificate that Entra signs with: msgraph makes it, and says which one is active. No import takes one over. */
import type { Search, SeenCertificate } from '../finder.js';
import type { Service } from '../record.js';
import { rightsByUrl } from '../intune.js';
import { known, type Values } from '../values.js';
import { carrying } from '../wording.js';

/** Says which certificate signs. */
const activeType = 'msgraph_update_resource';

export const signingCertificates: Service = {
  things: 'signing certificates',
  resources: {
    msgraph_resource_action: {
      words: carrying('Intune', 'Intune action'),
      stage: 'foundation',
      rights: rightsByUrl,
      adopt: { read: seenCertificate },
    },
    [activeType]: {
      words: carrying('Entra', 'active signing certificate'),
      stage: 'foundation',
      rights: rightsByUrl,
      adopt: 'not adopted: the apply writes again which certificate is active, on the app that is there',
    },
  },
};

interface KeyCredential {
  readonly usage: string;
  readonly keyId: string;
  readonly displayName?: string | null;
  readonly customKeyIdentifier?: string | null;
  readonly endDateTime: string;
}

const nameOf = (values: Values): string | undefined => {
  const name = ((values['body'] ?? {}) as Values)['displayName'];
  return typeof name === 'string' ? name : undefined;
};

/**
 * The certificate of that name; of several the one that signs, else the youngest. Where none has the name and the deployment
 * lets Entra sign with this one, the one that signs: made by hand it is called otherwise, and another one in its place would
 * lock everybody out. Those with the name of another block are other certificates of the deployment.
 */
async function seenCertificate({ clouds, block, values, ...search }: Search): Promise<SeenCertificate | undefined> {
  const [url, displayName] = [known(values, 'resource_url'), nameOf(block.values)];
  if (block.values['action'] !== 'addTokenSigningCertificate') return undefined;
  if (url === undefined || displayName === undefined) return undefined;
  const { keyCredentials = [], preferredTokenSigningKeyThumbprint: active } = await clouds.graph.get<{
    keyCredentials?: readonly KeyCredential[];
    preferredTokenSigningKeyThumbprint?: string | null;
  }>(url, { query: { $select: 'keyCredentials,preferredTokenSigningKeyThumbprint' } });
  const all = keyCredentials
    .filter(({ usage }) => usage === 'Verify')
    .map((each) => ({
      name: each.displayName ?? '',
      seen: {
        thumbprint: Buffer.from(each.customKeyIdentifier ?? '', 'base64')
          .toString('hex')
          .toUpperCase(),
        expires: each.endDateTime,
        keyId: each.keyId,
      },
    }))
    .sort((one, other) => one.seen.expires.localeCompare(other.seen.expires));
  const signs = all.find(({ seen }) => seen.thumbprint === active?.toUpperCase());
  const named = all.filter(({ name }) => name === displayName);
  if (named.length > 0) return (named.find((each) => each === signs) ?? named.at(-1))?.seen;
  const mayBeForeign = search.referring.some(({ type }) => type === activeType);
  const others = search.alike.map((each) => nameOf(each.values));
  return mayBeForeign && signs && !others.includes(signs.name) ? signs.seen : undefined;
}
