/**
 * Trust taken away by one call a job and cloud, before anything else is looked at: a cloud that cannot be asked, or whose
 * things are not as they should be, keeps nobody's trust alive in the other one.
 */
import { sameDocument } from '../../domain/same-document.js';
import { pipelineHosts } from '../../deployment/pipeline-hosts/index.js';
import { pipelineOf, roleArnOf } from '../../deployment/pipeline-of.js';
import { bootstrapTag, pipelineAppName, pipelineRoleName } from '../../domain/names.js';
import { nobody } from '../../domain/trust-nobody.js';
import { CloudError, unlessAbsent } from '../clouds/cloud-error.js';
import type { Clouds } from '../clouds/lookup.js';
import { credentialName } from '../repository/pipelines/trust.js';
import { Failure } from '../terminal/failure.js';
import { credentialsOf, deleteCredential } from './federated-credentials.js';
import type { Making } from './identities.js';
import type { Identity } from '../repository/pipelines/tokens/token-host.js';
import { type KnownApps } from './survey.js';

const hostNames = Object.keys(pipelineHosts);

type Role = (Parameters<typeof isOurs>[0] & { readonly AssumeRolePolicyDocument?: string | undefined }) | undefined;

/** What has to be known of a pipeline for that. */
export type Revoked = Pick<Making, 'deployment' | 'mark' | 'identities' | 'host'> & {
  /** Other marks by which something of this bootstrap may be known: a place of the state that was made anew has another one. */
  readonly alsoMarks?: readonly string[];
};

const marksOf = ({ mark, alsoMarks = [] }: Revoked): readonly string[] => [mark, ...alsoMarks];

/**
 * Takes the trust of each job away, in both clouds, each for itself.
 * @returns what was taken away, in words
 * @throws Failure that says which cloud could not be asked; the trust in the other one is gone by then
 */
export async function revokeTrust(
  { aws, graph }: Partial<Pick<Clouds, 'aws' | 'graph'>>,
  making: Revoked,
  known: KnownApps,
): Promise<string[]> {
  const gone: string[] = [];
  const failed: string[] = [];
  const each = async (where: string, identity: Identity, look: () => Promise<readonly LetIn[]>): Promise<void> => {
    try {
      for (const { what, end } of await look()) {
        await end();
        gone.push(what);
      }
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      failed.push(`${where}, ${identity === 'apply' ? 'apply' : 'main-plan'}: ${error.message}`);
    }
  };
  for (const identity of making.identities) {
    if (aws) await each('AWS', identity, async () => inAws(aws, making, identity));
    if (graph) await each('Entra', identity, async () => inEntra(graph, making, identity, known[identity]));
  }
  if (failed.length === 0) return gone;
  throw new Failure('Not everybody could be kept out: a cloud could not be asked.', [
    ...gone.map((what) => `taken away: ${what}`),
    ...failed.map((what) => `still as it was: ${what}`),
    'Nothing else was taken away. Sign in with the rights for it, and run this again.',
  ]);
}

/** The role of a job, if it is there and ours. */
async function ourRole(aws: Clouds['aws'], making: Revoked, RoleName: string, identity: Identity): Promise<Role> {
  const answer = await unlessAbsent(aws.call('iam', 'GetRole', undefined, { RoleName }), undefined);
  const role = answer?.Role;
  return role !== undefined && isOurs(role, making, identity) ? role : undefined;
}

/** What lets a job in now, with the call that ends it. */
interface LetIn {
  readonly what: string;
  readonly end: () => Promise<unknown>;
}

async function inAws(aws: Clouds['aws'], making: Revoked, identity: Identity): Promise<readonly LetIn[]> {
  const RoleName = pipelineRoleName(making.deployment.name, identity);
  const role = await ourRole(aws, making, RoleName, identity);
  if (role === undefined) return [];
  const trust = decodeURIComponent(role.AssumeRolePolicyDocument ?? '');
  if (sameDocument(trust, JSON.parse(nobody) as object)) return [];
  return [
    {
      what: `the trust of the role ${RoleName}`,
      end: async () => aws.call('iam', 'UpdateAssumeRolePolicy', undefined, { RoleName, PolicyDocument: nobody }),
    },
  ];
}

