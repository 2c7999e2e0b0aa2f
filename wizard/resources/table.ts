/** Every Terraform type that the stacks make or read: one record each, by type. A test holds it complete. */
import { kindWordings } from './aws/kinds.js';
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
import { signingCertificates } from './entra/signing-certificate.js';
import { autopilot } from './intune.js';
import { notMade, unknownWording } from './not-made.js';
import type { AwsService, DataSource, Resource, Service } from './record.js';
import { ownOfTerraform } from './terraform.js';
import type { Wording } from './wording.js';

const services: readonly Service[] = [
  ...[network, roles, keys, lambda, logs, schedules, alerts, secrets, access, people, workspaces],
  ...[applications, groups, provisioning, signingCertificates, autopilot, azureMonitor, ownOfTerraform],
];

export const resources: Readonly<Record<string, Resource>> = Object.fromEntries(
  services.flatMap((service) => Object.entries(service.resources)),
);
export const dataSources: Readonly<Record<string, DataSource>> = Object.fromEntries(
  services.flatMap((service) => Object.entries(service.dataSources ?? {})),
);

/** What is said of a resource type, of any. */
export function wordingOf(type: string): Wording {
  return resources[type]?.words ?? notMade[type] ?? unknownWording(type);
}

const nouns = new Map(
  [
    ...Object.values(resources).map(({ words }) => words),
    ...Object.values(notMade),
    ...Object.values(kindWordings),
  ].map((words) => [words.noun, words.nouns ?? `${words.noun}s`]),
);

/** `1 desktop`, `2 desktops`. */
export function countOf(noun: string, count: number): string {
  return count === 1 ? `1 ${noun}` : `${count} ${nouns.get(noun) ?? `${noun}s`}`;
}

/** A service of AWS, by the name that IAM and the API give it. */
export function serviceOf(api: string): AwsService | undefined {
  return services.find((service): service is AwsService => service.api === api);
}
