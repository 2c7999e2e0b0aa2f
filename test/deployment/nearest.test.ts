import { expect, test } from '@jest/globals';
import { wasItMeant } from '../../deployment/nearest.js';

test.each<[string, string, string[], string]>([
  ['one letter more', 'adda@contoso.com', ['ada@contoso.com', 'grace@contoso.com'], ' (was ada@contoso.com meant?)'],
  ['two letters swapped', 'grcae@contoso.com', ['Grace@contoso.com'], ' (was Grace@contoso.com meant?)'],
  ['one letter of the domain', 'ada@contso.com', ['ada@contoso.com'], ' (was ada@contoso.com meant?)'],
  ['who only looks alike', 'carl@contoso.com', ['alan@contoso.com', 'carla.b@contoso.com'], ''],
  ['another number', 'kiosk1@contoso.com', ['kiosk2@contoso.com', 'kiosk12@contoso.com'], ''],
  ['several as near', 'adan@contoso.com', ['adam@contoso.com', 'ada@contoso.com'], ''],
])('asks for a person behind an unknown name by one letter alone: %s', (_, upn, known, said) => {
  expect(wasItMeant(upn, known)).toBe(said);
});
