/** The wires of a greenfield deployment, by the beginning of their addresses, and words to write a miswiring with. */
import type { ProviderCall } from '../../../twin/providers/server.js';
import type { Look, Miswiring } from './miswiring.js';
import type { Arguments, Wiring } from './wiring.js';

/** A wrong wire, where it has to show, and in which words. */
export interface Expected extends Miswiring {
  readonly at: Look;
  readonly says: string | RegExp;
  /** Lived only when ENTRA_WORKSPACES_ALL_MISWIRINGS=1 asks for it: others of its class are lived always. */
  readonly asked?: true;
  /** Shows as well when it is put in after others, on desktops that are built anew. */
  readonly inTurn?: true;
  /** Lived with others that do not touch it, by the name of that life: it is judged by what terraform says of one resource. */
  readonly together?: readonly [life: string, address: string];
}

export type Row = readonly [
  what: string,
  change: (wiring: Wiring) => void,
  at: Look,
  says: string | RegExp,
  more?: Partial<Expected>,
];

export const asked = { asked: true } as const;
/** `anew`: the resource that is made anew with it, where terraform or the cloud would leave what was there. */
export const inTurn = (anew?: string) => ({ inTurn: true, ...(anew === undefined ? {} : { anew }) }) as const;
export const together = (life: string, address: string) => ({ together: [life, address] }) as const;

export function expected(rows: readonly Row[]): Expected[] {
  return rows.map(([what, change, at, says, more]) => ({ what, change, at, says, ...more }));
}

export const wires = {
  secret: 'aws_secretsmanager_secret.site-berlin_registration-secret',
  secretValue: 'aws_secretsmanager_secret_version.site-berlin_registration-secret',
  secretPolicy: 'aws_secretsmanager_secret_policy.site-berlin_registration-secret',
  scimSecret: 'aws_secretsmanager_secret.federation_scim-token',
  key: 'aws_kms_key.site-berlin_registration-secret',
  enterpriseApp: 'azuread_application_from_template.federation_enterprise-app',
  enterprisePrincipal: 'azuread_service_principal.federation_enterprise-app',
  registrationApp: 'azuread_application.federation_registration-app',
  registrationPrincipal: 'azuread_service_principal.federation_registration-app',
  password: 'azuread_application_password.federation_registration-app_password_b',
  consent: 'azuread_app_role_assignment.federation_registration-app_consent-devicemanagementserviceconfig',
  cleanUpConsent: 'azuread_app_role_assignment.federation_registration-app_consent-device-readwrite-all',
  groupAssignment: 'azuread_app_role_assignment.federation_desktop-users_assignment',
  identifier: 'azuread_application_identifier_uri.federation_enterprise-app',
  replyUrls: 'azuread_application_redirect_uris.federation_enterprise-app',
  certificate: 'msgraph_resource_action.federation_signing-certificate_certificate-1',
  activeCertificate: 'msgraph_update_resource.federation_signing-certificate_active',
  scimCredentials: 'azuread_synchronization_secret.federation_provisioning_secret',
  job: 'azuread_synchronization_job.federation_provisioning_job',
  deviceGroup: 'azuread_group.site-berlin_autopilot-group',
  usersGroup: 'azuread_group.federation_desktop-users',
  profile: 'msgraph_resource.site-berlin_autopilot-profile_B',
  profileAssignment: 'msgraph_resource.site-berlin_autopilot-profile_assignment',
  directory: 'aws_lambda_invocation.site-berlin_directory_',
  claim: 'aws_lambda_invocation.site-berlin_directory_claim',
  /** What outlives desktops and directory hangs on this one. */
  lastOfDirectory: 'aws_lambda_invocation.site-berlin_directory_gone-5',
  bundle: 'aws_lambda_invocation.site-berlin_bundle-standard_bundle_',
  ada: 'aws_workspaces_workspace.desktop_berlin_ada',
  grace: 'aws_workspaces_workspace.desktop_berlin_grace',
  role: 'aws_iam_role.control-plane_eu-central-1_function-role',
  rolePolicy: 'aws_iam_role_policy.control-plane_eu-central-1_function-role',
  function: 'aws_lambda_function.control-plane_eu-central-1_function',
  defaultRole: 'aws_iam_role.service-role',
  access: 'aws_ssoadmin_application_assignment.site-berlin_access_group',
  accessRule: 'aws_ssoadmin_application_assignment_configuration.site-berlin_access_require',
  privateSubnet: 'aws_subnet.site-berlin_network_private-2',
} as const;

/** The body of a request to Graph. */
export function body(resource: Arguments): Arguments {
  return resource['body'] as Arguments;
}

/** Replaces a text, or one reference by another, in the event of every invocation whose address begins like this. */
export function inEvents(wiring: Wiring, address: string, from: string, to: string): void {
  // References stand inside `jsonencode(…)` there.
  const bare = (text: string): string => /^\$\{(.*)\}$/.exec(text)?.[1] ?? text;
  for (const resource of wiring.all(address))
    if (typeof resource['input'] === 'string') resource['input'] = resource['input'].replaceAll(bare(from), bare(to));
}

/** A resource of a type, by what stands in it. */
export function ofType(type: string, text = '', removes = false): (call: ProviderCall) => boolean {
  return (call) => call.type === type && call.removes === removes && JSON.stringify(call.resource).includes(text);
}
