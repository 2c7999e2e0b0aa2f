import { expect, test } from '@jest/globals';
import { countsOf, rowsOf } from '../../../wizard/adoption/report.js';
import type { NamedSighting } from '../../../wizard/adoption/survey.js';

const sighting = (number: number, more: Partial<NamedSighting> = {}): NamedSighting => ({
  address: `aws_workspaces_workspace.d${String(number).padStart(3, '0')}`,
  type: 'aws_workspaces_workspace',
  noun: 'desktop',
  outcome: 'adopt',
  found: [`ws-${number} of user${number}@contoso.com`],
  remarks: [],
  ...more,
});
const desktops = Array.from({ length: 300 }, (_, number) => sighting(number));
const network = sighting(0, {
  address: 'aws_vpc.berlin',
  type: 'aws_vpc',
  noun: 'network',
  outcome: 'differs',
  found: ['vpc-1'],
  remarks: ['cidr_block is 10.0.0.0/16'],
});

test('of 300 people: counts first, what has to be decided before what is taken over, and a line a kind', () => {
  expect(countsOf([...desktops, network])).toEqual(['DIFFERS: 1 network', 'take over: 300 desktops']);
  expect(rowsOf([...desktops, network])).toEqual([
    ['DIFFERS', 'network\nberlin', 'vpc-1\ncidr_block is 10.0.0.0/16'],
    [
      'take over',
      '300 desktops',
      'ws-0 of user0@contoso.com\nws-1 of user1@contoso.com\nws-2 of user2@contoso.com\nand 297 more',
    ],
  ]);
});

test('a few are named each, and nothing is nothing', () => {
  expect(rowsOf(desktops.slice(0, 3)).map(([, what]) => what)).toEqual([
    'desktop\nd000',
    'desktop\nd001',
    'desktop\nd002',
  ]);
  expect([countsOf([]), rowsOf([])]).toEqual([[], []]);
});

test('of what has to be decided at most twenty lines', () => {
  const rows = rowsOf(desktops.map((each) => ({ ...each, outcome: 'several' })));
  expect(rows).toHaveLength(21);
  expect(rows.at(-1)).toEqual(['SEVERAL', 'and 280 more', '--json lists them']);
});
