import { randomBytes } from 'node:crypto';
import type { CloudResponse } from '../../network.js';
import { rule } from '../../rules.js';
import { selfSigned } from '../certificate.js';
import type { TenantContext } from '../context.js';
import { badRequest, GraphError } from '../errors.js';
import type { Application, PasswordCredential, ServicePrincipal } from '../objects.js';
import { allowed } from '../permissions.js';
import { complex, find, noContent, type GraphCall, type Route } from './route.js';
import { dayMilliseconds } from '../../clock.js';

const secretForTwoYears = rule(
  'client-secret-two-years',
  'https://learn.microsoft.com/graph/api/application-addpassword',
  'A client secret without an end is valid for two years.',
);
const policyLimitsSecrets = rule(
  'app-management-policy',
  'microsoft/Microsoft365DSC, schema of defaultAppManagementPolicy; the error code is a guess',
  'A tenant policy can forbid client secrets or limit their lifetime.',
);
const firstCertificate = rule(
  'first-certificate-active',
  'guess',
  'The very first signing certificate signs without being activated (hashicorp/terraform-provider-azuread#823 suspects it); a later one does not, even when the first is gone.',
);
const certificateName = rule(
  'signing-certificate-name',
  'https://learn.microsoft.com/graph/api/serviceprincipal-addtokensigningcertificate',
  'The display name of a signing certificate begins with CN=; without an end it is valid for three years.',
);

function addPassword(call: GraphCall, holder: Application | ServicePrincipal): CloudResponse {
  const wish = (call.body['passwordCredential'] ?? {}) as {
    displayName?: string;
    endDateTime?: string;
    startDateTime?: string;
  };
  const { clock, rules } = call.context.world;
  const start = wish.startDateTime ? new Date(wish.startDateTime) : clock.now();
  if (!wish.endDateTime) rules.leanOn(secretForTwoYears);
  const end = wish.endDateTime ? new Date(wish.endDateTime) : new Date(start.getTime() + 730 * dayMilliseconds);
  if (Number.isNaN(end.getTime()) || end <= start)
    throw badRequest('The end date of the credential must be after its start date.');
  const policy = call.state.appManagementPolicy;
  const days = (end.getTime() - start.getTime()) / dayMilliseconds;
  if (
    policy.passwordAdditionBlocked ||
    (policy.passwordMaxLifetimeDays !== undefined && days > policy.passwordMaxLifetimeDays)
  ) {
    rules.leanOn(policyLimitsSecrets);
    throw new GraphError(
      403,
      'CredentialTypeNotAllowedAsPerAppPolicy',
      'Credential type not allowed as per assigned policy.',
    );
  }
  const secretText = `tw8Q~sandbox${randomBytes(21).toString('base64url')}`;
  const made: PasswordCredential = {
    customKeyIdentifier: null,
    displayName: wish.displayName ?? null,
    endDateTime: wish.endDateTime ?? end.toISOString(),
    hint: secretText.slice(0, 3),
    keyId: call.state.newId(),
    secretText,
    startDateTime: start.toISOString(),
  };
  holder.passwordCredentials.push(made);
  return complex(call, 'microsoft.graph.passwordCredential', made);
}

function removePassword(call: GraphCall, holder: Application | ServicePrincipal): CloudResponse {
  const keyId = call.body['keyId'];
  if (!holder.passwordCredentials.some((each) => each.keyId === keyId)) {
    throw badRequest('No password credential found with keyId.');
  }
  holder.passwordCredentials = holder.passwordCredentials.filter((each) => each.keyId !== keyId);
  return noContent();
}

async function addTokenSigningCertificate(call: GraphCall, principal: ServicePrincipal): Promise<CloudResponse> {
  const { rules, clock } = call.context.world;
  const displayName =
    (call.body['displayName'] as string | undefined) ?? 'CN=Microsoft Azure Federated SSO Certificate';
  rules.leanOn(certificateName);
  if (!displayName.startsWith('CN=')) throw badRequest("The display name of the certificate must start with 'CN='.");
  const wishedEnd = call.body['endDateTime'] as string | undefined;
  if (wishedEnd !== undefined && !(Date.parse(wishedEnd) > clock.now().getTime())) {
    throw badRequest('The end date of the certificate must be after its start date.');
  }
  return complex(
    call,
    'microsoft.graph.selfSignedCertificate',
    await addCertificate(call.context, principal, displayName, wishedEnd),
  );
}

/** Makes a signing certificate. Without an end it is valid for three years. */
export async function addCertificate(
  context: TenantContext,
  principal: ServicePrincipal,
  displayName: string,
  wishedEnd?: string,
): Promise<{ readonly key: string; readonly thumbprint: string; readonly [field: string]: string }> {
  const { state, unknowns, world } = context;
  const start = world.clock.now();
  const end = wishedEnd === undefined ? new Date(start.getTime() + 3 * 365 * dayMilliseconds) : new Date(wishedEnd);
  const certificate = await selfSigned({ commonName: displayName.slice(3), notBefore: start, notAfter: end });
  const key = certificate.der.toString('base64');
  const common = {
    customKeyIdentifier: Buffer.from(certificate.thumbprint, 'hex').toString('base64'),
    displayName,
    endDateTime: wishedEnd ?? end.toISOString(),
    startDateTime: start.toISOString(),
  };
  const signKeyId = state.newId();
  const pair = [
    { ...common, type: 'X509CertAndPassword', usage: 'Sign', keyId: signKeyId, key: null },
    { ...common, type: 'AsymmetricX509Cert', usage: 'Verify', keyId: state.newId(), key },
  ];
  if (unknowns.newestCertificateFirst) principal.keyCredentials.unshift(...pair);
  else principal.keyCredentials.push(...pair);
  principal.passwordCredentials.push({ ...common, hint: null, keyId: signKeyId, secretText: null });
  if (principal.preferredTokenSigningKeyThumbprint === null && unknowns.firstCertificateIsActive) {
    world.rules.leanOn(firstCertificate);
    principal.preferredTokenSigningKeyThumbprint = certificate.thumbprint;
  }
  return {
    ...common,
    type: 'AsymmetricX509Cert',
    key,
    keyId: signKeyId,
    thumbprint: certificate.thumbprint,
    usage: 'Sign',
  } as const;
}

const application = (call: GraphCall): Application => find(call, call.state.applications, call.params['id'] ?? '');
const principal = (call: GraphCall): ServicePrincipal =>
  find(call, call.state.servicePrincipals, call.params['id'] ?? '');
const passwordShape = {
  passwordCredential: { displayName: 'string?', endDateTime: 'string', startDateTime: 'string' },
} as const;

export const credentialRoutes: readonly Route[] = [
  ...(['applications', 'servicePrincipals'] as const).flatMap((kind): Route[] => {
    const holder = kind === 'applications' ? application : principal;
    return [
      {
        method: 'POST',
        path: `/${kind}/{id}/addPassword`,
        allow: allowed.writeApplications,
        body: passwordShape,
        handle: (call) => addPassword(call, holder(call)),
      },
      {
        method: 'POST',
        path: `/${kind}/{id}/removePassword`,
        allow: allowed.writeApplications,
        body: { keyId: 'string!' },
        handle: (call) => removePassword(call, holder(call)),
      },
    ];
  }),
  {
    method: 'POST',
    path: '/servicePrincipals/{id}/addTokenSigningCertificate',
    allow: allowed.writeApplications,
    body: { displayName: 'string', endDateTime: 'string' },
    handle: (call) => addTokenSigningCertificate(call, principal(call)),
  },
];
