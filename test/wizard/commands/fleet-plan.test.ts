import { expect, test } from '@jest/globals';
import { byName } from '../../../wizard/commands/fleet-plan.js';

test('fleet plan lists people by name, and what is done to one of them in its order', () => {
  const of = (upn: string, kind = 'adopt') => ({ upn, kind });
  const actions = [of('user003@contoso.com'), of('grace@contoso.com', 'release'), of('ada@contoso.com')];
  expect(byName([...actions, of('grace@contoso.com', 'mode')]).map(({ upn, kind }) => `${kind} ${upn}`)).toEqual([
    'adopt ada@contoso.com',
    'release grace@contoso.com',
    'mode grace@contoso.com',
    'adopt user003@contoso.com',
  ]);
});
