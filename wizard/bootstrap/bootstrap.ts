/** One run of bootstrap, before anything is made: what is known, and what there is to make. */
import { dirname, join } from 'node:path';
import { present } from '../../domain/present.js';
import type { CommandContext } from '../command.js';
import type { HostName } from '../../deployment/pipeline-hosts/index.js';
import { hasIdentities, pipelineOf } from '../../deployment/pipeline-of.js';
import { refuseListsOfCode } from '../repository/pipelines/code-owners.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
import { refuseBelowTop } from './below-top.js';
import { levelOf, repositoryNamed, repositoryOfOrigin, reviewersOf } from './asked.js';
import { AzureHome } from './azure-home.js';
import { checksOnlyOf } from './checks-only.js';
import type { Intended, Part } from './describe.js';
import type { EntraRights } from './future.js';
import { handOverName, readHandOver, type HandOver } from './hand-over.js';
import { assertTwoSubjects, checkHanded, checkHandOver, handedSubjects } from './handed.js';
import { identitiesAt } from './identities.js';
import type { ChecksOnly } from './laptop-words.js';
import { refuseRulesLowered } from './lowered.js';
import { hostOf, madeHosts, settingsIn } from './hosts/index.js';
import type { BootstrapHost, Hosted, HostSession } from './hosts/host.js';
import type { RepositoryRef } from '../repository/pipelines/tokens/token-host.js';
import type { Level } from '../../domain/pipeline-level.js';
import { prefixBefore } from './same-repository.js';
import { partOfState, statePlaceOf } from './state-place.js';
import type { Reviewer } from './wanted-rules.js';

export interface Asked {
  /** Which host runs the pipeline, where the deployment names none. */
  readonly host?: HostName | undefined;
  readonly repository?: string | undefined;
  /** Address of a host of somebody's own, and who signs its tokens. */
  readonly url?: string | undefined;
  readonly issuer?: string | undefined;
  readonly environment?: string | undefined;
  readonly level?: Level | undefined;
  readonly entraRights?: EntraRights | undefined;
  readonly bucket?: string | undefined;
  /** Azure location of a storage account that is made. */
  readonly location?: string | undefined;
  readonly reviewers: readonly string[];
  readonly subjects: readonly string[];
  readonly only?: Part | undefined;
  readonly handOver?: string | undefined;
  readonly consent: boolean;
  readonly verbose: boolean;
}

/** What a run works with, before anything is made. */
export interface Bootstrap {
  readonly context: CommandContext;
  readonly file: string;
  readonly input: DeploymentInput;
  readonly deployment: Deployment;
  readonly asked: Asked;
  readonly host: BootstrapHost;
  readonly session: HostSession;
  /** Nothing where the host was not asked: what a hand-over says counts. */
  readonly hosted: Hosted | undefined;
  readonly handOverFile: string;
  readonly handOver: HandOver | undefined;
  readonly reviewers: readonly Reviewer[];
  /** Azure location of a storage account that is made; nothing: that of what is there. */
  readonly location: string | undefined;
  readonly intended: Intended;
}

const partsOf = ({ state }: Deployment): readonly Part[] =>
  partOfState(state) === 'azure' ? ['repository', 'azure', 'aws', 'entra'] : ['repository', 'aws', 'entra'];

/**
 * Finds out what there is to make. Changes nothing.
 * @param printing Nobody is asked who approves
 * @returns a pipeline that only checks where the host is known to protect no branch
 */
