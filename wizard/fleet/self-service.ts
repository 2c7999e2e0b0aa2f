/** What is done with the access package of a deployment from here. */
import { accessPackageName } from '../../domain/names.js';
import type { Deployment, Fleet, SelfService } from '../../deployment/schema.js';
import { cloudsOf } from '../clouds/clouds.js';
import { CloudError } from '../clouds/cloud-error.js';
import { see, type Clouds, type SeenBy } from '../clouds/lookup.js';
import { accessPackage } from '../clouds/lookups/entra/access-package.js';
import { rightsOf, seenFor } from '../clouds/seen-for.js';
import { Failure, UsageError } from '../terminal/failure.js';

/** The fleet whose people ask for a desktop themselves, with how. */
export interface AskedFleet {
  readonly site: Deployment['sites'][number];
  readonly fleet: Fleet;
  readonly accessPackage: SelfService['accessPackage'];
}

/** @param named key of the site; @default the first whose people ask. @throws UsageError where nobody can ask */
export function askedFleet({ sites }: Deployment, named?: string): AskedFleet {
  for (const site of sites) {
    const { fleet } = site.desktops;
    if (fleet?.selfService && (named === undefined || site.key === named))
      return { site, fleet, accessPackage: fleet.selfService.accessPackage };
  }
  throw new UsageError('Nobody can ask for a desktop: the deployment has no selfService.', [
    'It is desktops.users: {"group": {"selfService": {"accessPackage": {"approvers": […]}}}} in deployment.json.',
  ]);
}

/** The access package as Entra has it. */
export class SeenPackage {
  private constructor(
    private readonly clouds: Clouds,
    readonly id: string,
    readonly name: string,
    readonly assignments: NonNullable<SeenBy<typeof accessPackage>>['assignments'],
  ) {}

  /** @param command whose rights are named. @throws Failure where it is not there */
  static async of(
    deployment: Deployment,
    { site, fleet }: AskedFleet,
    env: NodeJS.ProcessEnv,
    command: string,
  ): Promise<SeenPackage> {
    const clouds = cloudsOf(deployment, env);
    const name = accessPackageName(deployment.name, fleet.entra === undefined ? undefined : site.key);
    const found = seenFor(await see(accessPackage, clouds, { name }), `The access package ${name}`, command);
    if (found) return new SeenPackage(clouds, found.id, name, found.assignments);
    throw new Failure(`The access package ${name} is not in Entra.`, ['It comes with: entra-workspaces apply']);
  }

  /**
   * Ends an assignment: the person leaves the group at once.
   * Source: https://learn.microsoft.com/graph/api/entitlementmanagement-post-assignmentrequests
   */
  async revoke(assignmentId: string): Promise<void> {
    const path = 'identityGovernance/entitlementManagement/assignmentRequests';
    try {
      await this.clouds.graph.post(path, { requestType: 'adminRemove', assignment: { id: assignmentId } });
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      throw new Failure(`Access could not be taken back: ${error.message}.`, [rightsOf('fleet revoke')]);
    }
  }
}
