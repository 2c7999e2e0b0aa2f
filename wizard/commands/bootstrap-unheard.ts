/** Options of `bootstrap` that would have no effect beside others: what somebody asked for is never left out in silence. */
import type { Deployment } from '../../deployment/schema.js';
import { UsageError } from '../terminal/failure.js';
import type { Run } from './table.js';

type Options = Parameters<Run<'bootstrap'>>[0];

/** What is of a pipeline alone. */
const ofPipeline = [
  'host',
  'repository',
  'hostUrl',
  'hostIssuer',
  'environment',
  'level',
  'entraRights',
  'only',
  'handOver',
  'reviewer',
  'subject',
] as const;

/** Those of some options that were given, as they are typed. */
function givenOf(options: Options, names: readonly (keyof Options)[]): string[] {
  return names
    .filter((name) => {
      const value: unknown = options[name];
      return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
    })
    .map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
}

function refuse(why: string, wrong: readonly string[]): void {
  if (wrong.length > 0) throw new UsageError(`${why}, so it goes without ${wrong.join(', ')}.`);
}

/** @throws UsageError that names what is not of the printed steps: they are those of a pipeline, and of this deployment */
export function refuseBesideByHand(options: Options): void {
  refuse('--by-hand prints the steps of the pipeline of this deployment', [
    ...givenOf(options, ['laptop', 'intune', 'certificate', 'undo', 'deleteState']),
  ]);
}

/** @throws UsageError that names every option that would not be heard */
export function refuseUnheard(options: Options, { state }: Pick<Deployment, 'state'>): void {
  const { laptop, intune, undo } = options;
  const inAzure = 'azurerm' in state;
  const given = (names: readonly (keyof Options)[]): string[] => givenOf(options, names);
  const consent = options.consent ? [] : ['--no-consent'];
  if (undo) refuse('--undo makes nothing, and asks before it takes anything away', [...given(['print', 'location'])]);
  if (!laptop) {
    if (intune || options.certificate !== undefined)
      throw new UsageError(
        '--intune and --certificate go with --laptop: a pipeline signs in with its own applications.',
      );
    refuse(
      `The state of this deployment lies in ${inAzure ? 'a storage account that the deployment names' : 'S3'}`,
      given([inAzure ? 'bucket' : 'location']),
    );
    return;
  }
  if (intune) {
    refuse('--laptop --intune makes an application and a certificate alone', [
      ...given([...ofPipeline, 'bucket', 'location', 'deleteState']),
    ]);
    return;
  }
  refuse(
    `--laptop makes the place of the state alone, ${inAzure ? 'a storage account that the deployment names' : 'a bucket in S3'}`,
    [
      ...given([
        ...ofPipeline,
        'certificate',
        ...(undo ? [] : (['deleteState'] as const)),
        inAzure ? 'bucket' : 'location',
      ]),
      ...consent,
    ],
  );
}
