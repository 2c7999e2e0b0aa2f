/** How rules are run: unknown is never good, roots come first, the foundation only warns; and what a person reads of it. */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { expiring } from '../../../wizard/checks/expiring.js';
import { missingFor } from '../../../wizard/checks/policy.js';
import { sayReport, waitsInWords } from '../../../wizard/checks/report/print.js';
import type { Report } from '../../../wizard/checks/report/model.js';
import { deploymentRule, evidence, siteRule, type Rule } from '../../../wizard/checks/rule.js';
import { runRules } from '../../../wizard/checks/run.js';
import type { Facts } from '../../../wizard/checks/facts.js';
import type { Deployment } from '../../../deployment/schema.js';
import { parseDeployment, readDeployment } from '../../../deployment/load.js';
import { boundary } from '../../../wizard/checks/rules/account/boundary.js';
import { mdmScope } from '../../../wizard/checks/rules/intune/mdm-scope.js';
import { smallExample } from '../../../wizard/rehearsal/fixtures.js';
import { exitCodeOf } from '../../../wizard/commands/preflight.js';
import { createTerminal } from '../../../wizard/terminal/terminal.js';
import { day } from '../../../domain/day.js';

const now = new Date('2026-11-25T12:00:00Z');
const common = {
  failureModes: [],
  good: 'All is well.',
  why: 'It matters a great deal to everybody who has a desktop.',
  fix: 'Mend it.',
  who: 'Entra administrator',
  severity: 'error',
  area: 'registration',
  at: ['preflight', 'doctor'],
} as const;

const root = deploymentRule({
  ...common,
  id: 'root',
  title: 'The root is broken',
  needs: ['account'],
  evaluate: () => [{ got: 'broken' }],
});
const leaf = siteRule({
  ...common,
  id: 'leaf',
  title: 'A leaf hangs',
  because: ['root'],
  needs: ['byol'],
  evaluate: () => Array.from({ length: 7 }, (_, at) => ({ user: `user-${at}@contoso.com`, got: 'hanging' })),
});
const blind = deploymentRule({
  ...common,
  id: 'blind',
  title: 'Nobody can see this',
  needs: ['mdmScope'],
  evaluate: () => [],
});

/** Facts that are all seen, but the MDM scope. */
const facts = {
  of: async (name: string) =>
    name === 'mdmScope'
      ? {
          unknown: 'denied',
          permission: 'Policy.Read.All',
          message: 'the MDM user scope: needs the permission Policy.Read.All',
        }
      : { seen: {} },
  at: async () => ({ seen: {} }),
} as unknown as Facts;

async function report(rules: readonly Rule[], occasion: 'preflight' | 'doctor' = 'doctor'): Promise<Report> {
  const { deployment } = parseDeployment(JSON.stringify(smallExample), 'deployment.json', () => '');
  return runRules(rules, deployment, facts, { occasion, now });
}

