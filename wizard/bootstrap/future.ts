/** The deployment as it will be once bootstrap has made what it names, checked as a whole before anything is made. */
import { roleArnOf } from '../../deployment/pipeline-of.js';
import { present } from '../../domain/present.js';
import { checkDeploymentValue } from '../../deployment/load.js';
import type { Pipeline } from '../../deployment/pipeline-of.js';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
import { folderOf, usersFileReader } from '../../deployment/text-file.js';
import type { HandOver } from './hand-over.js';
import type { Identity } from '../repository/pipelines/tokens/token-host.js';
import type { BootstrapHost } from './hosts/host.js';
import type { RepositoryRef } from '../repository/pipelines/tokens/token-host.js';
import type { Level } from '../../domain/pipeline-level.js';
import type { StatePlace } from './state-place.js';

/** What the application that applies may do in Entra. */
export type EntraRights = Pipeline['entraRights'];

export interface Made {
  readonly host: BootstrapHost;
  readonly repository: Pick<RepositoryRef, 'name'> & Partial<RepositoryRef>;
  readonly environment: string;
  readonly level: Level;
  readonly entraRights: EntraRights;
  readonly place: StatePlace;
  readonly kmsKeyId?: string | undefined;
  readonly boundaryArn?: string | undefined;
  readonly clients?: NonNullable<HandOver['entra']>['clients'] | undefined;
}

/** Stand for applications that are not made yet: nothing is signed in with them, no right follows from them. */
const notYet: Readonly<Record<Identity, string>> = {
  mainPlan: '00000000-0000-4000-8000-000000000001',
  apply: '00000000-0000-4000-8000-000000000002',
};

/**
 * The file with what is made in it. Everything else stays as its owner wrote it.
 * @throws DeploymentError with every rule that it would break
 */
export function futureDeployment(
  input: DeploymentInput,
  deployment: Deployment,
  made: Made,
  file: string,
): { readonly input: DeploymentInput; readonly deployment: Deployment } {
  const applies = made.level !== 'refused';
  const { host, repository, environment, level, entraRights } = made;
  const before = input.pipeline?.[host.section] as Section | undefined;
  const roles = { ...before?.aws, mainPlan: roleArnOf(deployment, 'mainPlan'), apply: roleArnOf(deployment, 'apply') };
  const clients = { ...before?.entra, ...notYet, ...before?.entra, ...made.clients };
  const only = <T extends { apply?: string | undefined }>(both: T): T | Omit<T, 'apply'> => {
    const { apply, ...rest } = both;
    return applies ? { ...rest, ...present({ apply }) } : rest;
  };
  const future = {
    ...input,
    ...(made.boundaryArn === undefined ? {} : { aws: { ...input.aws, permissionsBoundaryArn: made.boundaryArn } }),
    state: stateAfter(input, made),
    pipeline: {
      [host.section]: host.sectionMade(
        { repository, environment, level, entraRights, aws: only(roles), entra: only(clients) },
        before as never,
      ),
    },
  } as DeploymentInput;
  return { input: future, deployment: checkDeploymentValue(future, file, usersFileReader(folderOf(file))).deployment };
}

/** What the section of every host has. */
interface Section {
  readonly aws?: object;
  readonly entra?: object;
}

/** What else its owner wrote of the state stays. */
function stateAfter({ state }: DeploymentInput, { place, kmsKeyId }: Made): object {
  const before = (state ?? {}) as { readonly s3?: object; readonly azurerm?: object };
  if ('azurerm' in place) return { azurerm: { ...before.azurerm, subscriptionId: place.azurerm.subscriptionId } };
  return { s3: { ...before.s3, ...place.s3, ...present({ kmsKeyId }) } };
}
