import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../../wizard/terminal/failure.js';
import { noAllowances, refusalsOf } from '../../../wizard/terraform/plan-guards.js';
import { parsePlan } from '../../../wizard/terraform/plan-json.js';
import { planMarkdown, sayPlan, summaryRows, summarySentence } from '../../../wizard/terraform/plan-report.js';
import { leavingOut, summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { screen } from '../terminal/screen.js';
import { change, desktop, plan, step } from './plans.js';

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
