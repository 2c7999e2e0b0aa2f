import { createHash } from 'node:crypto';
import { identifier } from '../identifier.js';

/** One version of an object, or the mark that it was deleted. */
export interface Version {
  readonly id: string;
  readonly bytes: Buffer;
  readonly etag: string;
  readonly deleted: boolean;
  readonly encryption: string;
  readonly keyId?: string;
  readonly modified: Date;
}

/** What a bucket is set to, each as the XML (the policy: JSON) that was put. */
export type Setting = (typeof settings)[number];
export const settings = [
  ...(['versioning', 'encryption', 'publicAccessBlock', 'policy', 'lifecycle', 'tagging'] as const),
  'ownershipControls',
] as const;

const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export class Bucket {
  readonly settings = new Map<Setting, string>([
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html
    [
      'encryption',
      `<ServerSideEncryptionConfiguration ${namespace}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
    ],
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html: new buckets since April 2023
    [
      'publicAccessBlock',
      `<PublicAccessBlockConfiguration ${namespace}><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>`,
    ],
    [
      'ownershipControls',
      `<OwnershipControls ${namespace}><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>`,
    ],
  ]);
  private readonly keys = new Map<string, Version[]>();

  constructor(
    readonly name: string,
    readonly region: string,
    readonly owner: string,
  ) {}

  get versioned(): boolean {
    return /<Status>Enabled<\/Status>/.test(this.settings.get('versioning') ?? '');
  }

  /** The object as it is now. */
  find(key: string): Version | undefined {
    const newest = this.keys.get(key)?.at(-1);
    return newest?.deleted === true ? undefined : newest;
  }

  version(key: string, id: string): Version | undefined {
    return this.keys.get(key)?.find((each) => each.id === id);
  }

  put(key: string, given: Pick<Version, 'bytes' | 'encryption' | 'keyId' | 'modified'>): Version {
    return this.add(key, { ...given, deleted: false });
  }

  /** Deletes as a delete without a version does. */
  remove(key: string, modified: Date): void {
    if (!this.versioned) this.keys.delete(key);
    else this.add(key, { bytes: Buffer.of(), encryption: '', deleted: true, modified });
  }

  /** Deletes one version for good. */
  erase(key: string, id: string): void {
    const left = (this.keys.get(key) ?? []).filter((each) => each.id !== id);
    if (left.length > 0) this.keys.set(key, left);
    else this.keys.delete(key);
  }

  /** Keys of what is there now, in order. */
  list(prefix: string): string[] {
    return [...this.keys.keys()].filter((key) => key.startsWith(prefix) && this.find(key) !== undefined).sort();
  }

  /** By key, of one the newest first: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html. */
  versions(prefix: string): { readonly key: string; readonly version: Version; readonly latest: boolean }[] {
    return [...this.keys]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([key, all]) => all.map((version) => ({ key, version, latest: version === all.at(-1) })).reverse());
  }

  private add(key: string, given: Omit<Version, 'id' | 'etag'>): Version {
    const etag = `"${createHash('md5').update(given.bytes).digest('hex')}"`;
    const id = this.versioned ? identifier(32, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz234567') : 'null';
    const made: Version = { ...given, id, etag };
    const before = this.keys.get(key) ?? [];
    this.keys.set(key, this.versioned ? [...before, made] : [made]);
    return made;
  }
}