export async function prepare(
  context: CommandContext,
  given: { readonly file: string; readonly input: DeploymentInput; readonly deployment: Deployment },
  asked: Asked,
  printing: boolean,
): Promise<Bootstrap | { readonly checks: ChecksOnly }> {
  const { terminal, env } = context;
  const { file, deployment } = given;
  refuseListsOfCode(given.input);
  const handOverFile = join(dirname(file), asked.handOver ?? handOverName);
  const handOver = await readHandOver(handOverFile, deployment.name);
  // Whoever does a part by a hand-over need not say again which host it is.
  const host = hostFor(deployment, asked.host ?? handOver?.repository?.host);
  const { words } = host;
  if (host.withoutEnvironments !== undefined && asked.environment !== undefined)
    throw new UsageError(`${words.host} goes without --environment.`, [host.withoutEnvironments]);
  if (host.addressesGiven === undefined && (asked.url ?? asked.issuer) !== undefined)
    throw new UsageError(`${words.host} goes without --host-url and --host-issuer.`);
  const at = host.addressesGiven?.(asked) ?? {};
  const allParts = partsOf(deployment);
  if (asked.only !== undefined && !allParts.includes(asked.only)) {
    throw new UsageError(`--only must be ${allParts.join(', ')} for this deployment, got: ${asked.only}`, [
      'Its state does not lie in Azure (`state` of the deployment).',
    ]);
  }
  const parts = asked.only === undefined ? allParts : [asked.only];
  if (handOver !== undefined) {
    const origin = await repositoryOfOrigin(host, file, at.url ?? settingsIn(host, deployment)?.url);
    checkHandOver(handOver, deployment, { ...asked, ...at, host: host.section, parts, origin });
  }
  if (partOfState(deployment.state) === 'azure') assertInTurn(asked.only, handOver);
  const handed = handOver?.repository;
  const { session, hosted } = await hostedRepository();
  const environment =
    asked.environment ?? handed?.environment ?? settingsIn(host, deployment)?.environment ?? 'production';
  const checks = hosted && checksOnlyOf(host, hosted, deployment, { printing, only: asked.only });
  const level = levelOf(asked.level, handed?.level, deployment, hosted, host);
  if (checks !== undefined) return { checks };
  if (asked.level === undefined && hosted !== undefined && hasIdentities(deployment.pipeline))
    await refuseRulesLowered(session, hosted, { host, deployment, level, environment });
  const identities = identitiesAt(level);
  const subjects =
    hosted === undefined || (handed !== undefined && asked.subjects.length === 0 && hosted.claims !== undefined)
      ? handedSubjects(handed?.subjects ?? {}, { host, hosted, environment, given: asked.subjects })
      : host.subjectsGiven(asked.subjects, hosted, identities);
  const reviewers =
    hosted === undefined || !parts.includes('repository')
      ? []
      : await reviewersOf(session, hosted, { given: asked.reviewers, level, environment, printing, words }, terminal);
  const repository = hosted ?? (handed && asHanded(handed)) ?? { name: '', prefix: '' };
  if (hosted === undefined && handed !== undefined) {
    terminal.warn(
      `${words.host} was not asked: that ${handed.name} is number ${handed.id} and that its rules stand is what ${handOverName} says. Compare the number${issuerOf(handed) === undefined ? '' : `, the issuer ${issuerOf(handed)}`} and the subjects below with whoever sent it, or set ${words.token} to have both looked at.`,
    );
  }
  const doubt = repository.name === '' ? undefined : await host.doubt?.(env, repository);
  if (doubt !== undefined) terminal.warn(doubt);
  assertTwoSubjects({ host, level, repository, environment, subjects });
  const place = statePlaceOf(deployment, {
    bucket: handOver?.aws?.bucket ?? asked.bucket,
    env,
    subscriptionId: handOver?.azure?.subscriptionId,
  });
  const makesAccount = 'azurerm' in place && parts.includes('azure') && !printing;
  const location = makesAccount
    ? await new AzureHome(context, deployment, place.azurerm, asked.location).locate()
    : undefined;
  return {
    context,
    ...given,
    asked,
    host,
    session,
    hosted,
    handOverFile,
    handOver,
    reviewers,
    location,
    intended: {
      deployment,
      host,
      repository,
      level,
      foreseen: hosted === undefined ? level : host.levelForeseen(hosted),
      environment,
      place,
      reviewers: reviewers.map(({ name }) => name),
      parts,
      subjects,
      entraRights:
        asked.entraRights ??
        (parts.includes('entra') ? undefined : handOver?.entra?.rights) ??
        pipelineOf(deployment.pipeline)?.entraRights ??
        'daily',
      consent: asked.consent,
    },
  };

  /** As a hand-over says it, with the name before where the number of the deployment says that it was renamed since. */
  function asHanded(repository: NonNullable<HandOver['repository']>) {
    const known = settingsIn(host, deployment);
    return { ...repository, ...present({ formerly: known && prefixBefore(known, repository, words) }) };
  }

  async function hostedRepository(): Promise<{ readonly session: HostSession; readonly hosted: Hosted | undefined }> {
    const needsHost = parts.includes('repository');
    const known = settingsIn(host, deployment);
    const url = at.url ?? known?.url;
    const told = asked.repository === undefined ? undefined : host.named(asked.repository, url)?.url;
    const signedIn = host.hasToken(env, told ?? url ?? handed?.url);
    if (!needsHost && !signedIn && deployment.pipeline !== null && !hasIdentities(deployment.pipeline)) {
      throw new UsageError(
        `The pipeline of this deployment only checks, as its ${words.repository} protected no branch: nothing is trusted before ${words.host} was asked.`,
        [
          `That its rules stand by now is no word of a file such as ${handOverName}, which may be of before. Sign in to ${words.host} (${words.token}), to read alone, and run this again.`,
        ],
      );
    }
    if (!needsHost && handed !== undefined && !signedIn)
      return { session: host.open(env, handed.url), hosted: undefined };
    if (!needsHost && handed === undefined && !signedIn) {
      throw new UsageError(`Nothing says yet which ${words.repository} ${asked.only ?? ''} has to trust.`, [
        `Somebody with the role ${words.admin} in it begins: entra-workspaces bootstrap --only repository, and sends ${handOverName}.`,
        `Or sign in to ${words.host} yourself (${words.token}), then it is asked.`,
      ]);
    }
    // A file that was handed over names no other one than the deployment does.
    const name = asked.repository ?? (known === undefined ? handed?.name : undefined);
    const where = await repositoryNamed(name, host, { deployment, file, terminal, at: at.url });
    const session = host.open(env, where.url ?? handed?.url);
    const found = await session.look(where.name);
    const letsGo = asked.level === 'refused' && hasIdentities(deployment.pipeline);
    await refuseBelowTop(host, file, found, letsGo ? (said) => terminal.warn(said) : undefined);
    // Never by the word of a file that came along: whoever signs is whom both clouds believe.
    const issuer = at.issuer ?? (known?.url === found.url ? known?.issuer : undefined);
    // A host that gives another name than it was asked for knows that one as the name before.
    const led = known !== undefined && name === undefined && found.name !== where.name ? known.prefix : undefined;
    const formerly = known && (prefixBefore(known, found, words) ?? led);
    const looked = { ...found, ...present({ issuer, formerly }) };
    if (handOver !== undefined) checkHanded(handOver, looked, parts, words);
    return { session, hosted: looked };
  }
}

