import { describe, expect, test } from '@jest/globals';
import { galleryTemplate } from '../entra/world.js';
import { joinedClouds, type JoinedClouds, usersIn, jobOf } from './clouds.js';

function groupsIn({ aws }: JoinedClouds): Record<string, string[]> {
  const store = aws.identityCenter.identityCenter.instances[0]?.store;
  return Object.fromEntries(
    [...(store?.groups.values() ?? [])].map((group) => [
      group.displayName,
      [...(store?.users.values() ?? [])]
        .filter((user) => store?.membershipOf(group, user.userId) !== undefined)
        .map((user) => user.userName),
    ]),
  );
}

async function logOf({ bench }: JoinedClouds): Promise<string[]> {
  const answer = await bench.expect(200, 'GET', '/v1.0/auditLogs/provisioning');
  return answer.value
    .map(
      (entry: {
        provisioningAction: string;
        sourceIdentity: { displayName: string };
        provisioningStatusInfo: { status: string };
      }) => [entry.provisioningAction, entry.sourceIdentity.displayName, entry.provisioningStatusInfo.status].join(' '),
    )
    .reverse();
}

describe('what SCIM moves into Identity Center', () => {
  test('direct members of the assigned group with the group, after a cycle and not at once', async () => {
    const clouds = await joinedClouds();
    clouds.addUser('ada.lovelace@contoso.com');
    clouds.bench.tenant.addUser('nobody@contoso.com');
    expect(usersIn(clouds)).toEqual({});
    await clouds.cycle();
    expect(usersIn(clouds)).toEqual({ 'ada.lovelace@contoso.com': true });
    expect(groupsIn(clouds)).toEqual({ 'WorkSpaces users': ['ada.lovelace@contoso.com'] });
    expect(await logOf(clouds)).toEqual(
      expect.arrayContaining(['create Ada Lovelace success', 'create WorkSpaces users success']),
    );
  });

  test('sends the object id as external id and nothing twice', async () => {
    const clouds = await joinedClouds();
    const ada = clouds.addUser('ada@contoso.com');
    await clouds.cycle();
    expect(clouds.aws.identityCenterUser('ada@contoso.com')?.externalId).toBe(ada);
    const entries = (await logOf(clouds)).length;
    await clouds.cycle();
    expect((await logOf(clouds)).length).toBe(entries);
  });

  test('a user who is assigned alone; nobody of a group in the group, nobody of a group that is not assigned', async () => {
    const clouds = await joinedClouds();
    const { tenant } = clouds.bench;
    const alone = tenant.addUser('alone@contoso.com');
    const inner = tenant.addGroup('inner', { members: [tenant.addUser('nested@contoso.com').id] });
    tenant.addMember(clouds.groupId, inner.id);
    tenant.addGroup('other', { members: [tenant.addUser('other@contoso.com').id] });
    const path = `/v1.0/servicePrincipals/${clouds.app.principalId}/appRoleAssignedTo`;
    await clouds.bench.expect(201, 'POST', path, {
      appRoleId: '8774f594-1d59-4279-b9d9-59ef09a23530',
      principalId: alone.id,
      resourceId: clouds.app.principalId,
    });
    await clouds.cycle();
    expect(usersIn(clouds)).toEqual({ 'alone@contoso.com': true });
    expect(groupsIn(clouds)).toEqual({ 'WorkSpaces users': [] });
  });

  test.each(['givenName', 'surname', 'displayName'])(
    'a user without %s is refused by AWS and named in the log; the others go on',
    async (field) => {
      const clouds = await joinedClouds();
      clouds.addUser('broken@contoso.com', { [field]: null });
      clouds.addUser('whole@contoso.com');
      await clouds.cycle();
      expect(usersIn(clouds)).toEqual({ 'whole@contoso.com': true });
      const answer = await clouds.bench.expect(
        200,
        'GET',
        "/v1.0/auditLogs/provisioning?$filter=provisioningStatusInfo/status eq 'failure'",
      );
      expect(answer.value[0].provisioningStatusInfo.errorInformation.reason).toMatch(/failed to satisfy constraint/);
      expect((await jobOf(clouds)).code).toBe('Active');
    },
  );

  test('a guest arrives with #EXT# in the user name', async () => {
    const clouds = await joinedClouds();
    clouds.addUser('bob_fabrikam.com#EXT#@contoso.onmicrosoft.com', {
      userType: 'Guest',
      mail: 'bob@fabrikam.com',
      givenName: 'Bob',
      surname: 'B',
      displayName: 'Bob',
    });
    await clouds.cycle();
    expect(Object.keys(usersIn(clouds))).toEqual(['bob_fabrikam.com#EXT#@contoso.onmicrosoft.com']);
  });

  test('a changed UPN renames the same user', async () => {
    const clouds = await joinedClouds();
    clouds.addUser('ada@contoso.com');
    await clouds.cycle();
    const before = clouds.aws.identityCenterUser('ada@contoso.com')?.userId;
    clouds.bench.tenant.changeUserPrincipalName('ada@contoso.com', 'countess@contoso.com');
    await clouds.cycle();
    expect(clouds.aws.identityCenterUser('countess@contoso.com')?.userId).toBe(before);
  });

  test('who leaves the group, is disabled or deleted is deactivated, and comes back with the same id', async () => {
    const clouds = await joinedClouds();
    const { tenant } = clouds.bench;
    const gone = clouds.addUser('gone@contoso.com');
    clouds.addUser('deleted@contoso.com');
    const disabled = clouds.addUser('disabled@contoso.com');
    await clouds.cycle();
    const before = clouds.aws.identityCenterUser('gone@contoso.com')?.userId;
    tenant.removeMember(clouds.groupId, gone);
    tenant.deleteUser('deleted@contoso.com');
    await clouds.bench.expect(204, 'PATCH', `/v1.0/users/${disabled}`, { accountEnabled: false });
    await clouds.cycle();
    expect(usersIn(clouds)).toEqual({
      'gone@contoso.com': false,
      'deleted@contoso.com': false,
      'disabled@contoso.com': false,
    });
    expect(groupsIn(clouds)['WorkSpaces users']).toEqual(['disabled@contoso.com']);
    tenant.addMember(clouds.groupId, gone);
    await clouds.cycle();
    expect(clouds.aws.identityCenterUser('gone@contoso.com')).toMatchObject({ userId: before, active: true });
  });

  test('users and groups that are there already are matched by name and not doubled', async () => {
    const clouds = await joinedClouds();
    const store = clouds.aws.identityCenter.identityCenter.instances[0]?.store;
    const present = store?.addUser({ userName: 'Ada@contoso.com', displayName: 'A', givenName: 'A', familyName: 'L' });
    clouds.addUser('ada@contoso.com');
    await clouds.bench.expect(204, 'POST', `${clouds.jobPath}/restart`, { criteria: { resetScope: 'Full' } });
    await clouds.cycle();
    expect(usersIn(clouds)).toEqual({ 'ada@contoso.com': true });
    expect(clouds.aws.identityCenterUser('ada@contoso.com')?.userId).toBe(present?.userId);
    expect(groupsIn(clouds)).toEqual({ 'WorkSpaces users': ['ada@contoso.com'] });
    expect(store?.groups.size).toBe(1);
  });

  test('a group whose assignment ends is deleted, its users are deactivated', async () => {
    const clouds = await joinedClouds();
    clouds.addUser('ada@contoso.com');
    await clouds.cycle();
    const path = `/v1.0/servicePrincipals/${clouds.app.principalId}/appRoleAssignedTo`;
    const [assignment] = (await clouds.bench.expect(200, 'GET', path)).value;
    await clouds.bench.expect(204, 'DELETE', `${path}/${assignment.id}`);
    await clouds.cycle();
    expect([groupsIn(clouds), usersIn(clouds)]).toEqual([{}, { 'ada@contoso.com': false }]);
  });

  test('two hundred and fifty members go in calls of a hundred', async () => {
    const clouds = await joinedClouds();
    for (let index = 0; index < 250; index += 1) clouds.addUser(`user${index}@contoso.com`);
    await clouds.cycle();
    expect(groupsIn(clouds)['WorkSpaces users']).toHaveLength(250);
  });

  test('a paused job moves nothing until it is started again', async () => {
    const clouds = await joinedClouds();
    await clouds.bench.expect(204, 'POST', `${clouds.jobPath}/pause`);
    clouds.addUser('ada@contoso.com');
    await clouds.cycle();
    expect(usersIn(clouds)).toEqual({});
    await clouds.bench.expect(204, 'POST', `${clouds.jobPath}/start`);
    await clouds.cycle();
    expect(usersIn(clouds)).toEqual({ 'ada@contoso.com': true });
  });
});

