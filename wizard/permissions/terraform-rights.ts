/** What plan, apply and destroy need: by the blocks of a stack, what its state needs, and the role that it takes on. */
import type { Deployment } from '../../stacks/deployment/schema.js';
import type { StackJson } from '../terraform/contents.js';
import { addedByHandshake, everyBlock, rightsOf, type Block, type Rights, type TypeRights } from './resource-types.js';

/** Rights of terraform, by phase. */
export interface TerraformRights {
  readonly plan: Rights;
  readonly apply: Rights;
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
        const block: Block = { mode, type, ...(beginning === undefined ? {} : { url: beginning }) };
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
  const state = stateRights(stack?.deployment);
  const phase = (...names: readonly (keyof TypeRights)[]): Rights =>
    joined([...types.flatMap((each) => names.flatMap((name) => each[name] ?? [])), state]);
  return { plan: phase('read'), apply: phase('read', 'write', 'remove'), destroy: phase('read', 'remove') };
}

/** Types of an owner's own program that nobody reviewed, to be named. */
export function unreviewed(blocks: readonly Block[]): readonly string[] {
  return [...new Set(blocks.filter((block) => rightsOf(block) === undefined).map(({ type }) => type))].sort();
}

/** The handshake adds blocks; rights are given once. */
function later({ identityCenter: { federation } }: Deployment): readonly Block[] {
  return 'setUp' in federation && federation.setUp.handshake === null ? addedByHandshake : [];
}

/**
 * Reads and writes of the state, and its lock beside it
 * (https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions). In Azure a role on the container does.
 */
function stateRights(deployment: Deployment | undefined): Rights {
  if (deployment === undefined) return {};
  const { state } = deployment;
  if ('azurerm' in state) {
    return {
      azure: [
        `Storage Blob Data Contributor (scope: container ${state.azurerm.containerName} of ${state.azurerm.storageAccountName})`,
      ],
    };
  }
  if (!('s3' in state)) return {};
  return { aws: state.s3.roleArn === undefined ? stateActions(state.s3) : ['sts:AssumeRole'] };
}

/** On the bucket of the state, by whoever opens it. */
export function stateActions({ kmsKeyId }: { readonly kmsKeyId?: string | undefined }): readonly string[] {
  const key = kmsKeyId === undefined ? [] : ['kms:Decrypt', 'kms:GenerateDataKey'];
  return [...['ListBucket', 'GetObject', 'PutObject', 'DeleteObject'].map((name) => `s3:${name}`), ...key];
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
