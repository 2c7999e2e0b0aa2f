/** The place of a state, taken away: only once nothing is in it, and its mark last, so that a killed run is finished. */
import { counted } from '../../domain/counted.js';
import { bootstrapTag, stateKeyAlias } from '../../domain/names.js';
import { present } from '../../domain/present.js';
import { besideStateEndings, isOfState, stateKeyOf } from '../../deployment/state-key.js';
import type { Deployment } from '../../deployment/schema.js';
import type { Aws } from '../clouds/aws.js';
import { unlessAbsent } from '../clouds/cloud-error.js';
import type { CommandContext } from '../command.js';
import { textsOf } from '../clouds/xml-texts.js';
import { Cancelled, Failure, UsageError } from '../terminal/failure.js';
import type { BucketCalls } from '../clouds/bucket-calls.js';
import { resourcesIn } from '../terraform/local-state.js';
import { halfKey, recordKey } from './state-bucket.js';

/** The state of the deployment must be empty, unlocked and saved. @throws Failure with every reason why it is not */
export async function refuseWhileInUse(calls: BucketCalls, deployment: Deployment): Promise<void> {
  const key = stateKeyOf(deployment) ?? '';
  const text = await calls.read('s3:GetObject', { key });
  const lock = await calls.read('s3:GetObject', { key: `${key}.tflock` });
  const unsaved = await calls.read('s3:GetObject', { key: unsavedKey(key) });
  refuseUsed(key, { text, locked: lock !== undefined, unsaved: unsaved !== undefined });
}

/** Where a state lies that could not be saved. */
export function unsavedKey(key: string): string {
  const [errored] = besideStateEndings;
  return `${key}${errored}`;
}

/**
 * Of a state in whichever cloud.
 * @param key Where it lies
 * @throws Failure with every reason why its place is still in use
 */
export function refuseUsed(
  key: string,
  { text, locked, unsaved }: { readonly text: string | undefined; readonly locked: boolean; readonly unsaved: boolean },
): void {
  const resources = text === undefined ? [] : resourcesIn(text);
  const reasons = [
    ...(resources.length > 0
      ? [`the state lists ${counted(resources.length, 'resource')}, such as ${resources[0] ?? ''}`]
      : []),
    ...(locked ? ['the state is locked: something is being applied'] : []),
    ...(unsaved ? [`a state that could not be saved lies at ${unsavedKey(key)}`] : []),
  ];
  if (reasons.length === 0) return;
  throw new Failure('The place of the state is not taken away while there is something that it manages.', [
    ...reasons,
    'First: entra-workspaces destroy. A lock of a run that died: terraform force-unlock. A state that was not saved: --recover-state.',
  ]);
}

/** The bucket goes with all that is in it, so nothing of anybody else may be. @throws Failure that names what is */
export async function refuseWhileShared(calls: BucketCalls, deployment: Deployment): Promise<void> {
  const state = stateKeyOf(deployment) ?? '';
  const states = [state, ...(['aws', 'entra'] as const).map((half) => halfKey(deployment.name, half))];
  const ours = (key: string): boolean =>
    key === recordKey(deployment.name) || states.some((each) => isOfState(each, key));
  const foreign = new Set<string>();
  for await (const { key } of versionsIn(calls)) if (!ours(key)) foreign.add(key);
  if (foreign.size === 0) return;
  const { bucket } = calls.place;
  const shown = [...foreign].slice(0, 5).join(', ');
  throw new Failure(`The bucket ${bucket} holds what is not of this deployment as well, so it stays.`, [
    `must hold ${state} and what lies beside it alone, got besides: ${shown}${foreign.size > 5 ? `, and ${foreign.size - 5} more` : ''}`,
    'Move it elsewhere with every version that you need, or leave the bucket: without --delete-state.',
  ]);
}

