import { describe, expect, test } from '@jest/globals';
import type { Aws } from '../../../wizard/clouds/aws.js';
import { CloudError } from '../../../wizard/clouds/cloud-error.js';
import type { BucketCalls } from '../../../wizard/clouds/bucket-calls.js';
import { letIn, bucketPolicy } from '../../../wizard/permissions/bucket-policy.js';
import { setBucket, type BucketWishes } from '../../../wizard/bootstrap/state-bucket.js';
import { setKey } from '../../../wizard/bootstrap/state-key.js';

const account = '111122223333';
const mark = '22222222-2222-4222-8222-222222222222';

describe('a bucket of its owner', () => {
  const wishes: BucketWishes = {
    ...{ deployment: 'contoso', tags: { team: 'it' }, stateKey: 'contoso.tfstate', partition: 'aws' },
    roles: [`arn:aws:iam::${account}:role/contoso-apply`],
  };
  /** A bucket that keeps what is put. */
  const bucketWith = (settings: Record<string, string>): BucketCalls & { readonly settings: Record<string, string> } =>
    ({
      settings,
      place: { bucket: 'theirs', region: 'eu-central-1', owner: account },
      read: async (_action: string, { query }: { query: Record<string, string> }) =>
        Promise.resolve(settings[Object.keys(query)[0] ?? '']),
      call: async (_method: string, _action: string, { query, body }: { query: object; body: string }) => {
        settings[Object.keys(query)[0] ?? ''] = body;
        return Promise.resolve(new Response());
      },
    }) as never;
  const theirs = { Sid: 'Backup', Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 's3:GetObject' };
  const rule = '<Rule><ID>reports</ID><Filter><Prefix>r/</Prefix></Filter><Status>Enabled</Status></Rule>';

  test('keeps its tags, statements and rules beside ours; the second time nothing is written', async () => {
    const bucket = bucketWith({
      tagging:
        '<Tagging><TagSet><Tag><Key>cost &amp; centre</Key><Value>42</Value></Tag><Tag><Key>team</Key><Value>old</Value></Tag></TagSet></Tagging>',
      policy: JSON.stringify({ Version: '2012-10-17', Statement: theirs }),
      lifecycle: `<LifecycleConfiguration>${rule}</LifecycleConfiguration>`,
    });
    await setBucket(bucket, wishes, 'ours');
    const { tagging, policy, lifecycle } = bucket.settings;
    expect(tagging).toContain('<Key>cost &amp; centre</Key><Value>42</Value>');
    expect(tagging).toContain('<Key>team</Key><Value>it</Value>');
    const { Statement } = JSON.parse(policy ?? '') as { Statement: { Sid: string }[] };
    expect(Statement.map(({ Sid }) => Sid)).toEqual([
      ...['EncryptedConnectionsAlone', 'KeptPlansAreNeverReplaced', 'BootstrapIsForPeople', 'Backup'],
    ]);
    expect(lifecycle).toContain(rule);
    expect(await setBucket(bucket, wishes, 'ours')).toEqual([]);
    // A statement and a rule of ours that somebody weakened are put back, not doubled.
    bucket.settings['policy'] = (policy ?? '').replace('"aws:SecureTransport":"false"', '"aws:SecureTransport":"true"');
    bucket.settings['lifecycle'] = (lifecycle ?? '').replace('<Days>30</Days>', '<Days>3000</Days>');
    expect(await setBucket(bucket, wishes, 'ours')).toHaveLength(2);
    expect([bucket.settings['policy'], bucket.settings['lifecycle']]).toEqual([policy, lifecycle]);
  });

  test('whom its own statements let in is said: they read the state', () => {
    const policy = bucketPolicy('theirs', wishes);
    expect(letIn(policy, JSON.stringify({ Statement: [...policy.Statement, theirs] }))).toEqual([
      'Backup: {"AWS":"444455556666"}',
    ]);
    expect(letIn(policy, undefined)).toEqual([]);
  });
});

describe('a key that a killed run left is found, and no second one is made', () => {
  const denied = new CloudError('denied', 'not authorized to perform: kms:ListResourceTags', { status: 400 });
  const busy = new CloudError('error', 'ThrottlingException', { code: 'ThrottlingException' });
  const gone = new CloudError('error', 'gone', { code: 'NotFoundException' });
  const ours = { Tags: [{ TagKey: 'entra-workspaces:bootstrap', TagValue: mark }] };
  const keys = async (tags: readonly unknown[]): Promise<{ made: number; refused: string }> => {
    let made = 0;
    const aws = {
      pages: async () => Promise.resolve([{ Keys: tags.map((_, at) => ({ KeyArn: String(at) })) }]),
      call: async (_service: string, operation: string, _region: string, { KeyId }: { KeyId: string }) => {
        if (operation === 'DescribeKey' && KeyId.startsWith('alias/')) throw gone;
        if (operation === 'DescribeKey') return Promise.resolve({ KeyMetadata: { KeyState: 'Enabled' } });
        if (operation === 'CreateKey') made += 1;
        if (operation !== 'ListResourceTags') return Promise.resolve({ KeyMetadata: { Arn: 'new' } });
        const answer = tags[Number(KeyId)];
        if (answer instanceof CloudError) throw answer;
        return Promise.resolve(answer);
      },
    } as unknown as Aws;
    const wishes = { deployment: 'contoso', region: 'eu-central-1', mark, tags: {} };
    const refused = await setKey(aws, wishes).then(
      () => '',
      (error: unknown) => (error as Error).message,
    );
    return { made, refused };
  };
  test.each<[string, readonly unknown[], { made: number; refused: string }]>([
    ['none there', [], { made: 1, refused: '' }],
    ['ours', [{ Tags: [] }, ours], { made: 0, refused: '' }],
    ['of somebody whose policy keeps us out, and ours', [denied, ours], { made: 0, refused: '' }],
    ['of somebody whose policy keeps us out, and one that we read', [denied, {}], { made: 1, refused: '' }],
    ['none that may be read', [denied, denied], { made: 0, refused: denied.message }],
    ['one that was deleted meanwhile', [gone], { made: 1, refused: '' }],
    ['one that is not told just now', [{}, busy], { made: 0, refused: busy.message }],
  ])('%s', async (_what, tags, wanted) => {
    expect(await keys(tags)).toEqual(wanted);
  });
});
