/** The clouds and the handshake that every miswired life begins with. */
import type { DeploymentFile } from '../harness.js';

export const region = 'eu-central-1';
export const users = ['ada@contoso.com', 'grace@contoso.com'];
const instanceArn = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
export const imageId = 'wsi-0a1b2c3d4';
/** Somebody of the company without a desktop. */
export const outsider = 'alan@contoso.com';
/** A computer in the office, which no profile of ours may reach. */
export const officeDevice = { serialNumber: 'OFFICE-1', groupTag: 'office', computerName: 'OFFICE-1' };
/** What has to stand in the clouds for the deployment: the defaults of its file. */
export const deployed = {
  directories: [
    {
      name: 'contoso-berlin',
      tenancy: 'DEDICATED',
      devices: ['Windows', 'Osx', 'Web', 'Ios', 'Android', 'ChromeOs', 'Linux'],
      created: { EnableInternetAccess: false, UserEnabledAsLocalAdministrator: false, EnableMaintenanceMode: true },
      // What the deployment knows nothing of stays as AWS has it.
      selfService: ['RestartWorkspace', 'EnableEndUserAdvisor'],
      client: { ReconnectEnabled: 'DISABLED', LogUploadEnabled: 'ENABLED', ClientExperiencePolicy: 'USER_CHOICE' },
    },
  ],
  bundles: [{ name: 'contoso-berlin-standard', imageId, compute: 'POWER', rootGib: '175', userGib: '100' }],
  profiles: [{ displayName: 'Contoso berlin', locale: 'os-default', userType: 'standard' }],
  listed: ['Contoso (AWS IAM Identity Center)'],
};
/** Stands in the synthesized text where a life's own handshake is filled in. */
export const placeholder = {
  serviceProvider: {
    entityId: 'https://eu-central-1.signin.aws.amazon.com/platform/saml/d-1234567890',
    acsUrls: ['https://eu-central-1.signin.aws/platform/saml/acs/d-1234567890'],
    signInUrl: 'https://placeholder.awsapps.com/start',
  },
  scimEndpoint: 'https://scim.eu-central-1.amazonaws.com/1234abcdefg-12345678-1234-1234-1234-1234567890ab/scim/v2/',
  activeCertificate: '1',
};

export function seed() {
  return {
    users: [...users, outsider],
    identityCenter: { region, arn: instanceArn },
    imageIds: { [region]: [imageId, 'wsi-0f9e8d7c6'] },
  };
}

export type Handshake = typeof placeholder;

export function withHandshake(deployment: DeploymentFile, handshake: Handshake): DeploymentFile {
  const identityCenter = deployment['identityCenter'] as { federation: { setUp: object } };
  const setUp = { ...identityCenter.federation.setUp, handshake };
  return { ...deployment, identityCenter: { ...identityCenter, federation: { setUp } } };
}

export function handshakeOf(deployment: DeploymentFile): Handshake {
  return (deployment['identityCenter'] as { federation: { setUp: { handshake: Handshake } } }).federation.setUp
    .handshake;
}

/** The configuration with what this life's handshake gave. */
export function filled(text: string, { serviceProvider, scimEndpoint }: Handshake): string {
  return text
    .replaceAll(placeholder.serviceProvider.entityId, serviceProvider.entityId)
    .replaceAll(placeholder.serviceProvider.acsUrls[0] ?? '', serviceProvider.acsUrls[0] ?? '')
    .replaceAll(placeholder.serviceProvider.signInUrl, serviceProvider.signInUrl)
    .replaceAll(placeholder.scimEndpoint, scimEndpoint);
}
