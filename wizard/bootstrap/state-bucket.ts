/**
 * The bucket of the state, by plain calls that may be repeated: there is no second state that could be lost. What it has to
 * be is compared with what it is, and put back. One that is there already is taken only with our tag.
 */
import { bootstrapTag, deploymentTag } from '../../domain/names.js';
import { CloudError } from '../clouds/cloud-error.js';
import { textsOf } from '../clouds/xml-texts.js';
import { Failure } from '../terminal/failure.js';
import type { BucketCalls } from '../clouds/bucket-calls.js';
import { bootstrapPrefix, bucketPolicy, samePolicy, withTheirs } from '../permissions/bucket-policy.js';
import { present } from '../../domain/present.js';

export interface BucketWishes {
  /** Name of the deployment. */
  readonly deployment: string;
  /** Tags of the deployment. */
  readonly tags: Readonly<Record<string, string>>;
  /** Key of the state; kept plans lie under it. */
  readonly stateKey: string;
  /** `aws`, `aws-cn`, … */
  readonly partition: string;
  /** ARNs of the roles of the pipeline: they are kept out of what is for people. */
  readonly roles: readonly string[];
  /** ARN of the key that encrypts; left out until it is made. */
  readonly kmsKeyId?: string;
}

/** What a bucket is, before anything is made. */
export type BucketStatus = 'absent' | 'ours';

/**
 * Looks at the bucket of this name.
 * @throws Failure when it belongs to another account, or does not carry our tag: both are shown
 */
export async function lookAtBucket(calls: BucketCalls, deployment: string): Promise<BucketStatus> {
  const { bucket, owner, region } = calls.place;
  const answer = await calls.answer('HEAD', {});
  if (answer.status === 404) return 'absent';
  const other = (got: string): Failure =>
    new Failure(`There is a bucket ${bucket} already, and it is not the one of this deployment.`, [
      `wanted: a bucket of account ${owner} in ${region} with the tag ${deploymentTag} = ${deployment}`,
      `there:  ${got}`,
      'Choose another name: --bucket NAME. If it is yours and meant, give it that tag by hand and run this again.',
    ]);
  if (answer.status === 403) throw other('one that this account may not see, most likely of another account (403)');
  if (answer.status === 301)
    throw other(`one in another Region (${answer.headers.get('x-amz-bucket-region') ?? 'which is not said'})`);
  if (!answer.ok) throw new CloudError('error', `s3:ListBucket on ${bucket} answered ${answer.status}`);
  const tags = tagsIn(await calls.read('s3:GetBucketTagging', { query: { tagging: '' } }));
  if (tags.get(deploymentTag) === deployment) return 'ours';
  // Made by a run that was killed before it was tagged: a bucket of this account, in this Region, with nothing in it.
  if (tags.size === 0 && (await isEmpty(calls))) return 'ours';
  const shown = [...tags].map(([key, value]) => `${key} = ${value}`).join(', ');
  throw other(`one of this account ${tags.size === 0 ? 'without tags, with objects in it' : `with the tags ${shown}`}`);
}

/** Whether nothing is in it, earlier versions included. */
export async function isEmpty(calls: BucketCalls): Promise<boolean> {
  const listed = await calls.read('s3:ListBucketVersions', { query: { versions: '', 'max-keys': '1' } });
  return textsOf(listed ?? '', 'VersionId').length === 0;
}

/**
 * Makes the bucket and sets it, or puts back what differs.
 * @returns what was made or changed, in words
 */
