/** The pipeline that a deployment asks for, whichever host runs it. */
import { hasIdentities, pipelineOf } from '../../../deployment/pipeline-of.js';
import type { Deployment } from '../../../deployment/schema.js';
import { outerRepository } from '../outer-folders.js';
import { pipelines } from './index.js';
import { hostFiles } from './others-code.js';
import type { PackagePin, PipelineFile } from './parts.js';
import type { BootstrappedWords, PipelineOn, SecondPerson } from './pipeline-on.js';

/** How the host of this job makes sure of a second person, where it may be without reviewers. */
export const secondPersonOf = (env: NodeJS.ProcessEnv): SecondPerson | undefined =>
  Object.values(pipelines).find(({ job }) => job.runs(env))?.secondPerson;

/** Its files; none where a person plans and applies. */
export function pipelineFiles(deployment: Deployment, pin: PackagePin): readonly PipelineFile[] {
  const found = chosen(deployment);
  return found ? found.host.files({ deployment, settings: found.settings, pin }) : [];
}

/** What a person does so that it runs; nothing without a pipeline. */
export function pipelineSteps(deployment: Deployment): readonly string[] {
  const found = chosen(deployment);
  return found ? found.host.steps(deployment, found.settings) : [];
}

/** What the README says of a host whose pipelines `bootstrap` makes; nothing for others, and without a pipeline. */
export function bootstrappedWords(deployment: Pick<Deployment, 'pipeline'>): BootstrappedWords | undefined {
  const found = chosen(deployment);
  return found?.host.bootstrapped?.(found.settings);
}

/** A line of a file of the repository, and what stands there. */
export interface OthersPlace {
  /** `.github/workflows/pr.yml, line 9`. */
  readonly at: string;
  readonly got: string;
  /** What to do, where nothing was found and not everything was read. */
  readonly fix?: string;
}

/**
 * Lines of the repository by which code that nobody reviewed on main runs as a job of main. None where no job is anybody in a cloud.
 * @param folder of deployment.json
 */
export async function othersCode({ pipeline }: Pick<Deployment, 'pipeline'>, folder: string): Promise<OthersPlace[]> {
  const found = hasIdentities(pipeline) ? chosen({ pipeline }) : undefined;
  if (found === undefined) return [];
  // A host reads its files at the top alone.
  const files = await hostFiles((await outerRepository(folder)) ?? folder, found.host.others);
  return files.flatMap(({ path, lines }) =>
    lines.map(({ line, ...said }) => ({ at: `${path}, line ${line}`, ...said })),
  );
}

/** What protects an apply, in words; nothing without a pipeline. */
export function protectionInWords(deployment: Pick<Deployment, 'pipeline'>): string | undefined {
  const found = chosen(deployment);
  return found?.host.protection(found.settings);
}

function chosen({ pipeline }: Pick<Deployment, 'pipeline'>) {
  const name = pipelineOf(pipeline)?.host;
  const settings = name && pipeline?.[name];
  // The table pairs each host with its own settings, which one name cannot tell the compiler.
  return settings && { host: pipelines[name] as unknown as PipelineOn<typeof name>, settings: settings as never };
}
