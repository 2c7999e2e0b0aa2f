/**
 * What IAM Identity Center says of itself, in the file that its console hands out. It names the issuer and an address a
 * Region and form; the sign-in address of the portal is not in it.
 */
import { parseAcsUrl, parseEntityId, type AddressForm } from '../../domain/sign-in-addresses.js';
import { childrenOf, type XmlElement } from '../../deployment/xml.js';
import { metadataRoot, partyOf, safe, WrongFile } from './wrong-file.js';

export interface ServiceProviderMetadata {
  readonly entityId: string;
  /** In the order of the file, the default first. */
  readonly acsUrls: readonly string[];
  readonly forms: readonly AddressForm[];
  /** Regions that people may be sent through: more than one with a replicated instance. */
  readonly regions: readonly string[];
}

const post = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';

/**
 * Reads the file.
 * @param region Region of Identity Center, as the deployment says.
 * @throws WrongFile what it is instead, where another file was given
 */
export function readServiceProviderMetadata(text: string, region: string): ServiceProviderMetadata {
  const fix = `Take the service provider metadata that IAM Identity Center in ${region} offers for download (Settings, Identity source).`;
  const root = metadataRoot(text, fix);
  const entityId = root.attributes['entityID'] ?? '';
  const parsed = parseEntityId(entityId);
  const [descriptor] = childrenOf(root, 'SPSSODescriptor');
  if (!parsed || !descriptor) throw new WrongFile(partyOf(root), fix);
  if (parsed.region !== region) {
    throw new WrongFile(
      `the service provider metadata of IAM Identity Center in ${parsed.region}`,
      `The deployment names ${region} (identityCenter.region). ${fix}`,
    );
  }
  const acsUrls = addressesOf(descriptor);
  if (acsUrls.length === 0) {
    throw new WrongFile('service provider metadata without any address that takes sign-ins', fix);
  }
  const acs = acsUrls.map((url) => {
    const known = parseAcsUrl(url);
    if (known) return known;
    throw new WrongFile(`service provider metadata with an address that is not of AWS (${safe(url)})`, fix);
  });
  const regions = [...new Set(acs.map((each) => each.region))];
  if (!regions.includes(region)) {
    throw new WrongFile(
      `service provider metadata whose addresses are all of other Regions (${regions.join(', ')})`,
      fix,
    );
  }
  // The issuer ends in the id of the identity store, each address in that of the instance: the two differ, the addresses do not.
  if (new Set(acs.map((each) => each.id)).size > 1) {
    throw new WrongFile('service provider metadata with addresses of more than one instance of Identity Center', fix);
  }
  return {
    entityId,
    acsUrls,
    forms: [...new Set(acs.map((each) => each.form))],
    regions,
  };
}

/** The addresses that take posted assertions; the default comes first, each once. */
function addressesOf(descriptor: XmlElement): string[] {
  const services = childrenOf(descriptor, 'AssertionConsumerService').filter(
    ({ attributes }) => attributes['Binding'] === undefined || attributes['Binding'] === post,
  );
  const sorted = [...services].sort(
    (one, other) => Number(isDefault(other)) - Number(isDefault(one)) || indexOf(one) - indexOf(other),
  );
  return [
    ...new Set(sorted.map(({ attributes }) => (attributes['Location'] ?? '').trim()).filter((url) => url !== '')),
  ];
}

function isDefault({ attributes }: XmlElement): boolean {
  return attributes['isDefault'] === 'true' || attributes['isDefault'] === '1';
}

function indexOf({ attributes }: XmlElement): number {
  const index = Number(attributes['index']);
  return Number.isInteger(index) ? index : Number.MAX_SAFE_INTEGER;
}
