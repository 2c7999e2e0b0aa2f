import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { usualPortalUrl } from '../domain/sign-in-addresses.js';
import type { ControlPlanes } from './control-planes.js';
import type { Deployment } from '../deployment/schema.js';
import { handshakeOf, stageOf } from '../deployment/stage.js';
import type { Federation } from './federation.js';
import type { Fleets } from './fleets.js';
import type { IdentityCenter } from './identity-center.js';
import type { SelfServices } from './self-services.js';
import type { Site } from './site.js';

export interface OutputsProps {
  readonly deployment: Deployment;
  readonly federation: Federation;
  readonly controlPlanes: ControlPlanes;
  readonly identityCenter: IdentityCenter;
  readonly fleets: Fleets;
  readonly selfServices: SelfServices;
  /** By key. */
  readonly sites: ReadonlyMap<string, Site>;
}

/** Declares what a person, or the next command, needs to know after an apply. No secret among it. */
export function declareOutputs(scope: Construct, props: OutputsProps): void {
  const { deployment, federation, controlPlanes, identityCenter } = props;
  const output = (name: string, description: string, value: unknown) => {
    const declared = new TerraformOutput(scope, `output-${name}`, { description, value });
    declared.overrideLogicalId(name);
  };
  output('stage', 'foundation before the handshake, connected after it.', stageOf(deployment));
  output('what_to_do_now', 'The next step.', whatToDoNow(deployment));
  output(
    'federation_metadata_url',
    'Metadata of the enterprise app, for Identity Center.',
    federation.enterpriseApp.metadataUrl,
  );
  output('enterprise_app', 'The enterprise app in Entra.', {
    client_id: federation.enterpriseApp.clientId,
    object_id: federation.enterpriseApp.servicePrincipalObjectId,
  });
  output(
    'registration_app_client_id',
    'The app through which devices are registered.',
    federation.registrationApp.clientId,
  );
  output('desktop_users_group', 'The group of desktop users in Entra.', {
    display_name: federation.desktopUsers.displayName,
    object_id: federation.desktopUsers.objectId,
  });
  output('identity_center', 'The Identity Center instance.', {
    instance_arn: identityCenter.instanceArn,
    identity_store_id: identityCenter.identityStoreId,
    region: deployment.identityCenter.region,
  });
  output(
    'control_planes',
    'By Region: the function, its log, and its role, which a role in the account of Identity Center has to trust.',
    controlPlanes.outputs,
  );
  if (federation.scimToken) {
    output('scim_token_secret_arn', 'Where `connect` puts the SCIM token.', federation.scimToken.secretArn);
  }
  if (stageOf(deployment) === 'connected') {
    output('sign_in_url', 'Where people sign in.', signInUrl(deployment, identityCenter));
  }
  const fleets = props.fleets.outputs;
  if (Object.keys(fleets).length > 0) {
    output('fleets', 'By Region: the table and the state machine of the fleet.', fleets);
  }
  const accessPackages = props.selfServices.outputs;
  if (Object.keys(accessPackages).length > 0) {
    const what = 'By key of the site: what a service desk names to give somebody a desktop.';
    output('access_packages', what, accessPackages);
  }
  output(
    'sites',
    'By key of the site: what people need to connect.',
    Object.fromEntries([...props.sites].map(sitesOutput)),
  );
}

function sitesOutput([key, site]: [string, Site]): [string, unknown] {
  const network = { vpc_id: site.network.vpcId, subnet_ids: [...site.network.subnetIds] };
  if (!site.directory) return [key, network];
  const { directoryId, registrationCode } = site.directory;
  return [key, { ...network, directory_id: directoryId, registration_code: registrationCode }];
}

/** Recorded by the handshake, or else the address that every instance has by its identity store. */
function signInUrl(deployment: Deployment, { identityStoreId }: IdentityCenter): string {
  return (
    handshakeOf(deployment)?.serviceProvider.signInUrl ??
    usualPortalUrl(deployment.identityCenter.region, identityStoreId)
  );
}

function whatToDoNow(deployment: Deployment): string {
  if (stageOf(deployment) === 'foundation') {
    return (
      'Run `entra-workspaces connect`: it leads through the handshake between Entra and Identity Center, which has no API, ' +
      'and ends with the command to run next.'
    );
  }
  return (
    'People open the sign-in address, choose WorkSpaces and take the registration code of their site. ' +
    'Run `entra-workspaces doctor` to see whether everything is in place.'
  );
}
