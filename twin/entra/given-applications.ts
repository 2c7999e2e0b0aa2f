/** Applications and what they may do, as an administrator has them: made by hand, not by a call. */
import type { TenantContext } from './context.js';
import { graphAppId, graphRoles, graphScopes, guidFrom, microsoftTenantId } from './catalogue.js';
import { makeApplication, makeServicePrincipal } from './new-objects.js';
import type { FederatedIdentityCredential, ServicePrincipal } from './objects.js';

/** A service principal made by hand, with what is needed to sign in as it. */
export interface Credentials {
  readonly applicationObjectId: string;
  readonly objectId: string;
  readonly appId: string;
  readonly clientSecret: string;
}

export interface ServicePrincipalWish {
  readonly appId?: string;
  /** Application roles of Graph, by name. */
  readonly roles?: readonly string[];
  readonly secretEnds?: Date;
  readonly federated?: Pick<FederatedIdentityCredential, 'issuer' | 'subject' | 'claimsMatchingExpression'>;
}

/** Adds an application with its service principal, a client secret and consent to Graph application roles. */
export function addServicePrincipal(
  context: TenantContext,
  displayName: string,
  given: ServicePrincipalWish,
): Credentials {
  const { state, world } = context;
  const appId = given.appId ?? state.newId();
  const clientSecret = `tw8Q~sandbox${guidFrom(appId + displayName)}`;
  const createdDateTime = world.clock.now().toISOString();
  const application = makeApplication({
    id: state.newId(),
    appId,
    createdDateTime,
    displayName,
    publisherDomain: state.verifiedDomains[0] ?? '',
  });
  application.passwordCredentials.push({
    customKeyIdentifier: null,
    displayName: 'by hand',
    startDateTime: createdDateTime,
    endDateTime: (given.secretEnds ?? world.clock.in(730 * 24 * 60)).toISOString(),
    hint: clientSecret.slice(0, 3),
    keyId: state.newId(),
    secretText: clientSecret,
  });
  const principal = makeServicePrincipal({
    id: state.newId(),
    appId,
    createdDateTime,
    displayName,
    appOwnerOrganizationId: state.tenantId,
  });
  state.applications.set(application.id, application);
  state.servicePrincipals.set(principal.id, principal);
  if (given.federated) {
    const credential = {
      id: state.newId(),
      name: 'by-hand',
      description: null,
      audiences: ['api://AzureADTokenExchange'],
      ...given.federated,
    };
    state.federatedCredentials.set(application.id, new Map([[credential.id, credential]]));
  }
  grantRoles(context, principal.id, given.roles ?? []);
  return { applicationObjectId: application.id, objectId: principal.id, appId, clientSecret };
}

/** Consents to Graph application roles by name. */
export function grantRoles(context: TenantContext, servicePrincipalId: string, roles: readonly string[]): void {
  const { state, world } = context;
  const graph = graphServicePrincipal(context);
  const principal = state.servicePrincipals.get(servicePrincipalId);
  for (const name of roles) {
    const role = graph.appRoles.find((each) => each.value === name);
    if (!role || !principal) throw new Error(`twin: no Graph application role or no service principal: ${name}`);
    const id = guidFrom(`${servicePrincipalId} ${name}`);
    state.appRoleAssignments.set(id, {
      id,
      deletedDateTime: null,
      appRoleId: role.id,
      createdDateTime: world.clock.now().toISOString(),
      principalDisplayName: principal.displayName,
      principalId: servicePrincipalId,
      principalType: 'ServicePrincipal',
      resourceDisplayName: graph.displayName,
      resourceId: graph.id,
    });
  }
}

/** Takes the consent away again. */
export function revokeRoles(context: TenantContext, servicePrincipalId: string, roles: readonly string[]): void {
  const { state } = context;
  const graph = graphServicePrincipal(context);
  const ids = graph.appRoles.filter((role) => roles.includes(role.value ?? '')).map((role) => role.id);
  for (const [key, each] of state.appRoleAssignments) {
    if (each.principalId === servicePrincipalId && each.resourceId === graph.id && ids.includes(each.appRoleId)) {
      state.appRoleAssignments.delete(key);
    }
  }
}

/** Microsoft Graph in this tenant. */
export function graphServicePrincipal({ state }: TenantContext): ServicePrincipal {
  const found = state.servicePrincipalOf(graphAppId);
  if (!found) throw new Error('twin: the tenant has lost the service principal of Microsoft Graph');
  return found;
}

/** The applications of Microsoft that every tenant with Intune has. */
export function addMicrosoftApplications({ state }: TenantContext): void {
  const published: readonly [name: string, appId: string][] = [
    ['Microsoft Graph', graphAppId],
    ['Microsoft Intune', '0000000a-0000-0000-c000-000000000000'],
    ['Microsoft Intune Enrollment', 'd4ebce55-015a-49b5-a083-c84d1797ae8c'],
  ];
  for (const [displayName, appId] of published) {
    const principal = makeServicePrincipal({
      id: guidFrom(`${state.tenantId} ${appId}`),
      appId,
      displayName,
      createdDateTime: '2020-01-01T00:00:00Z',
      appOwnerOrganizationId: microsoftTenantId,
      appRoles: appId === graphAppId ? [...graphRoles] : [],
      oauth2PermissionScopes: appId === graphAppId ? [...graphScopes] : [],
      servicePrincipalNames: appId === graphAppId ? [appId, 'https://graph.microsoft.com'] : [appId],
    });
    state.servicePrincipals.set(principal.id, principal);
  }
}
