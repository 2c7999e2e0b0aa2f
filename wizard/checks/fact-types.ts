/** What there is to know of a deployment and of each of its sites. `undefined` stands for a thing that is not there. */
import type { SeenBy } from '../clouds/lookup.js';
import type { lookups } from '../clouds/lookups/index.js';
import type { SeenScimSecret } from '../clouds/lookups/account/handshake-secret.js';
import type { TokenStatus } from '../handshake/status.js';
import type { Namesakes } from './namesakes.js';
import type { OthersPlace } from '../repository/pipelines/pipeline-hosts.js';

type By<L extends keyof typeof lookups> = SeenBy<(typeof lookups)[L]>;
type Each<L extends keyof typeof lookups> = By<L>[number & keyof By<L>];

/** Facts that are what a lookup of the same name sees: it says so itself (`siteLookup`, `deploymentLookup`, `namedLookup`). */
export type LookedUp<Of extends 'site' | 'deployment'> = {
  readonly [L in keyof typeof lookups as (typeof lookups)[L] extends { readonly factOf: Of } ? L : never]: By<L>;
};

/** Of the deployment as a whole. */
export interface DeploymentFacts extends LookedUp<'deployment'> {
  readonly signedIn: By<'person'>;
  /** The instance that the deployment names, as its Region lists it. */
  readonly instance: Each<'identityCenterInstances'> | undefined;
  /** More of it: its state, and the key that encrypts it. */
  readonly instanceDetails: By<'identityCenterInstance'> | undefined;
  readonly instanceKey: By<'encryptionKey'>;
  /** The key of the alerts' topic; undefined: that of AWS, none, or one that does not exist. */
  readonly alertsKey: By<'encryptionKey'>;
  /** Regions where it is, once it was not found where the deployment says. */
  readonly instanceElsewhere: readonly string[];
  /** From where its identity store may be reached. */
  readonly storeNetwork: By<'identityStoreNetwork'>;
  readonly profiles: By<'autopilotProfiles'>;
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
  /** Autopilot devices of every site. */
  readonly everyDevice: By<'autopilotDevices'>;
  /** Groups that device policies name of which a rule may have something to say; without those that are gone. */
  readonly policyGroups: readonly SeenGroup[];
  /** The same of status pages and Windows Hello. */
  readonly enrolmentGroups: readonly SeenGroup[];
  /** The same of Conditional Access. */
  readonly accessGroups: readonly SeenGroup[];
  /** Who is to let requests for a desktop pass, by object id; nobody where nobody can ask. */
  readonly approvers: readonly SeenApprover[];
  /** What bears the names of the deployment, where its state is empty; nothing where it is not. */
  readonly namesakes: Pick<Namesakes, 'inEntra' | 'inAws'>;
  /** Lines of the repository by which code of others runs as a job of main. */
  readonly othersCode: readonly OthersPlace[];
  /** UPNs, in lower case, of the people whose desktop Intune manages. */
  readonly enrolledPeople: ReadonlySet<string>;
}

export interface SeenApprover {
  readonly kind: 'user' | 'group';
  readonly id: string;
  readonly isThere: boolean;
  /** Of a group: how many it has. */
  readonly members?: number;
}

export type SeenGroup = NonNullable<By<'groupHolding'>>;

/** Of one site. */
export interface SiteFacts extends LookedUp<'site'> {
  /** Of the directories of the Region the one with the name of the site. */
  readonly directory: Each<'directories'> | undefined;
  readonly desktops: By<'desktops'>;
  /** The group whose members have the desktops of the site: its own, or that of the deployment; undefined without a fleet. */
  readonly fleetGroup: Each<'groupsNamed'> | undefined;
  /** Who is in it. */
  readonly fleetGroupMembers: By<'groupMembers'>;
  /** The users in it, as Entra has them. */
  readonly fleetMembers: By<'entraUsers'>;
  /** The subnets of the desktops: those of the directory, or the existing ones that were chosen; none before either. */
  readonly subnets: readonly SeenSubnet[];
  /** What the security groups of the desktops let out; none before the directory, unless the site names one. */
  readonly outboundRules: By<'outboundRules'>;
  /** Firewalls of AWS that the subnets of the desktops lead to. */
  readonly outboundFirewalls: By<'outboundFirewalls'>;
  /** What AWS knows in the images that bundles are made of. */
  readonly imageApplications: By<'imageApplications'>;
  /** Network ACLs of these subnets. */
  readonly outboundAcls: By<'outboundAcls'>;
  /** Ranges of the network of these subnets. */
  readonly networkRanges: readonly string[];
  readonly registrationSecret: By<'secret'>;
  readonly secretShape: By<'secretShape'> | undefined;
  readonly secretKey: By<'encryptionKey'>;
  /** Grants of the key that the volumes of the site are encrypted with; undefined: none, or one that is not made yet. */
  readonly volumeKeyGrants: By<'keyGrants'>;
  /** Who may open the directory's application. */
  readonly assignments: By<'applicationAssignments'> | undefined;
  /** The dynamic group of the site's devices: ours by its name. */
  readonly deviceGroup: By<'deviceGroup'>;
  /** Devices with the site's group tag. */
  readonly devices: By<'autopilotDevices'>;
  /** When those of them without a profile came; none where it may not be looked at. */
  readonly newDevices: By<'entraDevices'>;
}

export type SeenSubnet = Each<'networks'>['subnets'][number];

export type DeploymentFact = keyof DeploymentFacts;
export type SiteFact = keyof SiteFacts;
