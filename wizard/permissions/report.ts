/** What `permissions` shows: each command with its least rights, for people and for machines. */
import { partsOfArn } from '../../domain/arn.js';
import { present } from '../../domain/present.js';
import { pipelineOf, type Pipeline } from '../../deployment/pipeline-of.js';
import type { Deployment } from '../../deployment/schema.js';
import { kinds, records } from '../../domain/control-plane/contract.js';
import { withPlainReferences } from '../../domain/control-plane/invocation-text.js';
import type { StackJson } from '../terraform/contents.js';
import { besideInFleets, lookingRights, type LookingCommand, type LookingRights } from './lookup-rights.js';
import { boundaryFor } from './boundary.js';
import type { Condition } from '../resources/aws/condition.js';
import {
  applyNotes,
  boundaryNotes,
  dailyNote,
  defaultRoleNote,
  graphNotes,
  planNote,
  pullRequestPlanNote,
} from './notes.js';
import { type Place } from '../resources/aws/place.js';
import { anyPlace, placeOf } from './places.js';
import { policiesFor, type PolicyDocument } from './policy.js';
import type { StateUse } from '../resources/aws/place.js';
import { stateActions } from './state-rights.js';
import { blocksOf, terraformRights, unreviewed } from './terraform-rights.js';
import { rolePolicyType } from '../resources/aws/roles.js';
import type { Rights } from '../resources/rights.js';

/** One command with what it needs. */
export interface CommandRights {
  readonly command: string;
  readonly why: string;
  /** Who has it in the pipeline of the deployment: a role in AWS, an application (client id) in Entra. */
  readonly identity?: { readonly aws: string; readonly entra: string };
  /** One policy, or several where a managed policy cannot hold it. */
  readonly aws: readonly PolicyDocument[];
  /** Of the role in the account of Identity Center, where the deployment names one. */
  readonly awsByRole?: { readonly roleArn: string; readonly policies: readonly PolicyDocument[] };
  /** Of the role that opens the state, where the deployment names one. */
  readonly awsOfState?: { readonly roleArn: string; readonly policies: readonly PolicyDocument[] };
  /** Rights that nobody has to give: what they are good for, and the policies. */
  readonly optional?: { readonly why: string; readonly policies: readonly PolicyDocument[] };
  /** Application permissions on Microsoft Graph; for a person the delegated ones of the same name. */
  readonly graph: readonly string[];
  /** Only a signed-in person can have these. */
  readonly delegated: readonly string[];
  readonly azure: readonly string[];
  readonly notes: readonly string[];
}

/** A deployment with its synthesized stack. */
export interface Subject {
  readonly deployment: Deployment;
  readonly stack: StackJson;
}

const looks: Readonly<Record<LookingCommand, string>> = {
  init: 'Looks at both clouds before the first question. What may not be looked at is asked instead.',
  preflight: 'Looks at everything that an apply depends on. Changes nothing.',
  doctor: 'Looks at everything that can break. Changes nothing.',
  'doctor --user': "Looks at one user's path through both clouds. Changes nothing.",
  'users list --check': 'Looks whether Entra knows the users.',
  'users import --group': 'Reads the members of a group.',
  'users letter': 'Reads the registration code, and who has a desktop.',
  status: 'Reads who has a desktop, whose is enrolled, and who was there.',
  fleet:
    'Reads what the engine of a fleet knows and sees, and writes what a person has to say into its table. To look alone: without PutItem, DeleteItem and StartExecution.',
  'fleet report': 'Reads desktops, their use, their people and the room for more. Changes nothing.',
  desktops: 'Hands a wave to the engine of a fleet. What is done to desktops does the role of the engine.',
  'fleet migrate': 'Reads the group and the engine of a fleet, and tells the engine to let go.',
  'fleet page': 'Reads the registration code and the access package.',
  'fleet revoke': 'Ends assignments of the access package.',
  adopt:
    'Looks for what exists without the state knowing of it. Changes nothing; it reads and locks the state as plan does.',
  connect: 'Looks where the handshake stands, and puts the token into its secret.',
};

