/**
 * Names made from the name of the deployment (prefix) and the key of a site, each within the alphabet and length of its
 * service. With a prefix of 32 and a key of 20 characters every one of them fits, which `nameProblems` proves.
 */

/** Tag on everything in AWS that says which deployment it belongs to. */
export const deploymentTag = 'entra-workspaces:deployment';

/** Prefix of every name. */
export const deploymentNamePattern = /^[a-z][a-z0-9-]{2,31}$/;
/** Key of a site. */
export const siteKeyPattern = /^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/;

/** `contoso-desktops` becomes `Contoso desktops`: for names that people read, and where Graph takes no hyphen. */
function spokenName(prefix: string): string {
  const words = prefix.split('-').filter((word) => word !== '');
  return words.join(' ').replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

/** Name of the control plane's function; one a Region, so it needs no Region in its name. Lambda: 64 characters. */
export const functionName = (prefix: string): string => `${prefix}-control-plane`;
/** Name of its role, which is unique in the account. IAM: 64 characters. */
export const functionRoleName = (prefix: string, region: string): string => `${functionName(prefix)}-${region}`;
/** Name of the boundary that its roles are made with, where a deployment names no other. IAM: 128 characters. */
export const boundaryName = (prefix: string): string => `${functionName(prefix)}-boundary`;
/** Beginning of the names of a site's registration secret and its key's alias; the service adds what makes it unique. */
export const registrationSecretPrefix = (prefix: string, siteKey: string): string =>
  `${prefix}-${siteKey}-registration`;
/** Beginning of the name of the secret that holds the SCIM token. */
export const scimTokenSecretPrefix = (prefix: string): string => `${prefix}-scim-token`;
/** Beginning of the alias of a site's key for volumes. */
const volumeKeyPrefix = (prefix: string, siteKey: string): string => `${prefix}-${siteKey}-volumes`;
/** Beginning of the `Name` tags of a site's network. */
export const networkName = (prefix: string, siteKey: string): string => `${prefix}-${siteKey}`;
/** Name of a bundle in AWS: unique in the account and Region. WorkSpaces: 63 characters of letters, digits, `_ . -`, space. */
export const bundleName = (prefix: string, siteKey: string, name: string): string =>
  shortened(`${prefix}-${siteKey}-${name}`, 63);
/** Name of the account instance of Identity Center. sso-admin: 255 characters. */
export const accountInstanceName = (prefix: string): string => prefix;

/** Display name of the enterprise app. Entra: 120 characters. */
export const enterpriseAppName = (prefix: string): string => `${spokenName(prefix)} (AWS IAM Identity Center)`;
/** Display name of the group of desktop users; SCIM brings it into Identity Center under the same name. */
export const desktopUsersGroupName = (prefix: string): string => `${spokenName(prefix)} users`;
/** Display name of the registration app. */
export const registrationAppName = (prefix: string): string => `${spokenName(prefix)} device registration`;
/** Display name of the device group of a site. */
export const autopilotGroupName = (prefix: string, siteKey: string): string =>
  `${spokenName(prefix)} ${spokenKey(siteKey)} devices`;
/** Display name of the Autopilot profile of a site: `base` is the chosen name, or that of the deployment. No hyphen. */
export const autopilotProfileName = (prefix: string, siteKey: string, base?: string): string =>
  `${base ?? spokenName(prefix)} ${spokenKey(siteKey)}`;

const spokenKey = (siteKey: string): string => siteKey.replaceAll('-', ' ').replace(/ +/g, ' ');

/** Cuts a name to a length; the end is replaced by a short hash of the whole, so that two long names stay two. */
function shortened(name: string, length: number): string {
  if (name.length <= length) return name;
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return `${name.slice(0, length - 9)}-${hash.toString(16).padStart(8, '0')}`;
}

interface NameLimit {
  readonly what: string;
  readonly name: string;
  readonly pattern: RegExp;
}

/** Every name made from a prefix, a site key, a Region and a bundle name, with what its service takes. */
export function nameLimits(prefix: string, siteKey: string, region: string, bundle: string): NameLimit[] {
  return [
    { what: 'Lambda function', name: functionName(prefix), pattern: /^[a-zA-Z0-9-_]{1,64}$/ },
    { what: 'IAM policy', name: boundaryName(prefix), pattern: /^[\w+=,.@-]{1,128}$/ },
    { what: 'IAM role', name: functionRoleName(prefix, region), pattern: /^[\w+=,.@-]{1,64}$/ },
    {
      what: 'secret (without + = @)',
      name: registrationSecretPrefix(prefix, siteKey),
      pattern: /^[A-Za-z0-9][A-Za-z0-9_/.-]{1,485}$/,
    },
    {
      what: 'secret (without + = @)',
      name: scimTokenSecretPrefix(prefix),
      pattern: /^[A-Za-z0-9][A-Za-z0-9_/.-]{1,485}$/,
    },
    { what: 'KMS alias', name: `alias/${volumeKeyPrefix(prefix, siteKey)}`, pattern: /^alias\/[a-zA-Z0-9/_-]{1,220}$/ },
    {
      what: 'WorkSpaces bundle',
      name: bundleName(prefix, siteKey, bundle),
      pattern: /^[a-zA-Z0-9_./()\\-][a-zA-Z0-9_./() -]{0,62}$/,
    },
    { what: 'Identity Center instance', name: accountInstanceName(prefix), pattern: /^[\w+=,.@-]{1,255}$/ },
    { what: 'Entra application', name: enterpriseAppName(prefix), pattern: /^.{1,120}$/ },
    { what: 'Entra application', name: registrationAppName(prefix), pattern: /^.{1,120}$/ },
    { what: 'Entra group', name: desktopUsersGroupName(prefix), pattern: /^.{1,256}$/ },
    { what: 'Entra group', name: autopilotGroupName(prefix, siteKey), pattern: /^.{1,256}$/ },
    { what: 'Autopilot profile', name: autopilotProfileName(prefix, siteKey), pattern: /^[^!#%^*()\-+;'><]{1,200}$/ },
  ];
}

/**
 * The role that WorkSpaces takes on in the account: exactly this name, on the path `/`, without a permissions boundary.
 * Source: https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-access-control.html#create-default-role.
 */
export const serviceRoleName = 'workspaces_DefaultRole';

/** Managed policies of AWS for that role. */
export const servicePolicies = {
  service: 'AmazonWorkSpacesServiceAccess',
  'self-service': 'AmazonWorkSpacesSelfServiceAccess',
  pools: 'AmazonWorkSpacesPoolServiceAccess',
} as const;
