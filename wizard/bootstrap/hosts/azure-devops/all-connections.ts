/** The service connections of both jobs together: made or found, with what stands before each of them. */
import { present } from '../../../../domain/present.js';
import type { AzureDevOpsApi } from '../../../clouds/azure-devops.js';
import { Failure } from '../../../terminal/failure.js';
import type { Settling } from '../host.js';
import type { Connection, Connections, Identity } from '../../../repository/pipelines/tokens/token-host.js';
import { identitiesAt as identitiesOf } from '../../identities.js';
import { approversNumbered, type Approver } from './approvers.js';
import { ownersThere } from './branch-policies.js';
import { checksLack, setChecks } from './connection-checks.js';
import {
  dropConnection,
  lookAtConnection,
  markedConnection,
  setConnection,
  type ShownConnection,
} from './connections.js';
import { ourDefinition } from './pipeline-definition.js';
import type { HostedProject } from './project.js';

const named = ({ name, id, issuer, subject }: ShownConnection): Connection => ({ name, id, issuer, subject });

/** What an earlier run made. @returns nothing until that of the job that plans is there */
export async function settled(
  api: AzureDevOpsApi,
  at: HostedProject,
  { deployment, level, mark, known, asserts }: Settling,
): Promise<Connections | undefined> {
  const weak: string[] = [];
  const found: Partial<Record<Identity, Connection>> = {};
  const checks = asserts
    ? { definition: await ourDefinition(api, at, deployment), approvers: await ownersOf(api, at) }
    : undefined;
  for (const identity of identitiesOf(level)) {
    const there = await lookAtConnection(api, at, { identity, deployment, mark, known: known?.[identity]?.id });
    // Of a level that was raised that of apply is made later: what plans is known by now, and stays trusted.
    if (there === undefined) continue;
    const of = { connection: there, applies: identity === 'apply' };
    if (checks !== undefined) weak.push(...(await checksLack(api, at, { ...of, ...checks })));
    found[identity] = named(there);
  }
  if (weak.length > 0) throw notAsAsked(weak);
  const { mainPlan, apply = await leftOfApply(api, at, { deployment, level, mark, known }) } = found;
  return mainPlan && { mainPlan, ...present({ apply }) };
}

/** Makes them, each with its checks before anything trusts it, and reads all of it back. */
export async function settle(
  api: AzureDevOpsApi,
  at: HostedProject,
  how: Settling & {
    readonly clients: { readonly mainPlan: string; readonly apply?: string };
    readonly approvers: readonly Approver[];
    readonly definition: number;
    readonly untrusted: boolean;
  },
): Promise<{ readonly connections: Connections; readonly done: readonly string[] }> {
  const { deployment, level, mark, tenantId, known, clients, approvers, definition } = how;
  const done: string[] = [];
  const weak: string[] = [];
  const found: Partial<Record<Identity, Connection>> = {};
  for (const identity of identitiesOf(level)) {
    const wanted = { identity, deployment, mark, tenantId, known: known?.[identity]?.id };
    const made = await setConnection(api, at, { ...wanted, clientId: clients[identity] ?? '' });
    const checks = { connection: made.connection, applies: identity === 'apply', approvers, definition };
    done.push(...made.done, ...(await setChecks(api, at, checks)));
    weak.push(...(await checksLack(api, at, checks)));
    found[identity] = named(made.connection);
  }
  const { mainPlan } = found;
  if (mainPlan === undefined || weak.length > 0) throw notAsAsked(weak);
  if (how.untrusted) {
    const { gone } = await dropConnection(api, at, { identity: 'apply', deployment, mark, known: known?.apply?.id });
    done.push(...gone.map((what) => `${what}, taken away`));
  }
  const apply = found.apply ?? (await leftOfApply(api, at, how));
  return { connections: { mainPlan, ...present({ apply }) }, done };
}

/** Who owns the code is who approves: bootstrap sets both by the same names. */
const ownersOf = async (api: AzureDevOpsApi, at: HostedProject): Promise<readonly Approver[]> =>
  approversNumbered(api, await ownersThere(api, at));

/** That of the job that applied, where the level was lowered since; one that a person made is theirs. */
async function leftOfApply(
  api: AzureDevOpsApi,
  at: HostedProject,
  { deployment, level, mark, known }: Pick<Settling, 'deployment' | 'level' | 'mark' | 'known'>,
): Promise<Connection | undefined> {
  if (level !== 'refused') return undefined;
  const there = await markedConnection(api, at, { identity: 'apply', deployment, mark, known: known?.apply?.id });
  return there && named(there);
}

const notAsAsked = (weak: readonly string[]): Failure =>
  new Failure('What stands before the service connections is not what was asked for, so nothing may trust them.', [
    ...weak,
    'Let a project administrator run: entra-workspaces bootstrap --only repository. Or put it right by hand (Project settings, Service connections, Approvals and checks).',
  ]);

/** Takes away those with our mark, that of a level that was lowered since, too. */
export async function dropAll(
  api: AzureDevOpsApi,
  at: HostedProject,
  { deployment, mark, known }: Pick<Settling, 'deployment' | 'mark' | 'known'>,
): Promise<{ readonly gone: string[]; readonly stays: string[] }> {
  const gone: string[] = [];
  const stays: string[] = [];
  for (const identity of identitiesOf('approved')) {
    const dropped = await dropConnection(api, at, { identity, deployment, mark, known: known?.[identity]?.id });
    gone.push(...dropped.gone);
    stays.push(...dropped.stays);
  }
  return { gone, stays };
}
