/** What plan, apply and destroy need: by the blocks of a stack, what its state needs, and the role that it takes on. */
import { present } from '../../domain/present.js';
import { hasIdentities } from '../../deployment/pipeline-of.js';
import type { Deployment } from '../../deployment/schema.js';
import type { Rights, TypeRights } from '../resources/rights.js';
import type { StackJson } from '../terraform/contents.js';
import type { StateUse } from '../resources/aws/place.js';
import { stateAccessOf } from './azure-state-access.js';
import { stateActions } from './state-rights.js';
import { dailyRights } from '../resources/daily-rights.js';
import {
  addedByFleet,
  addedByHandshake,
  addedBySelfService,
  everyBlock,
  rightsOf,
  type Block,
} from '../resources/block-rights.js';

/** Rights of terraform, by phase. */
export interface TerraformRights {
  readonly plan: Rights;
  /** Without a lock; keeps nothing. */
  readonly pullRequestPlan: Rights;
  readonly apply: Rights;
  /** What an apply of daily work needs, by who owns what it changes in Entra. */
  readonly daily: Rights;
  readonly destroy: Rights;
}

/** The blocks of a synthesized stack, each kind once. */
export function blocksOf(stack: StackJson): readonly Block[] {
  const kinds = new Map<string, Block>();
  for (const mode of ['resource', 'data'] as const) {
    for (const [type, named] of Object.entries(stack[mode] ?? {})) {
      for (const content of Object.values(named) as { url?: unknown; resource_url?: unknown }[]) {
        const url = [content.url, content.resource_url].find((each) => typeof each === 'string');
        const beginning = /^\/?[^/$]+(\/[^/$]+)?/.exec(url ?? '')?.[0];
        const block: Block = { mode, type, ...present({ url: beginning }) };
        kinds.set(JSON.stringify(block), block);
      }
    }
  }
  return [...kinds.values()];
}

/** The rights for the blocks of a deployment; without one, for every block that there can be. */
export function terraformRights(stack?: {
  readonly blocks: readonly Block[];
  readonly deployment: Deployment;
}): TerraformRights {
  const own = stack === undefined ? everyBlock : [...stack.blocks, ...later(stack.deployment)];
  const types = own.map((block) => {
    const rights = rightsOf(block);
    // A test holds the table complete: this is for an owner's own main.ts.
    return rights ?? { read: {} };
  });
  const phase = (use: StateUse, ...names: readonly (keyof TypeRights)[]): Rights =>
    joined([
      ...types.flatMap((each) => names.flatMap((name) => each[name] ?? [])),
      rightsOnState(stack?.deployment, use),
    ]);
  return {
    plan: phase('plans', 'read'),
    pullRequestPlan: phase('looks', 'read'),
    apply: phase('applies', 'read', 'write', 'remove'),
    daily: joined([...types.flatMap(dailyRights), rightsOnState(stack?.deployment, 'applies')]),
    destroy: phase('destroys', 'read', 'remove'),
  };
}

/** Types of an owner's own program that nobody reviewed, to be named. */
export function unreviewed(blocks: readonly Block[]): readonly string[] {
  return [...new Set(blocks.filter((block) => rightsOf(block) === undefined).map(({ type }) => type))].sort();
}

/** The handshake adds blocks; rights are given once. */
function later({ identityCenter: { federation }, sites }: Deployment): readonly Block[] {
  if (!('setUp' in federation) || federation.setUp.handshake !== null) return [];
  const fleets = sites.flatMap(({ desktops }) => desktops.fleet ?? []);
  return [
    ...addedByHandshake,
    ...(fleets.length > 0 ? addedByFleet : []),
    ...(fleets.some(({ selfService }) => selfService !== null) ? addedBySelfService : []),
  ];
}

/** The job of a pipeline by what it does with the state; a person destroys. */
const jobOf = { plans: 'mainPlan', looks: 'pullRequestPlan', applies: 'apply', destroys: undefined } as const;

/** On the state and what lies beside it. In Azure a role on the container does. */
function rightsOnState(deployment: Deployment | undefined, use: StateUse): Rights {
  if (deployment === undefined) return {};
  const { state } = deployment;
  if ('azurerm' in state) {
    const { containerName, storageAccountName } = state.azurerm;
    // A job has a role of its own. Whoever plans on a laptop takes a lock, which is a lease, which is a write.
    const job = hasIdentities(deployment.pipeline) ? jobOf[use] : undefined;
    const role = (job && stateAccessOf(deployment, job)?.definition.Name) ?? 'Storage Blob Data Contributor';
    return { azure: [`${role} (scope: container ${containerName} of ${storageAccountName})`] };
  }
  if (!('s3' in state)) return {};
  return { aws: state.s3.roleArn === undefined ? stateActions(state.s3, use) : ['sts:AssumeRole'] };
}

/** All of them together, each once, sorted. */
function joined(all: readonly Rights[]): Rights {
  const sorted = (of: (rights: Rights) => readonly string[] | undefined): readonly string[] =>
    [...new Set(all.flatMap((rights) => of(rights) ?? []))].sort();
  return {
    aws: sorted(({ aws }) => aws),
    graph: withoutIncluded(sorted(({ graph }) => graph)),
    azure: withoutIncluded(sorted(({ azure }) => azure)),
  };
}

/** Who may write may read: the narrower right is not asked for beside the wider one. */
function withoutIncluded(names: readonly string[]): readonly string[] {
  const wider = (name: string): string[] => [
    name.replace('.Read.', '.ReadWrite.'),
    name.replace(/\/read( \(|$)/, (_all, end: string) => `/*${end}`),
  ];
  return names.filter((name) => !wider(name).some((each) => each !== name && names.includes(each)));
}
