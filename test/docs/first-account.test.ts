/** The script for the first person with an account: what it asks is read, what it prints names nobody, and no guess is left out. */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allRules } from '../../twin/rules.js';
import '../../twin/aws/account.js';

const run = promisify(execFile);
const script = 'docs/first-account.mjs';
const text = readFileSync(script, 'utf8');
const page = readFileSync('docs/first-account.md', 'utf8');

/** Guesses of the twin's AWS that nothing of the fleet hangs on: other pages say how to look. */
const ofOthers = new Set([
  ...['firewall-takes-minutes', 'firewall-not-seen', 'windows-fails-without-hosts', 'desktop-other-ways-out'],
  ...['scim-two-tokens', 'one-account-instance-error', 'instance-answers-in-its-region', 'region-scope-unknown'],
  ...['scim-refusal-from-elsewhere', 'service-call-conditions', 'directory-quota', 'quota-increase'],
  ...['entra-configuration-needed'],
  ...['default-role-usable', 'subnets-exist', 'subnets-share-vpc', 'registration-instance-exists', 'byol-takes-time'],
  ...['cross-region-by-arn', 'registration-secret-exists', 'no-deregistration-while-busy'],
  ...['settings-on-entra-directories', 'settings-need-registered', 'settings-left-out-are-reset'],
  'association-gone-before-rights',
]);

const desktop = (id: string, rest: object = {}) => ({
  WorkspaceId: id,
  DirectoryId: 'wsd-secret',
  UserName: 'ada@contoso.com',
  State: 'AVAILABLE',
  VolumeEncryptionKey: 'arn:aws:kms:eu-central-1:111122223333:key/secret',
  RootVolumeEncryptionEnabled: true,
  UserVolumeEncryptionEnabled: true,
  ...rest,
});
const event = (of: object) => ({ CloudTrailEvent: JSON.stringify({ eventTime: new Date().toISOString(), ...of }) });
const answers: Readonly<Record<string, unknown>> = {
  'workspaces describe-workspaces': { Workspaces: [desktop('ws-aaaaaaaa1'), desktop('ws-aaaaaaaa2')] },
  'cloudtrail lookup-events': {
    Events: [
      event({ responseElements: { failedRequests: [{ errorCode: 'ResourceNotFound.User' }] } }),
      event({ errorCode: 'AccessDenied', errorMessage: 'ada may not perform workspaces:CreateTags' }),
    ],
  },
  'workspaces describe-workspace-snapshots': { RestoreSnapshots: [{ SnapshotTime: new Date().toISOString() }] },
  'workspaces describe-tags': { TagList: [{ Key: 'entra-workspaces:fleet', Value: 'contoso/berlin' }] },
  'sso-admin list-instances': { Instances: [{ IdentityStoreId: 'd-secret' }] },
  'identitystore list-users': { Users: [{ UserName: 'ada', UserStatus: 'DISABLED' }, { UserName: 'grace' }] },
  'identitystore get-user-id': 'An error occurred (ResourceNotFoundException) when calling GetUserId: ada@contoso.com',
  'kms list-grants': { Grants: Array.from({ length: 8 }, () => ({})) },
  'service-quotas list-service-quotas': { Quotas: [{ QuotaName: 'Concurrent executions', Value: 1000 }] },
  'lambda get-account-settings': { AccountLimit: { ConcurrentExecutions: 10 } },
  'pricing get-attribute-values': { AttributeValues: [{ Value: 'SFN-StateTransitions' }] },
  'ce get-cost-and-usage': 'An error occurred (AccessDeniedException) when calling GetCostAndUsage: ada@contoso.com',
};

