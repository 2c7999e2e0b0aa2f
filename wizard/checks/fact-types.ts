/** What there is to know of a deployment and of each of its sites. `undefined` stands for a thing that is not there. */
import type { SeenBy } from '../clouds/lookup.js';
import type { lookups } from '../clouds/lookups/index.js';
import type { SeenScimSecret } from '../handshake/sights.js';
import type { TokenStatus } from '../handshake/status.js';

type By<L extends keyof typeof lookups> = SeenBy<(typeof lookups)[L]>;
type Each<L extends keyof typeof lookups> = By<L>[number & keyof By<L>];

/** Of the deployment as a whole. */
export interface DeploymentFacts {
  readonly account: By<'account'>;
  readonly signedIn: By<'person'>;
  readonly enabledRegions: By<'enabledRegions'>;
  readonly serviceRole: By<'serviceRole'>;
  /** The permissions boundary that the deployment names; undefined too where it names none. */
  readonly boundary: By<'boundary'>;
  /** The instance that the deployment names, as its Region lists it. */
  readonly instance: Each<'identityCenterInstances'> | undefined;
  /** More of it: its state, and the key that encrypts it. */
  readonly instanceDetails: By<'identityCenterInstance'> | undefined;
  readonly instanceKey: By<'encryptionKey'>;
  readonly licences: By<'licences'>;
  readonly appManagementPolicy: By<'appManagementPolicy'>;
  readonly mdmScope: By<'mdmScope'>;
  readonly deviceLimits: By<'deviceLimits'>;
  readonly profiles: By<'autopilotProfiles'>;
  readonly autopilotGroups: By<'autopilotGroups'>;
  /** The enterprise app that people sign in through. */
  readonly app: By<'enterpriseApp'>;
  readonly appAssignments: By<'appAssignments'>;
  readonly job: By<'provisioningJob'>;
  readonly provisioningLog: By<'provisioningLog'>;
  /** The group of the people who may have a desktop. */
  readonly group: Each<'groupsNamed'> | undefined;
  readonly groupMembers: By<'groupMembers'>;
  readonly registrationApp: By<'registrationApp'>;
  /** The users of the deployment, as far as Entra has them. */
  readonly users: By<'entraUsers'>;
  readonly syncedUsers: By<'syncedUsers'>;
  readonly syncedGroup: By<'syncedGroup'>;
  /** The secret with the SCIM token; only with a federation that is set up here. */
  readonly scimSecret: SeenScimSecret | undefined;
  readonly scimToken: TokenStatus | undefined;
  readonly managedDevices: By<'managedDevices'>;
}

/** Of one site. */
export interface SiteFacts {
  readonly byol: By<'byol'>;
  readonly quotas: By<'quotas'>;
  readonly images: By<'images'>;
  readonly bundles: By<'bundles'>;
  readonly ebsEncryption: By<'ebsEncryption'>;
  /** All directories of the Region. */
  readonly directories: By<'directories'>;
  /** The one with the name of the site. */
  readonly directory: Each<'directories'> | undefined;
  readonly ipGroups: By<'ipGroups'>;
  readonly desktops: By<'desktops'>;
  /** The subnets of the desktops: those of the directory, or the existing ones that were chosen; none before either. */
  readonly subnets: readonly SeenSubnet[];
  /** Ranges of the network of these subnets. */
  readonly networkRanges: readonly string[];
  readonly registrationSecret: By<'secret'>;
  readonly secretShape: By<'secretShape'> | undefined;
  readonly secretKey: By<'encryptionKey'>;
  /** Who may open the directory's application. */
  readonly assignments: By<'applicationAssignments'> | undefined;
  /** The dynamic group of the site's devices: ours by its name. */
  readonly deviceGroup: By<'deviceGroup'>;
  /** Devices with the site's group tag. */
  readonly devices: By<'autopilotDevices'>;
}

export type SeenSubnet = Each<'networks'>['subnets'][number];

export type DeploymentFact = keyof DeploymentFacts;
export type SiteFact = keyof SiteFacts;
