/** What the identities of a pipeline are: their rights, whom they trust, and the stacks that make them. */
import { makeFolder } from '../../deployment/make-folder.js';
import { mostPolicies } from '../permissions/pipeline-policies.js';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { deploymentFileName } from '../../deployment/file-name.js';
import { present } from '../../domain/present.js';
import { claimsExpression } from '../../domain/pipeline-subjects.js';
import { nobody } from '../../domain/trust-nobody.js';
import { boundaryName, pipelineAppName, pipelinePolicyName, pipelineRoleName } from '../../domain/names.js';
import { dailyClientOf, roleArnOf } from '../../deployment/pipeline-of.js';
import { checkDeploymentValue } from '../../deployment/load.js';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
import { besideReader, folderOf, usersFileReader } from '../../deployment/text-file.js';
import { commandRights, type CommandRights } from '../permissions/report.js';
import { credentialName, credentialOf as credentialFor, trustOf as trustFor } from '../repository/pipelines/trust.js';
import { Failure } from '../terminal/failure.js';
import type { StackJson } from '../terraform/contents.js';
import { synthesize, type AwsHalf, type EntraHalf } from '../terraform/synth.js';
import type { WantedCredential } from './federated-credentials.js';
import type { BootstrapHost } from './hosts/host.js';
import type { Identity, RepositoryRef, TrustRequest } from '../repository/pipelines/tokens/token-host.js';
import type { Level } from '../../domain/pipeline-level.js';
import { halfKey } from './state-bucket.js';

/** Of a deployment without an identity to apply: a laptop applies. */
export const identitiesAt = (level: Level): readonly Identity[] =>
  level === 'refused' ? ['mainPlan'] : ['mainPlan', 'apply'];

/** The rights of both identities, as `permissions` prints them. */
export type Rights = Readonly<Record<Identity, Pick<CommandRights, 'aws' | 'graph'>>> & {
  readonly boundary: CommandRights['aws'];
};

/**
 * The rights of a deployment as it will be: synthesized aside, with the files that it names, so that nothing in the repository
 * changes before it is made.
 */