describe('a run', () => {
  test('lists what follows under its root, and counts all', async () => {
    const { findings, counts } = await report([leaf, root]);
    expect(findings.map(({ rule, follows }) => [rule, follows.length])).toEqual([['root', 7]]);
    expect(counts).toEqual({ errors: 8, warnings: 0, unknown: 0, good: 0 });
  });

  test('what could not be seen is unknown, with the permission, and ends with 1 only when that is asked for', async () => {
    expect(exitCodeOf(await report([blind]), false)).toBe(1);
    const blindly = await report([blind, { ...root, id: 'fine', evaluate: () => [] }]);
    expect(blindly.rules).toMatchObject([{ rule: 'blind', state: 'unknown' }, { state: 'good' }]);
    expect(blindly.unknown).toMatchObject([{ permission: 'Policy.Read.All', rules: [{ rule: 'blind' }] }]);
    expect(exitCodeOf(blindly, false)).toBe(0);
    const real = { ...blindly, rules: [{ ...blindly.rules[0]!, rule: 'mdm-scope' }] };
    expect(exitCodeOf(real, true)).toBe(1);
    expect(exitCodeOf(await report([root]), false)).toBe(1);
  });

  test('what could not be seen and shows by its effect is good, to a doctor; before an apply there is no effect', async () => {
    const shown = (shows: boolean): Rule => ({ ...blind, shownBy: evidence(['account'], () => shows) });
    const states = async (rule: Rule, occasion: 'preflight' | 'doctor') =>
      (await report([rule], occasion)).rules.map(({ state }) => state);
    expect(await states(shown(true), 'doctor')).toEqual(['good']);
    expect(await states(shown(false), 'doctor')).toEqual(['unknown']);
    expect(await states(shown(true), 'preflight')).toEqual(['unknown']);
    const unseenToo: Rule = { ...blind, shownBy: evidence(['mdmScope'], () => true) };
    expect(await states(unseenToo, 'doctor')).toEqual(['unknown']);
  });

  test('the MDM scope shows by its effect only once everybody has enrolled', async () => {
    const { deployment } = parseDeployment(JSON.stringify(smallExample), 'deployment.json', () => '');
    const about = { deployment, stage: 'connected', occasion: 'doctor', now } as const;
    const all = deployment.sites.flatMap(({ desktops }) => desktops.users.map(({ upn }) => upn));
    const shows = (people: readonly string[]) => mdmScope.shownBy?.shows({ enrolledPeople: new Set(people) }, about);
    expect([shows(all), shows(all.slice(1)), shows([])]).toEqual([true, false, false]);
  });

  test('before the handshake only what the foundation needs is an error', async () => {
    const { findings } = await report([root, { ...root, id: 'needed', foundation: true }], 'preflight');
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['needed', 'error'],
      ['root', 'warning'],
    ]);
  });

  test('what is young is no finding and no tick, and is said together', async () => {
    const waits = 'the profile takes up to an hour; registered 3 minutes ago';
    const evaluate = () => ['ada', 'bob'].map((name) => ({ user: `${name}@contoso.com`, got: 'none', waits }));
    const young = await report([{ ...root, id: 'young', evaluate }]);
    expect(young).toMatchObject({ findings: [], counts: { errors: 0, good: 0 }, rules: [{ state: 'waits' }] });
    expect(waitsInWords(young.waits)).toEqual([`ada@contoso.com, bob@contoso.com: ${waits}`]);
    expect(exitCodeOf(young, true)).toBe(0);
  });

  test('a rule that does not hold is not asked', async () => {
    expect((await report([{ ...root, holdsFor: () => false }])).rules).toEqual([]);
  });
});

test('on 60 columns and without colour: roots, got, what to do and who, no line too long', async () => {
  let text = '';
  const stream = { write: (part: string) => (text += part), columns: 60 };
  const terminal = createTerminal({ stdin: {}, stdout: stream, stderr: stream }, { NO_COLOR: '1' }, () => {
    throw new Error('nobody is asked');
  });
  sayReport(terminal, await report([leaf, root, blind]));
  expect(text.split('\n').filter((line) => line.length > 60)).toEqual([]);
  expect(text).not.toContain('\u001b');
  expect(text.replace(/\s+/g, ' ')).toMatch(
    /✖ The root is broken got: broken Why it matters: .* What to do \(Entra administrator\): Mend it\. What follows from it: A leaf hangs \(site berlin\): user-0@contoso\.com, .* and 2 more/,
  );
  expect(text.replace(/\s+/g, ' ')).toContain(
    '? the MDM user scope: needs the permission Policy.Read.All Not checked: All is well.',
  );
  expect(text.replace(/\s+/g, ' ')).toContain('8 errors, 0 checks good, 1 could not look.');
});

test('what nobody could check is said in words, in a line each, as it is when it is in order', async () => {
  const unseen = (at: number): Rule => ({ ...blind, id: `blind-${at}`, good: `Part ${at} is as it should be` });
  const write = (text: string): void => void said.push(...text.split('\n').filter(Boolean));
  const said: string[] = [];
  const terminal = createTerminal({ stdin: {}, stdout: { write }, stderr: { write, columns: 40 } }, {}, () => {
    throw new Error('nobody is asked');
  });
  sayReport(terminal, await report([1, 2, 3, 4, 5, 6, 6].map(unseen)));
  const from = said.indexOf('  Not checked:');
  expect(said.slice(from, from + 8)).toEqual([
    '  Not checked:',
    ...[1, 2, 3, 4, 5].map((at) => `  • Part ${at} is as it should be`),
    '    and 1 more (--json lists them)',
    expect.anything(),
  ]);
  expect(said.join('\n')).not.toMatch(/blind|Nobody can see this/);
});

test('a command that mends it stands on a line of its own, whole, in a narrow window too', async () => {
  let text = '';
  const stream = { write: (part: string) => (text += part), columns: 40 };
  const terminal = createTerminal({ stdin: {}, stdout: stream, stderr: stream }, { NO_COLOR: '1' }, () => {
    throw new Error('nobody is asked');
  });
  const command = 'aws service-quotas request-service-quota-increase --service-code workspaces --desired-value 300';
  sayReport(terminal, await report([{ ...root, evaluate: () => [{ got: '100', command }] }]));
  expect(text.split('\n')).toContain(`    ${command}`);
});

