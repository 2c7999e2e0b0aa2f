/** Jobs of the pipeline on Azure DevOps: let in by what bootstrap set on the connections, and signed for by the twin's host. */
import { join } from 'node:path';
import { loadDeployment } from '../../../deployment/load.js';
import { connectionToken, keptOutBy } from '../../../twin/azure-devops/jobs.js';
import type { Connection, Project } from '../../../twin/azure-devops/objects.js';
import type { Twin } from '../../../twin/twin.js';
import { identified } from '../../deployment/identified.js';
import { AzureDevOps, person, runAzure } from '../pipeline/azure.js';
import type { Claims, Services } from '../pipeline/services.js';
import type { Environment, Event, JobRun, Machine } from '../pipeline/workflow.js';
import { reviewer } from './azure-devops.js';

export class AzureJobs {
  private host: AzureDevOps | undefined;

  constructor(
    private readonly twin: Twin,
    private readonly project: Project,
    private readonly folder: string,
  ) {}

  /** Whoever starts a run. */
  startedBy = 'ada@contoso.com';

  private get settings() {
    return identified(loadDeployment(join(this.folder, 'deployment.json')).pipeline!.azureDevOps);
  }

  /** A token of a connection. Terraform's providers are from then on whoever the clouds say its job is. */
  token(claims: Claims): string {
    const { connections, aws, entra } = this.settings;
    const identity = claims['sub'] === connections.apply?.subject ? 'apply' : 'mainPlan';
    const found = this.project.connections.get(connections[identity]?.id ?? '');
    if (found === undefined) throw new Error(`no connection of ${identity}`);
    const signed = (): string => connectionToken(this.twin.azureDevOps, this.project, found);
    this.twin.terraform.signInAs({
      aws: this.twin.aws.principals.issueSession(aws[identity] ?? '', 'terraform'),
      entra: { appId: entra[identity] ?? '', oidcToken: signed() },
    });
    return signed();
  }

  /** @param approved Called where somebody is asked */
  async run(
    event: Event,
    machine: Machine,
    { services, approved }: { readonly services: Services; readonly approved: () => void },
  ): Promise<Record<string, JobRun>> {
    const { connections } = this.settings;
    this.host ??= new AzureDevOps(
      services,
      Object.values(connections).flatMap((each) => each ?? []),
    );
    this.host.asked = { requestedFor: person(this.startedBy) };
    const environments = Object.fromEntries(
      [...this.project.connections.values()].map((each) => [each.name, this.checked(each, event, approved)]),
    );
    return runAzure(event, { ...machine, environments }, this.host);
  }

  /** Work items. */
  get items(): unknown {
    return this.host?.items ?? [];
  }

  private checked(connection: Connection, { ref }: Event, approved: () => void): Environment {
    const idOf = (account: string): string =>
      [...this.twin.azureDevOps.people.values()].find((each) => each.account === account)?.id ?? '';
    const [definition = 0] = [...this.project.definitions.keys()];
    const kept = (approvedBy: readonly string[]): string | undefined =>
      keptOutBy(this.twin.azureDevOps, this.project, connection, {
        ...{ ref, definition, startedBy: idOf(this.startedBy), approvedBy },
      });
    const alone = kept([]);
    return {
      refs: alone === undefined || alone === 'not approved' ? [ref] : [],
      approve: () => {
        if (alone === undefined) return true;
        approved();
        return kept([idOf(reviewer)]) === undefined;
      },
    };
  }
}