/** Bucket with every version, and the name of the key: the key itself opens copies that somebody may have. */
export async function dropState(
  { terminal }: CommandContext,
  aws: Aws,
  calls: BucketCalls,
  { name, state }: Deployment,
  mark: string | undefined,
): Promise<void> {
  const { bucket, region } = calls.place;
  const key = await dropAlias(aws, region, name, mark);
  await deleteBucket(calls, recordKey(name));
  terminal.good(`the bucket ${bucket} is gone, with every version of the state`);
  const kmsKeyId = key ?? ('s3' in state ? state.s3.kmsKeyId : undefined);
  if (kmsKeyId === undefined) return;
  terminal.say(
    `The key stays, as nobody reads a copy of the state without it: aws kms schedule-key-deletion --region ${region} --key-id ${kmsKeyId}`,
  );
}

/** The alias of a key with our mark goes with the mark: else the next bootstrap would find a key that is no longer its own. */
async function dropAlias(
  aws: Aws,
  region: string,
  name: string,
  mark: string | undefined,
): Promise<string | undefined> {
  const AliasName = stateKeyAlias(name);
  const named = await unlessAbsent(aws.call('kms', 'DescribeKey', region, { KeyId: AliasName }), undefined);
  const arn = named?.KeyMetadata?.Arn;
  if (arn === undefined || mark === undefined) return undefined;
  const { Tags: tags } = await aws.call('kms', 'ListResourceTags', region, { KeyId: arn });
  const ours = (tags ?? []).some(({ TagKey, TagValue }) => TagKey === bootstrapTag && TagValue === mark);
  if (!ours) return undefined;
  await unlessAbsent(aws.call('kms', 'DeleteAlias', region, { AliasName }), {});
  return arn;
}

/** Every version of every object, the mark last, then the bucket. */
async function deleteBucket(calls: BucketCalls, markKey: string): Promise<void> {
  const erase = async (which: (key: string) => boolean): Promise<void> => {
    // All are known before the first goes: pages are told by where the one before ended.
    const found: BucketVersion[] = [];
    for await (const each of versionsIn(calls)) if (which(each.key)) found.push(each);
    for (const { key, id } of found) {
      await calls.call('DELETE', 's3:DeleteObjectVersion', { key, query: { versionId: id } });
    }
  };
  await erase((key) => key !== markKey);
  await erase((key) => key === markKey);
  await calls.call('DELETE', 's3:DeleteBucket');
}

interface BucketVersion {
  readonly key: string;
  readonly id: string;
}

/**
 * Every version and every mark of a deletion, a thousand a page.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html.
 */
async function* versionsIn(calls: BucketCalls): AsyncGenerator<BucketVersion> {
  let from: Readonly<Record<string, string>> = {};
  for (;;) {
    const query = { versions: '', 'max-keys': '1000', ...from };
    const page = (await calls.read('s3:ListBucketVersions', { query })) ?? '';
    const ids = textsOf(page, 'VersionId');
    yield* textsOf(page, 'Key').map((key, at) => ({ key, id: ids[at] ?? 'null' }));
    const [key] = textsOf(page, 'NextKeyMarker');
    const [id] = textsOf(page, 'NextVersionIdMarker');
    const next = present({ 'key-marker': key, 'version-id-marker': id });
    // A mark that leads to itself would never end.
    if (key === undefined || JSON.stringify(next) === JSON.stringify(from)) return;
    from = next;
  }
}

/** @throws UsageError while what goes for good is not repeated by its name */
export function assertNameRepeated(repeated: string | undefined, name: string, what = 'bucket'): void {
  if (repeated === undefined || repeated === name) return;
  throw new UsageError(`--delete-state must repeat the name of the ${what}, ${name}, got: ${repeated}`, [
    'Every version of the state goes with it, for good.',
  ]);
}

/** Asks, unless it was said before. @throws Cancelled */
export async function confirmed(
  { terminal, interrupts }: CommandContext,
  { autoApprove }: { readonly autoApprove: boolean },
  what: string,
): Promise<void> {
  if (!autoApprove) {
    if (!terminal.interactive)
      throw new UsageError('Nobody can be asked whether to take it away.', ['Add --auto-approve.']);
    const yes = await terminal.prompts.confirm({ message: `Take away: ${what}?`, initial: false });
    if (!yes) throw new Cancelled(['Nothing was taken away.']);
  }
  interrupts.kept = ['What was taken away is gone. Run it again: it goes on from there.'];
}