test.each([
  [40, []],
  [30, [{ severity: 'warning', got: 'expires in 30 days (2026-12-25)' }]],
  [14, [{ severity: 'warning', got: 'expires in 14 days (2026-12-09)' }]],
  [13, [{ severity: 'warning', got: 'expires in 13 days (2026-12-08), less than two weeks' }]],
  [7, [{ severity: 'error', got: 'expires in 7 days (2026-12-02)' }]],
  [0, [{ severity: 'error', got: 'expires today (2026-11-25)' }]],
  [-1, [{ severity: 'error', got: 'expired on 2026-11-24' }]],
])('an end in %d days', (days, findings) => {
  expect(expiring(new Date(now.getTime() + days * day + 1000), now)).toEqual(findings);
});

describe('a resource policy', () => {
  const service = 'workspaces.amazonaws.com';
  const statement = (more: object) => ({ Statement: [{ Effect: 'Allow', Principal: { Service: service }, ...more }] });
  test.each([
    ['nothing', undefined, ['kms:Decrypt']],
    ['the action', statement({ Action: ['kms:Decrypt'] }), []],
    ['a pattern', statement({ Action: 'kms:*' }), []],
    ['another action', statement({ Action: 'kms:DecryptX' }), ['kms:Decrypt']],
    ['another service', statement({ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'kms:*' }), ['kms:Decrypt']],
    ['everybody', statement({ Principal: '*', Action: 'kms:Decrypt' }), []],
    [
      'allowed and denied',
      {
        Statement: [
          { Effect: 'Allow', Principal: { Service: service }, Action: 'kms:*' },
          { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt' },
        ],
      },
      ['kms:Decrypt'],
    ],
  ])('with %s', (_what, policy, missing) => {
    expect(missingFor(service, ['kms:Decrypt'], policy)).toEqual(missing);
  });

  test.each<[string, object, boolean]>([
    ['this account', { StringEquals: { 'aws:SourceAccount': ['444455556666', '111122223333'] } }, true],
    ['another account', { StringEquals: { 'AWS:SourceAccount': '444455556666' } }, false],
    ['a pattern', { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:111122223333:alarm:*' } }, true],
    ['a pattern of others', { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:111122223333:alarm:web-*' } }, false],
    ['a key that the request does not have', { StringEquals: { 'kms:CallerAccount': '111122223333' } }, false],
    ['the same, if it is there', { StringEqualsIfExists: { 'kms:CallerAccount': '111122223333' } }, true],
    ['something that nobody knows', { StringEquals: { 'aws:SourceOrgID': 'o-contoso' } }, true],
    ['an operator that is not compared', { Bool: { 'aws:SourceAccount': 'true' } }, true],
  ])('under a condition on %s', (_what, Condition, lets) => {
    const known = {
      'aws:sourceaccount': '111122223333',
      'aws:sourcearn': 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:contoso',
      'kms:calleraccount': undefined,
    };
    const policy = statement({ Action: 'kms:Decrypt', Condition });
    expect(missingFor(service, ['kms:Decrypt'], policy, known)).toEqual(lets ? [] : ['kms:Decrypt']);
  });
});

describe('a permissions boundary', () => {
  const { deployment } = readDeployment(join(import.meta.dirname, '../../../examples/everything-on.json'));
  const { permissionsBoundaryArn: named, ...unbounded } = deployment.aws;
  const found = async (of: Deployment, seen: object | undefined) => {
    const { findings, rules } = await runRules([boundary], of, { of: async () => ({ seen }) } as unknown as Facts, {
      occasion: 'preflight',
      now,
    });
    return { asked: rules.length, said: findings.map(({ severity, got, fix }) => ({ severity, got, fix })) };
  };

  test('a pipeline that applies without one is a warning, with field and value', async () => {
    const { said } = await found({ ...deployment, aws: unbounded }, undefined);
    const value =
      '"permissionsBoundaryArn": "arn:aws:iam::111122223333:policy/contoso-everything-control-plane-boundary"';
    expect(said).toMatchObject([{ severity: 'warning', fix: expect.stringContaining(value) }]);
  });

  test('one that is named and not there is an error; one that is there is good', async () => {
    expect(await found(deployment, undefined)).toMatchObject({ said: [{ severity: 'error', got: 'no such policy' }] });
    expect(await found(deployment, { arn: named })).toEqual({ asked: 1, said: [] });
  });

  test('is not asked of who applies by hand', async () => {
    expect(await found({ ...deployment, aws: unbounded, pipeline: null }, undefined)).toEqual({ asked: 0, said: [] });
  });
});
