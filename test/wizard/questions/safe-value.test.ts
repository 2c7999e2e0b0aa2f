import { expect, test } from '@jest/globals';
import { nothingDiscovered } from '../../../wizard/discovery/discovered.js';
import { question } from '../../../wizard/questions/define.js';

const asked = { key: 'k', label: 'l', topic: 'more', message: 'm', link: 'https://learn.microsoft.com' } as const;

test.each([
  ['entra.registrationApp.create.secretLifetimeDays', 180],
  ['entra.consent', 'terraform'],
  ['intune.profile', 'create'],
  ['sites[].access.selfService', ['restart']],
  ['aws.accountId', undefined],
])('a question on %s without a safe value of its own has that of the schema: %j', (path, usual) => {
  expect(question({ ...asked, path }).initial?.({}, nothingDiscovered())).toEqual(usual);
});

test('one of its own goes before that of the schema', () => {
  const own = question({ ...asked, path: 'entra.consent', initial: () => 'by-admin' });
  expect(own.initial?.({}, nothingDiscovered())).toBe('by-admin');
});