export async function setBucket(calls: BucketCalls, wishes: BucketWishes, status: BucketStatus): Promise<string[]> {
  const { bucket, region } = calls.place;
  const done: string[] = [];
  if (status === 'absent') {
    const body =
      region === 'us-east-1'
        ? undefined
        : `<CreateBucketConfiguration xmlns="${namespace}"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
    try {
      await calls.call('PUT', 's3:CreateBucket', present({ body }));
    } catch (error) {
      // A call whose answer was lost has made it; of another account it would be BucketAlreadyExists.
      if (!(error instanceof CloudError) || error.code !== 'BucketAlreadyOwnedByYou') throw error;
    }
    done.push(`the bucket ${bucket}`);
  }
  for (const { name, action, wanted, same } of settingsOf(calls, wishes)) {
    const there = await calls.read(`s3:Get${action}`, { query: { [name]: '' } });
    if (there !== undefined && same(there)) continue;
    await calls.call('PUT', `s3:Put${action}`, { query: { [name]: '' }, body: wanted(there) });
    done.push(status === 'absent' ? `its ${name}` : `the ${name} of the bucket ${bucket}`);
  }
  return done;
}

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

interface BucketSetting {
  /** Name of the query parameter. */
  readonly name: string;
  /** After `s3:Get` and `s3:Put`. */
  readonly action: string;
  /** What is written, with what is there already and its owner's. */
  readonly wanted: (there: string | undefined) => string;
  readonly same: (there: string) => boolean;
}

/** In the order in which they are set: whose it is, and that nobody else reads it, first. */
function settingsOf(calls: BucketCalls, wishes: BucketWishes): BucketSetting[] {
  const { deployment, tags, kmsKeyId } = wishes;
  const allTags = new Map([...Object.entries(tags), [deploymentTag, deployment]]);
  const policy = bucketPolicy(calls.place.bucket, wishes);
  const one = (text: string, element: string): string | undefined => textsOf(text, element)[0];
  return [
    {
      name: 'tagging',
      action: 'BucketTagging',
      wanted: (there) =>
        `<Tagging xmlns="${namespace}"><TagSet>${[...new Map([...tagsIn(there), ...allTags])].map(([key, value]) => `<Tag><Key>${escaped(key)}</Key><Value>${escaped(value)}</Value></Tag>`).join('')}</TagSet></Tagging>`,
      same: (there) => {
        const found = tagsIn(there);
        return [...allTags].every(([key, value]) => found.get(key) === value);
      },
    },
    {
      name: 'publicAccessBlock',
      action: 'BucketPublicAccessBlock',
      wanted: () =>
        `<PublicAccessBlockConfiguration xmlns="${namespace}">${blocks.map((each) => `<${each}>true</${each}>`).join('')}</PublicAccessBlockConfiguration>`,
      same: (there) => blocks.every((each) => one(there, each) === 'true'),
    },
    {
      name: 'ownershipControls',
      action: 'BucketOwnershipControls',
      wanted: () =>
        `<OwnershipControls xmlns="${namespace}"><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>`,
      same: (there) => one(there, 'ObjectOwnership') === 'BucketOwnerEnforced',
    },
    {
      name: 'versioning',
      action: 'BucketVersioning',
      wanted: () => `<VersioningConfiguration xmlns="${namespace}"><Status>Enabled</Status></VersioningConfiguration>`,
      same: (there) => one(there, 'Status') === 'Enabled',
    },
    {
      name: 'policy',
      action: 'BucketPolicy',
      wanted: (there) => JSON.stringify(withTheirs(policy, there)),
      same: (there) => samePolicy(there, withTheirs(policy, there)),
    },
    {
      name: 'lifecycle',
      action: 'LifecycleConfiguration',
      wanted: (there) => lifecycle(wishes, there),
      same: (there) => sameXml(there, lifecycle(wishes, there)),
    },
    ...(kmsKeyId === undefined
      ? []
      : [
          {
            name: 'encryption',
            action: 'EncryptionConfiguration',
            wanted: () =>
              `<ServerSideEncryptionConfiguration xmlns="${namespace}"><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>${kmsKeyId}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
            same: (there: string) =>
              one(there, 'SSEAlgorithm') === 'aws:kms' &&
              one(there, 'KMSMasterKeyID') === kmsKeyId &&
              one(there, 'BucketKeyEnabled') === 'true',
          },
        ]),
  ];
}

const blocks = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];

