import { ApplicationFromTemplate } from '@cdktf/provider-azuread/lib/application-from-template/index.js';
import { ApplicationIdentifierUri } from '@cdktf/provider-azuread/lib/application-identifier-uri/index.js';
import { ApplicationRedirectUris } from '@cdktf/provider-azuread/lib/application-redirect-uris/index.js';
import { DataAzureadApplication } from '@cdktf/provider-azuread/lib/data-azuread-application/index.js';
import { DataAzureadServicePrincipal } from '@cdktf/provider-azuread/lib/data-azuread-service-principal/index.js';
import { ServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal/index.js';
import { Sleep } from '@cdktf/provider-time/lib/sleep/index.js';
import { TerraformLocal, Token, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import {
  federationMetadataUrl,
  galleryDisplayName,
  galleryTemplateId,
  userAppRoleId,
} from '../../domain/gallery-app.js';

/**
 * The provider waits until the new application can be read everywhere, not until its service principal can. Graph needs
 * some seconds for it, now and then half a minute.
 */
const servicePrincipalWait = '45s';

export interface SamlServiceProvider {
  /** Identifier (entity id) of the Identity Center instance. */
  readonly entityId: string;
  /** Reply URLs. More than one with replicated Regions or dual-stack addresses. */
  readonly acsUrls: readonly string[];
  /** Sign-in address of the AWS access portal, from which a sign-in can start. */
  readonly signInUrl: string;
}

export interface CreatedEnterpriseApp {
  /** Name of the app in Entra. A new name renames it; nothing is replaced. */
  readonly displayName: string;
  /** Who gets mail from Entra before the active signing certificate expires. */
  readonly notificationEmails: readonly string[];
  /**
   * Object ids of the owners of the service principal. Stated ones are the only ones: the provider removes all others.
   * @default - whoever owns it in Entra, left as it is
   */
  readonly owners?: readonly string[];
  /**
   * What AWS said in the handshake. Without it the app has no addresses yet (stage `foundation`).
   * @default - none yet
   */
  readonly serviceProvider?: SamlServiceProvider;
}

export interface EnterpriseAppProps {
  /** The Entra tenant. */
  readonly tenantId: string;
  /** An app of our own from the gallery, or the object id of the service principal of one that is there. */
  readonly app:
    { readonly create: CreatedEnterpriseApp } | { readonly existing: { readonly servicePrincipalObjectId: string } };
}

/**
 * The enterprise app "AWS IAM Identity Center", through which users sign in to AWS and Entra provisions users and groups.
 *
 * An existing one is read by data sources and nothing else: the resource azuread_service_principal with `use_existing`
 * would delete it on destroy.
 */
export class EnterpriseApp extends Construct {
  /** Object id of the service principal: principal of certificates, secrets, jobs and assignments. */
  readonly servicePrincipalObjectId: string;
  /** The same in the form `/servicePrincipals/ID`, which some resources of the provider ask for. */
  readonly servicePrincipalId: string;
  /** Application (client) id. */
  readonly clientId: string;
  /** Id of the app role that an assigned group gets. */
  readonly userAppRoleId: string;
  /** Where the federation metadata of this app stands. */
  readonly metadataUrl: string;
  /** What everything that changes or uses the app must wait for. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: EnterpriseAppProps) {
    super(scope, id);
    const made =
      'create' in props.app ? this.create(props.app.create) : this.look(props.app.existing.servicePrincipalObjectId);
    this.servicePrincipalObjectId = made.objectId;
    this.servicePrincipalId = `/servicePrincipals/${made.objectId}`;
    this.clientId = made.clientId;
    this.userAppRoleId = made.userAppRoleId;
    this.metadataUrl = federationMetadataUrl(props.tenantId, made.clientId);
    this.ready = made.ready;
  }

  private create(props: CreatedEnterpriseApp) {
    this.validateEmails(props.notificationEmails);
    this.validateServiceProvider(props.serviceProvider);
    const fromTemplate = new ApplicationFromTemplate(this, 'Resource', {
      displayName: props.displayName,
      templateId: galleryTemplateId,
    });
    // Through a local: a data source that refers directly to a resource with a pending change (a new display name) is put
    // off to the apply, client_id turns unknown, and the provider would delete the enterprise app and make another.
    const objectId = new TerraformLocal(this, 'object-id', fromTemplate.applicationObjectId);
    const application = new DataAzureadApplication(this, 'application', { objectId: objectId.asString });
    const settled = new Sleep(this, 'settled', {
      createDuration: servicePrincipalWait,
      triggers: { application: objectId.asString },
    });
    // Before the handshake the address of an app that was there before stays: people sign in with it.
    const ignoreChanges = [...(props.owners ? [] : ['owners']), ...(props.serviceProvider ? [] : ['login_url'])];
    const servicePrincipal = new ServicePrincipal(this, 'service-principal', {
      clientId: application.clientId,
      useExisting: true,
      description: 'Sign-in to AWS and provisioning of users and groups for Amazon WorkSpaces',
      notes: 'Made by entra-workspaces with Terraform',
      preferredSingleSignOnMode: 'saml',
      appRoleAssignmentRequired: true,
      notificationEmailAddresses: [...props.notificationEmails],
      // An update sends the tags each time: without these two it would take them away, and the app with them out of the
      // list of enterprise apps.
      featureTags: [{ enterprise: true, gallery: true }],
      ...(props.serviceProvider ? { loginUrl: props.serviceProvider.signInUrl } : {}),
      ...(props.owners ? { owners: [...props.owners] } : {}),
      ...(ignoreChanges.length > 0 ? { lifecycle: { ignoreChanges } } : {}),
      dependsOn: [settled],
    });
    const addresses = props.serviceProvider
      ? this.addresses(fromTemplate.applicationId, servicePrincipal, props.serviceProvider)
      : [];
    return {
      objectId: servicePrincipal.objectId,
      clientId: application.clientId,
      userAppRoleId,
      ready: [servicePrincipal, ...addresses],
    };
  }

  /**
   * Graph takes an identifier on a domain that is not the tenant's own (signin.aws.amazon.com) only while the service
   * principal is in SAML mode, else `HostNameNotOnVerifiedDomain` (hashicorp/terraform-provider-azuread#797).
   */
  private addresses(
    applicationId: string,
    servicePrincipal: ServicePrincipal,
    { entityId, acsUrls }: SamlServiceProvider,
  ): ITerraformDependable[] {
    const identifier = new ApplicationIdentifierUri(this, 'identifier', {
      applicationId,
      identifierUri: entityId,
      dependsOn: [servicePrincipal],
    });
    const replies = new ApplicationRedirectUris(this, 'reply-urls', {
      applicationId,
      type: 'Web',
      redirectUris: [...acsUrls],
      dependsOn: [identifier],
    });
    return [identifier, replies];
  }

  private look(servicePrincipalObjectId: string) {
    const existing = new DataAzureadServicePrincipal(this, 'existing', { objectId: servicePrincipalObjectId });
    existing.lifecycle = {
      postcondition: [
        {
          condition: '${self.preferred_single_sign_on_mode == "saml"}',
          errorMessage:
            `The enterprise app ${servicePrincipalObjectId} is not in SAML mode, so nobody signs in to AWS through it. ` +
            `Take the object id of the enterprise app "${galleryDisplayName}" that IAM Identity Center trusts ` +
            '(Entra admin center, Enterprise applications, Properties, Object ID).',
        },
        {
          condition: `\${anytrue([for role in self.app_roles : role.id == "${userAppRoleId}" || role.display_name == "User"])}`,
          errorMessage:
            `The enterprise app ${servicePrincipalObjectId} has no app role "User", which the group of desktop users ` +
            'would get. Take the app from the gallery that IAM Identity Center trusts.',
        },
      ],
    };
    // The role of the gallery app has a fixed id. An app that was made without the gallery has one of its own.
    const role = new TerraformLocal(
      this,
      'user-role',
      `\${try(concat([for role in ${existing.fqn}.app_roles : role.id if role.id == "${userAppRoleId}"], ` +
        `[for role in ${existing.fqn}.app_roles : role.id if role.display_name == "User"])[0], "${userAppRoleId}")}`,
    );
    return {
      objectId: existing.objectId,
      clientId: existing.clientId,
      userAppRoleId: role.asString,
      ready: [existing],
    };
  }

  private validateEmails(emails: readonly string[]): void {
    if (emails.length === 0) {
      throw new Error(
        '`notificationEmails` must hold at least one address, or nobody hears of an expiring certificate, got: none',
      );
    }
    const wrong = emails.find((email) => !Token.isUnresolved(email) && !/^[^\s@]+@[^\s@]+$/.test(email));
    if (wrong !== undefined) throw new Error(`\`notificationEmails\` must hold e-mail addresses, got: ${wrong}`);
  }

  private validateServiceProvider(serviceProvider: SamlServiceProvider | undefined): void {
    if (serviceProvider && serviceProvider.acsUrls.length === 0) {
      throw new Error('`acsUrls` must hold at least one reply URL of Identity Center, got: none');
    }
    const addresses = serviceProvider
      ? [serviceProvider.entityId, ...serviceProvider.acsUrls, serviceProvider.signInUrl]
      : [];
    const wrong = addresses.find((address) => !Token.isUnresolved(address) && !address.startsWith('https://'));
    if (wrong !== undefined) throw new Error(`\`serviceProvider\` must hold https:// addresses, got: ${wrong}`);
  }
}
