import { describe, expect, test } from '@jest/globals';
import { changedBy, markLines } from '../../../wizard/terraform/plan-marks.js';
import { planMarkdown, summaryRows } from '../../../wizard/terraform/plan-report.js';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { change, plan } from './plans.js';

const before = {
  terraform: {},
  provider: { aws: [{ alias: 'eu', region: 'eu-central-1' }] },
  locals: { name: 'contoso' },
  resource: {
    aws_vpc: { network: { cidr_block: '10.0.0.0/16' } },
    aws_subnet: { one: { vpc_id: '${aws_vpc.network.id}' } },
    aws_iam_role: {
      plain: { name: 'a' },
      named: { name: '${local.name}' },
      ordered: { depends_on: ['aws_iam_role.named'] },
    },
    aws_sns_topic: { one: { provider: 'aws.eu' } },
    azuread_group: {
      gone: { display_name: 'g' },
      loop: { a: '${azuread_group.pool.id}' },
      pool: { a: '${azuread_group.loop.id}' },
    },
  },
};
type Stack = typeof before;
const now = (change_: (stack: Stack) => void): Stack => {
  const stack = structuredClone(before);
  change_(stack);
  return stack;
};

describe('a line is from this merge', () => {
  test.each<[string, string, (stack: Stack) => void]>([
    ['its block changed', 'aws_vpc.network', ({ resource }) => (resource.aws_vpc.network.cidr_block = '10.1.0.0/16')],
    ['it is new', 'aws_vpc.more', ({ resource }) => Object.assign(resource.aws_vpc, { more: {} })],
    [
      'it was taken out',
      'azuread_group.gone',
      ({ resource }) => Reflect.deleteProperty(resource.azuread_group, 'gone'),
    ],
    ['what it refers to changed', 'aws_subnet.one', ({ resource }) => (resource.aws_vpc.network.cidr_block = 'x')],
    ['what it waits for refers to what changed', 'aws_iam_role.ordered', ({ locals }) => (locals.name = 'other')],
    [
      'the settings of its provider changed',
      'aws_sns_topic.one',
      ({ provider }) => (provider.aws[0]!.region = 'eu-west-1'),
    ],
    ['one of several changed', 'aws_vpc.network["a"]', ({ resource }) => (resource.aws_vpc.network.cidr_block = 'x')],
  ])('when %s', (_when, address, edit) => {
    expect(changedBy(before, now(edit))(address)).toBe(true);
    expect(changedBy(before, before)(address)).toBe(false);
  });

  test('and not when only something else changed', () => {
    const fromMerge = changedBy(
      before,
      now(({ locals }) => (locals.name = 'other')),
    );
    expect(['aws_iam_role.plain', 'aws_vpc.network', 'azuread_group.loop'].map(fromMerge)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

test('the summary says of each line whether it is, in the terminal, in Markdown and in JSON', () => {
  const changed = now(({ resource }) => (resource.aws_vpc.network.cidr_block = '10.1.0.0/16'));
  const summary = markLines(
    summarizePlan(
      plan([
        change('aws_vpc', 'network', ['update'], { before: { cidr_block: 'a' }, after: { cidr_block: 'b' } }),
        change('aws_iam_role', 'plain', ['update'], { before: { name: 'a' }, after: { name: 'b' } }),
      ]),
    ),
    before,
    changed,
  );
  expect(Object.fromEntries(summary.lines.map(({ address, fromThisMerge }) => [address, fromThisMerge]))).toEqual({
    'aws_vpc.network': true,
    'aws_iam_role.plain': false,
  });
  expect(summaryRows(summary).map((row) => row.at(-1))).toEqual(['from this merge', 'not from this merge']);
  expect(planMarkdown(summary, [])).toMatch(/\| Since the last apply \|[^]*\| not from this merge \|/);
});
