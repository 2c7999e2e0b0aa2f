import { rule } from '../../rules.js';
import { badRequest, conflict, GraphError } from '../errors.js';
import { microsoftTenantId } from '../catalogue.js';
import { makeServicePrincipal } from '../new-objects.js';
import type { KeyCredential, PasswordCredential, ServicePrincipal } from '../objects.js';
import { allowed } from '../permissions.js';
import { identityProvider } from '../saml-metadata.js';
import { transitiveParents } from './users.js';
import type { Shape } from '../body.js';
import { boundObjects, keepKeys } from './applications.js';
import {
  created,
  directoryObjects,
  entity,
  find,
  list,
  merge,
  noContent,
  shownObject,
  type GraphCall,
  type Route,
  type View,
} from './route.js';

const onePerApplication = rule(
  'one-service-principal-an-application',
  'test/recordings/azuread-3.7.0: POST servicePrincipals; https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals',
  'An application has one service principal in a tenant, and it must exist first.',
);
const preferredThumbprint = rule(
  'preferred-thumbprint-exists',
  'guess',
  'The preferred signing thumbprint must be that of a certificate the service principal has.',
);

const rolesWithoutNames = rule(
  'member-of-without-names',
  'https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects',
  'Whoever may not read roles of the directory is told the type and the id of those that hold an object, and nothing else.',
);

const ssoModes = ['saml', 'password', 'oidc', 'notSupported', 'external'];
const writable: Shape = {
  accountEnabled: 'boolean',
  alternativeNames: 'strings',
  appRoleAssignmentRequired: 'boolean',
  description: 'string?',
  displayName: 'string',
  homepage: 'string?',
  keyCredentials: 'any',
  loginUrl: 'string?',
  logoutUrl: 'string?',
  notes: 'string?',
  notificationEmailAddresses: 'strings',
  passwordCredentials: 'any',
  preferredSingleSignOnMode: 'string?',
  preferredTokenSigningKeyThumbprint: 'string?',
  samlSingleSignOnSettings: { relayState: 'string?' },
  tags: 'strings',
  tokenEncryptionKeyId: 'string?',
};

export const servicePrincipalView: View = (object, call, selected) => ({
  ...shownObject(object, selected),
  ...(call.version === 'beta' ? { samlMetadataUrl: metadataUrl(call, object as unknown as ServicePrincipal) } : {}),
});

function metadataUrl(call: GraphCall, principal: ServicePrincipal): string | null {
  if (principal.preferredSingleSignOnMode !== 'saml') return null;
  const { signInUrl } = identityProvider(call.state.tenantId);
  return `${signInUrl.replace(/saml2$/, '')}federationmetadata/2007-06/federationmetadata.xml?appid=${principal.appId}`;
}

function change(call: GraphCall, principal: ServicePrincipal, body: Readonly<Record<string, unknown>>): void {
  const { keyCredentials, passwordCredentials, ...rest } = body;
  const mode = rest['preferredSingleSignOnMode'];
  if (typeof mode === 'string' && !ssoModes.includes(mode)) {
    throw badRequest(
      `Invalid value specified for property 'preferredSingleSignOnMode' of resource 'ServicePrincipal'.`,
    );
  }
  if (Array.isArray(keyCredentials)) {
    principal.keyCredentials = keepKeys(principal.keyCredentials, keyCredentials as KeyCredential[]);
  }
  if (Array.isArray(passwordCredentials)) {
    const kept = (passwordCredentials as PasswordCredential[]).map((each) => each.keyId);
    principal.passwordCredentials = principal.passwordCredentials.filter((each) => kept.includes(each.keyId));
  }
  const thumbprint = rest['preferredTokenSigningKeyThumbprint'];
  if (typeof thumbprint === 'string' && !hasCertificate(principal, thumbprint)) {
    call.context.world.rules.leanOn(preferredThumbprint);
    throw badRequest(
      `Invalid value specified for property 'preferredTokenSigningKeyThumbprint' of resource 'ServicePrincipal'.`,
    );
  }
  merge(principal, rest);
}

function hasCertificate(principal: ServicePrincipal, thumbprint: string): boolean {
  return principal.keyCredentials.some(
    (each) =>
      Buffer.from(each.customKeyIdentifier ?? '', 'base64')
        .toString('hex')
        .toUpperCase() === thumbprint.toUpperCase(),
  );
}

const found = (call: GraphCall): ServicePrincipal => find(call, call.state.servicePrincipals, call.params['id'] ?? '');

export const servicePrincipalRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/servicePrincipals',
    allow: allowed.readApplications,
    handle: (call) =>
      list(call, 'servicePrincipals', call.state.servicePrincipals.values(), {
        view: servicePrincipalView,
        advancedNeedsConsistency: true,
      }),
  },
  {
    method: 'POST',
    path: '/servicePrincipals',
    allow: allowed.writeApplications,
    body: { ...writable, appId: 'string!', 'owners@odata.bind': 'strings' },
    handle: (call) => {
      const { state, context } = call;
      const appId = String(call.body['appId']);
      const application = state.applicationOf(appId);
      context.world.rules.leanOn(onePerApplication);
      if (!application || !context.consistency.seen(application.id)) {
        throw badRequest(
          `The appId '${appId}' of the service principal does not reference a valid application object.`,
        );
      }
      if (state.servicePrincipalOf(appId)) {
        throw conflict(
          `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
        );
      }
      const owners = boundObjects(call, 'owners');
      const principal = makeServicePrincipal({
        id: state.newId(),
        appId,
        appOwnerOrganizationId: state.tenantId,
        createdDateTime: call.now,
        displayName: application.displayName,
        appRoles: application.appRoles,
        replyUrls: [...application.web.redirectUris],
        servicePrincipalNames: [appId, ...application.identifierUris],
      });
      const { appId: _appId, ...rest } = call.body;
      change(call, principal, rest);
      state.servicePrincipals.set(principal.id, principal);
      state.owners.set(principal.id, owners);
      context.consistency.created('servicePrincipal', principal.id);
      return created(call, 'servicePrincipals', principal, servicePrincipalView);
    },
  },
  {
    method: 'GET',
    path: '/servicePrincipals/{id}',
    allow: allowed.readApplications,
    handle: (call) => entity(call, 'servicePrincipals', found(call), servicePrincipalView),
  },
  {
    method: 'GET',
    path: '/servicePrincipals/{id}/transitiveMemberOf',
    allow: allowed.readApplications,
    handle: (call) => {
      const parents = directoryObjects(call.state, transitiveParents(call, found(call).id));
      const knows = allowed.readDirectoryRoles.anyOf.some((each) => call.caller.granted.includes(each));
      if (!knows) call.context.world.rules.leanOn(rolesWithoutNames);
      return list(
        call,
        'directoryObjects',
        parents.map((each) =>
          knows || each['@odata.type'] !== '#microsoft.graph.directoryRole'
            ? each
            : { '@odata.type': each['@odata.type'], id: each['id'], displayName: null },
        ),
      );
    },
  },
  {
    method: 'PATCH',
    path: '/servicePrincipals/{id}',
    allow: allowed.writeApplications,
    body: writable,
    handle: (call) => {
      change(call, found(call), call.body);
      return noContent();
    },
  },
  {
    method: 'DELETE',
    path: '/servicePrincipals/{id}',
    allow: allowed.writeApplications,
    handle: (call) => {
      const principal = found(call);
      if (principal.appOwnerOrganizationId === microsoftTenantId) {
        throw new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
      }
      call.state.remove('servicePrincipals', principal.id, call.context.world.clock.now());
      return noContent();
    },
  },
];
