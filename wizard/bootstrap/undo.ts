/**
 * Takes a bootstrap back: trust first, so that from then on nobody gets in whatever happens. What holds a state stays, unless
 * its name is repeated.
 */
import { providerArn } from '../repository/pipelines/trust.js';
import { basename, dirname, join } from 'node:path';
import { partitionOf } from '../../domain/partitions.js';
import { hasIdentities, pipelineOf } from '../../deployment/pipeline-of.js';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
import { checkDeploymentValue } from '../../deployment/load.js';
import { folderOf, usersFileReader } from '../../deployment/text-file.js';
import { Addresses } from '../clouds/addresses.js';
import { cloudsOf } from '../clouds/clouds.js';
import type { Clouds } from '../clouds/lookup.js';
import type { CommandContext } from '../command.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { Half } from './apply-half.js';
import { inWords } from './asked.js';
import { AzureHome } from './azure-home.js';
import { handedBeside, undoChecks } from './checks-only.js';
import { assertAccount } from './clouds-part.js';
import { assertNameRepeated, confirmed } from './drop-state.js';
import { writeRepository } from './ends.js';
import { dropHandOver, handOverName } from './hand-over.js';
import { awsHalf, entraHalf, identitiesAt, rightsOf, stateOfHalf, type Making } from './identities.js';
import { dropIdentityProvider } from './identity-provider.js';
import { withLocalState, type UndoOptions } from './given.js';
import { undoState } from './undo-state.js';
import { hostOf, madeHosts, settingsIn } from './hosts/index.js';
import type { HostSession } from './hosts/host.js';
import type { RepositoryRef } from '../repository/pipelines/tokens/token-host.js';
import { marksBeside, recordsOfIdentities, type Records } from './left-identities.js';
import { revokeTrust } from './revoke.js';
import { s3Home } from './s3-home.js';
import type { StateHome } from './state-home.js';
import { accountPlaceOf } from './state-place.js';
import { keepJobsOut } from './state-roles.js';
import { surveyEntra } from './survey.js';
import { makesBoundary, surveyAws } from './survey-aws.js';

