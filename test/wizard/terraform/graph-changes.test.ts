import { describe, expect, test } from '@jest/globals';
import { changedInBody } from '../../../wizard/terraform/graph-changes.js';
import { leftOnDesktops } from '../../../wizard/terraform/left-on-desktops.js';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { choice, text } from '../../deployment/company-files/exports.js';
import { change, desktop, plan } from './plans.js';

const policyOf = (...settings: unknown[]): Record<string, unknown> => ({ name: 'Contoso Edge', settings });
const [edge, edgeOff] = [
  choice('device_vendor_msft_policy_config_edge~policy_startup', '1'),
  choice('device_vendor_msft_policy_config_edge~policy_startup', '0'),
];

describe('what changes of an object of Graph', () => {
  test.each([
    ['nothing', { a: 1 }, { a: 1 }, []],
    [
      'a number, with both values',
      { installProgressTimeoutInMinutes: 60 },
      { installProgressTimeoutInMinutes: 30 },
      ['installProgressTimeoutInMinutes 60 to 30'],
    ],
    ['a switch', { driversExcluded: true }, { driversExcluded: false }, ['driversExcluded true to false']],
    ['a text by its field alone', { description: 'a' }, { description: 'b', more: 'c' }, ['description', 'more']],
    ['a list that grew', { assignments: [1] }, { assignments: [1, 2] }, ['assignments (1 to 2)']],
    ['a setting by its name', policyOf(edge), policyOf(edgeOff), ['settings (startup)']],
    ['a setting that came', policyOf(edge), policyOf(edge, text('x_timezone', 'UTC')), ['settings (timezone)']],
    ['settings that only changed places', policyOf(edge, text('b', 'B')), policyOf(text('b', 'B'), edge), ['settings']],
    [
      'many settings by their number',
      policyOf(),
      policyOf(...['a', 'b', 'c', 'd', 'e'].map((id) => text(id, 'x'))),
      ['settings (a, b, c and 2 more)'],
    ],
  ])('%s', (_what, before, after, said) => {
    expect(changedInBody(before, after)).toEqual(said);
  });

  test('what is known after the apply alone is a field, and the rest is told as it is', () => {
    const body = (waits: number, ids: string[]) => ({ waits, selectedMobileAppIds: ids });
    const said = changedInBody(body(60, ['a']), body(30, []), { selectedMobileAppIds: [true], waits: false });
    expect(said).toEqual(['waits 60 to 30', 'selectedMobileAppIds']);
    expect(changedInBody(body(60, ['a']), body(30, []), true)).toBeUndefined();
  });

  test('stands in the summary in place of "body, output"; a body that is not known yet stays a body', () => {
    const values = (body: unknown, output: unknown) => ({
      url: 'deviceManagement/configurationPolicies',
      body,
      output,
    });
    const known = { before: values(policyOf(edge), 'a'), after: values(policyOf(edgeOff), 'b') };
    const because = (each: object): readonly string[] | undefined =>
      summarizePlan(plan([change('msgraph_resource', 'p', ['update'], each)])).lines[0]?.because;
    expect(because(known)).toEqual(['settings (startup)']);
    expect(because({ ...known, after: { url: 'x' }, unknown: { body: true } })).toEqual(['url', 'body', 'output']);
  });
});

describe('what is taken away from desktops that stay', () => {
  const gone = (url: string) => change('msgraph_resource', url.replace(/\W/g, '_'), ['delete'], { before: { url } });
  const policy = gone('deviceManagement/configurationPolicies');
  const app = gone('deviceAppManagement/mobileApps');
  const said = (...of: Parameters<typeof plan>): string => leftOnDesktops(plan(...of)).join(' ');
  const ada = ['ada@contoso.com'];

  test('a policy: its settings may stay; an app, or its assignment alone: it stays installed', () => {
    expect(said([policy], ada)).toMatch(/^What a policy has set may stay on the desktops that have it[^.]+\. [^.]+\.$/);
    expect(said([app], ada)).toMatch(/^An app that is installed stays installed/);
    expect(said([gone('deviceAppManagement/mobileApps/1/assignments')], ada)).toMatch(/stays installed/);
    expect(summarizePlan(plan([policy, app], ada)).notes).toHaveLength(2);
  });

  test('nothing, where no desktop stays, or where only a page or a filter goes', () => {
    expect(said([policy])).toBe('');
    expect(
      said([policy, { ...desktop('ada@contoso.com', ['delete']), address: 'aws_workspaces_workspace.d0' }], ada),
    ).toBe('');
    expect(said([gone('deviceManagement/assignmentFilters')], ada)).toBe('');
  });
});
