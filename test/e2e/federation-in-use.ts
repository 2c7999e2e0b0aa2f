import type { DeploymentInput } from '../../deployment/schema.js';
import type { EnterpriseApp } from '../../twin/entra/enterprise-app.js';
import type { Twin } from '../../twin/twin.js';
import { greenfield } from './harness.js';

/** The federation of a company that uses AWS already: set up by hand, with people in it who are none of our business. */
export async function useFederation(twin: Twin): Promise<EnterpriseApp> {
  const { entra, console } = twin;
  const staff = entra.addGroup('AWS administrators', { members: [entra.addUser('katherine@contoso.com').id] });
  // The console hands out SCIM only after an identity provider is trusted: the tenant's own metadata will do for that.
  const url = `https://login.microsoftonline.com/${entra.id}/federationmetadata/2007-06/federationmetadata.xml`;
  console.trustEntra(String((await twin.world.network.request(url)).body));
  const { endpoint, token } = console.enableScim();
  const serviceProvider = console.serviceProvider();
  const app = await entra.addEnterpriseApp({
    ...(serviceProvider ? { serviceProvider } : {}),
    scim: { endpoint, token },
    assigned: [staff.id],
  });
  console.importCertificate(app.certificate);
  await twin.advance(60);
  if (!twin.aws.identityCenterUser('katherine@contoso.com')) throw new Error('the federation in use brought nobody');
  return app;
}

/** A deployment of one site on a federation in use. */
export function onFederation(twin: Twin, app: EnterpriseApp, region = 'eu-central-1'): DeploymentInput {
  const deployment = greenfield(twin) as DeploymentInput;
  return {
    ...deployment,
    entra: {
      ...deployment.entra,
      enterpriseApp: { existing: { servicePrincipalObjectId: app.servicePrincipalObjectId } },
    },
    identityCenter: { ...deployment.identityCenter, region, federation: { existing: {} } },
  };
}

/** All that Entra holds of an enterprise app, without what a cycle of its provisioning job changes by itself. */
export function enterpriseAppOf(twin: Twin, app: EnterpriseApp): object {
  const { state } = twin.entra;
  const { servicePrincipalObjectId: id } = app;
  return structuredClone({
    application: state.applications.get(app.applicationObjectId),
    servicePrincipal: state.servicePrincipals.get(id),
    owners: state.ownersOf(id),
    secrets: state.synchronizationSecrets.get(id),
    jobs: [...state.synchronizationJobs.values()]
      .filter(({ servicePrincipalId }) => servicePrincipalId === id)
      .map(({ id: job, state: schedule, userNameFrom, syncAll }) => ({ job, schedule, userNameFrom, syncAll })),
  });
}

/** Who is assigned to it, by name. */
export function assignedTo(twin: Twin, app: EnterpriseApp): (string | null)[] {
  return [...twin.entra.state.appRoleAssignments.values()]
    .filter(({ resourceId }) => resourceId === app.servicePrincipalObjectId)
    .map(({ principalDisplayName }) => principalDisplayName)
    .sort();
}
