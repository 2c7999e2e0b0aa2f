/** What bootstrap makes in a project of Azure DevOps, as the tests of its parts run it. */
import { afterEach, beforeEach, expect } from '@jest/globals';
import type { AzureDevOpsHost } from '../../../twin/azure-devops/azure-devops.js';
import type { Connection, Policy, Project } from '../../../twin/azure-devops/objects.js';
import { policyKinds } from '../../../twin/azure-devops/policies.js';
import type { Listener } from '../../../twin/network.js';
import { startTwin, type Twin } from '../../../twin/twin.js';
import { approverNamed } from '../../../wizard/bootstrap/hosts/azure-devops/approvers.js';
import {
  policiesLack,
  refuseForeignPolicies,
  setPolicies,
} from '../../../wizard/bootstrap/hosts/azure-devops/branch-policies.js';
import { checksLack, setChecks } from '../../../wizard/bootstrap/hosts/azure-devops/connection-checks.js';
import { setConnection } from '../../../wizard/bootstrap/hosts/azure-devops/connections.js';
import { setSettings, settingsLack } from '../../../wizard/bootstrap/hosts/azure-devops/general-settings.js';
import { setDefinition } from '../../../wizard/bootstrap/hosts/azure-devops/pipeline-definition.js';
import { lookAtProject, setMainBranch } from '../../../wizard/bootstrap/hosts/azure-devops/project.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { AzureDevOpsApi } from '../../../wizard/clouds/azure-devops.js';

export const wanted = { project: 'Desktops', repository: 'Desktops' };
export const tenantId = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
export const clientId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
export const deployment = 'contoso';
export const mark = 'c0ffee00-0000-4000-8000-000000000000';
export const ofApply = { identity: 'apply', deployment, mark } as const;

export const apiOf = (network: Listener, token: string): AzureDevOpsApi =>
  AzureDevOpsApi.from({ [cloudsVariable]: `${network.url}/_host`, AZURE_DEVOPS_EXT_PAT: token }, 'contoso');

/** A project whose repository is empty; who administers it by token, and somebody who may approve. */
export function plantProject(azureDevOps: AzureDevOpsHost, approver = 'grace@contoso.com') {
  const project = azureDevOps.addProject(wanted.project, { empty: true });
  const admin = azureDevOps.addPerson('ada@contoso.com');
  azureDevOps.addPerson(approver, 'contributor');
  return { project, admin };
}

/** The same before each test of a file; calls that its host does not know fail the test. */
export class AnAzureProject {
  twin!: Twin;
  network!: Listener;
  project!: Project;
  private token!: string;

  constructor() {
    beforeEach(async () => {
      this.twin = await startTwin();
      this.network = await this.twin.world.network.listen();
      ({ project: this.project, admin: this.token } = plantProject(this.twin.azureDevOps));
    });
    afterEach(async () => {
      expect(this.twin.azureDevOps.unknownCalls).toEqual([]);
      await this.network.close();
      await this.twin.stop();
    });
  }

  /** Signed in with a token. @default its administrator */
  as(token = this.token): AzureDevOpsApi {
    return apiOf(this.network, token);
  }

  /** The first connection. */
  get made(): Connection {
    return [...this.project.connections.values()][0]!;
  }

  policy(kind: keyof typeof policyKinds): Policy[] {
    return [...this.project.policies.values()].filter(({ type }) => type.id === policyKinds[kind]);
  }
}

/** Everything, in the order of a run. @returns what was made, in words */
export async function bootstrap(api: AzureDevOpsApi, reviewer = 'grace@contoso.com'): Promise<string[]> {
  const at = await lookAtProject(api, wanted);
  const owners = [await approverNamed(api, reviewer)];
  await refuseForeignPolicies(api, at, deployment);
  const done = [...(await setMainBranch(api, at))];
  const definition = await setDefinition(api, at, deployment);
  const data = ['deployment.json', 'users.csv'];
  const policies = await setPolicies(api, at, { deployment, definition: definition.id, owners, data });
  expect(await policiesLack(api, at, { owners })).toEqual([]);
  const settings = await setSettings(api, at);
  expect(await settingsLack(api, at)).toEqual([]);
  const made = await setConnection(api, at, { ...ofApply, tenantId, clientId });
  const { connection } = made;
  const checks = { connection, applies: true, approvers: owners, definition: definition.id };
  const stand = await setChecks(api, at, checks);
  expect(await checksLack(api, at, checks)).toEqual([]);
  return [...done, ...definition.done, ...policies, ...settings, ...made.done, ...stand];
}
