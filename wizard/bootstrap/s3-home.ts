/** A bucket in S3 as the place of a state. */
import { stateKeyAlias } from '../../domain/names.js';
import type { Deployment } from '../../deployment/schema.js';
import type { Addresses } from '../clouds/addresses.js';
import type { Clouds } from '../clouds/lookup.js';
import type { CommandContext } from '../command.js';
import type { StateLock } from './half-lock.js';
import { assertAccount, bucketOf, makeState } from './clouds-part.js';
import { dropState, refuseWhileInUse, refuseWhileShared } from './drop-state.js';
import { knownMark } from './state-bucket.js';
import type { StateHome } from './state-home.js';

/** @param deployment With its state in S3 */
export function s3Home(
  context: CommandContext,
  clouds: Pick<Clouds, 'aws'>,
  addresses: Addresses,
  deployment: Deployment,
): StateHome {
  const calls = bucketOf(clouds, addresses, deployment);
  const { bucket, region } = calls.place;
  const kmsKeyId = 's3' in deployment.state ? deployment.state.s3.kmsKeyId : undefined;
  return {
    noun: 'bucket',
    name: bucket,
    stays: `the bucket ${bucket} in ${region}, and the key ${kmsKeyId ?? 'of S3'} (${stateKeyAlias(deployment.name)})`,
    assertPlace: () => assertAccount(clouds, deployment),
    make: async ({ say, ...how }) => {
      const { mark, done, others, kmsKeyId: key } = await makeState(clouds, calls, deployment, how);
      say(done);
      const said = others.map(
        (each) => `The policy of the bucket lets others in, which stays as its owner has it: ${each}`,
      );
      return { mark, others: said, place: { bucket, region, kmsKeyId: key } };
    },
    knownMark: () => knownMark(calls, deployment.name),
    isOpen: () => Promise.resolve(true),
    open: () => Promise.resolve([]),
    refuseWhileInUse: () => refuseWhileInUse(calls, deployment),
    refuseWhileShared: () => refuseWhileShared(calls, deployment),
    // Statements of others in its policy are said with each run.
    ofOthers: () => Promise.resolve([]),
    drop: (mark) => dropState(context, clouds.aws, calls, deployment, mark),
    textOf: (key) => calls.read('s3:GetObject', { key }),
    lockOf: async (key) => {
      const text = await calls.read('s3:GetObject', { key: `${key}.tflock` });
      return text === undefined ? undefined : (JSON.parse(text) as StateLock);
    },
  };
}