/** Who signs the tokens of a host of somebody's own. */
const issuerOf = ({ url, issuer = url }: Pick<RepositoryRef, 'url' | 'issuer'>): string | undefined => issuer;

/** @throws UsageError for a host whose pipelines it does not make */
export function hostFor(deployment: Deployment, asked?: HostName): BootstrapHost {
  const named = pipelineOf(deployment.pipeline)?.host;
  if (named !== undefined && asked !== undefined && named !== asked) {
    throw new UsageError(`--host must be ${named}, which the deployment names, got: ${asked}`, [
      'Another host for the same deployment: entra-workspaces bootstrap --undo, then bootstrap --host.',
    ]);
  }
  const host = hostOf(deployment, asked);
  if (host !== undefined) return host;
  throw new UsageError(
    `bootstrap makes pipelines of ${madeHosts.join(' and ')}, and this deployment names another host.`,
    ['entra-workspaces bootstrap --by-hand prints every step for it; --laptop makes the place of the state.'],
  );
}

/** With the state in Azure: its jobs are let in once they are known, and the mark of all is that of its account. */
function assertInTurn(only: Part | undefined, handOver: HandOver | undefined): void {
  const before = (part: Part, why: string): Failure =>
    new Failure(`Another part comes before that of ${only ?? 'all'}: ${part}.`, [
      `${why}, and ${handOverName} does not say so yet.`,
      `Let somebody with the rights run first: entra-workspaces bootstrap --only ${part}, and send you ${handOverName}.`,
    ]);
  if (only === 'azure' && handOver?.entra?.principals === undefined)
    throw before('entra', 'The roles on the container are given to the applications of the jobs');
  if (only === 'aws' && handOver?.azure === undefined)
    throw before('azure', 'What is made in AWS carries the mark of the storage account');
}
