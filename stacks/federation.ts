import type { IResolvable, ITerraformDependable, TerraformResource } from 'cdktf';
import { DataAzureadServicePrincipal } from '@cdktf/provider-azuread/lib/data-azuread-service-principal/index.js';
import { Construct } from 'constructs';
import { present } from '../domain/present.js';
import type { WatchedExpiry } from '../domain/control-plane/contract.js';
import { DesktopUsersGroup } from '../modules/entra/desktop-users-group.js';
import { EnterpriseApp } from '../modules/entra/enterprise-app.js';
import { EntraUsers } from '../modules/entra/entra-users.js';
import { Provisioning } from '../modules/entra/provisioning.js';
import { RegistrationApp } from '../modules/entra/registration-app.js';
import { SigningCertificate } from '../modules/entra/signing-certificate.js';
import { TrustedApp } from '../modules/entra/trusted-app.js';
import { ScimTokenSecret } from '../modules/identity-center/scim-token-secret.js';
import { desktopUsersGroupName, enterpriseAppName, registrationAppName } from '../domain/names.js';
import { partitionOf } from '../domain/partitions.js';
import type { Deployment } from '../deployment/schema.js';
import { dailyClientOf } from '../deployment/pipeline-of.js';
import { handshakeOf } from '../deployment/stage.js';
import type { Providers } from './providers.js';

export interface FederationProps {
  readonly deployment: Deployment;
  readonly providers: Providers;
  /** Whether a plan looks at the SCIM token. */
  readonly readScimToken: IResolvable;
}

/**
 * The Entra side: how people sign in, who they are, and how WorkSpaces registers their devices. With an existing
 * federation the only change to what exists is the assignment of our group.
 */
export class Federation extends Construct {
  readonly enterpriseApp: EnterpriseApp;
  readonly desktopUsers: DesktopUsersGroup;
  readonly registrationApp: RegistrationApp;
  /** Where `connect` puts the SCIM token. Only with a federation that is set up here. */
  readonly scimToken?: ScimTokenSecret;
  /** What a wait for users and groups in Identity Center may begin after. */
  readonly provisioned: readonly ITerraformDependable[];
  /** The job of provisioning, where it is ours. */
  readonly provisioning?: TerraformResource;
  /** Object id of a pipeline's application that owns what it changes from day to day, as the whole list of owners. */
  readonly owners?: readonly string[];
  /** What expires one day. */
  readonly expiries: readonly WatchedExpiry[];

  constructor(scope: Construct, id: string, { deployment, providers, readScimToken }: FederationProps) {
    super(scope, id);
    const { name, entra, identityCenter } = deployment;
    const handshake = handshakeOf(deployment);
    const clientId = dailyClientOf(deployment);
    if (clientId !== undefined) {
      const pipeline = new DataAzureadServicePrincipal(this, 'pipeline', { clientId });
      this.owners = [pipeline.objectId];
    }

    this.enterpriseApp = new EnterpriseApp(this, 'enterprise-app', {
      tenantId: entra.tenantId,
      app:
        'existing' in entra.enterpriseApp
          ? entra.enterpriseApp
          : {
              create: {
                displayName: entra.enterpriseApp.create.displayName ?? enterpriseAppName(name),
                notificationEmails: entra.enterpriseApp.create.notificationEmails,
                ...(handshake ? { serviceProvider: handshake.serviceProvider } : {}),
              },
            },
    });
    if (handshake && 'create' in entra.enterpriseApp) {
      const { servicePrincipalObjectId } = this.enterpriseApp;
      new TrustedApp(this, 'trusted-app', { servicePrincipalObjectId });
    }
    const certificate = this.signingCertificate(deployment);
    const users = this.users(deployment);
    this.desktopUsers = this.group(deployment, users);
    this.registrationApp = this.registration(deployment);

    if ('setUp' in identityCenter.federation) {
      this.scimToken = new ScimTokenSecret(this, 'scim-token', {
        provider: providers.aws(identityCenter.region),
        name,
        accountId: deployment.aws.accountId,
        partition: partitionOf(identityCenter.region),
        protection: deployment.protection,
        read: handshake !== undefined,
        look: readScimToken,
      });
    }
    if (handshake && this.scimToken?.token) {
      const provisioning = new Provisioning(this, 'provisioning', {
        servicePrincipalId: this.enterpriseApp.servicePrincipalId,
        scimEndpoint: handshake.scimEndpoint,
        scimToken: this.scimToken.token,
        groupObjectId: this.desktopUsers.objectId,
        ...present({ users }),
        dependsOn: [...this.enterpriseApp.ready, ...this.desktopUsers.ready, ...this.scimToken.ready],
      });
      this.provisioning = provisioning.job;
      this.provisioned = provisioning.ready;
    } else {
      this.provisioned = this.desktopUsers.ready;
    }
    this.expiries = this.watched(certificate);
  }

