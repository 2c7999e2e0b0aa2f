import { AppRoleAssignment } from '@cdktf/provider-azuread/lib/app-role-assignment/index.js';
import { ApplicationFederatedIdentityCredential } from '@cdktf/provider-azuread/lib/application-federated-identity-credential/index.js';
import { ApplicationFlexibleFederatedIdentityCredential } from '@cdktf/provider-azuread/lib/application-flexible-federated-identity-credential/index.js';
import { Application } from '@cdktf/provider-azuread/lib/application/index.js';
import type { DataAzureadServicePrincipal } from '@cdktf/provider-azuread/lib/data-azuread-service-principal/index.js';
import { ServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal/index.js';
import { Construct } from 'constructs';

/** Whose tokens an application takes in place of a secret. */
export interface FederatedCredential {
  readonly name: string;
  readonly issuer: string;
  /** Compared as it is, with case: https://learn.microsoft.com/graph/api/resources/federatedidentitycredential. */
  readonly subject: string;
  /** An expression over the claims of a token, the subject among them: it is compared in the place of the subject. */
  readonly expression?: string;
  readonly audience: string;
}

export interface PipelineAppProps {
  readonly displayName: string;
  /** Notes of application and service principal: by them what was made here is told from others of this name. */
  readonly notes: string;
  /** Microsoft Graph in this tenant. */
  readonly graph: DataAzureadServicePrincipal;
  /** Application permissions on it. */
  readonly permissions: readonly string[];
  /** Whether the permissions are consented to here; else somebody else does so in the portal. @default true */
  readonly consent?: boolean;
  /** @default nobody signs in as it: its rights are there before anybody has them */
  readonly credential?: FederatedCredential;
}

/**
 * An Entra application of a job of a pipeline. It has no secret and no owner: whoever owns an application can add a
 * credential of their own. That no owners are stated makes the provider take away those that somebody adds.
 */
export class PipelineApp extends Construct {
  /** Client id, as a reference. */
  readonly clientId: string;
  /** Object id of the application, as a reference. */
  readonly objectId: string;
  /** Object id of the service principal, as a reference. */
  readonly servicePrincipalObjectId: string;

  constructor(scope: Construct, id: string, props: PipelineAppProps) {
    super(scope, id);
    const { displayName, notes, graph, permissions, credential } = props;
    const roleId = (permission: string): string => `\${${graph.fqn}.app_role_ids["${permission}"]}`;
    const application = new Application(this, 'Resource', {
      displayName,
      notes,
      signInAudience: 'AzureADMyOrg',
      // What is asked for, for the consent page of the portal; it grants nothing.
      requiredResourceAccess: [
        {
          resourceAppId: graph.clientId,
          resourceAccess: permissions.map((permission) => ({ id: roleId(permission), type: 'Role' })),
        },
      ],
    });
    const principal = new ServicePrincipal(this, 'service-principal', { clientId: application.clientId, notes });
    if (props.consent !== false) {
      for (const permission of permissions) {
        new AppRoleAssignment(this, permission.toLowerCase().replace(/\W+/g, '-'), {
          appRoleId: roleId(permission),
          principalObjectId: principal.objectId,
          resourceObjectId: graph.objectId,
        });
      }
    }
    if (credential) {
      const { name, issuer, subject, expression, audience } = credential;
      const common = { applicationId: application.id, displayName: name, issuer };
      if (expression === undefined)
        new ApplicationFederatedIdentityCredential(this, 'credential', { ...common, subject, audiences: [audience] });
      else
        new ApplicationFlexibleFederatedIdentityCredential(this, 'credential', {
          ...common,
          claimsMatchingExpression: expression,
          audience,
        });
    }
    this.clientId = application.clientId;
    this.objectId = application.objectId;
    this.servicePrincipalObjectId = principal.objectId;
  }
}
