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
/** Name of the fleet engine's table, state machine and schedule; one a Region. */
export const fleetName = (prefix: string): string => `${prefix}-fleet`;
/** Name of its alarm, which goes off when its passes no longer end well. CloudWatch: 255 characters. */
export const fleetAlarmName = (prefix: string): string => `${fleetName(prefix)}-no-pass`;
/** Name of a function of the fleet engine. Lambda: 64 characters. */
export const fleetFunctionName = (prefix: string, part: string): string => `${fleetName(prefix)}-${part}`;
/** Name of a role of the fleet engine, which is unique in the account. IAM: 64 characters. */
export const fleetRoleName = (prefix: string, part: string, region: string): string =>
  `${fleetFunctionName(prefix, part)}-${region}`;
/** Name of the access package through which people ask for a desktop: they read it in My Access. `site`: it has a group of its own. */
export const accessPackageName = (prefix: string, site?: string): string =>
  `Windows desktop (${spokenName(prefix)}${site === undefined ? '' : `, ${site}`})`;
/** Name of its catalog. */
export const accessCatalogName = (prefix: string, site?: string): string =>
  `${spokenName(prefix)} desktops${site === undefined ? '' : ` of ${site}`}`;
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

/** Name of the role of one identity of the pipeline. IAM: 64 characters. */
export const pipelineRoleName = (prefix: string, identity: PipelineIdentity): string =>
  `${prefix}-${pipelineWords[identity]}`;
/** Name of the managed policies of that role, numbered from 1. IAM: 128 characters. */
export const pipelinePolicyName = (prefix: string, identity: PipelineIdentity, number: number): string =>
  `${pipelineRoleName(prefix, identity)}-${number}`;
/** Display name of the Entra application of one identity of the pipeline. Entra: 120 characters. */
export const pipelineAppName = (prefix: string, identity: PipelineIdentity): string =>
  `${spokenName(prefix)} pipeline (${pipelineWords[identity].replaceAll('-', ' ')})`;
/** Display name of the Entra application that signs in for Intune alone, on laptops. */
export const intuneAppName = (prefix: string): string => `${spokenName(prefix)} Intune (laptop)`;
/** Name of the bucket of the state where a deployment names no other: buckets share one space of names. S3: 63 characters. */
export const stateBucketName = (prefix: string, accountId: string): string =>
  `${prefix.replace(/-+$/, '')}-state-${accountId}`;
/** Alias of the key that encrypts it. */
export const stateKeyAlias = (prefix: string): string => `alias/${prefix}-state`;
/** Tag, and note of an application, by which what one bootstrap made is told from what others call the same. */
export const bootstrapTag = 'entra-workspaces:bootstrap';

type PipelineIdentity = 'mainPlan' | 'apply';
const pipelineWords = { mainPlan: 'main-plan', apply: 'apply' } as const;

/** Display name of the enterprise app. Entra: 120 characters. */
export const enterpriseAppName = (prefix: string): string => `${spokenName(prefix)} (AWS IAM Identity Center)`;
/** Display name of the group of desktop users; SCIM brings it into Identity Center under the same name. */
export const desktopUsersGroupName = (prefix: string): string => `${spokenName(prefix)} users`;
/** Display name of the group of one site, whose members a fleet gives desktops. */
export const siteUsersGroupName = (prefix: string, siteKey: string): string =>
  `${spokenName(prefix)} ${spokenKey(siteKey)} users`;
/** Display name of the registration app. */
export const registrationAppName = (prefix: string): string => `${spokenName(prefix)} device registration`;
/** Display name of the device group of a site. */
export const autopilotGroupName = (prefix: string, siteKey: string): string =>
  `${spokenName(prefix)} ${spokenKey(siteKey)} devices`;
/** Display name of the Autopilot profile of a site: `base` is the chosen name, or that of the deployment. No hyphen. */
export const autopilotProfileName = (prefix: string, siteKey: string, base?: string): string =>
  `${base ?? spokenName(prefix)} ${spokenKey(siteKey)}`;

/** Longest name of a policy in Intune. */
export const longestPolicyName = 200;
/** Display name of what Intune gives the desktops of a deployment: a policy, a status page, a filter. */
export const enrolmentName = (prefix: string, what: string): string => `${spokenName(prefix)} ${what}`;

/** What the policies, pages and rings of a deployment are called there, each once, after its name; sets of settings have their own. */
export const enrolmentTitles = {
  compliance: 'compliance',
  session: 'sessions',
  version: 'Windows version',
  ring: 'updates',
  pilotRing: 'updates pilot',
  statusPage: 'first sign-in',
} as const;

/** By what a person tells two names in Intune apart: not by case, nor by spaces, nor by how a letter is composed. */
export const enrolmentNameKey = (name: string): string =>
  name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();

/** What a certificate of a company is called there, after the name of the deployment. */
export const certificateTitle = (key: string): string => `certificate ${spokenKey(key)}`;

/** A key as people read it. */
export const spokenKey = (siteKey: string): string => siteKey.replaceAll('-', ' ').replace(/ +/g, ' ');

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
    { what: 'IAM role', name: pipelineRoleName(prefix, 'mainPlan'), pattern: /^[\w+=,.@-]{1,64}$/ },
    { what: 'IAM policy', name: pipelinePolicyName(prefix, 'mainPlan', 10), pattern: /^[\w+=,.@-]{1,128}$/ },
    { what: 'S3 bucket', name: stateBucketName(prefix, '111122223333'), pattern: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/ },
    { what: 'KMS alias', name: stateKeyAlias(prefix), pattern: /^alias\/[a-zA-Z0-9/_-]{1,220}$/ },
    { what: 'Entra application', name: pipelineAppName(prefix, 'mainPlan'), pattern: /^.{1,120}$/ },
    { what: 'Entra application', name: intuneAppName(prefix), pattern: /^.{1,120}$/ },
    { what: 'Entra application', name: enterpriseAppName(prefix), pattern: /^.{1,120}$/ },
    { what: 'Entra application', name: registrationAppName(prefix), pattern: /^.{1,120}$/ },
    { what: 'Entra group', name: desktopUsersGroupName(prefix), pattern: /^.{1,256}$/ },
    { what: 'Entra group', name: autopilotGroupName(prefix, siteKey), pattern: /^.{1,256}$/ },
    {
      what: 'Intune policy',
      name: enrolmentName(prefix, 'local administrator password'),
      pattern: new RegExp(`^.{1,${longestPolicyName}}$`),
    },
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