function inFleets(command: keyof typeof looks, rights: LookingRights): LookingRights {
  return { ...rights, aws: [...new Set([...(rights.aws ?? []), ...(besideInFleets[command] ?? [])])].sort() };
}

/** Every command, in the order in which a person meets them. */
export function commandRights(subject?: Subject): readonly CommandRights[] {
  const place = subject ? placeOf(subject.deployment) : anyPlace;
  const blocks = subject ? blocksOf(subject.stack) : [];
  const terraform = terraformRights(subject && { blocks, deployment: subject.deployment });
  const deployment = subject?.deployment;
  const roleArn = deployment?.identityCenter.roleArn;
  const inS3 = deployment && 's3' in deployment.state ? deployment.state.s3 : undefined;
  const more = (notes: readonly string[]): More => ({ notes, ...present({ roleArn }) });
  const usingState = (use: StateUse): Place => ({ ...place, stateUse: use });
  const stated = (use: StateUse): Pick<CommandRights, 'awsOfState'> =>
    inS3?.roleArn === undefined
      ? {}
      : {
          awsOfState: {
            roleArn: inS3.roleArn,
            policies: policiesFor(stateActions(inS3, use), {
              ...usingState(use),
              accountId: partsOfArn(inS3.roleArn).accountId,
            }),
          },
        };
  const fleets = deployment === undefined || deployment.sites.some(({ desktops }) => desktops.fleet !== undefined);
  const looking = (Object.entries(lookingRights) as [keyof typeof looks, LookingRights][]).map(([command, rights]) =>
    // Discovery knows no deployment yet: it looks in every Region, and at what is not the deployment's own.
    command === 'init'
      ? described(command, looks[command], rights, anyPlace, { delegated: rights.delegated })
      : {
          ...described(command, looks[command], fleets ? inFleets(command, rights) : rights, place, {
            ...more([]),
            delegated: rights.delegated,
          }),
          // The report of a working day looks as doctor does.
          ...(command === 'doctor' ? identityOf('mainPlan', pipelineOf(deployment?.pipeline ?? null)) : {}),
          ...(rights.optional
            ? { optional: { why: rights.optional.why, policies: policiesFor(rights.optional.aws, place) } }
            : {}),
        },
  );
  const unknown = unreviewed(blocks);
  const notes = [
    ...(unknown.length === 0
      ? []
      : [`Your main.ts adds types whose rights are not known here: ${unknown.join(', ')}.`]),
  ];
  const role = place.makesServiceRole ? [defaultRoleNote] : [];
  const changing = (rights: Rights): More =>
    more([...notes, ...graphNotes(rights.graph ?? []), ...applyNotes(deployment), ...role]);
  const why = 'Makes, changes and removes what the deployment says.';
  const phase = (command: string, reason: string, rights: Rights, use: StateUse, given: More): CommandRights => ({
    ...described(command, reason, rights, usingState(use), given),
    ...stated(use),
  });
  const dailyWhy =
    'For `entraRights: daily` of a pipeline: the same, but for what a person applies in Entra (foundation, handshake, consent).';
  const reads = 'Reads what is there. Invokes no function.';
  const { plan, pullRequestPlan, apply, daily, destroy } = terraform;
  const pipeline = pipelineOf(deployment?.pipeline ?? null);
  return [
    ...looking,
    { ...phase('plan', reads, plan, 'plans', more([...notes, planNote])), ...identityOf('mainPlan', pipeline) },
    // Without a deployment the page names it; a deployment has it where its pipeline plans pull requests.
    ...(subject === undefined || pipeline?.pullRequests === 'plan'
      ? [
          {
            ...phase(
              'pull-request-plan',
              `${reads} For \`pipeline.github.pullRequests: plan\` alone: takes no lock, keeps no plan, writes nothing.`,
              pullRequestPlan,
              'looks',
              more([...notes, pullRequestPlanNote]),
            ),
            ...identityOf('pullRequestPlan', pipeline),
          },
        ]
      : []),
    {
      ...phase('apply', why, apply, 'applies', changing(apply)),
      ...(pipeline?.entraRights === 'daily' ? {} : identityOf('apply', pipeline)),
    },
    {
      ...phase(
        'daily-apply',
        dailyWhy,
        daily,
        'applies',
        more([...notes, ...applyNotes(deployment), ...role, dailyNote]),
      ),
      ...(pipeline?.entraRights === 'daily' ? identityOf('apply', pipeline) : {}),
    },
    phase(
      'destroy',
      'Removes what the deployment made.',
      destroy,
      'destroys',
      more([...notes, ...graphNotes(destroy.graph ?? [])]),
    ),
    functionRights(subject, place),
    {
      command: 'boundary',
      why: "A permissions boundary for the function's role: all that it can ever be asked for, and no more.",
      aws: [boundaryFor(place, deployment)],
      graph: [],
      delegated: [],
      azure: [],
      notes: boundaryNotes(deployment),
    },
  ];
}

