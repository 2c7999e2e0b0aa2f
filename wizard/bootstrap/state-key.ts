/**
 * The key that encrypts the state. A key has no name of its own, so one that a killed run left is found by its tag, and the
 * alias, which is unique, says that it is done.
 * Sources: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html.
 */
import { bootstrapTag, deploymentTag, stateKeyAlias } from '../../domain/names.js';
import type { Aws } from '../clouds/aws.js';
import { CloudError, unlessAbsent } from '../clouds/cloud-error.js';
import { Failure } from '../terminal/failure.js';

export interface KeyWishes {
  readonly deployment: string;
  readonly region: string;
  readonly mark: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Makes the key, or finds it. @returns its ARN, and what was made, in words */
export async function setKey(aws: Aws, wishes: KeyWishes): Promise<{ readonly arn: string; readonly done: string[] }> {
  const { deployment, region, mark, tags } = wishes;
  const alias = stateKeyAlias(deployment);
  const done: string[] = [];
  const named = await unlessAbsent(aws.call('kms', 'DescribeKey', region, { KeyId: alias }), undefined);
  let arn = named?.KeyMetadata?.Arn;
  if (arn !== undefined && !(await hasMark(aws, region, arn, mark))) {
    throw new Failure(`The alias ${alias} is in use for a key that is not the one of this deployment.`, [
      `wanted: a key with the tag ${bootstrapTag} = ${mark}`,
      `there:  ${arn}`,
      'Take the alias away from that key, if nobody needs it (aws kms delete-alias), or name your own key in `state.s3.kmsKeyId`.',
    ]);
  }
  if (arn === undefined) {
    arn = await leftBehind(aws, region, mark);
    if (arn === undefined) {
      const made = await aws.call('kms', 'CreateKey', region, {
        Description: `State of the desktops ${deployment}`,
        Tags: [
          ...Object.entries({ ...tags, [deploymentTag]: deployment, [bootstrapTag]: mark }).map(
            ([TagKey, TagValue]) => ({
              TagKey,
              TagValue,
            }),
          ),
        ],
      });
      arn = made.KeyMetadata?.Arn ?? '';
      done.push(`the key ${arn}`);
    }
    try {
      await aws.call('kms', 'CreateAlias', region, { AliasName: alias, TargetKeyId: arn });
    } catch (error) {
      // Its answer was lost: the alias is there, and the next run looks where it leads.
      if (!(error instanceof CloudError) || error.code !== 'AlreadyExistsException') throw error;
    }
    done.push(`its alias ${alias}`);
  }
  const { KeyRotationEnabled: rotates } = await aws.call('kms', 'GetKeyRotationStatus', region, { KeyId: arn });
  if (rotates !== true) {
    await aws.call('kms', 'EnableKeyRotation', region, { KeyId: arn });
    done.push('its yearly rotation');
  }
  return { arn, done };
}

/**
 * A key with our mark and without the alias: a run was killed between the two.
 * @throws what the cloud answered where a key could be ours and cannot be asked: a second one is never made for that
 */
async function leftBehind(aws: Aws, region: string, mark: string): Promise<string | undefined> {
  const pages = await aws.pages('kms', 'ListKeys', region, {});
  const keys = pages.flatMap(({ Keys }) => Keys ?? []).flatMap(({ KeyArn }) => KeyArn ?? []);
  let readable = 0;
  let denied: CloudError | undefined;
  for (const arn of keys) {
    let ours: boolean;
    try {
      ours = await unlessAbsent(hasMark(aws, region, arn, mark), false);
      readable += 1;
    } catch (error) {
      if (!(error instanceof CloudError) || error.reason !== 'denied') throw error;
      denied = error;
      continue;
    }
    if (!ours) continue;
    const { KeyMetadata: key } = await aws.call('kms', 'DescribeKey', region, { KeyId: arn });
    if (key?.KeyState === 'Enabled') return arn;
  }
  // A policy of its own keeps us out of a key that is somebody's; ours is read by whoever may read any.
  if (readable === 0 && denied !== undefined) throw denied;
  return undefined;
}

async function hasMark(aws: Aws, region: string, arn: string, mark: string): Promise<boolean> {
  const { Tags: tags } = await aws.call('kms', 'ListResourceTags', region, { KeyId: arn });
  return (tags ?? []).some(({ TagKey, TagValue }) => TagKey === bootstrapTag && TagValue === mark);
}
