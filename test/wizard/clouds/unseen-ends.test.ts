import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { refuseUnseenEnds } from '../../../wizard/clouds/unseen-ends.js';
import type { UsageError } from '../../../wizard/terminal/failure.js';

test('what is to be typed takes the ends away and leaves what is within, for every name', () => {
  const env = { AWS_PROFILE: ' \tcontoso desktops\r\n', ARM_CLIENT_SECRET: 'a  b"$c\r', AWS_REGION: 'eu-central-1' };
  let fix: readonly string[] = [];
  try {
    refuseUnseenEnds(env);
  } catch (error) {
    ({ fix } = error as UsageError);
  }
  const [said, ...typed] = fix;
  expect(said).toMatch(/In bash:$/);
  expect(typed).toHaveLength(2);
  const after = execFileSync(
    'bash',
    ['-c', `${typed.join('\n')}\nprintf '%s|%s' "$AWS_PROFILE" "$ARM_CLIENT_SECRET"`],
    {
      env: { PATH: process.env['PATH'], ...env },
      encoding: 'utf8',
    },
  );
  expect(after).toBe('contoso desktops|a  b"$c');
  expect(() => refuseUnseenEnds({ ...env, AWS_PROFILE: 'a b', ARM_CLIENT_SECRET: 'c' })).not.toThrow();
});
