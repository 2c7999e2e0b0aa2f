import { rule } from '../../rules.js';
import { GraphError, badRequest, notFound } from '../errors.js';
import { makeApplication } from '../new-objects.js';
import type { Application, KeyCredential } from '../objects.js';
import { allowed } from '../permissions.js';
import type { Shape } from '../body.js';
import {
  created,
  entity,
  find,
  list,
  merge,
  noContent,
  referenced,
  shownObject,
  type GraphCall,
  type Route,
  type View,
} from './route.js';

const verifiedDomain = rule(
  'identifier-uri-verified-domain',
  'hashicorp/terraform-provider-azuread#797, #806; test/recordings/azuread-3.7.0',
  'An identifier URI on a host that the tenant has not verified is refused until the service principal is in SAML mode.',
);
const uniqueIdentifier = rule(
  'identifier-uri-unique',
  'https://learn.microsoft.com/graph/api/resources/application: identifierUris',
  'An identifier URI belongs to one application of a tenant.',
);
const followsApplication = rule(
  'service-principal-follows-application',
  'https://learn.microsoft.com/graph/api/resources/serviceprincipal: inherited properties',
  'Name, roles, reply URLs and identifiers of a service principal follow its application in the home tenant.',
);

const urls = { redirectUris: 'strings' } as const;
const writable: Shape = {
  displayName: 'string',
  description: 'string?',
  notes: 'string?',
  groupMembershipClaims: 'string?',
  identifierUris: 'strings',
  isDeviceOnlyAuthSupported: 'boolean?',
  isFallbackPublicClient: 'boolean?',
  serviceManagementReference: 'string?',
  signInAudience: 'string',
  tags: 'strings',
  optionalClaims: 'any',
  api: {
    acceptMappedClaims: 'boolean?',
    knownClientApplications: 'strings',
    requestedAccessTokenVersion: 'number?',
    oauth2PermissionScopes: 'any',
    preAuthorizedApplications: 'any',
  },
  appRoles: 'any',
  info: {
    marketingUrl: 'string?',
    privacyStatementUrl: 'string?',
    supportUrl: 'string?',
    termsOfServiceUrl: 'string?',
  },
  publicClient: urls,
  spa: urls,
  web: {
    homePageUrl: 'string?',
    logoutUrl: 'string?',
    redirectUris: 'strings',
    implicitGrantSettings: { enableAccessTokenIssuance: 'boolean', enableIdTokenIssuance: 'boolean' },
  },
  requiredResourceAccess: [{ resourceAppId: 'string!', resourceAccess: [{ id: 'string!', type: 'string!' }] }],
  keyCredentials: 'any',
  passwordCredentials: 'any',
  oauth2RequirePostResponse: 'boolean',
};

/** What only beta shows, and azuread sets by a PATCH there (docs/facts/azuread-calls.md 2, row `application`). */
const view: View = (object, call, selected) => {
  const { oauth2RequirePostResponse = false, ...shown } = shownObject(object, selected);
  return call.version === 'beta' ? { ...shown, oauth2RequirePostResponse } : shown;
};

/** Refuses what Entra refuses of an application's identifiers. */
function checkIdentifiers(call: GraphCall, application: Application, wanted: readonly string[]): void {
  const { state, context } = call;
  const principal = state.servicePrincipalOf(application.appId);
  for (const uri of wanted) {
    if (application.identifierUris.includes(uri)) continue;
    const other = [...state.applications.values()].find(
      (each) => each.id !== application.id && each.identifierUris.includes(uri),
    );
    if (other) {
      context.world.rules.leanOn(uniqueIdentifier);
      throw badRequest('Another object with the same value for property identifierUris already exists.');
    }
    if (!/^https?:/i.test(uri)) continue;
    const host = new URL(uri).hostname.toLowerCase();
    const verified = state.verifiedDomains.some((domain) => host === domain || host.endsWith(`.${domain}`));
    if (!verified && principal?.preferredSingleSignOnMode !== 'saml') {
      context.world.rules.leanOn(verifiedDomain);
      throw new GraphError(
        400,
        'HostNameNotOnVerifiedDomain',
        `Values of identifierUris property must use a verified domain of the organization or its subdomain: '${uri}'`,
      );
    }
  }
}

