#!/usr/bin/env node
/**
 * What nobody has seen yet: questions about WorkSpaces and what the fleet leans on that no page answers, each looked for in
 * a real account. Reads only, by the AWS CLI and with the rights of whoever is signed in to it; prints one answer a question
 * and no name, address or id. See first-account.md.
 */
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

const words = process.argv.slice(2);
const taken = new Map();
for (let at = 0; at < words.length; at += 2) taken.set(words[at], words[at + 1]);
const known = ['--region', '--days', '--watch'];
const wrong = [...taken.keys()].find((word) => !known.includes(word)) ?? [...taken].find(([, each]) => !each)?.[0];
const [region, days, watch] = [
  taken.get('--region'),
  Number(taken.get('--days') ?? 30),
  Number(taken.get('--watch') ?? 0),
];
if (wrong !== undefined || region === undefined || !(days > 0) || !(watch >= 0)) {
  console.error(
    `first-account takes --region REGION, [--days 30] and [--watch MINUTES]${wrong === undefined ? '' : `, got: ${wrong}`}`,
  );
  process.exit(2);
}

class Refused extends Error {}

/** A call that reads. What AWS says beside the code of an error may hold names. */
function aws(service, operation, options = {}, at = region) {
  if (!/^(describe|list|get|lookup)-/.test(operation)) throw new Error(`${operation} does not only read`);
  const given = Object.entries(options).flatMap(([key, value]) => [`--${key}`, ...[value].flat().map(String)]);
  try {
    const args = [service, operation, ...given, '--region', at, '--output', 'json'];
    const text = execFileSync('aws', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 28 });
    return JSON.parse(text === '' ? '{}' : text);
  } catch (error) {
    if (error.code === 'ENOENT') throw new Error('the AWS CLI is not on the PATH', { cause: error });
    throw new Refused(/\((\w[\w.]*)\)/.exec(error.stderr ?? '')?.[1] ?? 'without a code', { cause: error });
  }
}

const cache = new Map();
function once(key, look) {
  if (!cache.has(key)) cache.set(key, look());
  return cache.get(key);
}
const desktops = () => once('desktops', () => aws('workspaces', 'describe-workspaces').Workspaces);
const some = () => desktops().slice(0, 25);
/** Calls of the last days, as CloudTrail has them. */
const calls = (name) =>
  once(`calls ${name}`, () =>
    aws('cloudtrail', 'lookup-events', {
      'lookup-attributes': `AttributeKey=EventName,AttributeValue=${name}`,
      'start-time': new Date(Date.now() - days * 86_400_000).toISOString(),
    }).Events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent)),
  );
/** Codes that calls ended with: of the call, and of each part that was refused. */
function codesOf(events) {
  const codes = events.flatMap(({ errorCode, responseElements }) => [
    ...(errorCode ? [errorCode] : []),
    ...(responseElements?.failedRequests ?? []).map((each) => each.errorCode),
  ]);
  return counted(codes);
}
function counted(texts) {
  const counts = new Map();
  for (const each of texts) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].map(([each, count]) => `${each} (${count})`).join(', ') || 'none';
}
const callsAnd = (name, rest = () => true) => {
  const found = calls(name).filter(rest);
  return `${found.length} calls of ${name}, refusals: ${codesOf(found)}`;
};
const stores = () =>
  once('stores', () => aws('sso-admin', 'list-instances').Instances.map(({ IdentityStoreId }) => IdentityStoreId));
const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** What is seen of desktops while the script watches: when each was first shown, and the states that it went through. */
async function watched() {
  if (watch === 0) return undefined;
  if (cache.has('watched')) return cache.get('watched');
  const seen = new Map();
  const before = new Set(aws('workspaces', 'describe-workspaces').Workspaces.map(({ WorkspaceId }) => WorkspaceId));
  const end = Date.now() + watch * 60_000;
  do {
    await pause(Number(process.env.FIRST_ACCOUNT_PAUSE ?? 10_000));
    for (const { WorkspaceId: id, State } of aws('workspaces', 'describe-workspaces').Workspaces) {
      const one = seen.get(id) ?? { at: Date.now(), states: [], isNew: !before.has(id) };
      if (one.states.at(-1) !== State) one.states.push(State);
      seen.set(id, one);
    }
  } while (Date.now() < end);
  cache.set('watched', seen);
  return seen;
}
const notWatched = 'not watched: run it with --watch 60 while the engine, or a wave, is at work';

