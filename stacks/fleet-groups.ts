import type { IResolvable } from 'cdktf';
import { Construct } from 'constructs';
import { siteUsersGroupName } from '../domain/names.js';
import { present } from '../domain/present.js';
import type { ControlPlane } from '../modules/control-plane/control-plane.js';
import { DesktopUsersGroup } from '../modules/entra/desktop-users-group.js';
import { SyncedGroup } from '../modules/identity-center/synced-group.js';
import type { Deployment, Fleet } from '../deployment/schema.js';
import { stageOf } from '../deployment/stage.js';
import type { Federation } from './federation.js';
import type { IdentityCenter } from './identity-center.js';
import type { Providers } from './providers.js';

export interface FleetGroupsProps {
  readonly deployment: Deployment;
  readonly providers: Providers;
  /** The control plane of the Region of Identity Center. */
  readonly controlPlane: ControlPlane;
  readonly federation: Federation;
  readonly identityCenter: IdentityCenter;
  /** Whether a plan looks if the groups are still in Identity Center. */
  readonly lookForDrift: IResolvable;
}

/** Groups beside that of the deployment: of one site's fleet, and of packages. SCIM brings what is assigned to the enterprise app. */
export class FleetGroups extends Construct {
  /** By key of the site. */
  private readonly ofSites = new Map<string, SyncedGroup>();
  private readonly ofSitesInEntra = new Map<string, DesktopUsersGroup>();
  /** By object id in Entra, in lower case. */
  private readonly ofPackages = new Map<string, SyncedGroup>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FleetGroupsProps,
  ) {
    super(scope, id);
    for (const { key, desktops } of props.deployment.sites) {
      if (desktops.fleet?.entra !== undefined)
        this.add(this.ofSites, key, key, this.ownGroup(key, desktops.fleet.entra));
      for (const { group } of desktops.fleet?.packages ?? []) {
        const objectId = group.toLowerCase();
        if (this.node.tryFindChild(objectId)) continue;
        this.add(this.ofPackages, objectId, objectId, { existing: { objectId: group } });
      }
    }
  }

  /** Id in the identity store of the group whose members have the desktops of a site. Only in stage `connected`. */
  of(site: string): string {
    return (this.ofSites.get(site) ?? this.props.identityCenter.group!).groupId;
  }

  /** The group of a site alone, in Entra; undefined: that of the deployment. */
  inEntra(site: string): DesktopUsersGroup | undefined {
    return this.ofSitesInEntra.get(site);
  }

  /** The same of a package's group. */
  ofPackage(objectId: string): string {
    const found = this.ofPackages.get(objectId.toLowerCase());
    if (!found) throw new Error(`\`group\` must be one of a package, got: ${objectId}`);
    return found.groupId;
  }

  private ownGroup(
    site: string,
    entra: NonNullable<Fleet['entra']>,
  ): ConstructorParameters<typeof DesktopUsersGroup>[2]['group'] {
    if (entra !== 'ours') return entra;
    return { create: { displayName: siteUsersGroupName(this.props.deployment.name, site), members: 'elsewhere' } };
  }

  private add(
    to: Map<string, SyncedGroup>,
    key: string,
    id: string,
    group: ConstructorParameters<typeof DesktopUsersGroup>[2]['group'],
  ): void {
    const { deployment, providers, controlPlane, federation, identityCenter, lookForDrift } = this.props;
    const scope = new Construct(this, id);
    const inEntra = new DesktopUsersGroup(scope, 'entra', {
      group,
      assignment: deployment.entra.assignment,
      enterpriseApp: federation.enterpriseApp,
    });
    if (to === this.ofSites) this.ofSitesInEntra.set(key, inEntra);
    if (stageOf(deployment) === 'foundation') return;
    const { roleArn } = deployment.identityCenter;
    const synced = new SyncedGroup(scope, 'synced', {
      controlPlane,
      identityStore: { identityStoreId: identityCenter.identityStoreId, ...present({ roleArn }) },
      displayName: inEntra.displayName,
      entraObjectId: inEntra.objectId,
      ...present({ assignmentId: inEntra.assignmentId, job: federation.provisioning }),
      provider: providers.identityCenter,
      lookForDrift,
      dependsOn: [...federation.provisioned, ...inEntra.ready],
    });
    to.set(key, synced);
  }
}
