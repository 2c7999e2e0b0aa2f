/**
 * The step of a host that makes something for each job once its identity is there: a service connection with a client id, which
 * then says whom the clouds have to trust. Until it is known nobody is trusted; what an earlier run made is read before.
 */
import { present } from '../../domain/present.js';
import type { Clouds } from '../clouds/lookup.js';
import { Failure } from '../terminal/failure.js';
import type { Bootstrap } from './bootstrap.js';
import type { HandOver } from './hand-over.js';
import type { Part } from './describe.js';
import type { BootstrapHost, Settling } from './hosts/host.js';
import type { Connections, RepositoryRef } from '../repository/pipelines/tokens/token-host.js';
import { settingsIn } from './hosts/index.js';
import type { Making } from './identities.js';
import type { Level } from '../../domain/pipeline-level.js';
import { clientsOf, type KnownApps } from './survey.js';
import type { WantedRules } from './wanted-rules.js';

type Bootstrapping = Pick<Bootstrap, 'session' | 'hosted' | 'host' | 'deployment' | 'intended' | 'handOver'>;

/** As the deployment or a hand-over names them. */
export const connectionsNamed = ({ host, deployment, handOver }: Bootstrapping): Connections | undefined =>
  settingsIn(host, deployment)?.connections ?? handOver?.repository?.connections;

const settlingOf = (of: Bootstrapping, mark: string): Settling => ({
  deployment: of.deployment.name,
  level: of.intended.level,
  mark,
  tenantId: of.deployment.entra.tenantId,
  // A hand-over names nothing that is changed: what is ours is told by its mark.
  known: settingsIn(of.host, of.deployment)?.connections,
  asserts: !of.intended.parts.includes('repository'),
});

/**
 * What the host says of what an earlier run made there; of a host that is not asked what a hand-over says.
 * @returns nothing where not each is there: then nobody is trusted, whatever a hand-over says
 */
export async function settledBefore(of: Bootstrapping, mark: string): Promise<Connections | undefined> {
  const { session, hosted } = of;
  if (session.settled === undefined || hosted === undefined) return connectionsNamed(of);
  return session.settled(hosted, settlingOf(of, mark));
}

/**
 * A repository with what it was told, and with nothing else: what a hand-over named before is no reason to trust anybody.
 * @throws Failure where both jobs would be the same to a cloud
 */
export function withTold<R extends Pick<RepositoryRef, 'connections'> & { readonly level: Level }>(
  { connections: _named, ...repository }: R,
  connections: Connections | undefined,
) {
  if (connections !== undefined && repository.level !== 'refused') assertToldApart(connections);
  return { ...repository, ...present({ connections }) };
}

/** Makes it, or puts it right, and reads it. @returns nothing where this run cannot: another part comes first */
export async function settle(
  of: Bootstrapping,
  making: Making,
  {
    graph,
    known,
    wanted,
    say,
    done,
  }: {
    readonly graph: Clouds['graph'];
    readonly known: KnownApps;
    readonly wanted: WantedRules;
    readonly say: (things: readonly string[]) => void;
    /** What the clouds have by now. */
    readonly done: Pick<HandOver, 'aws' | 'entra'>;
  },
): Promise<Connections | undefined> {
  const { session, hosted, intended } = of;
  if (session.settle === undefined || hosted === undefined || !intended.parts.includes('repository')) return undefined;
  const found = intended.parts.includes('entra') ? await clientsOf(graph, making, known) : known;
  const { mainPlan, apply } = found;
  if (mainPlan === undefined || (intended.level !== 'refused' && apply === undefined)) return undefined;
  const clients = { mainPlan, ...(intended.level === 'refused' ? {} : present({ apply })) };
  const untrusted = intended.level === 'refused' && isApplyLetGo(intended.parts, done);
  const how = { ...settlingOf(of, making.mark), clients, untrusted };
  const { connections, done: made } = await session.settle(hosted, wanted, how);
  say(made);
  return connections;
}

/** Whether the identity that applies has lost its trust in both clouds: in this run, or in one that a hand-over tells of. */
const isApplyLetGo = (parts: readonly Part[], { aws, entra }: Pick<HandOver, 'aws' | 'entra'>): boolean =>
  (parts.includes('aws') || (aws !== undefined && aws.roles.apply === undefined)) &&
  (parts.includes('entra') || (entra !== undefined && entra.clients.apply === undefined));

/** @throws Failure where both jobs would be the same to a cloud, or two issuers would have to be trusted */
export function assertToldApart({ mainPlan, apply }: Connections): void {
  if (apply === undefined) return;
  const wrong = [
    ...(apply.subject === mainPlan.subject
      ? [`subject: must be another one for apply than for main-plan, got for both: ${apply.subject}`]
      : []),
    ...(apply.issuer === mainPlan.issuer
      ? []
      : [`issuer: must be the same for both, got: ${mainPlan.issuer}, ${apply.issuer}`]),
  ];
  if (wrong.length === 0) return;
  throw new Failure('What the connections of both jobs say does not go together, so nobody is trusted by it.', [
    ...wrong,
    'Delete the older one, and run bootstrap again: it makes one that says the same.',
  ]);
}

/** Whether a cloud can be told by now whom to trust. */
export const isTold = (host: BootstrapHost, making: Making): boolean =>
  making.identities.every((identity) => host.trusts(making, identity) !== undefined);

/** Parts that come before everything is done where a host settles: some twice, with what the other told in between. */
export function missingWhereSettled({ repository, aws, azure, entra }: HandOver, inAzure: boolean) {
  // What was made for another level is made anew: an identity that applies is there, or is not, everywhere.
  const applies = repository?.level !== 'refused';
  const fits = (of: { readonly apply?: unknown } | undefined): boolean =>
    of !== undefined && (of.apply !== undefined) === applies;
  const connections = repository?.connections;
  const told = connections !== undefined && (!applies || connections.apply !== undefined);
  const letIn = azure !== undefined && JSON.stringify(azure.principals) === JSON.stringify(entra?.principals);
  return [
    ...(repository?.protected === true ? [] : (['repository'] as const)),
    ...(entra === undefined || (applies && !fits(entra.clients)) ? (['entra'] as const) : []),
    ...(told ? [] : (['repository'] as const)),
    ...(inAzure && !letIn ? (['azure'] as const) : []),
    ...(aws?.told === true && fits(aws.roles) ? [] : (['aws'] as const)),
    ...(entra?.told === true && fits(entra.clients) ? [] : (['entra'] as const)),
    // Its connection goes once no cloud trusts it: whoever took its name before would be trusted.
    ...(told && !fits(connections) ? (['repository'] as const) : []),
  ];
}
