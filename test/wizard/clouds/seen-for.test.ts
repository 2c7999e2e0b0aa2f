import { expect, test } from '@jest/globals';
import { seenFor } from '../../../wizard/clouds/seen-for.js';

test('what was seen is given, undefined among it', () => {
  expect(seenFor({ seen: 7 }, 'The group', 'users import --group')).toBe(7);
  expect(seenFor({ seen: undefined }, 'The group', 'users import --group')).toBeUndefined();
});

test('what was not is named, with why and the command that says what is needed', () => {
  const look = { unknown: 'denied', message: 'Group.Read.All is missing' } as const;
  expect(() => seenFor(look, 'The group', 'users import --group')).toThrow(
    expect.objectContaining({
      message: 'The group could not be seen: Group.Read.All is missing.',
      fix: ['What is needed for it: entra-workspaces permissions --command "users import --group"'],
    }),
  );
});
