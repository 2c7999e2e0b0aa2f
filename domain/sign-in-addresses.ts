import { present } from './present.js';
/**
 * The addresses of IAM Identity Center in a Region: where Entra sends people, where SCIM goes, and where the console is.
 * Sources: https://docs.aws.amazon.com/singlesignon/latest/userguide/multi-region-workforce-access.html (ACS URLs),
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/provision-automatically.html (SCIM endpoint),
 * https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-sso.html (GovCloud, portal).
 */

/** How an address reaches Identity Center: IPv4 alone, both protocols, or the older name that instances before 2026 have. */
export type AddressForm = 'ipv4' | 'dual-stack' | 'classic';

/** An address of Identity Center, taken apart. */
export interface SignInAddress {
  readonly form: AddressForm;
  readonly region: string;
  /** Id at the end of the address: of the tenant or the instance. */
  readonly id: string;
}

/** An address of the AWS access portal. A custom name says nothing about its Region. */
export interface PortalAddress {
  readonly form: AddressForm | 'assertion';
  readonly region?: string;
  readonly id: string;
}

const region = '(?<region>[a-z]{2}(?:-[a-z]+)+-\\d)';
const id = '(?<id>[A-Za-z0-9_-]+)';

type Form<F extends string> = readonly [F, RegExp];
const form = <F extends string>(name: F, pattern: string): Form<F> => [name, new RegExp(`^https://${pattern}$`)];

const entityForms = [
  form('classic', `${region}\\.signin\\.aws\\.amazon\\.com/platform/saml/${id}`),
  form('classic', `${region}\\.signin\\.amazonaws-us-gov\\.com/platform/saml/${id}`),
];
const acsForms = [
  form('classic', `${region}\\.signin\\.aws\\.amazon\\.com/platform/saml/acs/${id}`),
  form('classic', `${region}\\.signin(?:-fips)?\\.amazonaws-us-gov\\.com/platform/saml/acs/${id}`),
  form('ipv4', `${region}\\.signin\\.aws/platform/saml/acs/${id}`),
  form('dual-stack', `${region}\\.sso\\.signin\\.aws/platform/saml/acs/${id}`),
  form('dual-stack', `${region}\\.sso\\.signin(?:-fips)?\\.amazonaws-us-gov\\.com/platform/saml/acs/${id}`),
];
const scimForms = [
  form('ipv4', `scim\\.${region}\\.amazonaws\\.com/${id}/scim/v2/?`),
  form('dual-stack', `scim\\.${region}\\.api\\.aws/${id}/scim/v2/?`),
];
/** What a browser shows behind the address once the portal is open: `#/?tab=accounts`. */
const page = '(?:#.*)?';
const portalForms = [
  form(
    'assertion',
    `portal\\.sso\\.${region}\\.(?:amazonaws\\.com|api\\.aws)/saml/assertion/(?<id>[A-Za-z0-9+/=_%-]+)`,
  ),
  form('dual-stack', `${id}\\.portal\\.${region}\\.app\\.aws/?${page}`),
  form('ipv4', `${id}\\.${region}\\.portal\\.amazonaws\\.com/?${page}`),
  form('classic', `${id}\\.awsapps\\.com/start/?${page}`),
  form('classic', `start\\.(?:${region}\\.)?us-gov-home\\.awsapps\\.com/directory/${id}/?${page}`),
];

function match<F extends string>(
  forms: readonly Form<F>[],
  address: string,
): { form: F; region?: string; id: string } | undefined {
  for (const [name, pattern] of forms) {
    const groups = pattern.exec(address)?.groups;
    if (groups?.['id'] !== undefined) {
      return { form: name, id: groups['id'], ...present({ region: groups['region'] }) };
    }
  }
  return undefined;
}

function matchWithRegion(forms: readonly Form<AddressForm>[], address: string): SignInAddress | undefined {
  const found = match(forms, address);
  return found?.region === undefined ? undefined : { ...found, region: found.region };
}

/** Takes the entity id (issuer) of Identity Center apart; `undefined` when it is another address. */
export function parseEntityId(address: string): SignInAddress | undefined {
  return matchWithRegion(entityForms, address);
}

/** Takes an assertion consumer service (ACS) URL apart; `undefined` when it is another address. */
export function parseAcsUrl(address: string): SignInAddress | undefined {
  return matchWithRegion(acsForms, address);
}

/** Takes a SCIM endpoint apart; `undefined` when it is another address. */
export function parseScimEndpoint(address: string): SignInAddress | undefined {
  return matchWithRegion(scimForms, address);
}

/** Takes a sign-in URL of the AWS access portal apart; `undefined` when it is another address. */
export function parsePortalUrl(address: string): PortalAddress | undefined {
  return match(portalForms, address);
}

/** The portal's address that an instance of a Region has by its identity store, unless it was given a name. */
export function usualPortalUrl(region: string, identityStoreId: string): string {
  return region.startsWith('us-gov-')
    ? `https://start.us-gov-home.awsapps.com/directory/${identityStoreId}`
    : `https://${identityStoreId}.awsapps.com/start`;
}

/** The SCIM endpoint of a tenant id in a Region. */
export function scimEndpointFor(region: string, tenant: string, form: 'ipv4' | 'dual-stack' = 'ipv4'): string {
  return `https://scim.${region}.${form === 'ipv4' ? 'amazonaws.com' : 'api.aws'}/${tenant}/scim/v2`;
}

/** Identity Center in the console of a Region; identity source, metadata and provisioning are under Settings there. */
export function identityCenterConsoleUrl(region: string): string {
  const domain = region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com';
  return `https://${region}.${domain}/singlesignon/home?region=${region}`;
}

/**
 * The ACS URLs that an instance answers in a Region. Entra must know each that people may be sent through: the portal
 * uses the dual-stack one, the AWS CLI the IPv4 one. Instances from before February 2026 keep the classic one.
 */
export function acsUrlsFor(region: string, tenant: string): Readonly<Record<AddressForm, string>> {
  const hosts = region.startsWith('us-gov-')
    ? {
        ipv4: 'signin.amazonaws-us-gov.com',
        'dual-stack': 'sso.signin.amazonaws-us-gov.com',
        classic: 'signin.amazonaws-us-gov.com',
      }
    : { ipv4: 'signin.aws', 'dual-stack': 'sso.signin.aws', classic: 'signin.aws.amazon.com' };
  const url = (host: string): string => `https://${region}.${host}/platform/saml/acs/${tenant}`;
  return { ipv4: url(hosts.ipv4), 'dual-stack': url(hosts['dual-stack']), classic: url(hosts.classic) };
}
