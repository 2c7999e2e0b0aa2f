import type { TenantContext } from './context.js';
import { addCertificate } from './graph/credentials.js';
import { instantiate } from './graph/application-templates.js';
import { newJob } from './synchronization.js';

export interface EnterpriseAppWish {
  /** Default `AWS IAM Identity Center`. */
  readonly displayName?: string;
  /** What AWS handed out: identifier, reply URLs and sign-on URL. */
  readonly serviceProvider?: {
    readonly entityId: string;
    readonly acsUrls: readonly string[];
    readonly signInUrl: string;
  };
  /** SCIM endpoint and token: the job is made and running. */
  readonly scim?: { readonly endpoint: string; readonly token: string };
  /** Object ids of users and groups that are assigned. */
  readonly assigned?: readonly string[];
  /** Where the target's user name comes from. Default userPrincipalName. */
  readonly userNameFrom?: 'userPrincipalName' | 'mail';
}

/** The enterprise app of a federation that was set up by hand. */
export interface EnterpriseApp {
  readonly applicationObjectId: string;
  readonly appId: string;
  readonly servicePrincipalObjectId: string;
  /** Base64 DER of the active signing certificate. */
  readonly certificate: string;
  readonly metadataUrl: string;
  readonly jobId?: string;
}

const awsTemplate = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';

/** Sets up the AWS gallery app as an administrator has it when the federation is in use already. */
export async function addEnterpriseApp(context: TenantContext, wish: EnterpriseAppWish): Promise<EnterpriseApp> {
  const { state } = context;
  const { application, servicePrincipal } = instantiate(
    context,
    awsTemplate,
    wish.displayName ?? 'AWS IAM Identity Center',
  );
  servicePrincipal.preferredSingleSignOnMode = 'saml';
  const { key, thumbprint } = await addCertificate(
    context,
    servicePrincipal,
    'CN=Microsoft Azure Federated SSO Certificate',
  );
  servicePrincipal.preferredTokenSigningKeyThumbprint = thumbprint;
  if (wish.serviceProvider) {
    const { entityId, acsUrls, signInUrl } = wish.serviceProvider;
    application.identifierUris = [entityId];
    application.web.redirectUris = [...acsUrls];
    servicePrincipal.servicePrincipalNames = [servicePrincipal.appId, entityId];
    servicePrincipal.replyUrls = [...acsUrls];
    servicePrincipal.loginUrl = signInUrl;
  }
  for (const principalId of wish.assigned ?? []) assign(context, servicePrincipal.id, principalId);
  const metadataUrl = `https://login.microsoftonline.com/${state.tenantId}/federationmetadata/2007-06/federationmetadata.xml?appid=${servicePrincipal.appId}`;
  const made = {
    applicationObjectId: application.id,
    appId: servicePrincipal.appId,
    servicePrincipalObjectId: servicePrincipal.id,
    certificate: key,
    metadataUrl,
  };
  if (!wish.scim) return made;
  state.synchronizationSecrets.set(servicePrincipal.id, [
    { key: 'BaseAddress', value: wish.scim.endpoint },
    { key: 'SecretToken', value: wish.scim.token },
  ]);
  const job = newJob(state.tenantId, servicePrincipal);
  job.state = 'Active';
  job.statusCode = 'NotRun';
  job.userNameFrom = wish.userNameFrom ?? 'userPrincipalName';
  state.synchronizationJobs.set(job.id, job);
  context.runner?.started(job);
  return { ...made, jobId: job.id };
}

/** Lets a user or a group use an application, as somebody who has its role "User". */
export function assign(context: TenantContext, resourceId: string, principalId: string): void {
  const { state, world } = context;
  const principal = state.directoryObject(principalId);
  const resource = state.servicePrincipals.get(resourceId);
  const role = resource?.appRoles.find(({ displayName }) => displayName === 'User');
  if (!principal || !role) throw new Error(`twin: nobody in the tenant has the id ${principalId}`);
  const id = state.newId();
  state.appRoleAssignments.set(id, {
    id,
    deletedDateTime: null,
    appRoleId: role.id,
    createdDateTime: world.clock.now().toISOString(),
    principalDisplayName: principal.object.displayName,
    principalId,
    principalType: principal.kind === 'groups' ? 'Group' : 'User',
    resourceDisplayName: resource?.displayName ?? null,
    resourceId,
  });
}
