import type { IResolvable, ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { present } from '../domain/present.js';
import { SiteFleet } from '../modules/fleet/site-fleet.js';
import { DirectoryAccess } from '../modules/identity-center/directory-access.js';
import { AutopilotGroup } from '../modules/intune/autopilot-group.js';
import { AutopilotProfile } from '../modules/intune/autopilot-profile.js';
import { Bundle } from '../modules/workspaces/bundle.js';
import { Desktops, type VolumeEncryption } from '../modules/workspaces/desktops.js';
import { EntraDirectory } from '../modules/workspaces/entra-directory.js';
import {
  autopilotGroupName,
  autopilotProfileName,
  bundleName,
  networkName,
  registrationSecretPrefix,
} from '../domain/names.js';
import { partitionOf } from '../domain/partitions.js';
import { Network } from '../modules/workspaces/network.js';
import { RegistrationSecret } from '../modules/workspaces/registration-secret.js';
import type { ServiceRole } from '../modules/workspaces/service-role.js';
import type { ControlPlanes } from './control-planes.js';
import { defined } from './defined.js';
import type { Deployment, Fleet, Site as SiteOfDeployment } from '../deployment/schema.js';
import { stageOf } from '../deployment/stage.js';
import type { Federation } from './federation.js';
import type { FleetGroups } from './fleet-groups.js';
import { fleetParts } from './fleet-settings.js';
import type { Fleets } from './fleets.js';
import type { IdentityCenter } from './identity-center.js';
import { deploymentTags, type Providers } from './providers.js';

export interface SiteProps {
  readonly deployment: Deployment;
  readonly site: SiteOfDeployment;
  readonly providers: Providers;
  readonly controlPlanes: ControlPlanes;
  readonly federation: Federation;
  readonly identityCenter: IdentityCenter;
  readonly serviceRole: ServiceRole;
  readonly fleets: Fleets;
  readonly fleetGroups: FleetGroups;
  /** Whether a plan compares directories and bundles with what AWS has. */
  readonly lookForDrift: IResolvable;
}

/** The desktops of the list, and the bundle that is the site's default. */
interface Made {
  readonly desktops: Desktops;
  readonly bundle: Bundle;
  /** By name. */
  readonly bundles: ReadonlyMap<string, Bundle>;
}

/**
 * One site. What it holds in stage `foundation` keeps its address in stage `connected`, which adds bundles, the directory,
 * access to it, and the desktops.
 */
export class Site extends Construct {
  readonly network: Network;
  /** The group of its devices: what Intune gives desktops is assigned to it. */
  readonly devices: AutopilotGroup;
  private made: EntraDirectory | undefined;
  private readonly registrationSecret: RegistrationSecret;
  private readonly autopilotProfile: AutopilotProfile;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SiteProps,
  ) {
    super(scope, id);
    this.registrationSecret = this.secret();
    this.network = new Network(this, 'network', {
      provider: this.provider,
      region: props.site.region,
      name: networkName(props.deployment.name, props.site.key),
      network: props.site.network,
      ...this.tags,
    });
    this.devices = new AutopilotGroup(this, 'autopilot-group', {
      directoryName: props.site.directoryName,
      displayName: autopilotGroupName(props.deployment.name, props.site.key),
      ...(props.federation.owners ? { owners: props.federation.owners } : {}),
    });
    this.autopilotProfile = this.profile();
  }

  /** Only in stage `connected`. */
  get directory(): EntraDirectory | undefined {
    return this.made;
  }

  /**
   * The directory and its desktops, in stage `connected`; nothing before it.
   * @param enrolment what a desktop finds in Intune, which is there before it
   */
  connect(enrolment: readonly ITerraformDependable[]): void {
    const { props } = this;
    if (stageOf(props.deployment) === 'foundation') return;
    const directory = this.register();
    this.made = directory;
    const access = new DirectoryAccess(this, 'access', {
      provider: props.providers.identityCenter,
      applicationArn: directory.applicationArn,
      groupId: props.fleetGroups.of(props.site.key),
      requireAssignment: props.site.access.requireAssignment,
    });
    // The profile before the first desktop, or its device would come up as a plain one and stay so.
    const before = [directory, ...access.ready, ...this.autopilotProfile.ready, ...enrolment];
    const desktops = this.desktops(directory, before);
    if (props.site.desktops.fleet) this.fleet(directory, before, desktops, props.site.desktops.fleet);
  }

  private get provider() {
    return this.props.providers.aws(this.props.site.region);
  }

  /** Of the site alone: the provider adds those of the deployment. */
  private get tags() {
    return this.props.site.tags ? { tags: this.props.site.tags } : {};
  }

  /** For what the control plane makes, where the provider adds none. */
  private get allTags() {
    return { ...deploymentTags(this.props.deployment), ...this.props.site.tags };
  }

  private secret(): RegistrationSecret {
    const { deployment, site, federation } = this.props;
    const { clientId, password } = federation.registrationApp;
    if ('existing' in site.registrationSecret) {
      return new RegistrationSecret(this, 'registration-secret', {
        provider: this.provider,
        secret: site.registrationSecret,
      });
    }
    if (password === undefined) {
      throw new Error('`registrationSecret` must be an existing one with an existing registration app, got: create');
    }
    return new RegistrationSecret(this, 'registration-secret', {
      provider: this.provider,
      secret: {
        create: {
          name: registrationSecretPrefix(deployment.name, site.key),
          accountId: deployment.aws.accountId,
          partition: partitionOf(site.region),
          applicationId: clientId,
          applicationPassword: password,
          protection: deployment.protection,
          onlyForAccount: deployment.aws.sourceAccountConditions,
          ...this.tags,
        },
      },
    });
  }

  private profile(): AutopilotProfile {
    const { deployment, site } = this.props;
    const { profile } = deployment.intune;
    return new AutopilotProfile(this, 'autopilot-profile', {
      profile:
        'existing' in profile
          ? profile
          : {
              create: {
                ...defined(profile.create),
                displayName: autopilotProfileName(deployment.name, site.key, profile.create.displayName),
              },
            },
      targets: { [site.key]: this.devices.objectId },
    });
  }

  private register(): EntraDirectory {
    const { deployment, site, controlPlanes, federation, identityCenter, serviceRole } = this.props;
    const { requireAssignment: _, ...settings } = site.access;
    return new EntraDirectory(this, 'directory', {
      controlPlane: controlPlanes.of(site.region),
      provider: this.provider,
      name: site.directoryName,
      tenantId: deployment.entra.tenantId,
      secretArn: this.registrationSecret.secretArn,
      identityCenterInstanceArn: identityCenter.instanceArn,
      subnetIds: this.network.subnetIds,
      settings: defined(settings),
      protection: deployment.protection,
      tags: this.allTags,
      lookForDrift: this.props.lookForDrift,
      // What WorkSpaces still needs while desktops and directory go: each of these outlives them.
      dependsOn: [
        ...serviceRole.ready,
        ...this.registrationSecret.ready,
        ...this.network.ready,
        ...federation.registrationApp.ready,
        ...identityCenter.made,
      ],
    });
  }

  private desktops(directory: EntraDirectory, before: readonly ITerraformDependable[]): Made {
    const { site, identityCenter } = this.props;
    const bundles = new Map(Object.entries(site.bundles).map(([name, bundle]) => [name, this.bundle(name, bundle)]));
    const desktops = new Desktops(this, 'desktops', {
      provider: this.provider,
      site: site.key,
      directoryId: directory.directoryId,
      properties: site.desktops.properties,
      ...this.encryption(),
      ...this.tags,
      dependsOn: before,
      desktops: site.desktops.users.map((user) => {
        const presence = user.state === 'active' ? identityCenter.presenceOf(user.upn) : undefined;
        return {
          upn: user.upn,
          bundle: bundles.get(user.bundle ?? site.desktops.bundle)!,
          runningMode: user.runningMode ?? site.desktops.runningMode,
          autoStopMinutes: user.autoStopMinutes ?? site.desktops.autoStopMinutes,
          ...present({ tags: user.tags, presence }),
        };
      }),
    });
    return { desktops, bundle: bundles.get(site.desktops.bundle)!, bundles };
  }

  /** Hands what the desktops of the group are to be to the engine of the Region. */
  private fleet(directory: EntraDirectory, dependsOn: readonly ITerraformDependable[], made: Made, fleet: Fleet): void {
    const { deployment, site, identityCenter, fleets, fleetGroups } = this.props;
    const { engine, topicArn } = fleets.of(site.region);
    const { encryption, runningMode, autoStopMinutes, properties } = site.desktops;
    const { roleArn, region: identityCenterRegion } = deployment.identityCenter;
    new SiteFleet(this, 'fleet', {
      engine,
      provider: this.provider,
      dependsOn,
      settings: {
        schema: 1,
        fleet: `${deployment.name}/${site.key}`,
        site: site.key,
        mode: fleet.mode,
        everyMinutes: fleet.everyMinutes,
        holdDays: fleet.holdDays,
        lock: fleet.lock,
        limits: fleet.limits,
        runningMode,
        enforceRunningMode: properties === 'enforced',
        autoStopMinutes,
        directoryId: directory.directoryId,
        identityStoreId: identityCenter.identityStoreId,
        groupId: fleetGroups.of(site.key),
        ...fleetParts(deployment, site, fleet, { groups: fleetGroups, bundles: made.bundles }),
        ...(roleArn ? { roleArn } : {}),
        ...(identityCenterRegion === site.region ? {} : { identityCenterRegion }),
        bundleId: made.bundle.bundleId,
        computeType: made.bundle.computeType,
        rootVolumeGib: made.bundle.rootVolumeGib,
        userVolumeGib: made.bundle.userVolumeGib,
        ...(encryption && made.desktops.volumeKeyArn !== undefined
          ? { encryption: { root: encryption.root, user: encryption.user, keyArn: made.desktops.volumeKeyArn } }
          : {}),
        tags: this.allTags,
        ...(topicArn ? { topicArn } : {}),
      },
    });
  }

  private bundle(name: string, bundle: SiteOfDeployment['bundles'][string]): Bundle {
    const { deployment, site, controlPlanes } = this.props;
    return new Bundle(this, `bundle-${name}`, {
      provider: this.provider,
      bundle:
        'existing' in bundle
          ? bundle
          : {
              fromImage: {
                ...bundle.fromImage,
                controlPlane: controlPlanes.of(site.region),
                name: bundleName(deployment.name, site.key, name),
                tags: this.allTags,
                lookForDrift: this.props.lookForDrift,
              },
            },
    });
  }

  private encryption(): { encryption?: VolumeEncryption } {
    const { deployment, site } = this.props;
    const { encryption } = site.desktops;
    if (!encryption) return {};
    const name = networkName(deployment.name, site.key);
    return {
      encryption: {
        root: encryption.root,
        user: encryption.user,
        key:
          encryption.key === 'create'
            ? { create: { name, protection: deployment.protection } }
            : { existing: { arn: encryption.key } },
      },
    };
  }
}
