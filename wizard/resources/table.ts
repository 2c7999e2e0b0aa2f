/** Every Terraform type that the stacks make or read: one record each, by type. A test holds it complete. */
import { kindWordings } from './aws/kinds.js';
import { firewalls } from './aws/firewall.js';
import { alarms, fleetTables, stateMachines } from './aws/fleet.js';
import { access, people } from './aws/identity-center.js';
import { keys } from './aws/keys.js';
import { lambda } from './aws/lambda.js';
import { alerts, logs, schedules } from './aws/monitoring.js';
import { network } from './aws/network.js';
import { roles } from './aws/roles.js';
import { secrets } from './aws/secrets.js';
import { workspaces } from './aws/workspaces.js';
import { azureMonitor } from './azure.js';
import { applications } from './entra/applications.js';
import { groups } from './entra/groups.js';
import { provisioning } from './entra/provisioning.js';
import { selfService } from './entra/self-service.js';
import { signingCertificates } from './entra/signing-certificate.js';
import { autopilot } from './intune.js';
import { graphWording, graphWordings } from './intune-content.js';
import { notMade, unknownWording } from './not-made.js';
import type { AwsService, DataSource, Resource, Service } from './record.js';
import { ownOfTerraform } from './terraform.js';
import { known, type Values } from './values.js';
import type { Wording } from './wording.js';

const services: readonly Service[] = [
  ...[network, firewalls, roles, keys, lambda, logs, schedules, alerts, secrets, access, people, workspaces],
  ...[fleetTables, stateMachines, alarms],
  ...[applications, groups, selfService, provisioning, signingCertificates, autopilot, azureMonitor, ownOfTerraform],
];

export const resources: Readonly<Record<string, Resource>> = Object.fromEntries(
  services.flatMap((service) => Object.entries(service.resources)),
);
export const dataSources: Readonly<Record<string, DataSource>> = Object.fromEntries(
  services.flatMap((service) => Object.entries(service.dataSources ?? {})),
);

/**
 * What is said of a resource type, of any.
 * @param values arguments of the block, where they are known: msgraph makes many things with one type
 */
export function wordingOf(type: string, values?: Values | null): Wording {
  const url = type.startsWith('msgraph_')
    ? (known(values ?? null, 'url') ?? known(values ?? null, 'resource_url'))
    : undefined;
  if (url !== undefined) return graphWording(type, url, known(values ?? null, 'action'));
  return resources[type]?.words ?? notMade[type] ?? unknownWording(type);
}

const nouns = new Map(
  [
    ...Object.values(resources).map(({ words }) => words),
    ...Object.values(notMade),
    ...Object.values(kindWordings),
    ...graphWordings,
  ].map((words) => [words.noun, words.nouns ?? `${words.noun}s`]),
);

/** `1 desktop`, `2 desktops`. */
export function countOf(noun: string, count: number): string {
  return count === 1 ? `1 ${noun}` : `${count} ${nouns.get(noun) ?? manyOf(noun)}`;
}

/** Of what no table knows, an owner's own: `file system policy`, `aws_s3_bucket that is read`. */
function manyOf(noun: string): string {
  const [, head = noun, rest = ''] = /^(.*?)((?: that | with ).*)?$/.exec(noun) ?? [];
  const plural = /[^aeiou]y$/.test(head)
    ? `${head.slice(0, -1)}ies`
    : `${head}${/(s|x|z|ch|sh)$/.test(head) ? 'es' : 's'}`;
  return `${plural}${rest.replace(' that is ', ' that are ')}`;
}

/** A service of AWS, by the name that IAM and the API give it. */
export function serviceOf(api: string): AwsService | undefined {
  return services.find((service): service is AwsService => service.api === api);
}
