/** What every part of the handshake works with. */
import { identityCenterConsoleUrl } from '../../domain/sign-in-addresses.js';
import { enterpriseAppName } from '../../domain/names.js';
import type { Deployment, Handshake } from '../../deployment/schema.js';
import { handshakeOf } from '../../deployment/stage.js';
import type { Addresses } from '../clouds/addresses.js';
import type { Clouds } from '../clouds/lookup.js';
import type { Terminal } from '../terminal/terminal.js';

/** What was given on the command line, so that nobody needs to be asked. */
export interface Given {
  readonly serviceProviderMetadata?: string;
  readonly signInUrl?: string;
  readonly scimEndpoint?: string;
  /** The token comes through standard input. */
  readonly tokenFromStdin: boolean;
  readonly tokenExpires?: string;
  readonly replaceIdentitySource?: string;
  readonly appObjectId?: string;
  readonly secretArn?: string;
  readonly metadataOut?: string;
  /** Asks everything anew. */
  readonly again: boolean;
  /** The new certificate was imported in the console. */
  readonly imported: boolean;
  /** Renews a certificate that is valid for long. */
  readonly early: boolean;
}

export interface HandshakeContext {
  readonly deployment: Deployment;
  /** Absolute path of the deployment file. */
  readonly file: string;
  /** Folder that the command was called in: paths on the command line are relative to it. */
  readonly cwd: string;
  readonly clouds: Clouds;
  readonly addresses: Addresses;
  readonly terminal: Terminal;
  readonly stdin: NodeJS.ReadStream;
  readonly given: Given;
  readonly now: () => Date;
}

/** Region of Identity Center: of its console, its SCIM endpoint and the secret with the token. */
export const regionOf = ({ deployment }: Pick<HandshakeContext, 'deployment'>): string =>
  deployment.identityCenter.region;

export const recordedOf = ({ deployment }: Pick<HandshakeContext, 'deployment'>): Handshake | undefined =>
  handshakeOf(deployment);

/** Name of the enterprise app that the deployment makes. */
export function appNameOf({ deployment }: Pick<HandshakeContext, 'deployment'>): string {
  const { enterpriseApp } = deployment.entra;
  const given = 'create' in enterpriseApp ? enterpriseApp.create.displayName : undefined;
  return given ?? enterpriseAppName(deployment.name);
}

/** Names of its signing certificates, oldest first. */
export function certificateNamesOf({ deployment }: Pick<HandshakeContext, 'deployment'>): readonly string[] {
  const { enterpriseApp } = deployment.entra;
  return 'create' in enterpriseApp ? enterpriseApp.create.certificates : [];
}

/** Id of the instance (`ssoins-…`); undefined while it is only being created. */
export function instanceIdOf({ deployment }: Pick<HandshakeContext, 'deployment'>): string | undefined {
  const { instance } = deployment.identityCenter;
  return 'existing' in instance ? instance.existing.arn.split('/')[1] : undefined;
}

/** Where to click: a page of the real console, or of the sandbox that stands in its place. */
export function linkTo({ addresses }: Pick<HandshakeContext, 'addresses'>, link: string): string {
  return addresses.page(link);
}

/** How automatic provisioning comes on, in the console; where it is on already, after a destroy or in an instance in use. */
export const provisioningOn =
  'Settings, Automatic provisioning: Enable. Where it is enabled already: Actions, Manage provisioning, Generate token.';

/** Pages of the real consoles. */
export const consoleLinks = {
  identityCenter: (region: string): string => identityCenterConsoleUrl(region),
  secret: (region: string, name: string): string => {
    const domain = region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com';
    return `https://${region}.${domain}/secretsmanager/secret?name=${encodeURIComponent(name)}&region=${region}`;
  },
  entraApp: ({ objectId, appId }: { readonly objectId: string; readonly appId: string }): string =>
    `https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/SignOn/objectId/${objectId}/appId/${appId}`,
  entraApps: 'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview',
  intuneProfiles:
    'https://intune.microsoft.com/#view/Microsoft_Intune_Enrollment/AutopilotDeploymentProfiles.ReactView',
} as const;