  private signingCertificate(deployment: Deployment): SigningCertificate | undefined {
    const { enterpriseApp } = deployment.entra;
    if (!('create' in enterpriseApp)) return undefined;
    const active = handshakeOf(deployment)?.activeCertificate;
    return new SigningCertificate(this, 'signing-certificate', {
      servicePrincipalObjectId: this.enterpriseApp.servicePrincipalObjectId,
      names: enterpriseApp.create.certificates,
      ...(active ? { active } : {}),
      dependsOn: this.enterpriseApp.ready,
    });
  }

  /** Only where the members of our group are the users of the deployment. */
  private users({ entra, sites }: Deployment): EntraUsers | undefined {
    const { desktopUsers } = entra;
    if (!('create' in desktopUsers) || desktopUsers.create.members !== 'deployment') return undefined;
    return new EntraUsers(
      this,
      'users',
      sites.flatMap(({ desktops }) => desktops.users),
    );
  }

  private group({ name, entra }: Deployment, users: EntraUsers | undefined): DesktopUsersGroup {
    const { desktopUsers, assignment } = entra;
    const members = 'create' in desktopUsers ? desktopUsers.create.members : undefined;
    return new DesktopUsersGroup(this, 'desktop-users', {
      group:
        'existing' in desktopUsers
          ? desktopUsers
          : {
              create: {
                displayName: desktopUsers.create.displayName ?? desktopUsersGroupName(name),
                members: users ? { users } : typeof members === 'object' ? members : 'elsewhere',
                ...(this.owners ? { owners: this.owners } : {}),
              },
            },
      assignment,
      enterpriseApp: this.enterpriseApp,
    });
  }

  private registration({ name, entra }: Deployment): RegistrationApp {
    const { registrationApp, consent } = entra;
    return new RegistrationApp(this, 'registration-app', {
      app:
        'existing' in registrationApp
          ? registrationApp
          : {
              create: {
                displayName: registrationApp.create.displayName ?? registrationAppName(name),
                secretLifetimeDays: registrationApp.create.secretLifetimeDays,
                ...(this.owners ? { owners: this.owners } : {}),
              },
            },
      ...('create' in registrationApp ? { cleanUpDevices: registrationApp.create.cleanUpDevices } : {}),
      consent,
    });
  }

  private watched(certificate: SigningCertificate | undefined): WatchedExpiry[] {
    const expiries: WatchedExpiry[] = [];
    if (this.scimToken) {
      expiries.push({
        label: 'SCIM token',
        secretArn: this.scimToken.secretArn,
        fix: 'Make another token in the console of Identity Center and run `entra-workspaces connect`.',
      });
    }
    if (this.registrationApp.passwordExpiresAt) {
      expiries.push({
        label: 'Client secret of the registration app',
        date: this.registrationApp.passwordExpiresAt,
        fix: 'Apply the deployment: every apply after half of its lifetime renews it.',
      });
    }
    if (certificate) {
      expiries.push({
        label: 'SAML signing certificate',
        date: certificate.active.expiresAt,
        fix: 'Run `entra-workspaces connect --renew-certificate`: Identity Center must import the new one before Entra signs with it.',
      });
    }
    return expiries;
  }
}
