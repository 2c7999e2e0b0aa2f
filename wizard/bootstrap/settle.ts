/**
 * The step of a host that makes something for each job once its identity is there: a service connection with a client id, which
 * then says whom the clouds have to trust. Until it is known nobody is trusted; what an earlier run made is read before.
 */
import { present } from '../../domain/present.js';
import type { Clouds } from '../clouds/lookup.js';
import { Failure } from '../terminal/failure.js';
import type { Bootstrap } from './bootstrap.js';
import type { HandOver } from './hand-over.js';
import type { BootstrapHost, Connections, Settling } from './hosts/host.js';
import { settingsIn } from './hosts/index.js';
import type { Making } from './identities.js';
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

/** What the host says of what an earlier run made there; of a host that is not asked what a hand-over says. */
export async function settledBefore(of: Bootstrapping, mark: string): Promise<Connections | undefined> {
  const { session, hosted } = of;
  if (session.settled === undefined || hosted === undefined) return connectionsNamed(of);
  return session.settled(hosted, settlingOf(of, mark));
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
  }: {
    readonly graph: Clouds['graph'];
    readonly known: KnownApps;
    readonly wanted: WantedRules;
    readonly say: (things: readonly string[]) => void;
  },
): Promise<Connections | undefined> {
  const { session, hosted, intended } = of;
  if (session.settle === undefined || hosted === undefined || !intended.parts.includes('repository')) return undefined;
  const found = intended.parts.includes('entra') ? await clientsOf(graph, making, known) : known;
  const { mainPlan, apply } = found;
  if (mainPlan === undefined || (intended.level !== 'refused' && apply === undefined)) return undefined;
  const clients = { mainPlan, ...(intended.level === 'refused' ? {} : present({ apply })) };
  const { connections, done } = await session.settle(hosted, wanted, { ...settlingOf(of, making.mark), clients });
  say(done);
  assertToldApart(connections);
  return connections;
}

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
  const told = repository?.connections !== undefined;
  const letIn = azure !== undefined && JSON.stringify(azure.principals) === JSON.stringify(entra?.principals);
  return [
    ...(repository?.protected === true ? [] : (['repository'] as const)),
    ...(entra === undefined ? (['entra'] as const) : []),
    ...(told ? [] : (['repository'] as const)),
    ...(inAzure && !letIn ? (['azure'] as const) : []),
    ...(aws?.told === true ? [] : (['aws'] as const)),
    ...(entra?.told === true ? [] : (['entra'] as const)),
  ];
}
