/** What the bucket of the state refuses, whatever the rights of whoever asks say; statements of its owner stay beside it. */

/** What the bucket holds, apart from the state: for people alone. */
export const bootstrapPrefix = 'bootstrap/';

const pipelineKeptOut = 'BootstrapIsForPeople';

interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly [other: string]: unknown;
}

/** As S3 keeps it. */
interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** What nobody may do. @param wishes Key of the state, partition, and the roles of the pipeline by ARN */
export function bucketPolicy(
  bucket: string,
  {
    stateKey,
    partition,
    roles,
  }: { readonly stateKey: string; readonly partition: string; readonly roles: readonly string[] },
): Policy {
  const arn = `arn:${partition}:s3:::${bucket}`;
  const people = `${arn}/${bootstrapPrefix}*`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'EncryptedConnectionsAlone',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'KeptPlansAreNeverReplaced',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: `${arn}/${stateKey}.plans/*`,
        Condition: { Null: { 's3:if-none-match': 'true' } },
      },
      ...(roles.length === 0
        ? []
        : [
            {
              Sid: pipelineKeptOut,
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: people,
              Condition: { ArnEquals: { 'aws:PrincipalArn': roles } },
            },
          ]),
    ],
  };
}

const parsed = (text: string | undefined): readonly Statement[] =>
  [(JSON.parse(text ?? '{}') as { Statement?: Statement | readonly Statement[] }).Statement ?? []].flat();

/** Statements of the bucket's owner: ours are told from them by their names. */
function theirsIn(ours: Policy, text: string | undefined): readonly Statement[] {
  const names = new Set([...ours.Statement.flatMap(({ Sid }) => Sid ?? []), pipelineKeptOut]);
  return parsed(text).filter(({ Sid }) => Sid === undefined || !names.has(Sid));
}

/** Ours, and what the bucket's owner has in it. */
export const withTheirs = (ours: Policy, text: string | undefined): Policy => ({
  ...ours,
  Statement: [...ours.Statement, ...theirsIn(ours, text)],
});

/** Whom statements of the bucket's owner let in, in words: whoever reads the state reads its secrets. */
export const letIn = (ours: Policy, text: string | undefined): string[] =>
  theirsIn(ours, text)
    .filter(({ Effect }) => Effect === 'Allow')
    .map(({ Sid, Principal }) => `${Sid ?? 'a statement without a name'}: ${JSON.stringify(Principal)}`);

/** Names of our statements that are not in it as they were written. */
export const missingIn = (ours: Policy, text: string | undefined): string[] =>
  ours.Statement.filter((wanted) => !parsed(text).some((each) => samePolicy(JSON.stringify(each), wanted))).flatMap(
    ({ Sid }) => Sid ?? [],
  );

/** Whether a policy says the same. */
export function samePolicy(text: string, wanted: unknown): boolean {
  try {
    return JSON.stringify(sorted(JSON.parse(text))) === JSON.stringify(sorted(wanted));
  } catch {
    return false;
  }
}

/** IAM gives lists of one as a text, and keys in its own order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const all = value.map(sorted).sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
    return all.length === 1 && typeof all[0] === 'string' ? all[0] : all;
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
