import type { World } from '../clouds.js';
import {
  accessPackage,
  accessPackageCatalog,
  catalogAssociation,
  packageAssociation,
} from './azuread/access-package.js';
import { accessPackageAssignmentPolicy } from './azuread/access-policy.js';
import { application } from './azuread/application.js';
import {
  applicationFromTemplate,
  applicationIdentifierUri,
  applicationPassword,
  applicationRedirectUris,
} from './azuread/application-parts.js';
import { appRoleAssignment } from './azuread/assignment.js';
import { tokenSigningCertificate } from './azuread/certificate.js';
import { azureadCredentials } from './azuread/credentials.js';
import { dataSources } from './azuread/data-sources.js';
import { azureadFacts } from './azuread/facts.js';
import { federatedIdentityCredential } from './azuread/federated-credential.js';
import { flexibleFederatedIdentityCredential } from './azuread/flexible-credential.js';
import { Graph, SignInError } from './azuread/graph.js';
import { group, groupMember } from './azuread/group.js';
import { servicePrincipal } from './azuread/service-principal.js';
import { provisionOnDemand, synchronizationJob, synchronizationSecret } from './azuread/synchronization.js';
import { schemasOf } from './derived.js';
import { ProviderError, type Provider } from './provider.js';

/**
 * Stand-in for hashicorp/azuread 3.7.0: the requests that the recordings show the real one make, in their order, to
 * whoever answers for graph.microsoft.com in the twin. Its waits pass in the twin's time.
 */
export function azureadProvider(): Provider<Graph> {
  return {
    address: 'hashicorp/azuread',
    protocol: 5,
    pluginSdk: true,
    schema: schemasOf('azuread', azureadFacts),
    configure: (world, config, environment) => signedIn(world, azureadCredentials(config, environment)),
    resources: {
      azuread_access_package: accessPackage,
      azuread_access_package_assignment_policy: accessPackageAssignmentPolicy,
      azuread_access_package_catalog: accessPackageCatalog,
      azuread_access_package_resource_catalog_association: catalogAssociation,
      azuread_access_package_resource_package_association: packageAssociation,
      azuread_app_role_assignment: appRoleAssignment,
      azuread_application: application,
      azuread_application_federated_identity_credential: federatedIdentityCredential,
      azuread_application_flexible_federated_identity_credential: flexibleFederatedIdentityCredential,
      azuread_application_from_template: applicationFromTemplate,
      azuread_application_identifier_uri: applicationIdentifierUri,
      azuread_application_password: applicationPassword,
      azuread_application_redirect_uris: applicationRedirectUris,
      azuread_group: group,
      azuread_group_member: groupMember,
      azuread_service_principal: servicePrincipal,
      azuread_service_principal_token_signing_certificate: tokenSigningCertificate,
      azuread_synchronization_job: synchronizationJob,
      azuread_synchronization_job_provision_on_demand: provisionOnDemand,
      azuread_synchronization_secret: synchronizationSecret,
    },
    dataSources,
  };
}

/** The real provider signs in when it is configured, before any resource. */
async function signedIn(world: World, credentials: Graph['credentials']): Promise<Graph> {
  const graph = new Graph(world, credentials);
  try {
    await graph.callerObjectId();
  } catch (error) {
    if (error instanceof SignInError) throw new ProviderError(`building client: ${error.message}`);
    throw error;
  }
  return graph;
}
