/**
 * Addresses of AWS that somebody set: variables, and `endpoint_url` of a profile or of its services. Terraform and the SDK
 * obey them, so they are obeyed here too, and looked at first: whoever answers there is shown signatures, tokens and
 * secrets. Source of the order: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
import { awsDomainOf } from '../../domain/partitions.js';
import { UsageError } from '../terminal/failure.js';
import { isLoopback } from './proxy.js';
import { profileIn, readProfiles } from './profiles.js';

/** An address that is set, and where. */
export interface SetEndpoint {
  /** `AWS_ENDPOINT_URL_S3`, `endpoint_url of the profile desktops`. */
  readonly by: string;
  readonly address: string;
}

/** Addresses of Entra that terraform's providers obey, and Azure's libraries. */
const entraVariables = ['ARM_METADATA_HOSTNAME', 'ARM_METADATA_HOST', 'AZURE_AUTHORITY_HOST'];

/**
 * `SERVICE.REGION.amazonaws.com` and endpoints of a VPC. Not all below `amazonaws.com`: anybody rents a name there
 * (`ID.execute-api.REGION`, `NAME.REGION.elb`, `BUCKET.s3`), and so with `cloudapp.azure.com`.
 * Sources: https://docs.aws.amazon.com/general/latest/gr/rande.html, https://docs.aws.amazon.com/vpc/latest/privatelink.
 */
const ownHosts =
  /^(?:[a-z0-9-]+|portal\.sso|s3(?:-fips)?\.dualstack)(?:\.[a-z]{2}(?:-[a-z]+)+-\d+)?\.(?:amazonaws\.com(?:\.cn)?|api\.aws|amazonwebservices\.com\.cn)$|\.vpce\.amazonaws\.com(?:\.cn)?$/;
const entraHosts =
  /^(?:(?:management|login)\.(?:azure\.(?:com|us|cn)|chinacloudapi\.cn|microsoftonline\.(?:com|us)|usgovcloudapi\.net)|login\.partner\.microsoftonline\.cn)$/;

/** What is set for one service (`STS`, `S3`, `SSO Admin`), or nothing. */
export function endpointOf(serviceId: string, env: NodeJS.ProcessEnv): SetEndpoint | undefined {
  if (/^true$/i.test(env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ?? '')) return undefined;
  const suffix = serviceId.toUpperCase().replaceAll(' ', '_');
  const variable = [`AWS_ENDPOINT_URL_${suffix}`, 'AWS_ENDPOINT_URL'].find((name) => env[name]);
  if (variable !== undefined) return { by: variable, address: env[variable] ?? '' };
  const { name, settings } = profileIn(env);
  const services = settings?.['services'];
  const ofService =
    services && readProfiles(env).services.get(services)?.[serviceId.toLowerCase().replaceAll(' ', '_')];
  if (ofService) return { by: `endpoint_url of the services ${services}`, address: ofService };
  const ofProfile = settings?.['endpoint_url'];
  return ofProfile ? { by: `endpoint_url of the profile ${name}`, address: ofProfile } : undefined;
}

/**
 * The host of S3 in a Region, as terraform and the SDK choose it: one that IPv6 reaches too, or one with FIPS, where that is set.
 * Sources: https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html, https://docs.aws.amazon.com/general/latest/gr/s3.html
 */
export function s3HostOf(region: string, env: NodeJS.ProcessEnv): string {
  const isSet = (name: string): boolean =>
    /^true$/i.test(env[`AWS_${name.toUpperCase()}`] || profileIn(env).settings?.[name] || '');
  const parts = [
    isSet('use_fips_endpoint') ? 's3-fips' : 's3',
    ...(isSet('use_dualstack_endpoint') ? ['dualstack'] : []),
  ];
  return [...parts, region, awsDomainOf(region)].join('.');
}

/** Everything that is set, for all services. */
export function setEndpoints(env: NodeJS.ProcessEnv): readonly SetEndpoint[] {
  const byVariables = Object.entries(env).flatMap(([by, address]) =>
    (/^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/.test(by) || entraVariables.includes(by)) && address ? [{ by, address }] : [],
  );
  const { name, settings } = profileIn(env);
  const services = settings?.['services'];
  const inServices = Object.values((services && readProfiles(env).services.get(services)) || {});
  return [
    ...byVariables,
    ...inServices.map((address) => ({ by: `endpoint_url of the services ${services}`, address })),
    ...(settings?.['endpoint_url']
      ? [{ by: `endpoint_url of the profile ${name}`, address: settings['endpoint_url'] }]
      : []),
  ];
}

/**
 * Sentences about addresses that are neither the cloud's own nor on this machine: said before anything is sent there.
 * @throws UsageError for plain http to another machine, and for what is no address
 */
export function foreignEndpoints(env: NodeJS.ProcessEnv): readonly string[] {
  return setEndpoints(env).flatMap((set) => {
    const { by, address } = set;
    const ofEntra = entraVariables.includes(by);
    const text = ofEntra && !address.includes('://') ? `https://${address}` : address;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw new UsageError(`${by} must be an https address, got: ${address}`, ['Correct it, or take it out.']);
    }
    if (isLoopback(url.hostname)) return [];
    if (url.protocol === 'http:') {
      throw new UsageError(`${by} must be an https address (plain http only to this machine), got: ${address}`, [
        'Tokens and secrets would be sent in the clear. Correct it, or take it out to reach the cloud itself.',
      ]);
    }
    if ((ofEntra ? entraHosts : ownHosts).test(url.hostname)) return [];
    return [
      `Calls to ${ofEntra ? 'Entra' : 'AWS'} go to ${url.origin}, because ${by} says so, and not to ${ofEntra ? 'Microsoft' : 'AWS'}.`,
    ];
  });
}
