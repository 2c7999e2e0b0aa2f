/** An empty repository of Azure Repos beside an account and a tenant, and somebody who administers its project. */
import { connectionToken } from '../../../twin/azure-devops/jobs.js';
import type { Connection, Project } from '../../../twin/azure-devops/objects.js';
import type { Ended } from '../../wizard/handshake/foundation.js';
import { plantProject } from '../../wizard/bootstrap/an-azure-project.js';
import { World } from './world.js';

export const repositoryPlace = 'contoso/Desktops';
export const reviewer = 'grace@contoso.com';

export class AzureWorld {
  private constructor(
    readonly world: World,
    readonly project: Project,
    /** The token of the project's administrator. */
    readonly admin: string,
  ) {}

  /** @param inAzure The state lies in a storage account */
  static async start(inAzure = false): Promise<AzureWorld> {
    const world = await World.start({ empty: true, inAzure });
    const { project, admin } = plantProject(world.twin.azureDevOps, reviewer);
    world.azure = project;
    world.as = { AZURE_DEVOPS_EXT_PAT: admin };
    return new AzureWorld(world, project, admin);
  }

  readonly words = [
    ...['bootstrap', '--host', 'azureDevOps', '--repository', repositoryPlace, '--reviewer', reviewer],
    '--auto-approve',
  ];

  async bootstrap(...words: string[]): Promise<Ended> {
    return this.world.run(...this.words, ...words);
  }

  connection(name: string): Connection {
    const found = [...this.project.connections.values()].find((each) => each.name === name);
    if (found === undefined) throw new Error(`no connection ${name}`);
    return found;
  }

  async settings() {
    return (await this.world.deployment()).pipeline!.azureDevOps!;
  }

  /** Whom both clouds let in with the token of a connection: `aws mainPlan`, `entra apply`. */
  async letIn(name: string): Promise<string[]> {
    const { aws, entra } = await this.settings();
    const token = (): string => connectionToken(this.world.twin.azureDevOps, this.project, this.connection(name));
    const found: string[] = [];
    for (const identity of ['mainPlan', 'apply'] as const) {
      const [role, client] = [aws[identity], entra[identity]];
      if (role !== undefined && (await this.world.awsOf(token(), role)) === undefined) found.push(`aws ${identity}`);
      if (client !== undefined && (await this.world.entraOf(token(), client)) === undefined)
        found.push(`entra ${identity}`);
    }
    return found;
  }

  async stop(): Promise<void> {
    await this.world.stop();
  }
}
