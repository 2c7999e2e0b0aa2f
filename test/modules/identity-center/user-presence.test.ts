import { describe, expect, test } from '@jest/globals';
import { UserPresence } from '../../../modules/identity-center/user-presence.js';
import { all, controlPlane, invocations, synthesized, type Block } from '../aws-stack.js';

const presence = (...names: string[]) =>
  synthesized((stack, provider) => {
    const users = new UserPresence(stack, 'users', {
      controlPlane: controlPlane(stack, provider),
      identityStore: { identityStoreId: 'd-1234567890' },
      users: names.map((name) => ({ key: name, userName: `${name}@contoso.com` })),
      dependsOn: [{ fqn: 'azuread_synchronization_job.job' }],
    });
    for (const name of names) expect(users.of(name)).toBeDefined();
    expect(users.of('nobody')).toBeUndefined();
  });
const named = (json: ReturnType<typeof presence>, prefix: string) =>
  Object.fromEntries(all(json, 'aws_lambda_invocation').filter(([id]) => id.startsWith(prefix)));

describe('the presence of users', () => {
  test('is one wait that all share and that never fails', () => {
    const links = Object.entries(invocations(presence('ada', 'bob'))).filter(([id]) => id.startsWith('users_all_'));
    expect(links.length).toBeGreaterThan(1);
    for (const [, input] of links) {
      expect(input.wait.last).toBe(false);
      expect(input.identity.userNames).toEqual(['ada@contoso.com', 'bob@contoso.com']);
    }
  });

  test('is a check for each user behind that wait, which looks once and names him', () => {
    const json = presence('ada', 'bob');
    const [[, ada]] = Object.entries(named(json, 'users_ada_')) as [[string, Block]];
    expect(JSON.parse(ada.input as string)).toMatchObject({
      identity: { userNames: ['ada@contoso.com'] },
      wait: { number: 1, of: 1, seconds: 0, last: true },
    });
    expect(ada.depends_on).toHaveLength(2);
    expect(ada.depends_on[1]).toMatch(/^aws_lambda_invocation\.users_all_wait-\d+_/);
  });

  test('leaves the checks of the others alone when a user comes or goes', () => {
    expect(named(presence('ada', 'bob', 'cyd'), 'users_ada_')).toEqual(named(presence('ada'), 'users_ada_'));
  });

  test('waits for nobody again when the users are reordered', () => {
    expect(presence('bob', 'ada').text).toBe(presence('ada', 'bob').text);
  });

  test('begins when what brings the users is there', () => {
    const [, first] = Object.entries(named(presence('ada'), 'users_all_wait-1_'))[0]!;
    expect(first.depends_on).toContain('azuread_synchronization_job.job');
  });

  test('waits for nobody when there is nobody', () => {
    expect(named(presence(), 'users_')).toEqual({});
  });
});
