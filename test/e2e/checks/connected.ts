/** A healthy deployment in both clouds: the small example, applied by real terraform on the twin, connected, in use. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtFunctionZip } from '../function-zip.js';
import { parseDeployment } from '../../../deployment/load.js';
import type { Deployment, DeploymentInput } from '../../../deployment/schema.js';
import type { Twin } from '../../../twin/twin.js';
import { examine } from '../../../wizard/checks/examine.js';
import type { Report } from '../../../wizard/checks/report/model.js';
import type { Occasion } from '../../../wizard/checks/rule.js';
import { Addresses, cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { Arm } from '../../../wizard/clouds/arm.js';
import { Aws } from '../../../wizard/clouds/aws.js';
import { BucketCalls } from '../../../wizard/clouds/bucket-calls.js';
import { GithubApi } from '../../../wizard/clouds/github.js';
import { Graph } from '../../../wizard/clouds/graph.js';
import { HostReader } from '../../../wizard/clouds/host-reader.js';
import { Network } from '../../../wizard/clouds/network.js';
import type { Clouds } from '../../../wizard/clouds/lookup.js';
import { timeLimitVariable } from '../../../wizard/clouds/time-limit.js';
import { LifeCycle } from '../../../wizard/rehearsal/life-cycle.js';
import { findTerraform } from '../../../wizard/terraform/find.js';
import { everyGraphPermission } from '../../wizard/clouds/twin-clouds.js';

/** Lookups have time limits, and a machine that runs tests is busy. */
export const patience = 20;

export interface Connected {
  readonly twin: Twin;
  readonly file: DeploymentInput;
  readonly deployment: Deployment;
  /** As an application that may read everything that applications may. */
  readonly env: NodeJS.ProcessEnv;
  /** As a person who may read everything. */
  readonly person: Clouds;
  /** Where deployment.json would lie, beside the files of the repository. */
  readonly folder: string;
  /** Of terraform, as a preflight is told of it. */
  readonly state: { isEmpty: boolean };
  /** What the rules find, as that person. */
  examine(occasion: Occasion, deployment?: Deployment): Promise<Report>;
  stop(): Promise<void>;
}

export async function startConnected(): Promise<Connected> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-checks-'));
  const functionZip = builtFunctionZip();
  const program = await findTerraform(process.env);
  const life = await LifeCycle.start({ program, folder, env: process.env, functionZip });
  const { twin } = life;
  await life.apply();
  await life.handshake();
  await life.apply();
  // Until the device group has its devices and the profile reaches them; then people open their desktops.
  await twin.advance(120);
  await life.tryPeople();
  await twin.advance(60);
  twin.world.clock.standStill();

  const network = await twin.world.network.listen();
  const reader = twin.entra.addServicePrincipal('Reader of everything', { roles: everyGraphPermission });
  const env = {
    ...twin.terraform.env,
    [cloudsVariable]: `${network.url}/_host`,
    ARM_CLIENT_ID: reader.appId,
    ARM_CLIENT_SECRET: reader.clientSecret,
    // Of what a test looks at nothing is unknown because the machine was busy.
    [timeLimitVariable]: '3600',
  };
  const deployment = loaded(life.file);
  const graph = Graph.from(env, { tokens: async () => tokenOfPerson(twin) });
  const github = GithubApi.from({ ...env, GH_TOKEN: twin.github.addPerson('ada') });
  const signedIn = { GITLAB_TOKEN: twin.gitlab.addPerson(), AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken() };
  const hosts = HostReader.from({ ...env, ...signedIn }, new Addresses(env));
  const aws = Aws.from(env);
  const addresses = new Addresses(env);
  // In Azure a person is who the application is: the twin signs no people in there.
  twin.azure.grant(reader.objectId, 'reader');
  const person: Clouds = {
    ...{ aws, graph, github, hosts, network: Network.of(env) },
    arm: Arm.from(env, addresses, twin.entra.id),
    bucketAt: (place) => new BucketCalls(aws, addresses, place),
  };
  const state = { isEmpty: false };
  return {
    twin,
    file: life.file,
    deployment,
    env,
    person,
    folder,
    state,
    examine: (occasion, other = deployment) =>
      examine(other, {
        ...{ occasion, env, clouds: person, now: twin.world.clock.now(), patience, folder },
        stateIsEmpty: async () => state.isEmpty,
      }),
    stop: async () => {
      await network.close();
      await life.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function loaded(file: DeploymentInput): Deployment {
  return parseDeployment(JSON.stringify(file), 'deployment.json', () => '').deployment;
}

function tokenOfPerson(twin: Twin): string {
  const upn = 'reader@contoso.com';
  if (!twin.entra.state.userByName(upn)) {
    twin.entra.assignDirectoryRole(twin.entra.addUser(upn).id, 'Global Reader');
  }
  return twin.entra.userToken(upn, [...everyGraphPermission, 'Policy.Read.All']);
}
