import { unlessAbsent } from '../../cloud-error.js';
import { lookup } from '../../lookup.js';
import { present } from '../../../../domain/present.js';

interface KeyCredential {
  readonly customKeyIdentifier: string | null;
  readonly displayName: string | null;
  readonly endDateTime: string;
  readonly startDateTime: string;
  readonly usage: string;
  readonly key?: string | null;
}

/** A service principal as Graph shows it. */
export interface ServicePrincipalObject {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  readonly applicationTemplateId: string | null;
  readonly appRoleAssignmentRequired: boolean;
  readonly preferredSingleSignOnMode: string | null;
  readonly preferredTokenSigningKeyThumbprint: string | null;
  readonly loginUrl: string | null;
  readonly replyUrls: readonly string[];
  readonly servicePrincipalNames: readonly string[];
  readonly notificationEmailAddresses: readonly string[];
  readonly keyCredentials: readonly KeyCredential[];
}

const selected = [
  ...['id', 'appId', 'displayName', 'accountEnabled', 'applicationTemplateId', 'appRoleAssignmentRequired'],
  ...['preferredSingleSignOnMode', 'preferredTokenSigningKeyThumbprint', 'loginUrl', 'replyUrls'],
  ...['servicePrincipalNames', 'notificationEmailAddresses', 'keyCredentials'],
].join(',');

/** The enterprise app that signs people in to AWS: SAML settings and certificates. Undefined: it does not exist. */
export const enterpriseApp = lookup({
  id: 'enterprise-app',
  what: 'the enterprise app',
  needs: { graph: ['Application.Read.All'] },
  seconds: 10,
  async look({ graph }, at: { readonly servicePrincipalObjectId: string }) {
    const found = await unlessAbsent(
      graph.get<ServicePrincipalObject>(`servicePrincipals/${at.servicePrincipalObjectId}`, {
        query: { $select: selected },
      }),
      undefined,
    );
    return (
      found &&
      present({
        id: found.id,
        applicationId: found.appId,
        displayName: found.displayName,
        enabled: found.accountEnabled,
        templateId: found.applicationTemplateId ?? undefined,
        assignmentRequired: found.appRoleAssignmentRequired,
        signOnMode: found.preferredSingleSignOnMode ?? undefined,
        activeThumbprint: found.preferredTokenSigningKeyThumbprint ?? undefined,
        loginUrl: found.loginUrl ?? undefined,
        replyUrls: found.replyUrls,
        /** Entity ids among the names. */
        identifiers: found.servicePrincipalNames.filter((name) => name.startsWith('https://')),
        notificationEmails: found.notificationEmailAddresses,
        certificates: certificatesOf(found),
      })
    );
  },
});

/** The signing certificates, each once: Graph lists a certificate for signing and for verifying. */
function certificatesOf({ keyCredentials, preferredTokenSigningKeyThumbprint: active }: ServicePrincipalObject) {
  return keyCredentials
    .filter(({ usage }) => usage === 'Verify')
    .map((credential) => {
      const thumbprint = Buffer.from(credential.customKeyIdentifier ?? '', 'base64')
        .toString('hex')
        .toUpperCase();
      return present({
        thumbprint,
        displayName: credential.displayName ?? undefined,
        starts: credential.startDateTime,
        ends: credential.endDateTime,
        active: active?.toUpperCase() === thumbprint,
        /** Base64 DER of the public part. */
        certificate: credential.key ?? undefined,
      });
    });
}