/** @throws Failure while something that was applied is still there */
export async function undo(
  context: CommandContext,
  {
    file,
    input,
    deployment,
  }: { readonly file: string; readonly input: DeploymentInput; readonly deployment: Deployment },
  options: UndoOptions,
): Promise<number> {
  const { terminal, env } = context;
  const { pipeline, name } = deployment;
  const host = hostOf(deployment);
  const named = host && settingsIn(host, deployment);
  const made = pipelineOf(pipeline);
  // Taken away before, with the place of the state left, or never there: a laptop's.
  if (pipeline === null && (options.laptop || options.deleteState !== undefined)) {
    return undoState(context, { file, input, deployment }, options);
  }
  const clouds = cloudsOf(deployment, env);
  const home = homeIn(context, clouds, deployment);
  if (pipeline !== null && !hasIdentities(pipeline)) {
    const handOver = await handedBeside(file, deployment, options);
    // Named or not: what is recorded is trusted until it is taken away, and its record goes last.
    const recorded = await recordedIn(home, { file, deployment, handOver });
    if (!recorded) return undoChecks(context, { file, input, deployment }, options);
  }
  if (options.laptop) {
    throw new UsageError('The pipeline of this deployment uses the same state.', [
      named === undefined
        ? 'Take `pipeline` out of the deployment first, and what its owner made for it by hand.'
        : 'Take the pipeline away first: entra-workspaces bootstrap --undo',
    ]);
  }
  if (host === undefined || named === undefined || made === undefined || home === undefined) {
    throw new UsageError(
      `There is nothing to undo: the deployment names no pipeline of ${madeHosts.join(' or ')} with a state in a cloud.`,
      [
        'After a run that was stopped half-way run bootstrap again first, then --undo.',
        'The place of a state alone, as `bootstrap --laptop` makes it: --undo --laptop',
      ],
    );
  }
  assertNameRepeated(options.deleteState, home.name, home.noun);
  const refuse = async (): Promise<void> => {
    await home.refuseWhileInUse();
    if (options.deleteState !== undefined) await home.refuseWhileShared();
  };
  try {
    await assertAccount(clouds, deployment);
    await home.assertPlace();
    // Whoever is not let in yet lets themselves in, which changes something: not before they have agreed.
    const open = await home.isOpen();
    if (open) await refuse();
    const mark = await home.knownMark();
    if (mark === undefined) {
      throw new Failure(`Bootstrap has not made this pipeline: its ${home.noun} holds no mark.`, [
        'What was made by hand is taken away by hand.',
      ]);
    }
    if (options.deleteState !== undefined)
      for (const each of await home.ofOthers()) terminal.warn(`It takes along what others set there: ${each}`);
    const what =
      options.deleteState === undefined ? '' : ` and the ${home.noun} ${home.name} with every version of the state`;
    await confirmed(context, options, `the pipeline of ${name}${what}`);
    if (!open) {
      (await home.open()).forEach((each) => terminal.good(each));
      await refuse();
    }
    // Trust first: from here on nobody gets in, whatever is found below.
    const known = made.entra;
    const trusted = {
      deployment,
      mark,
      ...{ host, level: made.level, environment: named.environment, subjects: {} },
      identities: identitiesAt(made.level),
    };
    // Of both jobs: a level that was lowered by hand has left the trust of apply.
    const handOver = await handedBeside(file, deployment, options);
    const alsoMarks = await marksBeside({ file, deployment, home, handOver });
    const both = { ...trusted, alsoMarks, identities: identitiesAt('approved') };
    for (const each of await revokeTrust(clouds, both, { ...handOver.said?.entra?.clients, ...known }))
      terminal.good(`${each} is gone`);
    terminal.good('Nobody is trusted any more.');
    if (home instanceof AzureHome)
      for (const each of await keepJobsOut(home.arm, deployment)) terminal.good(`${each} is gone`);
    const session = host.open(env, named.url);
    const { hosted, repository, why: hidden } = await repositoryOf(session, named);
    if (hidden !== undefined) terminal.warn(`${hidden} Its rules stay as they are; the trust is gone all the same.`);
    const rights = await rightsOf(input, file, env);
    const making: Making = { ...trusted, repository, rights, trusting: false };
    const keeps = await makesBoundary(clouds.aws, making);
    const inAws = { aws: awsHalf(making, stateOfHalf(deployment, 'aws'), keeps) };
    const inEntra = { entra: entraHalf(making, stateOfHalf(deployment, 'entra'), true) };
    const halves = {
      aws: new Half(context, 'aws', options.verbose, home),
      entra: new Half(context, 'entra', options.verbose, home),
    };
    const found = {
      aws: await surveyAws(clouds.aws, making, keeps),
      entra: await surveyEntra(clouds.graph, making, known),
    };
    // What a killed run made and no state holds is taken in, so that it goes with the rest.
    await halves.aws.bring(inAws, found.aws);
    await halves.entra.bring(inEntra, found.entra);
    for (const each of [...(await halves.entra.destroy(inEntra)), ...(await halves.aws.destroy(inAws))])
      terminal.good(each);
    const issuer = host.provider(named)?.issuer;
    if (issuer !== undefined) {
      const arn = providerArn(partitionOf(deployment.identityCenter.region), deployment.aws.accountId, issuer);
      const why = await dropIdentityProvider(clouds.aws, arn, mark);
      if (why === 'gone') terminal.good(`${arn} is gone`);
      else terminal.say(`${arn} stays: ${why}.`);
    }
    if (hosted) {
      const stays = (each: string): void => terminal.say(`${each} stays.`);
      const of = { environment: named.environment, deployment: name, mark, connections: named.connections, stays };
      for (const each of await session.dropRules(named, of)) terminal.good(`${each} is gone`);
    }
    const handedOver = join(dirname(file), options.handOver ?? handOverName);
    if (await dropHandOver(handedOver, name)) terminal.good(`${basename(handedOver)} is gone`);
    const after = withoutPipeline(input, file, keeps);
    for (const path of await writeRepository(file, after)) terminal.good(`wrote ${path}`);
    if (options.deleteState === undefined) {
      terminal.say();
      terminal.say(`What stays: ${home.stays}. To remove the ${home.noun}, too: --undo --delete-state ${home.name}`);
      return 0;
    }
    await home.drop(mark);
    for (const path of await writeRepository(file, withLocalState(after.input, file))) terminal.good(`wrote ${path}`);
    return 0;
  } catch (error) {
    throw inWords(error, 'Taking it away');
  }
}

/** Where the state lies, if in a cloud. */
function homeIn(context: CommandContext, clouds: Clouds, deployment: Deployment): StateHome | undefined {
  const { env } = context;
  if ('local' in deployment.state) return undefined;
  return 'azurerm' in deployment.state
    ? new AzureHome(context, deployment, accountPlaceOf(deployment, { env }), undefined)
    : s3Home(context, clouds, new Addresses(env), deployment);
}

async function recordedIn(home: StateHome | undefined, records: Omit<Records, 'home'>): Promise<boolean> {
  try {
    await home?.assertPlace();
    return (await recordsOfIdentities({ ...records, home })).length > 0;
  } catch (error) {
    throw inWords(error, 'Looking for what bootstrap has made');
  }
}

/**
 * The repository whose pipeline goes. One that was deleted, renamed or is hidden keeps no trust alive: whoever takes its name
 * would have it.
 * @returns besides, why the host knows none of this name
 */
export async function repositoryOf(
  session: Pick<HostSession, 'look'>,
  named: Pick<RepositoryRef, 'name' | 'prefix' | 'url'>,
): Promise<{ readonly hosted: boolean; readonly repository: RepositoryRef; readonly why?: string }> {
  try {
    return { hosted: true, repository: await session.look(named.name) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { hosted: false, repository: { ...named, id: '' }, why: error.message };
  }
}

/** The deployment without what is gone. */
function withoutPipeline(
  input: DeploymentInput,
  file: string,
  boundary: boolean,
): { readonly input: DeploymentInput; readonly deployment: Deployment } {
  const { permissionsBoundaryArn: _gone, ...aws } = input.aws;
  const after = { ...input, ...(boundary ? { aws } : {}), pipeline: null } as DeploymentInput;
  return { input: after, deployment: checkDeploymentValue(after, file, usersFileReader(folderOf(file))).deployment };
}
