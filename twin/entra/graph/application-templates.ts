import { rule } from '../../rules.js';
import { applicationTemplates, galleryAppRoles, type ApplicationTemplate } from '../catalogue.js';
import { notFound } from '../errors.js';
import type { TenantContext } from '../context.js';
import { makeApplication, makeServicePrincipal } from '../new-objects.js';
import type { Application, ServicePrincipal } from '../objects.js';
import { allowed } from '../permissions.js';
import { answer, entity, list, shownObject, type GraphCall, type Route } from './route.js';

const initialState = rule(
  'gallery-app-initial-state',
  'microsoftgraph/microsoft-graph-docs-contrib concepts/application-saml-sso-configure-api.md',
  'Instantiating the template makes an application and a service principal without URIs, with assignment required and the roles User and msiam_access.',
);

function template(call: GraphCall): ApplicationTemplate {
  const id = call.params['id'] ?? '';
  const found = applicationTemplates.find((each) => each.id === id);
  if (!found) throw notFound(id);
  return found;
}

/** Makes the application and the service principal of a template. */
export function instantiate(
  context: TenantContext,
  applicationTemplateId: string,
  displayName: string,
): { application: Application; servicePrincipal: ServicePrincipal } {
  const { state, world, consistency } = context;
  world.rules.leanOn(initialState);
  const common = {
    appId: state.newId(),
    applicationTemplateId,
    createdDateTime: world.clock.now().toISOString(),
    displayName,
    appRoles: [...galleryAppRoles],
  };
  const publisherDomain = state.verifiedDomains[0] ?? '';
  const application = makeApplication({ id: state.newId(), publisherDomain, ...common });
  const servicePrincipal = makeServicePrincipal({
    id: state.newId(),
    appOwnerOrganizationId: state.tenantId,
    appRoleAssignmentRequired: true,
    tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
    ...common,
  });
  state.applications.set(application.id, application);
  state.servicePrincipals.set(servicePrincipal.id, servicePrincipal);
  consistency.created('application', application.id);
  consistency.created('servicePrincipal', servicePrincipal.id);
  return { application, servicePrincipal };
}

export const applicationTemplateRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/applicationTemplates',
    allow: allowed.anyone,
    handle: (call) => list(call, 'applicationTemplates', applicationTemplates),
  },
  {
    method: 'GET',
    path: '/applicationTemplates/{id}',
    allow: allowed.anyone,
    handle: (call) => entity(call, 'applicationTemplates', template(call)),
  },
  {
    method: 'POST',
    path: '/applicationTemplates/{id}/instantiate',
    allow: allowed.writeApplications,
    body: { displayName: 'string!' },
    handle: (call) => {
      const { state, context } = call;
      const { id: applicationTemplateId } = template(call);
      const { application, servicePrincipal } = instantiate(
        context,
        applicationTemplateId,
        String(call.body['displayName']),
      );
      if (context.unknowns.callerOwnsInstantiated || call.caller.kind === 'user') {
        state.owners.set(application.id, [call.caller.objectId]);
        state.owners.set(servicePrincipal.id, [call.caller.objectId]);
      }
      return answer(201, {
        '@odata.context': `${call.base}/${call.version}/$metadata#microsoft.graph.applicationServicePrincipal`,
        application: shownObject({ ...application }),
        servicePrincipal: shownObject({ ...servicePrincipal }),
      });
    },
  },
];