/** Versions of the state for 90 days, kept plans for 30; each lock leaves a marker behind, which goes too. Rules of others stay. */
function lifecycle({ stateKey }: BucketWishes, there: string | undefined): string {
  const ids: string[] = [];
  const rule = (id: string, prefix: string, what: string): string => {
    ids.push(id);
    return `<Rule><ID>${id}</ID><Filter><Prefix>${escaped(prefix)}</Prefix></Filter><Status>Enabled</Status>${what}</Rule>`;
  };
  const ours = [
    rule(
      'earlier-versions',
      '',
      '<NoncurrentVersionExpiration><NoncurrentDays>90</NoncurrentDays></NoncurrentVersionExpiration><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload>',
    ),
    rule('markers', '', '<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>'),
    rule('kept-plans', `${stateKey}.plans/`, '<Expiration><Days>30</Days></Expiration>'),
  ];
  const theirs = rulesIn(there ?? '').filter((each) => !ids.includes(textsOf(each, 'ID')[0] ?? ''));
  return `<LifecycleConfiguration xmlns="${namespace}">${[...ours, ...theirs].join('')}</LifecycleConfiguration>`;
}

const rulesIn = (xml: string): string[] => [...xml.matchAll(/<Rule>[\s\S]*?<\/Rule>/g)].map(([all]) => all);

/** Tags of a bucket by key. */
export function tagsIn(xml: string | undefined): Map<string, string> {
  const values = textsOf(xml ?? '', 'Value');
  return new Map(textsOf(xml ?? '', 'Key').map((key, at) => [key, values[at] ?? '']));
}

/** Whether XML says the same, rules in any order. */
function sameXml(one: string, other: string): boolean {
  const rules = (text: string): string[] =>
    rulesIn(text)
      .map((rule) =>
        [...rule.matchAll(/<(\w+)>([^<]*)<\/\1>/g)]
          .map(([, name = '', value = '']) => `${name}=${value}`)
          .sort()
          .join(),
      )
      .sort();
  return JSON.stringify(rules(one)) === JSON.stringify(rules(other));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Where what one bootstrap knows of itself is kept: no secret, and nothing that its bucket's reader may not know. */
export const recordKey = (deployment: string): string => `${bootstrapPrefix}${deployment}.json`;

/** Where the state of a half of bootstrap lies, beside that of the deployment. */
export const halfKey = (deployment: string, half: 'aws' | 'entra'): string =>
  `${bootstrapPrefix}${deployment}-${half}.tfstate`;

/** The same as a file beside the deployment: whoever makes a cloud alone may not reach that place. */
export const halfFile = (deployment: string, half: 'aws' | 'entra'): string =>
  `${deployment}-bootstrap-${half}.tfstate`;

/**
 * The mark of this bootstrap, made once and kept in the bucket before the first identity is made: what carries it was made
 * here, whichever run was killed.
 * @param offered A mark that a hand-over brought; else a new one
 */
export async function markOf(calls: BucketCalls, deployment: string, offered: string): Promise<string> {
  const key = recordKey(deployment);
  const read = async (): Promise<string | undefined> => {
    const text = await calls.read('s3:GetObject', { key });
    return text === undefined ? undefined : markIn(text, key);
  };
  const there = await read();
  if (there !== undefined) return there;
  const body = `${JSON.stringify({ about: 'What entra-workspaces bootstrap made carries this mark.', [bootstrapTag]: offered })}\n`;
  const answer = await calls.answer('PUT', { key, headers: { 'if-none-match': '*' }, body });
  if (!answer.ok && ![409, 412].includes(answer.status)) {
    throw new CloudError('error', `s3:PutObject on ${calls.place.bucket}/${key} answered ${answer.status}`);
  }
  // Somebody else may have been faster, and an answer may have been lost: what lies there counts.
  return (await read()) ?? offered;
}

/** The mark, if there is one: nothing is made. */
export async function knownMark(calls: BucketCalls, deployment: string): Promise<string | undefined> {
  const key = recordKey(deployment);
  const text = await calls.read('s3:GetObject', { key });
  return text === undefined ? undefined : markIn(text, key);
}

function markIn(text: string, key: string): string {
  let mark: unknown;
  try {
    mark = (JSON.parse(text) as Record<string, unknown>)[bootstrapTag];
  } catch {
    mark = undefined;
  }
  if (typeof mark === 'string' && /^[0-9a-f-]{36}$/.test(mark)) return mark;
  throw new Failure(`${key} in the bucket of the state is not what bootstrap writes.`, [
    `must hold ${bootstrapTag} with a UUID`,
    'An earlier version of it is kept by the bucket: put that back.',
  ]);
}
