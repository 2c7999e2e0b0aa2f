import { Account } from '../../../twin/aws/account.js';
import type { AccountForIntegrations, DesktopEvent } from '../../../twin/clouds.js';
import { joinClouds, type Integrations } from '../../../twin/integrations/integrations.js';
import { Bench, userRole } from '../entra/world.js';

export const directoryName = 'Desktops Berlin';
export const registrationRoles = ['DeviceManagementServiceConfig.ReadWrite.All'];
export const cleanUpRoles = ['Device.ReadWrite.All', 'DeviceManagementManagedDevices.ReadWrite.All'];
const day = 24 * 60;

type What = 'created' | 'rebuilt' | 'terminated';

/** Desktops and secrets written down by hand; Identity Center with its console and SCIM is the twin's own. */
class HandMade implements AccountForIntegrations {
  readonly identityCenter: Account;
  secret = '';
  secretError: string | undefined;
  readonly desktops: DesktopEvent[] = [];
  readonly closedTo = new Set<string>();
  private readonly listeners: { what: What; listener: (event: DesktopEvent) => Promise<void> }[] = [];

  constructor(bench: Bench) {
    this.identityCenter = new Account(bench.world, {
      accountId: '111122223333',
      organization: { managementAccountId: '111122223333' },
    });
    this.identityCenter.identityCenter.enableOrganizationInstance('eu-central-1');
  }

  onDesktop(what: What, listener: (event: DesktopEvent) => Promise<void>): void {
    this.listeners.push({ what, listener });
  }

  async tell(what: What, event: DesktopEvent): Promise<void> {
    for (const each of this.listeners) if (each.what === what) await each.listener(event);
  }

  async readSecretAsService(): Promise<string> {
    if (this.secretError !== undefined) throw new Error(this.secretError);
    return this.secret;
  }

  trustedIdentityProvider(): ReturnType<AccountForIntegrations['trustedIdentityProvider']> {
    return this.identityCenter.trustedIdentityProvider();
  }

  serviceProvider(): ReturnType<AccountForIntegrations['serviceProvider']> {
    return this.identityCenter.serviceProvider();
  }

  identityCenterUser(userName: string): ReturnType<AccountForIntegrations['identityCenterUser']> {
    return this.identityCenter.identityCenterUser(userName);
  }

  mayOpenApplication(_directoryId: string, userId: string): boolean {
    return !this.closedTo.has(userId);
  }

  desktopOpened(): void {}

  desktopsOf(userName: string): readonly DesktopEvent[] {
    return this.desktops.filter((each) => each.userName.toLowerCase() === userName.toLowerCase());
  }
}

export interface JoinedClouds {
  readonly bench: Bench;
  readonly aws: HandMade;
  readonly integrations: Integrations;
  readonly app: { readonly applicationId: string; readonly appId: string; readonly principalId: string };
  /** Object id of the group that is assigned to the enterprise app. */
  readonly groupId: string;
  readonly jobPath: string;
  readonly profileId: string;
  readonly registrationApp: { readonly objectId: string; readonly appId: string; readonly clientSecret: string };
  /** Adds a user to tenant and group. */
  addUser(name: string, given?: Parameters<Bench['tenant']['addUser']>[1]): string;
  /** Lets a provisioning cycle pass. */
  cycle(): Promise<void>;
  /** WorkSpaces makes a desktop for a user. */
  desktop(userName: string, change?: Partial<DesktopEvent>): Promise<DesktopEvent>;
}