let folder: string;
/** A stand-in for the AWS CLI: notes what it is called with, and answers from the table; a text is an error. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'first-account-'));
  const program = `#!${process.execPath}
const fs = require('node:fs');
const words = process.argv.slice(2);
fs.appendFileSync(${JSON.stringify(join(folder, 'called'))}, JSON.stringify(words) + '\\n');
const answer = ${JSON.stringify(answers)}[words.slice(0, 2).join(' ')];
if (typeof answer === 'string') { process.stderr.write(answer); process.exit(254); }
process.stdout.write(JSON.stringify(answer));
`;
  writeFileSync(join(folder, 'aws'), program);
  chmodSync(join(folder, 'aws'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = () => ({ PATH: `${folder}:${process.env['PATH'] ?? ''}`, FIRST_ACCOUNT_PAUSE: '1' });
const called = (): string[][] =>
  readFileSync(join(folder, 'called'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[]);
const ids = [...text.matchAll(/^ {4}'([a-z-]+)',$/gm)].map(([, id]) => id);

describe('the script', () => {
  test('reads, answers each question, and names nobody', async () => {
    const { stdout } = await run(process.execPath, [script, '--region', 'eu-central-1'], { env: env() });
    const found = Object.fromEntries(
      [...stdout.matchAll(/^([a-z-]+)\n {2}.*\n {2}(.*)$/gm)].map(([, id = '', answer = '']) => [id, answer]),
    );
    expect(Object.keys(found)).toEqual(ids);
    expect(found).toMatchObject({
      'desktop-visible': expect.stringContaining('--watch 60'),
      'create-codes': expect.stringMatching(/^2 calls .*ResourceNotFound.User \(1\), AccessDenied \(1\)$/),
      'one-per-user': expect.stringMatching(/^1 of 2 desktops are second ones/),
      'create-tags': expect.stringMatching(/^1 of 2 calls/),
      snapshots: '0 h (2)',
      'adopted-tags': '2 of 2',
      'user-status': 'UserStatus DISABLED (1), UserStatus not there (1)',
      'taken-out-user': 'ResourceNotFoundException (2)',
      grants: '8 grants for 2 desktops, 2 of them with both volumes',
      quotas: expect.stringContaining('1000 listed, 10 in the account'),
      'price-groups': expect.stringContaining('SFN-StateTransitions: yes, AWS-Lambda-Requests: no'),
      'paid-month': 'refused: AccessDeniedException',
    });
    expect(stdout).toContain(`${ids.length} questions, 1 without an answer.`);
    expect(stdout).not.toMatch(/contoso|secret|ws-a|111122223333/);
    for (const [, operation] of called()) expect(operation).toMatch(/^(describe|list|get|lookup)-/);
  });

  test('watches what becomes of desktops', async () => {
    const words = [script, '--region', 'eu-central-1', '--watch', '0.001'];
    const { stdout } = await run(process.execPath, words, { env: env() });
    expect(stdout).toContain('none was made meanwhile');
  });

  test('without a Region, or with a word that it does not know, asks nothing', async () => {
    const wrong = run(process.execPath, [script, '--reigon', 'eu-central-1'], { env: env() });
    await expect(wrong).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('got: --reigon') });
    await expect(run(process.execPath, [script], { env: env() })).rejects.toMatchObject({ code: 2 });
  });

  test('calls the AWS CLI as it takes it', () => {
    let cli: string | undefined;
    try {
      cli = execFileSync('aws', ['--version'], { encoding: 'utf8' });
    } catch {
      process.stdout.write('skipped: no AWS CLI on the PATH\n');
    }
    const operations = new Map(called().map((words) => [words.slice(0, 2).join(' '), words]));
    expect(operations.size).toBe(Object.keys(answers).length);
    // Options that it does not know end it before a call; looked at where there are some beside the Region.
    const withOptions = [...operations.values()].filter((words) => words.length > 8);
    expect(withOptions.map(([, operation]) => operation)).toContain('get-cost-and-usage');
    if (cli !== undefined)
      for (const words of withOptions)
        expect(execFileSync('aws', [...words, '--generate-cli-skeleton'], { encoding: 'utf8' })).toContain('{');
  });
});

describe('the list of guesses', () => {
  test('each question stands on the page, and the page names no other', () => {
    const onPage = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, id]) => id);
    expect(onPage).toEqual(ids);
    expect(ids.length).toBeGreaterThan(15);
  });

  test('each guess of the twin about what the fleet does is asked for', () => {
    const asked = new Set(
      [...text.matchAll(/^ {4}\[([^\]]*)\],$/gm)].flatMap(([, all = '']) => all.match(/[a-z-]+/g) ?? []),
    );
    const guesses = allRules().flatMap(({ id, source }) => (/\bguess\b/.test(source) ? [id] : []));
    const here = guesses.filter((id) => !id.startsWith('declared-'));
    expect(here.filter((id) => !asked.has(id) && !ofOthers.has(id))).toEqual([]);
    expect([...asked, ...ofOthers].filter((id) => !here.includes(id))).toEqual([]);
  });
});
