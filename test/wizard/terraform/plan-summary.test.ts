import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../../wizard/terminal/failure.js';
import { noAllowances, refusalsOf, removalLimit } from '../../../wizard/terraform/plan-guards.js';
import { changedAttributes, parsePlan } from '../../../wizard/terraform/plan-json.js';
import {
  planMarkdown,
  sayPlan,
  sayRefusals,
  summaryRows,
  summarySentence,
} from '../../../wizard/terraform/plan-report.js';
import { leavingOut, summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { screen } from '../terminal/screen.js';
import { change, desktop, plan, step } from './plans.js';

const people = (count: number): string[] => Array.from({ length: count }, (_, at) => `user${at}@contoso.com`);

describe('risk of a change', () => {
  test.each([
    ['a new desktop costs', desktop('ada@contoso.com', ['create']), 'cost'],
    ['a deleted desktop destroys data', desktop('ada@contoso.com', ['delete']), 'destroys-data'],
    ['a replaced desktop destroys data', desktop('ada@contoso.com', ['delete', 'create']), 'destroys-data'],
    [
      'a replaced desktop, made first, destroys data too',
      desktop('ada@contoso.com', ['create', 'delete']),
      'destroys-data',
    ],
    [
      'another running mode interrupts',
      desktop('ada@contoso.com', ['update'], { workspace_properties: [{ running_mode: 'ALWAYS_ON' }] }),
      'interrupts',
    ],
    ['tags of a desktop are harmless', desktop('ada@contoso.com', ['update'], { tags: { team: 'a' } }), 'none'],
    ['a deleted key destroys data', change('aws_kms_key', 'k', ['delete']), 'destroys-data'],
    ['a NAT gateway costs', change('aws_nat_gateway', 'n', ['create']), 'cost'],
    [
      'another sign-in address interrupts',
      change('azuread_service_principal', 's', ['update'], { before: { login_url: 'a' }, after: { login_url: 'b' } }),
      'interrupts',
    ],
    [
      'another description of a group is harmless',
      change('azuread_group', 'g', ['update'], { before: { description: 'a' }, after: { description: 'b' } }),
      'none',
    ],
    [
      'a group that grows interrupts nobody',
      change('azuread_group', 'g', ['update'], { before: { members: ['1'] }, after: { members: ['1', '2'] } }),
      'none',
    ],
    [
      'a group that someone leaves interrupts',
      change('azuread_group', 'g', ['update'], { before: { members: ['1', '2'] }, after: { members: ['1', '3'] } }),
      'interrupts',
    ],
    [
      'a group whose members are unknown until the apply is not taken as safe',
      change('azuread_group', 'g', ['update'], { before: { members: ['1'] }, after: {}, unknown: { members: true } }),
      'interrupts',
    ],
    ['a removed assignment cuts people off', change('azuread_app_role_assignment', 'a', ['delete']), 'interrupts'],
    ['a removed directory destroys data', step('entra-directory', 'Berlin', 'claim', ['delete']), 'destroys-data'],
    [
      'a replaced directory destroys data',
      step('entra-directory', 'Berlin', 'claim', ['delete', 'create']),
      'destroys-data',
    ],
    [
      'other settings of a directory interrupt',
      step('entra-directory', 'Berlin', 'ensure', ['delete', 'create']),
      'interrupts',
    ],
    ['a wait is harmless', step('entra-directory', 'Berlin', 'wait', ['delete', 'create']), 'none'],
    [
      'a type that nobody knows: removing is never taken as safe',
      change('aws_new_thing', 'x', ['delete']),
      'destroys-data',
    ],
    [
      'a type that nobody knows: changing is never taken as safe',
      change('aws_new_thing', 'x', ['update'], { before: { a: 1 }, after: { a: 2 } }),
      'interrupts',
    ],
  ] as const)('%s', (_what, changed, risk) =>
    expect(summarizePlan(plan([changed], ['ada@contoso.com'])).risk).toBe(risk),
  );

  test('nobody is interrupted where nobody has a desktop yet', () => {
    const update = change('azuread_service_principal', 's', ['update'], {
      before: { login_url: 'a' },
      after: { login_url: 'b' },
    });
    expect(summarizePlan(plan([update], ['ada@contoso.com'])).risk).toBe('interrupts');
    expect(summarizePlan(plan([update])).risk).toBe('none');
  });

  test('an attribute that is unknown until the apply counts as changed', () => {
    const changed = change('azuread_service_principal', 's', ['update'], {
      before: { login_url: 'a' },
      after: {},
      unknown: { login_url: true },
    });
    expect(changedAttributes(changed)).toEqual(['login_url']);
  });

  test('a data source that will be read is no change', () => {
    const read = { ...change('aws_vpc', 'v', ['read']), mode: 'data' as const };
    expect(summarizePlan(plan([read])).empty).toBe(true);
  });
});

describe('the summary', () => {
  const summary = summarizePlan(
    plan(
      [
        desktop('ada@contoso.com', ['create']),
        desktop('bob@contoso.com', ['create']),
        desktop('eve@contoso.com', ['delete']),
        step('entra-directory', 'Berlin', 'claim', ['create']),
        step('entra-directory', 'Berlin', 'wait', ['create']),
        step(
          'entra-directory',
          'Berlin',
          'ensure',
          ['delete', 'create'],
          [{ rememberMe: false }, { rememberMe: true }],
        ),
        change('time_sleep', 't', ['create']),
        change('azuread_group', 'g', ['update'], {
          before: { display_name: 'Desktop users', members: ['1', '2', '3'] },
          after: { display_name: 'Desktop users', members: ['1'] },
        }),
      ],
      ['eve@contoso.com', 'tom@contoso.com'],
    ),
  );

  test('the most risky comes first', () =>
    expect(summary.lines[0]).toMatchObject({ noun: 'desktop', action: 'delete' }));

  test('inner steps are counted and not listed', () => {
    expect(summary.inner).toBe(2);
    expect(summary.lines.map(({ noun }) => noun)).not.toContain('control plane step');
  });

  test('things that have the same happen to them share a row, by name', () => {
    expect(summaryRows(summary)).toContainEqual([
      'costs',
      'make 2 desktops',
      'AWS',
      'ada@contoso.com, bob@contoso.com',
    ]);
  });

  test('a directory goes by its own name, its settings by theirs', () => {
    expect(summaryRows(summary)).toContainEqual(['', 'make 1 WorkSpaces directory', 'AWS', 'Berlin']);
    expect(summaryRows(summary)).toContainEqual([
      'interrupts people',
      'change 1 WorkSpaces directory',
      'AWS',
      'Berlin; sets rememberMe',
    ]);
  });

  test('desktops and people who leave are counted', () => {
    expect(summary.desktops).toMatchObject({ existing: 2, deleted: ['eve@contoso.com'], replaced: [] });
    expect(summary.leavingMembers).toBe(2);
  });

  test('one sentence holds the numbers and the highest risk', () => {
    expect(summarySentence(summary)).toBe(
      '3 to make, 2 to change, 1 to delete, 2 inner steps (waiting, looking up, pausing). Highest risk: destroys data.',
    );
    expect(summarySentence({ ...summary, inner: 1 })).toContain(', 1 inner step (waiting');
    expect(summarySentence(summarizePlan(plan([])))).toContain('No changes');
  });

  test('what forces a replacement is said', () => {
    const replaced = change('aws_workspaces_workspace', 'd', ['delete', 'create'], {
      before: { user_name: 'ada@contoso.com' },
      after: { user_name: 'ada@contoso.com' },
      replacePaths: [['bundle_id']],
    });
    expect(summaryRows(summarizePlan(plan([replaced])))[0]).toEqual([
      'DESTROYS DATA',
      'REPLACE 1 desktop',
      'AWS',
      'ada@contoso.com; forced by bundle',
    ]);
  });

  test('a failed check is drift, an output alone is a change', () => {
    const drifted = summarizePlan({
      ...plan([]),
      output_changes: { directory: { actions: ['create'] } },
      checks: [
        {
          address: { to_display: 'check.d' },
          status: 'fail',
          instances: [{ problems: [{ message: 'The directory is gone.' }] }],
        },
        { address: { to_display: 'check.e' }, status: 'pass' },
      ],
    });
    expect(drifted.drift).toEqual(['The directory is gone.']);
    expect(drifted.empty).toBe(false);
    expect(summarySentence(drifted)).toBe('Only outputs change.');
  });

  test('it fits a narrow terminal', () => {
    const { terminal, stderr } = screen({ columns: 60 });
    sayPlan(terminal, summary);
    for (const line of stderr.text.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
    expect(stderr.text.replaceAll(/\s/g, '')).toContain('eve@contoso.com');
  });

  test('in a pull request, a name cannot break the table', () => {
    const evil = summarizePlan(plan([desktop('a|b`<img>@contoso.com', ['delete'])]));
    const markdown = planMarkdown(evil, refusalsOf(evil, noAllowances));
    expect(markdown).toContain('a\\|b\\`\\<img\\>@\u200bcontoso.com');
    expect(markdown).toContain('It will not be applied like this');
  });
});

describe('guards', () => {
  test.each([
    [0, 3],
    [100, 3],
    [150, 3],
    [200, 4],
    [1000, 20],
  ])('of %i desktops, %i may go without asking', (existing, limit) => expect(removalLimit(existing)).toBe(limit));

  const deleting = (count: number, existing = 500) =>
    summarizePlan(
      plan(
        people(count).map((upn) => desktop(upn, ['delete'])),
        people(existing),
      ),
    );

  test('a deleted desktop is refused and the flag that allows it is named', () => {
    const [refusal, ...others] = refusalsOf(deleting(1), noAllowances);
    expect(others).toEqual([]);
    expect(refusal?.reason).toContain('user0@contoso.com');
    expect(refusal?.flags).toContain('--allow-remove user0@contoso.com');
  });

  test('a named one passes, in any case; one that is not named does not', () => {
    expect(refusalsOf(deleting(1), { remove: ['USER0@Contoso.com'], replace: [] })).toEqual([]);
    expect(refusalsOf(deleting(2), { remove: ['user0@contoso.com'], replace: [] })[0]?.reason).toContain('user1@');
  });

  test('leave to delete is no leave to replace', () => {
    const replaced = summarizePlan(plan([desktop('ada@contoso.com', ['delete', 'create'])], people(9)));
    expect(refusalsOf(replaced, { remove: ['ada@contoso.com'], replace: [] })[0]?.flags).toContain(
      '--allow-replace ada@contoso.com',
    );
    expect(refusalsOf(replaced, { remove: [], replace: ['ada@contoso.com'] })).toEqual([]);
  });

  test('many at once are refused although each is named', () => {
    const named = { remove: people(11), replace: [] };
    expect(refusalsOf(deleting(10), named)).toEqual([]);
    expect(refusalsOf(deleting(11), named)[0]?.flags).toContain('--max-removals 11');
    expect(refusalsOf(deleting(11), { ...named, maxRemovals: 11 })).toEqual([]);
    expect(refusalsOf(deleting(11), { ...named, maxRemovals: 10 })).toHaveLength(1);
  });

  test('a key that somebody deleted: how to bring it back is said, and no new one is made for desktops that it encrypts', () => {
    const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1';
    const gone = change('aws_kms_key', 'volumes', ['delete'], { before: { arn, key_id: '1' } });
    const resources = ['ada', 'bob'].map((name) => ({
      address: `aws_workspaces_workspace.${name}_contoso_com`,
      type: 'aws_workspaces_workspace',
      values: { user_name: `${name}@contoso.com`, volume_encryption_key: name === 'bob' ? 'another' : arn },
    }));
    const summary = summarizePlan({
      ...plan([change('aws_kms_key', 'volumes', ['create'])], []),
      resource_drift: [gone],
      prior_state: { values: { root_module: { resources } } },
    });
    expect(summary.drift).toEqual([
      expect.stringContaining(
        `aws kms cancel-key-deletion --key-id ${arn} --region eu-central-1 && aws kms enable-key`,
      ),
    ]);
    expect(summary.desktops.withoutKey).toEqual(['ada@contoso.com']);
    expect(refusalsOf(summary, noAllowances).map(({ reason }) => reason)).toEqual([
      expect.stringContaining('Somebody deleted the key that encrypts the desktop of ada@contoso.com'),
    ]);
  });

  test('a key may not go while a desktop that it encrypts stays; no flag allows that', () => {
    const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1';
    const encrypted = plan(
      [
        change('aws_kms_key', 'volumes', ['delete'], { before: { arn, key_id: '1' } }),
        desktop('ada@contoso.com', ['delete']),
      ],
      [],
    );
    const resources = ['ada', 'bob', 'cid'].map((name) => ({
      address: `aws_workspaces_workspace.${name}_contoso_com`,
      type: 'aws_workspaces_workspace',
      values: { user_name: `${name}@contoso.com`, volume_encryption_key: name === 'cid' ? 'another' : arn },
    }));
    const summary = summarizePlan({ ...encrypted, prior_state: { values: { root_module: { resources } } } });
    expect(summary.desktops.locked).toEqual(['bob@contoso.com']);
    const [refusal, ...others] = refusalsOf(summary, { remove: ['ada@contoso.com'], replace: [] });
    expect(others).toEqual([]);
    expect(refusal?.reason).toContain('bob@contoso.com');
    expect(refusal?.flags).toBeUndefined();
    expect(planMarkdown(summary, [refusal!])).toContain('desktops.encryption');
  });

  test('people who lose access count like people who lose a desktop', () => {
    const group = change('azuread_group', 'g', ['update'], { before: { members: people(4) }, after: { members: [] } });
    expect(refusalsOf(summarizePlan(plan([group], people(10))), noAllowances)[0]?.reason).toContain('4 people');
  });

  test('making and changing is never refused', () => {
    const harmless = summarizePlan(
      plan([...people(50).map((upn) => desktop(upn, ['create'])), desktop('x@contoso.com', ['update'])]),
    );
    expect(refusalsOf(harmless, noAllowances)).toEqual([]);
  });

  test('a refusal is said with its way out', () => {
    const { terminal, stderr } = screen();
    sayRefusals(terminal, refusalsOf(deleting(7), noAllowances));
    expect(stderr.text).toMatch(/user0@contoso.com.*and 2 more/s);
    expect(stderr.text).toContain('--allow-remove');
  });
});

test('an inner step of the stack is left out, one that main.ts adds is a line', () => {
  const own = { resource: { aws_lambda_permission: { ours: { action: 'lambda:InvokeFunction' } } } };
  const json = {
    resource: { aws_lambda_permission: { ...own.resource.aws_lambda_permission, theirs: { principal: '*' } } },
  };
  const changes = ['ours', 'theirs'].map((name) => change('aws_lambda_permission', name, ['create'], { after: {} }));
  const identities = { roles: [], applications: [], issuers: [] };
  const { lines, inner } = summarizePlan(plan(changes), { json, own, identities });
  expect([lines.map(({ address }) => address), inner]).toEqual([['aws_lambda_permission.theirs'], 1]);
});

describe('the JSON of a plan', () => {
  test('a newer major form is refused', () => {
    expect(() => parsePlan('{"format_version":"2.0"}')).toThrow(Failure);
    expect(() => parsePlan('{"format_version":"2.0"}')).toThrow(/format_version 2.0/);
  });
  test('something that is no JSON is refused', () => expect(() => parsePlan('{')).toThrow(/did not give the plan/));
});

describe('an empty plan that did not look at everything', () => {
  const empty = summarizePlan(plan([]));
  const whole = 'both clouds are as the deployment says';

  test.each([
    [['-target=aws_vpc.v'], true, 'the rest of the deployment was not looked at'],
    [['-target', 'aws_vpc.v'], true, 'the rest of the deployment was not looked at'],
    [['-exclude=aws_vpc.v'], true, 'the rest of the deployment was not looked at'],
    [['-refresh=false'], true, 'what changed in the clouds since was not looked at'],
    [[], false, 'what changed in the clouds since was not looked at'],
  ])('%j, refresh %s', (words, refresh, said) => {
    const sentence = summarySentence(leavingOut(empty, words, refresh));
    expect(sentence).toContain(said);
    expect(sentence).not.toContain(whole);
  });

  test('the whole deployment', () => {
    expect(summarySentence(leavingOut(empty, ['-lock-timeout=5m', '-var', 'target=1'], true))).toContain(whole);
  });
});
