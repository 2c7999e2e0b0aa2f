/**
 * A pipeline that only checks: the main branch of its repository cannot be protected, so no job may be anybody in a cloud, and
 * nothing of the host is set. The state is made as for a laptop; a later bootstrap makes the rest.
 */
import { basename, dirname, join } from 'node:path';
import { hasIdentities } from '../../deployment/pipeline-of.js';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
import { mainBranch } from '../../domain/pipeline-subjects.js';
import { cloudsOf } from '../clouds/clouds.js';
import type { CommandContext } from '../command.js';
import { Failure } from '../terminal/failure.js';
import { confirmed } from './drop-state.js';
import { writeRepository } from './ends.js';
import { dropHandOver, handOverName, readHandOver } from './hand-over.js';
import { asChanged, type GivenDeployment, type LaptopOptions, type UndoOptions } from './given.js';
import type { BootstrapHost, Hosted } from './hosts/host.js';
import { settingsIn } from './hosts/index.js';
import { bootstrapLaptop } from './laptop.js';
import type { ChecksMade, ChecksOnly } from './laptop-words.js';
import { keepLeftOut, type Records } from './left-identities.js';
import { undoState } from './undo-state.js';

/** What of a pipeline may be asked for besides; but for the environment it changes nothing here. */
interface OfPipeline {
  readonly reviewer: readonly string[];
  readonly subject: readonly string[];
  readonly environment?: string | undefined;
  readonly entraRights?: string | undefined;
  readonly handOver?: string | undefined;
}

/**
 * Whether a pipeline of the repository may only check. One whose jobs are somebody already is left to the whole run, which
 * takes that away first.
 * @param how.printing Nothing is taken away
 * @param how.only One part is asked for
 * @returns nothing where its main branch can be protected, as far as the host tells
 * @throws Failure where it cannot, and something else was asked for
 */
export function checksOnlyOf(
  host: BootstrapHost,
  hosted: Hosted,
  { pipeline }: Pick<Deployment, 'pipeline'>,
  { printing, only }: { readonly printing: boolean; readonly only: string | undefined },
): ChecksOnly | undefined {
  const why = host.unprotected?.(hosted);
  if (why === undefined) return undefined;
  const identified = hasIdentities(pipeline);
  if (identified && !printing) return undefined;
  if (!identified && only === undefined) return { host, repository: hosted, why };
  throw new Failure(`${hosted.name} cannot protect ${mainBranch}, so nothing may trust its jobs.`, [
    why,
    identified
      ? 'entra-workspaces bootstrap --level refused takes the trust of its jobs away; bootstrap --undo takes the rest.'
      : `Run it without --only ${only}: its pipeline only checks, which is one part.`,
    'Nothing was made.',
  ]);
}

/** Makes the state once nobody is trusted any more, and writes the pipeline into the deployment and beside it. */
export async function bootstrapChecks(
  context: CommandContext,
  given: GivenDeployment,
  options: LaptopOptions & OfPipeline,
  checks: ChecksOnly,
): Promise<number> {
  const { host, repository } = checks;
  const { reviewer, subject, entraRights } = options;
  const unheard = [
    ...reviewer.map((name) => `--reviewer ${name}`),
    ...subject.map((each) => `--subject ${each}`),
    ...(entraRights === undefined ? [] : [`--entra-rights ${entraRights}`]),
  ];
  if (unheard.length > 0) context.terminal.warn(`Of no effect here, as no job plans or applies: ${unheard.join(', ')}`);
  const before = given.input.pipeline?.[host.section];
  // Named for the day on which something applies.
  const environment = options.environment ?? settingsIn(host, given.deployment)?.environment ?? 'production';
  const section = host.sectionMade({ repository, environment, level: 'refused' }, before);
  const { file, deployment } = given;
  const first: ChecksMade['first'] = async (home, future) => {
    const handOver = await handedBeside(file, deployment, options);
    const clouds = cloudsOf(future, context.env);
    await keepLeftOut(context, clouds, host, { file, deployment: future, home, handOver });
    await dropHanded(context, file, deployment, options);
  };
  return bootstrapLaptop(context, { file, ...withPipeline(given, { [host.section]: section }) }, options, {
    ...checks,
    first,
  });
}

/** Takes it away again: it has nothing but its section and its file. */
export async function undoChecks(
  context: CommandContext,
  given: GivenDeployment,
  options: UndoOptions,
): Promise<number> {
  const without = { file: given.file, ...withPipeline(given, null) };
  if (options.laptop || options.deleteState !== undefined) {
    const done = await undoState(context, without, options);
    await dropHanded(context, given.file, given.deployment, options);
    return done;
  }
  await confirmed(context, options, `the pipeline of ${given.deployment.name}, which only checks`);
  await dropHanded(context, given.file, given.deployment, options);
  for (const path of await writeRepository(given.file, without)) context.terminal.good(`wrote ${path}`);
  context.terminal.say('The state stays, as a laptop has it. Delete the file of the pipeline where it still lies.');
  return 0;
}

/** A hand-over beside the deployment. One that cannot be read says nothing. */
export async function handedBeside(
  file: string,
  { name: of }: Pick<Deployment, 'name'>,
  { handOver = handOverName }: { readonly handOver?: string | undefined },
): Promise<Records['handOver']> {
  const said = await readHandOver(join(dirname(file), handOver), of).catch(() => undefined);
  return { name: basename(handOver), said };
}

/** It may say that the rules stand, as they did once: the next person would go by it. */
async function dropHanded(
  { terminal }: Pick<CommandContext, 'terminal'>,
  file: string,
  { name }: Pick<Deployment, 'name'>,
  { handOver = handOverName }: { readonly handOver?: string | undefined },
): Promise<void> {
  const path = join(dirname(file), handOver);
  if (await dropHandOver(path, name)) terminal.good(`${basename(path)} is gone`);
}

function withPipeline(
  { input, file }: Pick<GivenDeployment, 'input' | 'file'>,
  pipeline: object | null,
): Omit<GivenDeployment, 'file'> {
  const after = { ...input, pipeline } as DeploymentInput;
  return asChanged(after, file);
}
