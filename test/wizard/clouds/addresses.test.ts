/** Where calls go: to the real clouds, or to this very machine, and nowhere else. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { listen, type Listener } from '../../../twin/network.js';
import { Addresses, cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { Graph } from '../../../wizard/clouds/graph.js';
import { missingAmong } from '../../../wizard/clouds/granted.js';
import { daysOf } from '../../../wizard/clouds/lookups/entra/app-management-policy.js';
import { tryScim } from '../../../wizard/clouds/scim.js';

describe('addresses', () => {
  const graph = 'https://graph.microsoft.com/v1.0/me?$select=id';

  test('without the variable they are those of the clouds', () => {
    expect(new Addresses({}).of(graph)).toBe(graph);
  });

  test('with it every host is on this machine', () => {
    const addresses = new Addresses({ [cloudsVariable]: 'http://127.0.0.1:8080/_host/' });
    expect(addresses.of(graph)).toBe('http://127.0.0.1:8080/_host/graph.microsoft.com/v1.0/me?$select=id');
  });

  test.each([
    [{}, 's3.eu-central-1.amazonaws.com'],
    [{ AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 's3.dualstack.eu-central-1.amazonaws.com'],
    [{ AWS_USE_FIPS_ENDPOINT: 'TRUE' }, 's3-fips.eu-central-1.amazonaws.com'],
    [
      { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
      's3-fips.dualstack.eu-central-1.amazonaws.com',
    ],
    [{ AWS_USE_DUALSTACK_ENDPOINT: 'false' }, 's3.eu-central-1.amazonaws.com'],
  ])('with %j the bucket of a state is asked at %s, as terraform does', (env, host) => {
    expect(new Addresses({ ...env, HOME: '/nonexistent' }).s3('eu-central-1')).toBe(`https://${host}`);
  });

  test.each(['https://example.com', 'http://127.0.0.1.example.com/', '10.0.0.1:80'])(
    '%s is no address of this machine, and refused',
    (address) => {
      expect(() => new Addresses({ [cloudsVariable]: address })).toThrow(/must be an address of this machine.*got: /);
    },
  );
});

describe('tokens', () => {
  let server: Listener | undefined;
  afterEach(async () => server?.close());

  test('a next page at another host is not followed: the token goes to Graph alone', async () => {
    const hosts: string[] = [];
    server = await listen(async ({ path }) => {
      hosts.push(path.split('/')[2] ?? '');
      const body = { value: [{ id: '1' }], '@odata.nextLink': 'https://graph.example.com/v1.0/users?$skiptoken=2' };
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    });
    const env = { [cloudsVariable]: `${server.url}/_host` };
    const graph = Graph.from(env, { tokens: async () => 'a.e30.c' });
    await expect(graph.list('users')).rejects.toThrow('next page at another address: graph.example.com');
    expect(hosts).toEqual(['graph.microsoft.com']);
  });

  test('a SCIM endpoint that cannot be reached is told without the token', async () => {
    const gone = await listen(async () => ({ status: 200 }));
    await gone.close();
    const addresses = new Addresses({ [cloudsVariable]: `${gone.url}/_host` });
    const call = tryScim(addresses, 'https://scim.eu-central-1.amazonaws.com/t/scim/v2', 'top-secret');
    const error = await call.then(
      () => undefined,
      (thrown: unknown) => thrown as Error,
    );
    expect(error?.message).toMatch(/scim\.eu-central-1\.amazonaws\.com cannot be reached/);
    expect(`${error?.message} ${error?.stack} ${JSON.stringify(error)}`).not.toContain('top-secret');
  });
});

test.each([
  [401, 'token', 'answered 401'],
  [403, 'place', expect.stringContaining('ScimAllowSourceIps')],
])('a SCIM endpoint that answers %d: it is the %s', async (status, wrong, message) => {
  const endpoint = await listen(async () => ({ status }));
  const addresses = new Addresses({ [cloudsVariable]: `${endpoint.url}/_host` });
  expect(await tryScim(addresses, 'https://scim.eu-central-1.amazonaws.com/t/scim/v2', 'top-secret')).toEqual({
    accepted: false,
    wrong,
    message,
  });
  await endpoint.close();
});

test('a permission that includes the wanted one is enough', () => {
  const wanted = ['Group.Read.All', 'AuditLog.Read.All', 'Application.Read.All'];
  expect(missingAmong(wanted, ['Directory.Read.All', 'Application.ReadWrite.All'])).toEqual(['AuditLog.Read.All']);
});

test.each([
  ['P180D', 180],
  ['P1Y', 365],
  ['P6M', 180],
  ['P4DT12H30M5S', 4],
  ['PT8H', 0],
  [null, undefined],
])('%s is %s days', (duration, days) => {
  expect(daysOf(duration)).toBe(days);
});
