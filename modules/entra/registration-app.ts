import { AppRoleAssignment } from '@cdktf/provider-azuread/lib/app-role-assignment/index.js';
import { Application } from '@cdktf/provider-azuread/lib/application/index.js';
import { DataAzureadServicePrincipal } from '@cdktf/provider-azuread/lib/data-azuread-service-principal/index.js';
import { ServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal/index.js';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { defaults } from '../../domain/defaults.js';
import { AdminCheck } from './admin-check.js';
import { graphApplicationId, registrationAppPermissions } from '../../domain/graph-permissions.js';
import { RotatingPassword } from './rotating-password.js';

export interface CreatedRegistrationApp {
  /** Name of the app in Entra. */
  readonly displayName: string;
  /** Lifetime of each client secret in days. Every half lifetime an apply renews the older of the two. */
  readonly secretLifetimeDays: number;
  /**
   * Object ids of the owners of app and service principal. Stated ones are the only ones: the provider removes all others.
   * @default - whoever owns them in Entra, left as it is
   */
  readonly owners?: readonly string[];
}

export interface RegistrationAppProps {
  /** An app of our own, or the application (client) id of one whose secret and permissions stay with its owner. */
  readonly app: { readonly create: CreatedRegistrationApp } | { readonly existing: { readonly applicationId: string } };
  /**
   * Also the permissions with which WorkSpaces deletes the device in Entra and Intune when a desktop goes.
   * @default true
   */
  readonly cleanUpDevices?: boolean;
  /** Who grants the permissions. `by-admin`: a person does, the plan only checks. An existing app is only checked. */
  readonly consent: 'terraform' | 'by-admin';
}

/**
 * The application as which WorkSpaces registers devices with Autopilot, its permissions on Microsoft Graph and its secret.
 *
 * Source: https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html.
 */
export class RegistrationApp extends Construct {
  /** Application (client) id. */
  readonly clientId: string;
  /** The client secret to use now, as a reference. Not for an existing app. */
  readonly password?: string;
  /** When that secret expires (RFC 3339), as a reference. Not for an existing app. */
  readonly passwordExpiresAt?: string;
  /** What directories and desktops need for as long as they exist. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: RegistrationAppProps) {
    super(scope, id);
    const permissions = registrationAppPermissions(props.cleanUpDevices ?? defaults.cleanUpDevices);
    const graph = this.graph(permissions);
    const role = (permission: string) => `${graph.fqn}.app_role_ids["${permission}"]`;
    const roleId = (permission: string) => `\${${role(permission)}}`;

    if ('existing' in props.app) {
      const { applicationId } = props.app.existing;
      const existing = new DataAzureadServicePrincipal(this, 'existing', { clientId: applicationId });
      this.clientId = applicationId;
      this.ready = [existing];
      // Also with consent by Terraform: what is granted already cannot be granted again, Graph answers with an error.
      this.checkConsent(existing.objectId, permissions.map(role), permissions, applicationId);
      return;
    }

    const { create } = props.app;
    const owners = create.owners ? { owners: [...create.owners] } : { lifecycle: { ignoreChanges: ['owners'] } };
    const application = new Application(this, 'Resource', {
      displayName: create.displayName,
      description: 'Amazon WorkSpaces registers the devices of its desktops with Windows Autopilot through this app',
      notes: 'Made by entra-workspaces with Terraform',
      signInAudience: 'AzureADMyOrg',
      // Declares what is needed, for the consent page of the portal; it grants nothing.
      requiredResourceAccess: [
        {
          resourceAppId: graphApplicationId,
          resourceAccess: permissions.map((permission) => ({ id: roleId(permission), type: 'Role' })),
        },
      ],
      ...owners,
    });
    const servicePrincipal = new ServicePrincipal(this, 'service-principal', {
      clientId: application.clientId,
      description: 'Amazon WorkSpaces registers the devices of its desktops with Windows Autopilot through this app',
      notes: 'Made by entra-workspaces with Terraform',
      ...owners,
    });
    // Not after the service principal: Terraform makes anew before it destroys whatever such a password depends on, and an
    // app has one service principal. One that failed half made could never be replaced ("already exists").
    const password = new RotatingPassword(this, 'password', {
      applicationId: application.id,
      lifetimeDays: create.secretLifetimeDays,
    });
    this.clientId = application.clientId;
    this.password = password.value;
    this.passwordExpiresAt = password.expiresAt;
    const granted =
      props.consent === 'terraform'
        ? permissions.map(
            (permission) =>
              new AppRoleAssignment(this, `consent-${permission.toLowerCase().replace(/\W+/g, '-')}`, {
                appRoleId: roleId(permission),
                principalObjectId: servicePrincipal.objectId,
                resourceObjectId: graph.objectId,
              }),
          )
        : [];
    if (props.consent === 'by-admin') {
      this.checkConsent(servicePrincipal.objectId, permissions.map(role), permissions, create.displayName);
    }
    this.ready = [servicePrincipal, ...granted];
  }

  /**
   * Microsoft Graph in this tenant. A data source: the resource with `use_existing` would change the service principal of
   * Graph itself, and try to delete it on destroy.
   */
  private graph(permissions: readonly string[]): DataAzureadServicePrincipal {
    const graph = new DataAzureadServicePrincipal(this, 'graph', { clientId: graphApplicationId });
    graph.lifecycle = {
      postcondition: permissions.map((permission) => ({
        condition: `\${contains(keys(self.app_role_ids), "${permission}")}`,
        errorMessage:
          `Microsoft Graph in this tenant offers no application permission ${permission}. ` +
          'Check that the tenant has Intune and is in the public cloud; ' +
          'without the permissions for cleaning up, set `cleanUpDevices` to false.',
      })),
    };
    return graph;
  }

  private checkConsent(
    servicePrincipalObjectId: string,
    roles: readonly string[],
    permissions: readonly string[],
    app: string,
  ): void {
    new AdminCheck(this, 'consented', {
      url: `servicePrincipals/${servicePrincipalObjectId}/appRoleAssignments`,
      condition: (found) =>
        `alltrue([for role in [${roles.join(', ')}] : contains([for one in ${found} : one.appRoleId], role)])`,
      errorMessage:
        `The registration app ${app} lacks admin consent to ${permissions.join(', ')}, so no desktop can be made. ` +
        'A Global Administrator grants it: Entra admin center, App registrations, the app, API permissions, ' +
        'Grant admin consent.',
    });
  }
}