/** Credentials that come back without their key keep it: Graph shows keys as null and takes them so. */
export function keepKeys(stored: readonly KeyCredential[], sent: readonly KeyCredential[]): KeyCredential[] {
  return sent.map((each) => ({
    ...each,
    key: each.key ?? stored.find((one) => one.keyId === each.keyId)?.key ?? null,
  }));
}

function change(call: GraphCall, application: Application, body: Readonly<Record<string, unknown>>): void {
  if (Array.isArray(body['identifierUris'])) checkIdentifiers(call, application, body['identifierUris'] as string[]);
  const { keyCredentials, passwordCredentials, ...rest } = body;
  if (Array.isArray(keyCredentials)) {
    application.keyCredentials = keepKeys(application.keyCredentials, keyCredentials as KeyCredential[]);
  }
  if (Array.isArray(passwordCredentials)) {
    const kept = (passwordCredentials as { keyId: string }[]).map((each) => each.keyId);
    application.passwordCredentials = application.passwordCredentials.filter((each) => kept.includes(each.keyId));
  }
  merge(application, rest);
  const principal = call.state.servicePrincipalOf(application.appId);
  if (!principal) return;
  call.context.world.rules.leanOn(followsApplication);
  principal.displayName = application.displayName;
  principal.appDisplayName = application.displayName;
  principal.appRoles = application.appRoles;
  principal.servicePrincipalNames = [application.appId, ...application.identifierUris];
  principal.replyUrls = [
    ...application.web.redirectUris,
    ...application.spa.redirectUris,
    ...application.publicClient.redirectUris,
  ];
}

/** Owners named in the body of a POST; each must exist. */
export function boundObjects(call: GraphCall, relation: 'owners' | 'members'): string[] {
  const references = call.body[`${relation}@odata.bind`];
  const ids = Array.isArray(references) ? references.map(referenced) : [];
  for (const id of ids) if (!call.state.directoryObject(id)) throw notFound(id);
  return [...new Set(ids)];
}

export const applicationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/applications',
    allow: allowed.readApplications,
    handle: (call) =>
      list(call, 'applications', call.state.applications.values(), { view, advancedNeedsConsistency: true }),
  },
  {
    method: 'POST',
    path: '/applications',
    allow: allowed.writeApplications,
    body: { ...writable, displayName: 'string!', 'owners@odata.bind': 'strings' },
    handle: (call) => {
      const { state, context } = call;
      const owners = boundObjects(call, 'owners');
      const application = makeApplication({
        id: state.newId(),
        appId: state.newId(),
        createdDateTime: call.now,
        publisherDomain: state.verifiedDomains[0] ?? '',
      });
      change(call, application, call.body);
      state.applications.set(application.id, application);
      state.owners.set(application.id, owners);
      context.consistency.created('application', application.id);
      return created(call, 'applications', application, view);
    },
  },
  {
    method: 'GET',
    path: '/applications/{id}',
    allow: allowed.readApplications,
    handle: (call) => entity(call, 'applications', find(call, call.state.applications, call.params['id'] ?? ''), view),
  },
  {
    method: 'PATCH',
    path: '/applications/{id}',
    allow: allowed.writeApplications,
    body: writable,
    handle: (call) => {
      change(call, find(call, call.state.applications, call.params['id'] ?? ''), call.body);
      return noContent();
    },
  },
  {
    method: 'DELETE',
    path: '/applications/{id}',
    allow: allowed.writeApplications,
    handle: (call) => {
      const { id } = find(call, call.state.applications, call.params['id'] ?? '');
      call.state.remove('applications', id, call.context.world.clock.now());
      return noContent();
    },
  },
];
