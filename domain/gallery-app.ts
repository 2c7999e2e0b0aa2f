/** The gallery application "AWS IAM Identity Center (successor to AWS Single Sign-On)" and its provisioning. */

/**
 * Template of the gallery app. Not `8b1025e4-…`, which is "AWS Single-Account Access".
 * Source: https://learn.microsoft.com/graph/application-saml-sso-configure-api.
 */
export const galleryTemplateId = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';
export const galleryDisplayName = 'AWS IAM Identity Center (successor to AWS Single Sign-On)';

/**
 * The app role `User`. Its value is null in Graph, so providers leave it out of their name-to-id maps: the id is needed.
 * Source: the reply to instantiate in the page above.
 */
export const userAppRoleId = '8774f594-1d59-4279-b9d9-59ef09a23530';

/** Synchronization template (case matters) and rule. Source: Graph, "Configure provisioning using Microsoft Graph APIs". */
export const synchronizationTemplateId = 'aWSSingleSignon';
export const synchronizationRuleId = '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8';

/** Keys of the synchronization secret, in the order in which the provider compares them. */
export const synchronizationSecretKeys = { endpoint: 'BaseAddress', token: 'SecretToken' } as const;

/** Names of signing certificates in a deployment. */
export const signingCertificateNames = /^[a-z0-9][a-z0-9-]{0,15}$/;
const signingCertificatePrefix = 'CN=AWS IAM Identity Center ';
/** The name that `addTokenSigningCertificate` is asked for, by the name in the deployment. */
export const signingCertificateSubject = (name: string): string => `${signingCertificatePrefix}${name}`;
/** The name in the deployment; undefined for a certificate that was made by hand. */
export function signingCertificateOf(subject: string): string | undefined {
  const name = subject.startsWith(signingCertificatePrefix) ? subject.slice(signingCertificatePrefix.length) : '';
  return signingCertificateNames.test(name) ? name : undefined;
}

/** On-demand provisioning takes one object a call and 5 calls in 10 seconds. Source: Entra provisioning on demand. */
export const onDemandUserLimit = 25;

/** The federation metadata of one application. Without `appid` the tenant-wide key would come back. */
export function federationMetadataUrl(tenantId: string, applicationId: string): string {
  return `https://login.microsoftonline.com/${tenantId}/federationmetadata/2007-06/federationmetadata.xml?appid=${applicationId}`;
}

/** The issuer in that metadata. */
export function entraEntityId(tenantId: string): string {
  return `https://sts.windows.net/${tenantId}/`;
}

/** Where Entra answers SAML requests of the tenant. */
export function entraSamlSignInUrl(tenantId: string): string {
  return `https://login.microsoftonline.com/${tenantId}/saml2`;
}
