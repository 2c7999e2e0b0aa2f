/** The place of a state that no pipeline uses, taken out of the deployment, and away if its name is repeated. */
import { Addresses } from '../clouds/addresses.js';
import { cloudsOf } from '../clouds/clouds.js';
import type { CommandContext } from '../command.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { inWords } from './asked.js';
import { assertAccount, bucketOf } from './clouds-part.js';
import { assertNameRepeated, confirmed, dropState, refuseWhileInUse, refuseWhileShared } from './drop-state.js';
import { writeRepository } from './ends.js';
import { withLocalState, type GivenDeployment, type UndoOptions } from './given.js';
import { refuseWhileRecorded } from './left-identities.js';
import { isEmpty, knownMark, lookAtBucket } from './state-bucket.js';

/** @throws Failure while something that was applied is still in it, or when bootstrap has not made it */
export async function undoState(
  context: CommandContext,
  { file, input, deployment }: GivenDeployment,
  options: UndoOptions,
): Promise<number> {
  const { terminal, env } = context;
  const { state, name } = deployment;
  if ('azurerm' in state) {
    const { undoStateInAzure } = await import('./laptop-azure.js');
    return undoStateInAzure(context, { file, input, deployment }, options);
  }
  if (!('s3' in state)) {
    throw new UsageError('There is nothing to undo: the state of the deployment lies in a file.');
  }
  const { bucket, region, kmsKeyId } = state.s3;
  const { deleteState } = options;
  assertNameRepeated(deleteState, bucket);
  const clouds = cloudsOf(deployment, env);
  const calls = bucketOf(clouds, new Addresses(env), deployment);
  try {
    await assertAccount(clouds, deployment);
    // A run that was killed may have taken away the bucket, or all that was in it.
    const status = await lookAtBucket(calls, name);
    const mark = status === 'absent' ? undefined : await knownMark(calls, name);
    if (status === 'ours' && mark === undefined && !(await isEmpty(calls))) {
      throw new Failure(`Bootstrap has not made the bucket ${bucket}: it holds no mark.`, [
        'What was made by hand is taken away by hand.',
      ]);
    }
    if (status === 'ours') await refuseWhileInUse(calls, deployment);
    if (status === 'ours' && deleteState !== undefined) {
      await refuseWhileShared(calls, deployment);
      await refuseWhileRecorded({ deployment, textOf: (key) => calls.read('s3:GetObject', { key }) });
    }
    const what =
      deleteState === undefined
        ? 'the place of the state, which stays, out of the deployment'
        : `the bucket ${bucket} with every version of the state`;
    await confirmed(context, options, what);
    if (status === 'ours' && deleteState !== undefined) await dropState(context, clouds.aws, calls, deployment, mark);
    for (const path of await writeRepository(file, withLocalState(input, file))) terminal.good(`wrote ${path}`);
    if (status === 'ours' && deleteState === undefined) {
      terminal.say();
      terminal.say(
        `What stays: the bucket ${bucket} in ${region}${kmsKeyId === undefined ? '' : `, and the key ${kmsKeyId}`}. Used again by: entra-workspaces bootstrap --laptop --bucket ${bucket}`,
      );
    }
    return 0;
  } catch (error) {
    throw inWords(error, 'Taking it away');
  }
}
