import type { IResolvable } from 'cdktf';
import { Construct } from 'constructs';
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
import { Network } from '../modules/workspaces/network.js';
import { partitionOf } from '../domain/regions.js';
import { RegistrationSecret } from '../modules/workspaces/registration-secret.js';
import type { ServiceRole } from '../modules/workspaces/service-role.js';
import type { ControlPlanes } from './control-planes.js';
import { defined } from './defined.js';
import type { Deployment, Site as SiteOfDeployment } from '../deployment/schema.js';
import { stageOf } from '../deployment/stage.js';
import type { Federation } from './federation.js';
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
  /** Whether a plan compares directories and bundles with what AWS has. */
  readonly lookForDrift: IResolvable;
}

/**
 * One site. What it holds in stage `foundation` keeps its address in stage `connected`, which adds bundles, the directory,
 * access to it, and the desktops.
 */
export class Site extends Construct {
  readonly network: Network;
  /** Only in stage `connected`. */
  readonly directory?: EntraDirectory;
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
    this.autopilotProfile = this.profile();
    if (stageOf(props.deployment) === 'foundation') return;

    this.directory = this.register();
    const access = new DirectoryAccess(this, 'access', {
      provider: props.providers.identityCenter,
      applicationArn: this.directory.applicationArn,
      groupId: props.identityCenter.group!.groupId,
      requireAssignment: props.site.access.requireAssignment,
    });
    this.desktops(this.directory, access);
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
    const group = new AutopilotGroup(this, 'autopilot-group', {
      directoryName: site.directoryName,
      displayName: autopilotGroupName(deployment.name, site.key),
    });
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
      targets: { [site.key]: group.objectId },
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

  private desktops(directory: EntraDirectory, access: DirectoryAccess): void {
    const { site, identityCenter } = this.props;
    const bundles = new Map(Object.entries(site.bundles).map(([name, bundle]) => [name, this.bundle(name, bundle)]));
    new Desktops(this, 'desktops', {
      provider: this.provider,
      site: site.key,
      directoryId: directory.directoryId,
      properties: site.desktops.properties,
      ...this.encryption(),
      ...this.tags,
      // The profile before the first desktop, or its device would come up as a plain one and stay so.
      dependsOn: [directory, ...access.ready, ...this.autopilotProfile.ready],
      desktops: site.desktops.users.map((user) => {
        const presence = user.state === 'active' ? identityCenter.presenceOf(user.upn) : undefined;
        return {
          upn: user.upn,
          bundle: bundles.get(user.bundle ?? site.desktops.bundle)!,
          runningMode: user.runningMode ?? site.desktops.runningMode,
          autoStopMinutes: user.autoStopMinutes ?? site.desktops.autoStopMinutes,
          ...(user.tags ? { tags: user.tags } : {}),
          ...(presence ? { presence } : {}),
        };
      }),
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
