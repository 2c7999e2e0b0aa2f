/**
 * `bootstrap --laptop`: the place of the state alone, as a pipeline has it: versions, encryption, locks, nobody else's. No
 * repository, no identity: whoever applies does so on a laptop, and others can go on from there.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { present } from '../../domain/present.js';
import { hasIdentities } from '../../deployment/pipeline-of.js';
import type { Deployment, DeploymentInput } from '../../deployment/schema.js';
import { stateFileOf } from '../../deployment/state-key.js';
import { readTextFile } from '../../deployment/text-file.js';
import { stateKeyAlias } from '../../domain/names.js';
import { Addresses } from '../clouds/addresses.js';
import { cloudsOf } from '../clouds/clouds.js';
import type { CommandContext } from '../command.js';
import { UsageError } from '../terminal/failure.js';
import { withVariable } from '../terminal/shell-words.js';
import { agreed, inWords } from './asked.js';
import { assertAccount, bucketOf, makeState } from './clouds-part.js';
import { awsActions } from './describe.js';
import { resourcesIn } from '../terraform/local-state.js';
import { writeRepository } from './ends.js';
import { asChanged, type GivenDeployment, type LaptopOptions } from './given.js';
import { sayChecksNext, sayForLaptop, type ChecksMade, type ChecksOnly } from './laptop-words.js';
import { s3Home } from './s3-home.js';
import { lookAtBucket } from './state-bucket.js';
import { bucketFor } from './state-place.js';

/** AWS actions of whoever makes the place of a state. */
const stateActions = awsActions.filter((action) => /^(s3|kms):/.test(action));

/**
 * Makes bucket and key, or finds that they are as they have to be, and writes `state` of the deployment.
 * @param checks A pipeline that only checks, which the deployment names by now
 * @throws UsageError where a pipeline has the state already
 */
export async function bootstrapLaptop(
  context: CommandContext,
  given: GivenDeployment,
  options: LaptopOptions,
  checks?: ChecksMade,
): Promise<number> {
  const { terminal, env } = context;
  const { deployment, file } = given;
  const { name, aws } = deployment;
  if (hasIdentities(deployment.pipeline)) {
    throw new UsageError('The deployment names a pipeline, and a laptop shares its state.', [
      'bootstrap without --laptop makes it, or finds that it is there.',
    ]);
  }
  if ('azurerm' in deployment.state) {
    const { laptopInAzure } = await import('./laptop-azure.js');
    return laptopInAzure(context, given, options, checks);
  }
  const { bucket, region } = bucketFor(options.bucket, deployment);
  const things = [
    {
      what: `bucket ${bucket} in ${region}`,
      why: 'the state: versions, TLS alone, no public access, a lock while in use',
    },
    ...(keyOf(deployment) === undefined
      ? [{ what: `KMS key ${stateKeyAlias(name)}`, why: 'encrypts the state; rotated once a year' }]
      : []),
  ];
  const intended = sayForLaptop(terminal, deployment, { cloud: 'AWS', things }, checks);
  const described = { bucket, region, ...intended, rights: { awsActions: stateActions } };
  terminal.say(
    `Whoever runs it needs, in account ${aws.accountId}: ${stateActions.length} actions of S3 and KMS (--json lists them), as an administrator has them. Whoever plans and applies afterwards needs what entra-workspaces permissions prints.`,
  );
  if (options.print) {
    if (options.json) terminal.result(described);
    return 0;
  }
  await agreed(context, { autoApprove: options.autoApprove, file });
  try {
    const future = withBucket(given, { bucket, region });
    const clouds = cloudsOf(deployment, env);
    await assertAccount(clouds, deployment);
    const addresses = new Addresses(env);
    const calls = bucketOf(clouds, addresses, future.deployment);
    if (checks) {
      // A bucket of somebody else is said to be that before anything is read in it.
      await lookAtBucket(calls, deployment.name);
      await checks.first(s3Home(context, clouds, addresses, future.deployment), future.deployment);
    }
    const made = await makeState(clouds, calls, future.deployment, { roles: [], mark: randomUUID() });
    made.done.forEach((each) => terminal.good(each));
    for (const each of made.others)
      terminal.warn(`The policy of the bucket lets others in, which stays as its owner has it: ${each}`);
    const written = await writeRepository(file, withBucket(given, { bucket, region, kmsKeyId: made.kmsKeyId }));
    written.forEach((path) => terminal.good(`wrote ${path}`));
    if (made.done.length === 0 && written.length === 0)
      terminal.good('Everything is as it has to be: nothing was made or changed.');
    sayNext(context, given, checks);
    if (options.json) terminal.result({ ...described, made: made.done, written });
    return 0;
  } catch (error) {
    throw inWords(error, 'A call');
  }
}

const keyOf = ({ state }: Deployment): string | undefined => ('s3' in state ? state.s3.kmsKeyId : undefined);

/** The deployment with its state there, checked as a whole. What else its owner wrote of the state stays. */
function withBucket(
  { input, deployment, file }: GivenDeployment,
  place: { readonly bucket: string; readonly region: string; readonly kmsKeyId?: string },
): Omit<GivenDeployment, 'file'> {
  const before = 's3' in deployment.state ? (input.state as { s3: object }).s3 : {};
  const after = { ...input, state: { s3: { ...before, ...present(place) } } } as DeploymentInput;
  return asChanged(after, file);
}

/** A state that lies in a file has to move; terraform does it, once it is told to. */
function sayNext({ terminal }: CommandContext, { deployment, file }: GivenDeployment, checks?: ChecksOnly): void {
  terminal.say();
  if (checks) sayChecksNext(terminal, checks);
  const before = stateFileOf(deployment);
  const path = before === undefined ? undefined : join(dirname(file), before);
  const moves = path !== undefined && existsSync(path) && resourcesIn(readTextFile(path)).length > 0;
  if (!moves) {
    terminal.say('Next: entra-workspaces plan. Whoever has the deployment and the rights goes on with the same state.');
    return;
  }
  terminal.say(`The state lies in ${path} so far. Take it along:`);
  // Terraform is asked nothing here: with -migrate-state alone it would want to be.
  const taking = withVariable('TF_CLI_ARGS_init', '-force-copy', 'entra-workspaces plan', process.platform);
  terminal.lines([`    ${taking}`]);
  terminal.say('Then remove that file and its backup: they hold secrets.');
}
