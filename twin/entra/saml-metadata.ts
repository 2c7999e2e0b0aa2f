import { rule } from '../rules.js';
import type { TenantContext } from './context.js';
import type { KeyCredential, ServicePrincipal } from './objects.js';

const perApplication = rule(
  'federation-metadata-by-application',
  'https://learn.microsoft.com/entra/identity-platform/federation-metadata',
  "With ?appid= the document carries the certificate that signs for that application, without it the tenant's own.",
);

/** The certificate that signs an application's assertions now: the one whose thumbprint is the preferred one. */
export function activeCertificate(principal: ServicePrincipal): KeyCredential | undefined {
  const wanted = principal.preferredTokenSigningKeyThumbprint?.toUpperCase();
  if (wanted === undefined) return undefined;
  return principal.keyCredentials.find(
    (each) =>
      each.usage === 'Verify' && each.customKeyIdentifier !== null && thumbprintOf(each.customKeyIdentifier) === wanted,
  );
}

function thumbprintOf(customKeyIdentifier: string): string {
  return Buffer.from(customKeyIdentifier, 'base64').toString('hex').toUpperCase();
}

/** Entra's names of itself, as its metadata states them and AWS stores them. */
export function identityProvider(tenantId: string): { entityId: string; signInUrl: string } {
  return {
    entityId: `https://sts.windows.net/${tenantId}/`,
    signInUrl: `https://login.microsoftonline.com/${tenantId}/saml2`,
  };
}

/** The federation metadata document. `tenantCertificate` gives base64 DER, when it is needed. Undefined: no such application. */
export async function federationMetadata(
  context: TenantContext,
  appId: string | undefined,
  tenantCertificate: () => Promise<string>,
): Promise<string | undefined> {
  context.world.rules.leanOn(perApplication);
  const principal = appId === undefined ? undefined : context.state.servicePrincipalOf(appId);
  if (appId !== undefined && !principal) return undefined;
  const certificate = (principal && activeCertificate(principal)?.key) ?? (await tenantCertificate());
  const { entityId, signInUrl } = identityProvider(context.state.tenantId);
  const binding = (kind: string): string =>
    `Binding="urn:oasis:names:tc:SAML:2.0:bindings:${kind}" Location="${signInUrl}"`;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<EntityDescriptor ID="_${context.state.tenantId}" entityID="${entityId}" xmlns="urn:oasis:names:tc:SAML:2.0:metadata">`,
    '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    '<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>',
    `<X509Certificate>${certificate}</X509Certificate>`,
    '</X509Data></KeyInfo></KeyDescriptor>',
    `<SingleLogoutService ${binding('HTTP-Redirect')}/>`,
    `<SingleSignOnService ${binding('HTTP-Redirect')}/>`,
    `<SingleSignOnService ${binding('HTTP-POST')}/>`,
    '</IDPSSODescriptor>',
    '</EntityDescriptor>',
    '',
  ].join('');
}