describe('provisioning on demand', () => {
  const provision = (
    clouds: JoinedClouds,
    objectId: string,
    objectTypeName: string,
    change: object = {},
  ): ReturnType<JoinedClouds['bench']['graph']> =>
    clouds.bench.graph('POST', `${clouds.jobPath}/provisionOnDemand`, {
      parameters: [
        { ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8', subjects: [{ objectId, objectTypeName, ...change }] },
      ],
    });
  const statuses = (answer: { body: { value: string } }): string[] =>
    (JSON.parse(answer.body.value) as { provisioningSteps: { status: string }[] }[])[0]?.provisioningSteps.map(
      (step) => step.status,
    ) ?? [];

  test('brings one user at once, and a group alone', async () => {
    const clouds = await joinedClouds();
    const ada = clouds.addUser('ada@contoso.com');
    expect(statuses(await provision(clouds, ada, 'User'))).toEqual(['success', 'success', 'success']);
    await provision(clouds, clouds.groupId, 'Group');
    expect([usersIn(clouds), groupsIn(clouds)]).toEqual([{ 'ada@contoso.com': true }, { 'WorkSpaces users': [] }]);
    await clouds.cycle();
    expect(groupsIn(clouds)).toEqual({ 'WorkSpaces users': ['ada@contoso.com'] });
  });

  test('with named members it brings these', async () => {
    const clouds = await joinedClouds();
    const ada = clouds.addUser('ada@contoso.com');
    await provision(clouds, ada, 'User');
    await provision(clouds, clouds.groupId, 'Group', { links: { members: [{ objectId: ada }] } });
    expect(groupsIn(clouds)).toEqual({ 'WorkSpaces users': ['ada@contoso.com'] });
  });

  test('somebody out of scope is skipped with an answer of 200', async () => {
    const clouds = await joinedClouds();
    const answer = await provision(clouds, clouds.bench.tenant.addUser('other@contoso.com').id, 'User');
    expect([answer.status, statuses(answer)]).toEqual([200, ['success', 'skipped']]);
    expect(usersIn(clouds)).toEqual({});
  });

  test('takes five calls in ten seconds', async () => {
    const clouds = await joinedClouds();
    const ada = clouds.addUser('ada@contoso.com');
    for (let call = 0; call < 5; call += 1) expect((await provision(clouds, ada, 'User')).status).toBe(200);
    const sixth = await provision(clouds, ada, 'User');
    expect([sixth.status, sixth.headers['retry-after']]).toEqual([429, '1']);
    await clouds.bench.world.clock.advance(0.2);
    expect((await provision(clouds, ada, 'User')).status).toBe(200);
  });

  test('needs Synchronization.ReadWrite.All, the right rule, and one subject', async () => {
    const clouds = await joinedClouds();
    const ada = clouds.addUser('ada@contoso.com');
    const who = clouds.bench.tenant.addServicePrincipal('half', { roles: ['Application.ReadWrite.All'] });
    const body = { parameters: [{ ruleId: 'other', subjects: [{ objectId: ada, objectTypeName: 'User' }] }] };
    const path = `${clouds.jobPath}/provisionOnDemand`;
    expect((await clouds.bench.graph('POST', path, body, { token: await clouds.bench.token(who) })).status).toBe(403);
    expect((await clouds.bench.graph('POST', path, body)).status).toBe(400);
    expect((await provision(clouds, ada, 'Device')).status).toBe(400);
  });
});

describe('the job itself', () => {
  test('is offered by the gallery app under one template, whose case matters', async () => {
    const clouds = await joinedClouds();
    const other = await clouds.bench.galleryApp('other');
    const jobs = `/v1.0/servicePrincipals/${other.principalId}/synchronization/jobs`;
    expect((await clouds.bench.graph('POST', jobs, { templateId: 'awssinglesignon' })).status).toBe(400);
    expect((await clouds.bench.expect(201, 'POST', jobs, { templateId: 'aWSSingleSignon' })).id).toBe(
      `aWSSingleSignon.${clouds.bench.tenant.id.replaceAll('-', '')}.${other.appId}`,
    );
    expect((await clouds.bench.graph('POST', jobs, { templateId: 'aWSSingleSignon' })).status).toBe(409);
    const plain = clouds.bench.tenant.addServicePrincipal('plain');
    expect(
      (
        await clouds.bench.graph('POST', `/v1.0/servicePrincipals/${plain.objectId}/synchronization/jobs`, {
          templateId: 'aWSSingleSignon',
        })
      ).status,
    ).toBe(400);
    expect(galleryTemplate).toBe('21ed01d2-ec13-4e9e-86c1-cd546719ebc4');
  });

  test('shows the mapping that decides the user name, and follows it', async () => {
    const clouds = await joinedClouds();
    const [job] = [...clouds.bench.tenant.state.synchronizationJobs.values()];
    if (job) job.userNameFrom = 'mail';
    clouds.addUser('ada@contoso.com', { mail: 'ada.lovelace@contoso.com' });
    clouds.addUser('nomail@contoso.com', { mail: null });
    await clouds.cycle();
    expect(usersIn(clouds)).toEqual({ 'ada.lovelace@contoso.com': true });
    const schema = await clouds.bench.expect(200, 'GET', `${clouds.jobPath}/schema`);
    const [users] = schema.synchronizationRules[0].objectMappings;
    expect(users.attributeMappings[0]).toMatchObject({ targetAttributeName: 'userName', source: { name: 'mail' } });
  });
});