/** Ours by its mark, or named by the deployment: taking trust away from it gives nobody anything. */
function isOurs(
  {
    Arn,
    Tags,
  }: {
    readonly Arn?: string | undefined;
    readonly Tags?: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined;
  },
  making: Revoked,
  identity: Identity,
): boolean {
  const { deployment } = making;
  const marked = (Tags ?? []).some(({ Key, Value }) => Key === bootstrapTag && marksOf(making).includes(Value ?? ''));
  return marked || (Arn === roleArnOf(deployment, identity) && Arn === pipelineOf(deployment.pipeline)?.aws[identity]);
}

async function inEntra(
  graph: Clouds['graph'],
  making: Revoked,
  identity: Identity,
  known: string | undefined,
): Promise<readonly LetIn[]> {
  const displayName = pipelineAppName(making.deployment.name, identity);
  const ours = await ourApps(graph, making, displayName, known);
  // Of every host: an application of ours may be from when another one ran the pipeline.
  const names = hostNames.map((host) => credentialName(host, identity));
  const found: LetIn[] = [];
  for (const { id, appId } of ours) {
    const credentials = await credentialsOf(graph, id);
    for (const { name, id: credential } of credentials.filter((each) => names.includes(each.name))) {
      found.push({
        what: `the federated credential ${name} of "${displayName}"${ours.length > 1 ? ` (${appId})` : ''}`,
        end: async () => unlessAbsent(deleteCredential(graph, id, credential), undefined),
      });
    }
  }
  return found;
}

/**
 * Who of the jobs is let in now, in words. Changes nothing; of a cloud that cannot be asked it says nothing.
 * @param clouds Those that are looked at
 */
export async function letInNow(
  { aws, graph }: Partial<Pick<Clouds, 'aws' | 'graph'>>,
  making: Revoked,
  known: KnownApps,
): Promise<string[]> {
  const found: LetIn[] = [];
  for (const identity of making.identities)
    for (const look of [
      ...(aws ? [async () => inAws(aws, making, identity)] : []),
      ...(graph ? [async () => inEntra(graph, making, identity, known[identity])] : []),
    ]) {
      try {
        found.push(...(await look()));
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
      }
    }
  return found.map(({ what }) => what);
}

async function ourApps(
  graph: Clouds['graph'],
  making: Revoked,
  displayName: string,
  known: string | undefined,
): Promise<readonly { readonly id: string; readonly appId: string }[]> {
  const applications = await graph.list<{ id: string; appId: string; notes?: string | null }>('applications', {
    query: {
      $filter: `displayName eq '${displayName.replaceAll("'", "''")}'`,
      $select: 'id,appId,displayName,notes',
    },
  });
  // Anybody may register one of this name and copy its notes: each that could be ours is gone through, so that a copy hides none.
  const notesOfOurs = marksOf(making).map((mark) => `${bootstrapTag} ${mark}`);
  return applications.filter(
    ({ appId, notes }) => notesOfOurs.includes(notes ?? '') || appId.toLowerCase() === known?.toLowerCase(),
  );
}

/**
 * Takes the rights of a job away, in both clouds, once nobody gets in as it any more: a session of AWS that began before ends with
 * them, a token of Entra that was given before with itself.
 * @returns what was taken away, in words
 */
export async function dropRights(
  { aws, graph }: Partial<Pick<Clouds, 'aws' | 'graph'>>,
  making: Revoked,
  identity: Identity,
  known: string | undefined,
): Promise<string[]> {
  const gone: string[] = [];
  const RoleName = pipelineRoleName(making.deployment.name, identity);
  if (aws && (await ourRole(aws, making, RoleName, identity)) !== undefined) {
    const { AttachedPolicies = [] } = await aws.call('iam', 'ListAttachedRolePolicies', undefined, { RoleName });
    for (const { PolicyArn } of AttachedPolicies)
      await unlessAbsent(aws.call('iam', 'DetachRolePolicy', undefined, { RoleName, PolicyArn }), undefined);
    if (AttachedPolicies.length > 0) gone.push(`the rights of the role ${RoleName}`);
  }
  const displayName = pipelineAppName(making.deployment.name, identity);
  for (const { appId } of graph ? await ourApps(graph, making, displayName, known) : []) {
    const [principal] = await graph!.list<{ id: string }>('servicePrincipals', {
      query: { $filter: `appId eq '${appId}'`, $select: 'id' },
    });
    const path = `servicePrincipals/${principal?.id ?? ''}/appRoleAssignments`;
    const given = principal === undefined ? [] : await graph!.list<{ id: string }>(path);
    for (const { id } of given) await unlessAbsent(graph!.delete(`${path}/${id}`), undefined);
    if (given.length > 0) gone.push(`the rights of "${displayName}"`);
  }
  return gone;
}