/** Both clouds set up as the product sets them up, with everything right: each test breaks one wire. */
export async function joinedClouds(
  roles: readonly string[] = [...registrationRoles, ...cleanUpRoles],
): Promise<JoinedClouds> {
  const bench = new Bench();
  const { tenant, world } = bench;
  const aws = new HandMade(bench);
  const integrations = joinClouds(tenant, aws);

  const app = await bench.galleryApp();
  const principal = `/v1.0/servicePrincipals/${app.principalId}`;
  await bench.expect(204, 'PATCH', principal, { preferredSingleSignOnMode: 'saml' });
  const { thumbprint } = await bench.expect(200, 'POST', `${principal}/addTokenSigningCertificate`, {
    displayName: 'CN=AWS IdC 1',
  });
  await bench.expect(204, 'PATCH', principal, { preferredTokenSigningKeyThumbprint: thumbprint });
  const group = tenant.addGroup('WorkSpaces users');
  await bench.expect(201, 'POST', `${principal}/appRoleAssignedTo`, {
    appRoleId: userRole,
    principalId: group.id,
    resourceId: app.principalId,
  });

  const url = `https://login.microsoftonline.com/${tenant.id}/federationmetadata/2007-06/federationmetadata.xml?appid=${app.appId}`;
  aws.identityCenter.console.trustEntra((await world.network.request(url)).body?.toString() ?? '');
  const serviceProvider = aws.serviceProvider();
  await bench.expect(204, 'PATCH', `/v1.0/applications/${app.applicationId}`, {
    identifierUris: [serviceProvider?.entityId],
    web: { redirectUris: serviceProvider?.acsUrls },
  });
  await bench.expect(204, 'PATCH', principal, { loginUrl: serviceProvider?.signInUrl });
  const { endpoint, token } = aws.identityCenter.console.enableScim();
  await bench.expect(204, 'PUT', `${principal}/synchronization/secrets`, {
    value: [
      { key: 'BaseAddress', value: endpoint },
      { key: 'SecretToken', value: token },
    ],
  });
  const job = await bench.expect(201, 'POST', `${principal}/synchronization/jobs`, { templateId: 'aWSSingleSignon' });
  const jobPath = `${principal}/synchronization/jobs/${job.id}`;
  await bench.expect(204, 'POST', `${jobPath}/start`);

  const registrationApp = tenant.addServicePrincipal('WorkSpaces registration', { roles });
  aws.secret = JSON.stringify({
    application_id: registrationApp.appId,
    application_password: registrationApp.clientSecret,
  });
  const devices = tenant.addGroup('WorkSpaces devices', {
    rule: `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${directoryName}"))`,
  });
  const profiles = '/beta/deviceManagement/windowsAutopilotDeploymentProfiles';
  const profile = await bench.expect(201, 'POST', profiles, {
    '@odata.type': '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile',
    displayName: 'WorkSpaces',
    deviceNameTemplate: 'WS-%RAND:9%',
  });
  await bench.expect(201, 'POST', `${profiles}/${profile.id}/assignments`, {
    target: { '@odata.type': '#microsoft.graph.groupAssignmentTarget', groupId: devices.id },
  });
  await world.clock.advance(10);

  let numbered = 0;
  return {
    bench,
    aws,
    integrations,
    app,
    groupId: group.id,
    jobPath,
    profileId: profile.id as string,
    registrationApp,
    addUser: (name, given) => {
      const user = tenant.addUser(name, given);
      tenant.addMember(group.id, user.id);
      return user.id;
    },
    cycle: () => world.clock.advance(40),
    desktop: async (userName, change = {}) => {
      numbered += 1;
      const event: DesktopEvent = {
        region: 'eu-central-1',
        directoryId: 'wsd-1a2b3c4d5',
        directoryName,
        tenantId: tenant.id,
        secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:registration-AbCdEf',
        desktopId: `ws-${numbered}a2b3c4d5`,
        userName,
        computerName: `EC2AMAZ-${numbered}`,
        ...change,
      };
      aws.desktops.push(event);
      await aws.tell('created', event);
      return event;
    },
  };
}

export const days = (count: number): number => count * day;

/** Who is in Identity Center, and who of them is active. */
export function usersIn({ aws }: JoinedClouds): Record<string, boolean> {
  const [instance] = aws.identityCenter.identityCenter.instances;
  return Object.fromEntries([...(instance?.store.users.values() ?? [])].map((user) => [user.userName, user.active]));
}

/** How the job of provisioning stands. */
export async function jobOf({
  bench,
  jobPath,
}: JoinedClouds): Promise<{ code: string; quarantine: { error: { code: string } } | null }> {
  return (await bench.expect(200, 'GET', jobPath)).status as {
    code: string;
    quarantine: { error: { code: string } } | null;
  };
}
