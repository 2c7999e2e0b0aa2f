import { describe, expect, test } from '@jest/globals';
import { TerraformVariable } from 'cdktf';
import { EntraUsers } from '../../../modules/entra/entra-users.js';
import { Provisioning, type ProvisioningProps } from '../../../modules/entra/provisioning.js';
import { all, named, only, synthesized, type Synthesized } from './synthesized.js';

const people = (count: number) => Array.from({ length: count }, (_, at) => `user${at + 1}@contoso.com`);

const provisioning = (upns: readonly string[] | undefined, props: Partial<ProvisioningProps> = {}) =>
  synthesized((stack) => {
    const token = new TerraformVariable(stack, 'token', { sensitive: true });
    const users =
      upns &&
      new EntraUsers(
        stack,
        'users',
        upns.map((upn) => ({ upn, state: 'active' as const })),
      );
    new Provisioning(stack, 'scim', {
      servicePrincipalId: '/servicePrincipals/app',
      scimEndpoint: 'https://scim.eu-central-1.amazonaws.com/abc/scim/v2/',
      scimToken: token.stringValue,
      groupObjectId: 'group',
      ...(users ? { users } : {}),
      dependsOn: [{ fqn: 'azuread_app_role_assignment.group' }],
      ...props,
    });
  });

const callType = 'azuread_synchronization_job_provision_on_demand';
const calls = (json: Synthesized) => all(json, callType);

describe('SCIM provisioning', () => {
  const json = provisioning(undefined);
  const secret = only(json, 'azuread_synchronization_secret');
  const job = only(json, 'azuread_synchronization_job');

  test('has endpoint and token as credentials, in this order and nothing else', () => {
    expect(secret.credential).toEqual([
      { key: 'BaseAddress', value: 'https://scim.eu-central-1.amazonaws.com/abc/scim/v2/' },
      { key: 'SecretToken', value: '${var.token}' },
    ]);
  });

  test('has its credentials before the job, and the assignment before both', () => {
    expect(secret.depends_on).toEqual(['azuread_app_role_assignment.group']);
    expect(job.depends_on).toEqual([secret.address, 'azuread_app_role_assignment.group']);
  });

  test('runs the job of the gallery app', () => {
    expect(job).toMatchObject({
      service_principal_id: '/servicePrincipals/app',
      template_id: 'aWSSingleSignon',
      enabled: true,
    });
  });

  test('gives up on a missing permission after 5 minutes, which the provider takes for a delay', () => {
    expect(job.timeouts.create).toBe('5m');
  });

  test('provisions the group at once', () => {
    expect(only(json, callType)).toMatchObject({
      service_principal_id: '/servicePrincipals/app',
      synchronization_job_id: `\${${job.address}.id}`,
      parameter: [
        {
          rule_id: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8',
          subject: [{ object_id: 'group', object_type_name: 'Group' }],
        },
      ],
    });
  });
});

describe('on-demand provisioning of users', () => {
  test('takes one object a call', () => {
    for (const [, { parameter }] of calls(provisioning(people(30)))) {
      expect(parameter).toHaveLength(1);
      expect(parameter[0].subject).toHaveLength(1);
    }
  });

  test('takes the group and the first 25 in the order of the file', () => {
    const ids = calls(provisioning(people(30))).map(([id]) => id);
    expect(ids).toHaveLength(26);
    const first = people(25).map((upn) => EntraUsers.slug(upn));
    for (const slug of first) expect(ids.filter((id) => id.includes(slug))).toHaveLength(1);
  });

  test('takes nothing away when a 26th user comes', () => {
    const before = calls(provisioning(people(25)));
    const after = calls(provisioning(people(26)));
    expect(after).toEqual(before);
  });

  test('touches the blocks of a new user alone, wherever in the file he stands', () => {
    const blocks = (json: Synthesized) => ({ ...json.resource[callType], ...json.resource.time_sleep });
    const before = blocks(provisioning(people(5)));
    const after = blocks(provisioning([...people(2), 'new@contoso.com', ...people(5).slice(2)]));
    const withoutOrder = (block: object) => ({ ...block, depends_on: [] });
    for (const [id, block] of Object.entries(before))
      expect(withoutOrder(after[id] as object)).toEqual(withoutOrder(block as object));
    const added = Object.keys(after).filter((id) => !(id in before));
    expect(added.every((id) => id.includes(EntraUsers.slug('new@contoso.com')))).toBe(true);
    expect(added).toHaveLength(2);
  });

  test('skips a leaver instead of failing', () => {
    const json = provisioning(['ada@contoso.com']);
    const call = named(json, callType, `scim_on-demand-${EntraUsers.slug('ada@contoso.com')}`);
    const lookup = `one([for user in ${only(json, 'azuread_users', 'data').address}.users : user.object_id if lower(user.user_principal_name) == "ada@contoso.com"])`;
    expect(call.count).toBe(`\${${lookup} == null ? 0 : 1}`);
    expect(call.parameter[0].subject[0]).toEqual({ object_id: `\${${lookup}}`, object_type_name: 'User' });
  });

  test('starts at most 5 calls in any 10 seconds: each after a pause of its own, the pauses in a chain behind the job', () => {
    const json = provisioning(people(25));
    const pauses = json.resource.time_sleep!;
    const job = only(json, 'azuread_synchronization_job').address as string;
    // When each call starts at the earliest, in seconds after the job.
    const startOf = (address: string): number => {
      if (address === job) return 0;
      const pause = pauses[address.replace('time_sleep.', '')];
      return (
        startOf(pause.depends_on[0] as string) + Number(/^(\d+)ms$/.exec(pause.create_duration as string)![1]) / 1000
      );
    };
    const starts = calls(json)
      .map(([, { depends_on }]) => {
        expect(depends_on).toHaveLength(1);
        return startOf(depends_on[0] as string);
      })
      .sort((one, other) => one - other);
    expect(starts).toHaveLength(26);
    for (const start of starts) {
      expect(starts.filter((other) => other >= start && other < start + 10).length).toBeLessThanOrEqual(5);
    }
  });

  test('lets no failing call hold up another: no call depends on a call', () => {
    for (const [, { depends_on }] of calls(provisioning(people(6)))) {
      expect(JSON.stringify(depends_on)).not.toContain(callType);
    }
    for (const [, { depends_on }] of all(provisioning(people(6)), 'time_sleep')) {
      expect(JSON.stringify(depends_on)).not.toContain(callType);
    }
  });
});

describe('validateEndpoint and validateToken', () => {
  test('an endpoint without https is refused', () => {
    expect(() => provisioning(undefined, { scimEndpoint: 'http://scim.example' })).toThrow(
      '`scimEndpoint` must be the https:// address that Identity Center shows, got: http://scim.example',
    );
  });

  test('a literal token is refused without showing it', () => {
    const attempt = () => provisioning(undefined, { scimToken: 'very-secret' });
    expect(attempt).toThrow('`scimToken` must be a reference');
    expect(attempt).not.toThrow(/very-secret/);
  });
});
