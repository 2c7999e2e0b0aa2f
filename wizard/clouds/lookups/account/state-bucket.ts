/**
 * Whom the settings of a bucket let in. Rights that people and roles of the account have by policies of their own are not seen here.
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html, API_GetPublicAccessBlock.html, API_GetBucketTagging.html.
 */
import type { BucketPlace } from '../../bucket-calls.js';
import { CloudError } from '../../cloud-error.js';
import { namedLookup } from '../../lookup.js';
import { textsOf } from '../../xml-texts.js';

const blocks = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;

/** The bucket of the state; undefined: the state lies elsewhere, or there is no such bucket yet. */
export const stateBucket = namedLookup({
  id: 'state-bucket',
  what: 'the settings of the bucket of the state',
  needs: { aws: ['s3:GetBucketPolicy', 's3:GetBucketPublicAccessBlock', 's3:GetBucketTagging'] },
  optional: 'who else may read the state; in Azure that is Microsoft.Authorization/roleAssignments/read (Reader)',
  seconds: 15,
  named: ({ state, aws }) => {
    if (!('s3' in state)) return undefined;
    const { bucket, region, roleArn } = state.s3;
    return { bucket, region, owner: aws.accountId, roleArn };
  },
  without: undefined,
  async look({ bucketAt }, { roleArn, ...place }: BucketPlace & { readonly roleArn?: string | undefined }) {
    if (roleArn !== undefined)
      throw new CloudError('error', `terraform takes on ${roleArn} for it, and this command does not`);
    if (bucketAt === undefined) throw new CloudError('error', 'nobody is signed in to AWS');
    const calls = bucketAt(place);
    const first = await calls.answer('GET', { query: { publicAccessBlock: '' } });
    if (first.status === 404 && textsOf(await first.clone().text(), 'Code')[0] === 'NoSuchBucket') return undefined;
    const block = await calls.read('s3:GetBucketPublicAccessBlock', { query: { publicAccessBlock: '' } });
    const tags = (await calls.read('s3:GetBucketTagging', { query: { tagging: '' } })) ?? '';
    const [keys, values] = [textsOf(tags, 'Key'), textsOf(tags, 'Value')];
    return {
      bucket: place.bucket,
      /** JSON. */
      policy: await calls.read('s3:GetBucketPolicy', { query: { policy: '' } }),
      /** What of the block on public access is off. */
      open: blocks.filter((name) => textsOf(block ?? '', name)[0] !== 'true'),
      tags: Object.fromEntries(keys.map((key, at) => [key, values[at] ?? ''])),
    };
  },
});
