import { Construct } from 'constructs';
import { endOfAccess } from '../domain/fleet/self-service.js';
import { accessCatalogName, accessPackageName } from '../domain/names.js';
import { present } from '../domain/present.js';
import { AccessPackage } from '../modules/entra/access-package.js';
import type { Deployment } from '../deployment/schema.js';
import { stageOf } from '../deployment/stage.js';
import type { Federation } from './federation.js';
import type { FleetGroups } from './fleet-groups.js';

export interface SelfServicesProps {
  readonly deployment: Deployment;
  readonly federation: Federation;
  readonly fleetGroups: FleetGroups;
}

/** An access package for each site whose people ask for a desktop themselves, in stage `connected`. */
export class SelfServices extends Construct {
  private readonly bySite = new Map<string, AccessPackage>();

  constructor(scope: Construct, id: string, { deployment, federation, fleetGroups }: SelfServicesProps) {
    super(scope, id);
    if (stageOf(deployment) === 'foundation') return;
    for (const { key, desktops } of deployment.sites) {
      const { fleet } = desktops;
      if (!fleet?.selfService) continue;
      const { accessPackage } = fleet.selfService;
      const group = fleetGroups.inEntra(key) ?? federation.desktopUsers;
      const site = fleet.entra === undefined ? undefined : key;
      const made = new AccessPackage(this, key, {
        displayName: accessPackageName(deployment.name, site),
        catalogName: accessCatalogName(deployment.name, site),
        groupObjectId: group.objectId,
        approvers: accessPackage.approvers,
        assignmentDays: endOfAccess({ ...fleet, ...accessPackage }).assignmentDays,
        ...present({ question: accessPackage.question ?? undefined }),
        dependsOn: group.ready,
      });
      this.bySite.set(key, made);
    }
  }

  /** By key of the site: what a service desk names. */
  get outputs(): Record<string, { package_id: string; policy_id: string }> {
    return Object.fromEntries(
      [...this.bySite].map(([key, { packageId, policyId }]) => [key, { package_id: packageId, policy_id: policyId }]),
    );
  }
}