export async function rightsOf(
  input: DeploymentInput,
  deploymentFile: string,
  env: NodeJS.ProcessEnv,
): Promise<Rights> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-bootstrap-'));
  try {
    const file = join(folder, deploymentFileName);
    await writeFile(file, JSON.stringify(input), { mode: 0o600 });
    for (const name of filesNamedIn(input, deploymentFile)) {
      const from = resolve(dirname(deploymentFile), name);
      const to = resolve(folder, name);
      makeFolder(dirname(to));
      if (existsSync(from)) await copyFile(from, to);
    }
    const { deployment, file: stack } = await synthesize({ deploymentFile: file, out: join(folder, 'cdktf.out'), env });
    const all = commandRights({ deployment, stack: JSON.parse(await readFile(stack, 'utf8')) as StackJson });
    const of = (command: string): CommandRights => {
      const found = all.find((each) => each.command === command);
      if (!found) throw new Error(`the rights of ${command} are not known`);
      return found;
    };
    const apply = dailyClientOf(deployment) === undefined ? 'apply' : 'daily-apply';
    return { mainPlan: of('plan'), apply: of(apply), boundary: of('boundary').aws };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every file that a deployment names, as its own loader asks for them: lists of people, exports of policies, … */
function filesNamedIn(input: DeploymentInput, deploymentFile: string): ReadonlySet<string> {
  const names = new Set<string>();
  const noted =
    <T>(read: (name: string) => T) =>
    (name: string): T => {
      names.add(name);
      return read(name);
    };
  const folder = folderOf(deploymentFile);
  checkDeploymentValue(input, deploymentFile, noted(usersFileReader(folder)), noted(besideReader(folder)));
  return names;
}

/** What both halves are made from. */
export interface Making {
  readonly deployment: Deployment;
  readonly mark: string;
  readonly identities: readonly Identity[];
  readonly host: BootstrapHost;
  readonly level: Level;
  readonly environment: string;
  /** As far as it is known by now: what its tokens say may follow from identities that are not made yet. */
  readonly repository: Pick<RepositoryRef, 'prefix' | 'id'> & Partial<RepositoryRef>;
  readonly rights: Rights;
  /** Subjects that were given, where the repository makes its own. */
  readonly subjects: TrustRequest['subjects'];
  /** Whether they trust anybody yet. */
  readonly trusting: boolean;
  /** An option says who signs the tokens, not a file alone. */
  readonly issuerSaid?: boolean;
  /** Who signed before an option said another one, as the deployment says it: what trusts that one by our own subjects is ours. */
  readonly signedBefore?: Pick<RepositoryRef, 'url' | 'issuer'> | undefined;
  /** Likewise which repository it is, or what its subjects are. */
  readonly repositorySaid?: boolean;
}

/** The half in AWS. @param keepsBoundary Whether the permissions boundary is made here */
export function awsHalf(making: Making, state: AwsHalf['state'], keepsBoundary: boolean): AwsHalf {
  const { deployment, mark, identities, rights } = making;
  const { name, aws, identityCenter, tags } = deployment;
  const [boundary] = rights.boundary;
  return {
    name,
    mark,
    state,
    accountId: aws.accountId,
    region: identityCenter.region,
    path: aws.rolePath,
    tags,
    ...(keepsBoundary && boundary ? { boundary: { name: boundaryName(name), policy: JSON.stringify(boundary) } } : {}),
    roles: Object.fromEntries(
      identities.map((identity) => {
        const policies = rights[identity].aws.map((document) => JSON.stringify(document));
        if (policies.length > mostPolicies) {
          throw new Failure(`The rights of ${identity} need more managed policies than a role can have.`, [
            `must be ${mostPolicies} at most, got: ${policies.length}`,
            'A deployment with fewer sites needs fewer; or ask AWS for a higher quota (L-0DA4ABF3) and make the role by hand.',
          ]);
        }
        const role = {
          name: pipelineRoleName(name, identity),
          description: roleWords[identity],
          policies,
          ...(making.trusting ? { trust: JSON.stringify(trustOf(making, identity)) } : {}),
        };
        return [identity, role];
      }),
    ),
  };
}

const roleWords: Readonly<Record<Identity, string>> = {
  mainPlan: 'Plans what is on the main branch: reads, keeps plans',
  apply: 'Applies exactly a kept plan, once a person has approved it',
};

type Trusting = Pick<Making, 'host' | 'level' | 'environment' | 'repository' | 'subjects'>;

/** The trust policy of a role; nobody's while nobody knows what the job sends. */
export function trustOf(making: Trusting & Pick<Making, 'deployment'>, identity: Identity): object {
  const trusts = making.host.trusts(making, identity);
  if (trusts === undefined) return JSON.parse(nobody) as object;
  return trustFor(roleArnOf(making.deployment, identity), trusts.aws);
}

/** Name of the federated credential of an application. */
export const credentialNameOf = ({ host }: Pick<Making, 'host'>, identity: Identity): string =>
  credentialName(host.section, identity);

/** The federated credential of an application; nothing while nobody knows what the job sends. */
export function credentialOf(making: Trusting, identity: Identity): WantedCredential | undefined {
  const trusts = making.host.trusts(making, identity);
  if (trusts === undefined) return undefined;
  const { name, issuer, subject, audiences } = credentialFor(making.host.section, identity, trusts.entra);
  return {
    name,
    issuer,
    subject,
    audience: audiences[0] ?? '',
    ...present({ expression: claimsExpression(trusts.entra) }),
  };
}

/** The half in Entra. */
export function entraHalf(making: Making, state: EntraHalf['state'], consent: boolean): EntraHalf {
  const { deployment, mark, identities, rights } = making;
  return {
    name: deployment.name,
    mark,
    state,
    tenantId: deployment.entra.tenantId,
    consent,
    apps: Object.fromEntries(
      identities.map((identity) => [
        identity,
        {
          displayName: pipelineAppName(deployment.name, identity),
          permissions: rights[identity].graph,
          ...(making.trusting ? present({ credential: credentialOf(making, identity) }) : {}),
        },
      ]),
    ),
  };
}

/** Where the state of a half lies, beside that of the deployment. */
export function stateOfHalf({ state, name }: Deployment, half: 'aws' | 'entra'): AwsHalf['state'] {
  const key = halfKey(name, half);
  if ('azurerm' in state) return { azurerm: { ...state.azurerm, key } };
  if (!('s3' in state)) throw new Error('bootstrap keeps its state beside that of the deployment');
  const { bucket, region, kmsKeyId } = state.s3;
  return { s3: { bucket, region, key, ...present({ kmsKeyId }) } };
}

/** Names of the managed policies that the half in AWS makes. */
export function policyNames({ deployment, identities, rights }: Making): string[] {
  return identities.flatMap((identity) =>
    rights[identity].aws.map((_, at) => pipelinePolicyName(deployment.name, identity, at + 1)),
  );
}
