/** What the blocks of a stack need, by their types. */
import { intuneUrls } from './intune.js';
import type { DataSource, Resource } from './record.js';
import type { TypeRights } from './rights.js';
import { dataSources, resources } from './table.js';

/** A block of the synthesized stack, as far as its rights depend on it. */
export interface Block {
  readonly mode: 'resource' | 'data';
  readonly type: string;
  /** `url` or `resource_url` of a block of msgraph. */
  readonly url?: string;
}

/** What a block needs; undefined: its type was never reviewed. */
export function rightsOf({ mode, type, url }: Block): TypeRights | undefined {
  // Of an owner's own program, too: neither provider has a cloud.
  if (/^(time|terraform)_/.test(type)) return { read: {} };
  const rights = (mode === 'data' ? dataSources : resources)[type]?.rights;
  if (typeof rights === 'string') return { read: {} };
  const found = typeof rights === 'function' ? rights(url) : rights;
  return found && mode === 'data' ? { read: found.read } : found;
}

/** Every type that was reviewed, as blocks: what a deployment may hold at most. */
export const everyBlock: readonly Block[] = blocksThat(() => true);

/** What stage `connected` adds to `foundation`: rights are given once, before the handshake, and must do after it. */
export const addedByHandshake: readonly Block[] = blocksThat(({ stage }) => stage === 'connected');

/** What a deployment with a fleet has beside, from stage `connected` on. */
export const addedByFleet: readonly Block[] = blocksThat(({ stage }) => stage === 'fleet');

/** What one has whose people ask for a desktop themselves. */
export const addedBySelfService: readonly Block[] = blocksThat(({ stage }) => stage === 'self-service');

function blocksThat(holds: (record: Resource | DataSource) => boolean): readonly Block[] {
  const of = (mode: Block['mode'], records: Readonly<Record<string, Resource | DataSource>>): Block[] =>
    Object.entries(records)
      .filter(([, record]) => typeof record.rights !== 'string' && holds(record))
      .flatMap(([type, { rights }]) =>
        typeof rights === 'function' ? intuneUrls.map((url) => ({ mode, type, url })) : [{ mode, type }],
      );
  return [...of('resource', resources), ...of('data', dataSources)];
}