/** Who in the pipeline runs a command. */
function identityOf(name: keyof Pipeline['aws'], pipeline: Pipeline | undefined): Pick<CommandRights, 'identity'> {
  const aws = pipeline?.aws[name];
  const entra = pipeline?.entra[name];
  return aws === undefined || entra === undefined ? {} : { identity: { aws, entra } };
}

interface More {
  readonly delegated?: readonly string[];
  readonly notes?: readonly string[];
  /** Makes the calls to Identity Center. */
  readonly roleArn?: string;
}

/** Calls to Identity Center. */
const toIdentityCenter = /^(sso|identitystore):/;

function described(
  command: string,
  why: string,
  rights: Rights,
  place: Place,
  { delegated = [], notes = [], roleArn }: More,
): CommandRights {
  const actions = rights.aws ?? [];
  const byRole = roleArn === undefined ? [] : actions.filter((action) => toIdentityCenter.test(action));
  const own = actions.filter((action) => !byRole.includes(action));
  const theirs: Place = {
    ...place,
    accountId: roleArn === undefined ? place.accountId : partsOfArn(roleArn).accountId,
  };
  return {
    command,
    why,
    aws: policiesFor(byRole.length > 0 ? [...own, 'sts:AssumeRole'] : own, place),
    ...(roleArn !== undefined && byRole.length > 0
      ? { awsByRole: { roleArn, policies: policiesFor(byRole, theirs) } }
      : {}),
    graph: rights.graph ?? [],
    delegated,
    azure: rights.azure ?? [],
    notes,
  };
}

/** The role of the control plane's function: nobody gives it, the apply makes it. Shown to be reviewed. */
function functionRights(subject: Subject | undefined, place: Place): CommandRights {
  const why =
    'The role of the function that manages what Terraform cannot. The apply makes it; nobody has to grant it.';
  const own = Object.values(subject?.stack.resource?.[rolePolicyType] ?? {}).flatMap((each) => {
    const { policy } = each as { policy?: unknown };
    return typeof policy === 'string' ? [JSON.parse(withPlainReferences(policy)) as PolicyDocument] : [];
  });
  const common = { command: 'control-plane', why, graph: [], delegated: [], azure: [], notes: [] };
  if (own.length > 0) return { ...common, aws: own };
  const Statement = kinds
    .flatMap((kind) => records[kind].permissions)
    .map(({ action, resource, condition }) => ({
      Effect: 'Allow' as const,
      Action: [action],
      Resource: [filled(resource, place)],
      ...(condition ? { Condition: JSON.parse(filled(JSON.stringify(condition), place)) as Condition } : {}),
    }));
  return { ...common, aws: [{ Version: '2012-10-17', Statement: joinedStatements(Statement) }] };
}

function filled(text: string, { partition, accountId }: Place): string {
  return text
    .replaceAll('{partition}', partition)
    .replaceAll('{account}', accountId)
    .replaceAll(/\{(region|identityStore)\}/g, '*');
}

type JoinedStatement = PolicyDocument['Statement'][number];

function joinedStatements(statements: readonly JoinedStatement[]): readonly JoinedStatement[] {
  const byPlace = new Map<string, JoinedStatement>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.Resource, statement.Condition ?? null]);
    const known = byPlace.get(key) ?? { ...statement, Action: [] };
    byPlace.set(key, { ...known, Action: [...new Set([...known.Action, ...statement.Action])].sort() });
  }
  return [...byPlace.values()];
}
