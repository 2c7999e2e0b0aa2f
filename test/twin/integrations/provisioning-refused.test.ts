import { describe, expect, test } from '@jest/globals';
import { days, joinedClouds, type JoinedClouds, usersIn, jobOf } from './clouds.js';

describe('credentials that AWS refuses', () => {
  const secrets = ({ app }: JoinedClouds): string =>
    `/v1.0/servicePrincipals/${app.principalId}/synchronization/secrets`;

  test('put the job into quarantine; the right ones lift it with the next start', async () => {
    const clouds = await joinedClouds();
    clouds.addUser('ada@contoso.com');
    await clouds.bench.expect(204, 'PUT', secrets(clouds), { value: [{ key: 'SecretToken', value: 'wrong' }] });
    await clouds.cycle();
    expect(await jobOf(clouds)).toMatchObject({
      code: 'Quarantine',
      quarantine: { error: { code: 'SystemForCrossDomainIdentityManagementInvalidCredentials' } },
    });
    const { token } = clouds.aws.identityCenter.console.newToken();
    await clouds.bench.expect(204, 'PUT', secrets(clouds), { value: [{ key: 'SecretToken', value: token }] });
    await clouds.cycle();
    expect((await jobOf(clouds)).code).toBe('Quarantine');
    await clouds.bench.expect(204, 'POST', `${clouds.jobPath}/start`);
    await clouds.cycle();
    expect(await jobOf(clouds)).toMatchObject({ code: 'Active', quarantine: null });
    expect(usersIn(clouds)).toEqual({ 'ada@contoso.com': true });
  });

  test('a token runs out after a year, also when nobody is left to provision', async () => {
    const clouds = await joinedClouds();
    await clouds.cycle();
    expect((await jobOf(clouds)).code).toBe('Active');
    await clouds.bench.world.clock.advance(days(365));
    expect((await jobOf(clouds)).code).toBe('Quarantine');
  });

  test('missing secrets and an endpoint that does not exist do the same', async () => {
    const clouds = await joinedClouds();
    await clouds.bench.expect(204, 'PUT', secrets(clouds), {
      value: [{ key: 'BaseAddress', value: 'https://scim.example.com/x' }],
    });
    await clouds.cycle();
    expect((await jobOf(clouds)).quarantine?.error.code).toBe(
      'SystemForCrossDomainIdentityManagementServiceUnreachable',
    );
    await clouds.bench.expect(204, 'PUT', secrets(clouds), { value: [{ key: 'BaseAddress', value: '' }] });
    await clouds.bench.expect(204, 'POST', `${clouds.jobPath}/start`);
    await clouds.cycle();
    expect((await jobOf(clouds)).quarantine?.error.code).toBe(
      'SystemForCrossDomainIdentityManagementInvalidCredentials',
    );
  });

  test('validateCredentials says so before anything is provisioned', async () => {
    const clouds = await joinedClouds();
    const path = `${clouds.jobPath}/validateCredentials`;
    await clouds.bench.expect(204, 'POST', path, { templateId: 'aWSSingleSignon', useSavedCredentials: true });
    const wrong = await clouds.bench.graph('POST', path, {
      useSavedCredentials: false,
      credentials: [
        { key: 'BaseAddress', value: 'https://scim.eu-central-1.amazonaws.com/x/scim/v2' },
        { key: 'SecretToken', value: 'wrong' },
      ],
    });
    expect([wrong.status, wrong.body.error.code]).toEqual([
      400,
      'SystemForCrossDomainIdentityManagementInvalidCredentials',
    ]);
  });

  test('a server error at one object is tried again in the next cycle', async () => {
    const clouds = await joinedClouds();
    clouds.addUser('ada@contoso.com');
    clouds.bench.world.faults.inject('scim POST /Users', { status: 503 });
    await clouds.cycle();
    expect(usersIn(clouds)).toEqual({});
    await clouds.cycle();
    expect(usersIn(clouds)).toEqual({ 'ada@contoso.com': true });
  });

  test('a lost answer does not double a user', async () => {
    const clouds = await joinedClouds();
    clouds.addUser('ada@contoso.com');
    clouds.bench.world.faults.inject('scim POST /Users', { lose: true });
    await clouds.cycle();
    await clouds.cycle();
    expect(usersIn(clouds)).toEqual({ 'ada@contoso.com': true });
    expect((await jobOf(clouds)).code).toBe('Active');
  });
});
