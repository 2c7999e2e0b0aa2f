/** The SCIM endpoint as a person gives it. */
import { parseAcsUrl, parsePortalUrl, parseScimEndpoint } from '../../domain/sign-in-addresses.js';

/** Without spaces and quotes; of an address without the page that a browser was at (`#/?tab=accounts`), its host in lower case. */
export function cleanAddress(pasted: string): string {
  const text = pasted.replace(/\s/g, '').replace(/^(["'`])(.*)\1$/, '$2');
  const [origin] = /^https?:\/\/[^/?#]*/i.exec(text) ?? [];
  if (origin === undefined) return text;
  const [rest = ''] = text.slice(origin.length).split('#');
  return origin.toLowerCase() + rest;
}

/** Whether a text is, or may become, an address: whatever else is pasted at such a question may be the token. */
export function mayBeAddress(text: string): boolean {
  const start = text
    .trimStart()
    .replace(/^["'`]/, '')
    .slice(0, 8)
    .toLowerCase();
  return ['https://', 'http://'].some((scheme) => scheme.startsWith(start) || start.startsWith(scheme));
}

/** What is wrong with an endpoint, for a person; undefined: nothing. Whatever is no address is not repeated. */
export function wrongScimEndpoint(address: string, region: string): string | undefined {
  const example = `https://scim.${region}.amazonaws.com/…/scim/v2`;
  if (address === '') return `The endpoint is empty. It looks like ${example}`;
  if (!/^https?:\/\//i.test(address)) {
    return address.length >= 40
      ? 'That looks like the token, not the endpoint. Nothing of it was kept; it is asked for next.'
      : `must be an address such as ${example}`;
  }
  const [bare = '', query] = address.split('?');
  if (query !== undefined && parseScimEndpoint(bare)) return `The endpoint ends before the question mark: ${bare}`;
  const parsed = parseScimEndpoint(address);
  if (parsed) {
    return parsed.region === region
      ? undefined
      : `That is the endpoint of IAM Identity Center in ${parsed.region}; the deployment names ${region} (identityCenter.region).`;
  }
  if (parseAcsUrl(address))
    return `That is an address for sign-ins (ACS), not the SCIM endpoint, which looks like ${example}`;
  if (parsePortalUrl(address))
    return `That is the address of the access portal, not the SCIM endpoint, which looks like ${example}`;
  return `must be an address such as ${example}, got: ${address.slice(0, 80)}`;
}

/** What is wrong with the portal's sign-in address; undefined: nothing. */
export function wrongSignInUrl(address: string, region: string): string | undefined {
  const example = 'https://d-1234567890.awsapps.com/start';
  const parsed = parsePortalUrl(address);
  if (parsed) {
    return parsed.region === undefined || parsed.region === region
      ? undefined
      : `That is the access portal of ${parsed.region}; the deployment names ${region} (identityCenter.region).`;
  }
  if (parseScimEndpoint(address))
    return `That is the SCIM endpoint. The sign-in address of the access portal looks like ${example}`;
  if (parseAcsUrl(address))
    return `That is an address for sign-ins (ACS). The sign-in address of the access portal looks like ${example}`;
  return `must be an address such as ${example}${/^https?:/i.test(address) ? `, got: ${address.slice(0, 80)}` : ''}`;
}