/** The questions: id, what is asked, the rules of the twin that guess it, and what answers it. */
const questions = [
  [
    'desktop-visible',
    'How long after the call is a new desktop shown?',
    ['desktop-visible-later'],
    async () => {
      const seen = await watched();
      if (!seen) return notWatched;
      cache.delete('calls CreateWorkspaces');
      const made = calls('CreateWorkspaces').flatMap(({ eventTime, responseElements }) =>
        (responseElements?.pendingRequests ?? []).map(({ workspaceId }) => [workspaceId, Date.parse(eventTime)]),
      );
      const seconds = made.flatMap(([id, at]) =>
        seen.get(id)?.isNew ? [Math.max(0, Math.round((seen.get(id).at - at) / 1000))] : [],
      );
      return seconds.length === 0
        ? 'none was made meanwhile, or CloudTrail does not show it yet (15 minutes)'
        : `${seconds.length} desktops: ${middle(seconds)} s in the middle, ${Math.max(...seconds)} s at most (it looks each 10 s)`;
    },
  ],
  [
    'create-codes',
    'With which codes does CreateWorkspaces refuse one desktop, or all?',
    ['desktop-failure-codes', 'desktop-user-known'],
    () => callsAnd('CreateWorkspaces'),
  ],
  [
    'one-per-user',
    'Has somebody two desktops in one directory?',
    ['one-desktop-per-user'],
    () => {
      const all = desktops().map(({ DirectoryId, UserName }) => `${DirectoryId} ${(UserName ?? '').toLowerCase()}`);
      return `${all.length - new Set(all).size} of ${all.length} desktops are second ones; ${callsAnd('CreateWorkspaces')}`;
    },
  ],
  [
    'create-tags',
    'Does creation with tags need workspaces:CreateTags as well?',
    [],
    () => {
      const denied = calls('CreateWorkspaces').filter(({ errorMessage }) => errorMessage?.includes(':CreateTags'));
      return `${denied.length} of ${calls('CreateWorkspaces').length} calls were refused for CreateTags; ${callsAnd('CreateTags')}`;
    },
  ],
  [
    'stop-codes',
    'What does StopWorkspaces say of AlwaysOn desktops and of those in ADMIN_MAINTENANCE?',
    ['desktop-stop-in-admin-maintenance'],
    () => callsAnd('StopWorkspaces'),
  ],
  [
    'maintenance-from-stopped',
    'Is ADMIN_MAINTENANCE taken from STOPPED? The engine asks for it there alone.',
    ['desktop-admin-maintenance-from-stopped'],
    () =>
      callsAnd(
        'ModifyWorkspaceState',
        ({ requestParameters }) => requestParameters?.workspaceState === 'ADMIN_MAINTENANCE',
      ),
  ],
  [
    'wave-states',
    'Which states do desktops go through, and how soon are they shown?',
    ['desktop-while-migrating'],
    async () => {
      const seen = await watched();
      if (!seen) return notWatched;
      return counted([...seen.values()].flatMap(({ states }) => (states.length > 1 ? [states.join(' > ')] : [])));
    },
  ],
  [
    'rebuilding-codes',
    'With which codes are rebuild, restore and migration refused?',
    ['rebuilding-refusals'],
    () => ['RebuildWorkspaces', 'RestoreWorkspace', 'MigrateWorkspace'].map((name) => callsAnd(name)).join('; '),
  ],
  [
    'snapshots',
    'Which desktops have no snapshot, and how old are those of the others?',
    ['desktop-first-snapshot'],
    () => {
      const ages = some().map(({ WorkspaceId }) => {
        const { RestoreSnapshots = [] } = aws('workspaces', 'describe-workspace-snapshots', {
          'workspace-id': WorkspaceId,
        });
        const newest = Math.max(...RestoreSnapshots.map(({ SnapshotTime }) => new Date(SnapshotTime).getTime()));
        return RestoreSnapshots.length === 0 ? 'none' : `${Math.floor((Date.now() - newest) / 3_600_000)} h`;
      });
      return counted(ages);
    },
  ],
  [
    'tag-conditions',
    'Do Stop, Rebuild, Migrate and Terminate know aws:ResourceTag? The engine’s roles have no other right to them.',
    [],
    () =>
      ['StopWorkspaces', 'RebuildWorkspaces', 'MigrateWorkspace', 'TerminateWorkspaces']
        .map((name) => callsAnd(name, ({ userIdentity }) => userIdentity?.arn?.includes('-fleet-')))
        .join('; '),
  ],
  [
    'adopted-tags',
    'Do desktops that Terraform made carry the fleet’s tags?',
    [],
    () => {
      const tagged = some().filter(({ WorkspaceId }) =>
        aws('workspaces', 'describe-tags', { 'resource-id': WorkspaceId }).TagList.some(
          ({ Key }) => Key === 'entra-workspaces:fleet',
        ),
      );
      return `${tagged.length} of ${some().length}`;
    },
  ],
  [
    'user-status',
    'How are users shown whom Entra has disabled?',
    [],
    () =>
      counted(
        stores().flatMap((id) =>
          aws('identitystore', 'list-users', { 'identity-store-id': id }).Users.map(
            ({ UserStatus }) => `UserStatus ${UserStatus ?? 'not there'}`,
          ),
        ),
      ),
  ],
  [
    'taken-out-user',
    'What does Identity Center say of users whom SCIM has taken out?',
    [],
    () => {
      const [id] = stores();
      const looked = some().map(({ UserName }) => {
        const attribute = JSON.stringify({
          UniqueAttribute: { AttributePath: 'userName', AttributeValue: UserName },
        });
        try {
          aws('identitystore', 'get-user-id', { 'identity-store-id': id, 'alternate-identifier': attribute });
          return 'there';
        } catch (error) {
          if (error instanceof Refused) return error.message;
          throw error;
        }
      });
      return counted(looked);
    },
  ],
  [
    'grants',
    'How many grants has a key for a desktop?',
    ['desktop-grants'],
    () => {
      const keys = [...new Set(desktops().flatMap(({ VolumeEncryptionKey }) => VolumeEncryptionKey ?? []))];
      const lines = keys.map((key) => {
        const of = desktops().filter(({ VolumeEncryptionKey }) => VolumeEncryptionKey === key);
        const both = of.filter((each) => each.RootVolumeEncryptionEnabled && each.UserVolumeEncryptionEnabled);
        const { Grants } = aws('kms', 'list-grants', { 'key-id': key });
        return `${Grants.length} grants for ${of.length} desktops, ${both.length} of them with both volumes`;
      });
      return lines.join('; ') || 'no desktop is encrypted';
    },
  ],
  [
    'quotas',
    'Does Service Quotas list what the account really has?',
    ['concurrency-quota', 'desktop-quota-code'],
    () => {
      const of = (code) => aws('service-quotas', 'list-service-quotas', { 'service-code': code }).Quotas;
      const listed = of('lambda').find(({ QuotaName }) => QuotaName === 'Concurrent executions')?.Value;
      const { ConcurrentExecutions } = aws('lambda', 'get-account-settings').AccountLimit;
      const workspaces = of('workspaces').find(({ QuotaCode }) => QuotaCode === 'L-34278094');
      return `Lambda: ${listed ?? 'not listed'} listed, ${ConcurrentExecutions} in the account; L-34278094 is ${workspaces?.QuotaName ?? 'not listed'}`;
    },
  ],
  [
    'price-groups',
    'Do the groups of the price list have the names that the report looks for?',
    [],
    () =>
      [
        ['AmazonStates', 'SFN-StateTransitions'],
        ['AWSLambda', 'AWS-Lambda-Requests'],
        ['AWSLambda', 'AWS-Lambda-Duration'],
        ['AmazonDynamoDB', 'DDB-ReadUnits'],
      ]
        .map(([code, group]) => {
          const asked = { 'service-code': code, 'attribute-name': 'group' };
          const { AttributeValues } = aws('pricing', 'get-attribute-values', asked, 'us-east-1');
          return `${group}: ${AttributeValues.some(({ Value }) => Value === group) ? 'yes' : 'no'}`;
        })
        .join(', '),
  ],
  [
    'paid-month',
    'What is billed of desktops by type of use? Each call of Cost Explorer costs a cent.',
    [],
    () => {
      const [Start, End] = [days, 0].map((ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10));
      const { ResultsByTime } = aws(
        'ce',
        'get-cost-and-usage',
        {
          'time-period': `Start=${Start},End=${End}`,
          granularity: 'MONTHLY',
          metrics: 'UsageQuantity',
          'group-by': 'Type=DIMENSION,Key=USAGE_TYPE',
          filter: JSON.stringify({ Dimensions: { Key: 'SERVICE', Values: ['Amazon WorkSpaces'] } }),
        },
        'us-east-1',
      );
      return (
        ResultsByTime.flatMap(({ Groups }) =>
          Groups.map(({ Keys, Metrics }) => `${Keys[0]} ${Number(Metrics.UsageQuantity.Amount).toFixed(1)}`),
        ).join(', ') || 'nothing'
      );
    },
  ],
];

let without = 0;
for (const [id, question, , ask] of questions) {
  let answer;
  try {
    answer = await ask();
  } catch (error) {
    answer = error instanceof Refused ? `refused: ${error.message}` : `no answer: ${error.message}`;
    without += 1;
  }
  console.log(`${id}\n  ${question}\n  ${answer}\n`);
}
console.log(`${questions.length} questions, ${without} without an answer.`);
