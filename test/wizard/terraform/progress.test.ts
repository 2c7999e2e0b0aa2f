import { expect, test } from '@jest/globals';
import { progressOf, thingsOf } from '../../../wizard/terraform/progress.js';

const things = thingsOf([
  { address: 'a.bundle', action: 'update', noun: 'bundle', name: 'standard' },
  { address: 'a.desktop', action: 'delete', noun: 'desktop', name: 'ada@contoso.com' },
  { address: 'a.network', action: 'create', noun: 'network' },
]);
const told = (address: string, action: string, type = 'apply_complete', elapsedSeconds = 0): string[] =>
  progressOf({ type, action, address, elapsedSeconds, message: '' }, things);

test('what changes and stays is never said to be removed, although its step is made anew', () => {
  expect(told('a.bundle', 'delete')).toEqual([]);
  expect(told('a.bundle', 'create')).toEqual(['Changed bundle standard.']);
  expect(told('a.bundle', 'create', 'apply_progress', 60)).toEqual(['Changing bundle standard … (60 s)']);
  expect(told('a.bundle', 'delete', 'apply_progress', 60)).toEqual([]);
});

test('what is made and removed is said so, and inner steps not at all', () => {
  expect(told('a.desktop', 'delete')).toEqual(['Removed desktop ada@contoso.com.']);
  expect(told('a.network', 'create')).toEqual(['Made network.']);
  expect(told('a.wait', 'create')).toEqual([]);
});

test.each(['Some objects will no longer be managed by Terraform', 'Check block assertion known after apply'])(
  'of the warnings of terraform that the plan says in its own words nothing is repeated: %s',
  (summary) => {
    const warned = (text: string): string[] =>
      progressOf(
        { type: 'diagnostic', message: '', diagnostic: { severity: 'warning', summary: text, detail: 'It is.' } },
        things,
      );
    expect(warned(summary)).toEqual([]);
    expect(warned('Something else')).toEqual(['Warning: Something else. It is.']);
  },
);
