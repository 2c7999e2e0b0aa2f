import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DirectoryProperties } from '../../domain/control-plane/kinds/entra-directory.js';
import { addBundle, readyForDirectory } from '../twin/aws/account-in-test.js';
import { changes, eventOf, messageOf, Plan, region, startFunction, type StartedFunction } from './steps.js';

const identity = { name: 'Contoso-Frankfurt' };

describe('an Entra directory', () => {
  let started: StartedFunction;
  let properties: DirectoryProperties;
  let plan: Plan<'entra-directory'>;

  beforeEach(async () => {
    started = await startFunction();
    const { secretArn, instance, registration } = await readyForDirectory(started);
    properties = {
      tenantId: '11111111-2222-3333-4444-555555555555',
      secretArn,
      identityCenterInstanceArn: instance.arn,
      subnetIds: registration.SubnetIds ?? [],
      tags: { owner: 'desktops' },
    };
    plan = new Plan(started.invoke, { kind: 'entra-directory', identity, properties });
  });
  afterEach(() => started.stop());

  const directories = () => [...started.account.workspaces.region(region).directories.values()];
  const only = () => {
    expect(directories()).toHaveLength(1);
    return directories()[0]!;
  };
  const ensure = (of: DirectoryProperties) =>
    started.invoke(eventOf({ kind: 'entra-directory', identity, properties: of }, 'ensure'));
  const desktopFor = async (userName: string): Promise<void> => {
    const { bundleId } = await addBundle(started);
    started.account.identityCenter.instances[0]!.store.addUser({
      userName,
      displayName: userName,
      givenName: 'Ada',
      familyName: 'Contoso',
      email: userName,
    });
    started.account.workspaces.region(region).desktopQuota = 10;
    const answer = await started.account.inside('workspaces', 'CreateWorkspaces', region, {
      Workspaces: [{ DirectoryId: only().id, BundleId: bundleId, UserName: userName }],
    });
    expect(answer['FailedRequests'] ?? []).toEqual([]);
  };

  test('is registered, waited for and known by its attributes, tagged from the start', async () => {
    await plan.apply();
    expect(only()).toMatchObject({ state: 'REGISTERED', name: 'Contoso-Frankfurt', tenancy: 'DEDICATED' });
    expect(plan.ids).toEqual({
      directoryId: only().id,
      registrationCode: only().registrationCode,
      applicationArn: only().applicationArn,
    });
    expect(changes(started)).toEqual(['RegisterWorkspaceDirectory']);
    expect(Object.fromEntries(started.account.workspaces.region(region).tagsOf(only().id))).toEqual({
      owner: 'desktops',
    });
  });

  test('is left alone by a second apply', async () => {
    await plan.apply();
    const before = started.account.calls.length;
    await plan.apply();
    expect(started.account.calls.length).toBe(before);
  });

  test('is adopted when it is there and fits', async () => {
    await plan.apply();
    const other = new Plan(started.invoke, {
      kind: 'entra-directory',
      identity,
      properties: { ...properties, subnetIds: [...properties.subnetIds].reverse() },
    });
    await other.apply();
    expect(other.ids).toEqual(plan.ids);
    expect(changes(started)).toEqual(['RegisterWorkspaceDirectory']);
  });

  test.each([
    ['tenantId', '99999999-2222-3333-4444-555555555555'],
    ['secretArn', 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:other-AbCdEf'],
    ['identityCenterInstanceArn', 'arn:aws:sso:::instance/ssoins-fedcba0987654321'],
    ['subnetIds', ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1']],
  ])(
    'is refused when its %s differs, with both values and the way out, and nothing is changed',
    async (name, value) => {
      await plan.apply();
      const before = changes(started);
      const message = await messageOf(ensure({ ...properties, [name]: value }));
      expect(message).toMatch(/^REFUSED: the directory Contoso-Frankfurt exists \(wsd-/);
      expect(message).toContain(`\`${name}\` is `);
      expect(message).toContain(Array.isArray(value) ? value[0]! : value);
      expect(message).toMatch(/Put the old value back/);
      expect(changes(started)).toEqual(before);
    },
  );

  test('gets its settings once it is registered, each group by one call', async () => {
    await plan.apply({
      ...properties,
      deviceTypes: ['windows', 'macos'],
      selfService: ['restart', 'rebuild'],
      localAdministrator: false,
      maintenanceMode: false,
      internetAccess: true,
      rememberMe: false,
      diagnosticUpload: false,
      ipGroups: [{ name: 'Office', rules: [{ cidr: '198.51.100.0/24', description: 'Oslo' }] }],
    });
    expect(changes(started)).toEqual([
      'RegisterWorkspaceDirectory',
      'ModifyWorkspaceAccessProperties',
      'ModifySelfservicePermissions',
      'ModifyWorkspaceCreationProperties',
      'ModifyClientProperties',
      'CreateIpGroup',
      'AssociateIpGroups',
    ]);
    expect(only()).toMatchObject({
      access: { DeviceTypeWindows: 'ALLOW', DeviceTypeOsx: 'ALLOW', DeviceTypeWeb: 'DENY', DeviceTypeLinux: 'DENY' },
      selfService: { RestartWorkspace: 'ENABLED', RebuildWorkspace: 'ENABLED', ChangeComputeType: 'DISABLED' },
      creation: { UserEnabledAsLocalAdministrator: false, EnableMaintenanceMode: false, EnableInternetAccess: true },
      client: { ReconnectEnabled: 'DISABLED', LogUploadEnabled: 'DISABLED' },
    });
    expect(only().ipGroupIds.size).toBe(1);
  });

  test('changes only what differs, and neither claim nor ids run again', async () => {
    const set = {
      ...properties,
      deviceTypes: ['windows'],
      localAdministrator: false,
      selfService: ['restart'],
    } as const;
    await plan.apply(set);
    const [before, ids] = [changes(started).length, plan.ids];
    await plan.apply({ ...set, localAdministrator: true });
    expect(changes(started).slice(before)).toEqual(['ModifyWorkspaceCreationProperties']);
    expect(only().creation).toMatchObject({ UserEnabledAsLocalAdministrator: true, EnableMaintenanceMode: true });
    expect(plan.ids).toBe(ids);
  });

  test('keeps what is not asked for as a person set it', async () => {
    await plan.apply();
    only().access.DeviceTypeWeb = 'DENY';
    await plan.apply({ ...properties, localAdministrator: false });
    expect(only().access.DeviceTypeWeb).toBe('DENY');
    expect(only().selfService.RestartWorkspace).toBe('ENABLED');
  });

  test('keeps settings that this version does not know, when it sets others of the same object', async () => {
    await plan.apply({ ...properties, selfService: ['restart'], rememberMe: true });
    Object.assign(only().selfService, { NestedVirtualization: 'ENABLED', EnableEndUserAdvisor: 'DISABLED' });
    Object.assign(only().client, { ClientExperiencePolicy: 'FORCE_CLASSIC' });
    await plan.apply({ ...properties, selfService: ['rebuild'], rememberMe: false });
    expect(only().selfService).toMatchObject({
      RebuildWorkspace: 'ENABLED',
      NestedVirtualization: 'ENABLED',
      EnableEndUserAdvisor: 'DISABLED',
    });
    expect(only().client).toMatchObject({ ReconnectEnabled: 'DISABLED', ClientExperiencePolicy: 'FORCE_CLASSIC' });
  });

  test('gets new and overwritten tags and keeps those of others', async () => {
    await plan.apply();
    started.account.workspaces.region(region).tagsOf(only().id).set('cost-center', '4711');
    await plan.apply({ ...properties, tags: { owner: 'euc', stage: 'live' } });
    expect(Object.fromEntries(started.account.workspaces.region(region).tagsOf(only().id))).toEqual({
      owner: 'euc',
      stage: 'live',
      'cost-center': '4711',
    });
  });

  describe('with IP groups', () => {
    const office = { name: 'Office', rules: [{ cidr: '198.51.100.0/24' }] };
    const home = { name: 'Home', rules: [{ cidr: '203.0.113.7/32' }] };
    const groups = () => [...started.account.workspaces.region(region).ipGroups.values()];

    test('updates rules in place', async () => {
      await plan.apply({ ...properties, ipGroups: [office] });
      const [id] = only().ipGroupIds;
      await plan.apply({ ...properties, ipGroups: [{ ...office, rules: [{ cidr: '192.0.2.0/24' }] }] });
      expect([...only().ipGroupIds]).toEqual([id]);
      expect(JSON.stringify(groups())).toContain('192.0.2.0/24');
      expect(changes(started).slice(-1)).toEqual(['UpdateRulesOfIpGroup']);
    });

    test('associates the new before the old one goes: users can never connect from anywhere', async () => {
      await plan.apply({ ...properties, ipGroups: [office] });
      await plan.apply({ ...properties, ipGroups: [home] });
      expect(changes(started).slice(-4)).toEqual([
        'CreateIpGroup',
        'AssociateIpGroups',
        'DisassociateIpGroups',
        'DeleteIpGroup',
      ]);
      expect(groups()).toHaveLength(1);
    });

    test('removes them with a directory that the claim alone removes, as a replacement of the claim does', async () => {
      await plan.apply({ ...properties, ipGroups: [office] });
      const claim = eventOf({ kind: 'entra-directory', identity, properties }, 'claim');
      const answer = await started.invoke({ ...claim, tf: { action: 'delete', prev_input: claim } });
      expect(answer).toEqual({ removed: true, gone: true });
      expect(groups()).toEqual([]);
    });

    test('removes them with the directory and leaves those of another directory', async () => {
      await started.account.inside('workspaces', 'CreateIpGroup', region, { GroupName: 'Contoso-Frankfurt-2/Office' });
      await plan.apply({ ...properties, ipGroups: [office, home] });
      await plan.destroy();
      expect(groups().map((group) => group.name)).toEqual(['Contoso-Frankfurt-2/Office']);
    });
  });

  test('that is not ready within the time ends pending at the last wait, and the next apply goes on from there', async () => {
    started.account.settings.timings.registerDirectory = 75;
    const message = await messageOf(plan.apply());
    expect(message).toMatch(
      /^PENDING: the directory Contoso-Frankfurt is not ready: AWS is still working on it\. Apply again/,
    );
    expect(plan.ids).toBeUndefined();
    await started.world.clock.advance(20);
    await plan.apply();
    expect(plan.ids).toMatchObject({ directoryId: only().id });
    expect(changes(started)).toEqual(['RegisterWorkspaceDirectory']);
  });

  test('that ends in an error says what AWS says and how to make it anew', async () => {
    started.account.settings.directoryErrors.set('Contoso-Frankfurt', 'The secret could not be read.');
    const message = await messageOf(plan.apply());
    expect(message).toMatch(/in an error state: AWS says "The secret could not be read\."/);
    expect(message).toMatch(/terraform apply -replace='aws_lambda_invocation\.it_claim_[0-9A-F]{8}'/);
  });

  test('goes, is waited for until it is gone, and can be made anew under the same name', async () => {
    await plan.apply();
    await plan.destroy();
    expect(directories()).toEqual([]);
    await plan.apply();
    expect(only().state).toBe('REGISTERED');
  });

  test('that goes slowly is waited for by the steps behind the claim', async () => {
    started.account.settings.timings.deregisterDirectory = 18;
    await plan.apply();
    await plan.destroy();
    expect(directories()).toEqual([]);
    expect(changes(started).filter((call) => call.startsWith('Deregister'))).toEqual(['DeregisterWorkspaceDirectory']);
  });

  test('that goes more slowly still ends the destroy pending; the next one goes on', async () => {
    started.account.settings.timings.deregisterDirectory = 60;
    await plan.apply();
    expect(await messageOf(plan.destroy())).toMatch(
      /^PENDING: the directory Contoso-Frankfurt is still being removed by AWS/,
    );
    await started.world.clock.advance(60);
    await plan.destroy();
    expect(directories()).toEqual([]);
  });

  test('half-made is removed by a destroy: the claim was there first', async () => {
    started.account.settings.timings.registerDirectory = 75;
    await messageOf(plan.apply());
    started.account.settings.timings.registerDirectory = 1;
    await started.world.clock.advance(75);
    await plan.destroy();
    expect(directories()).toEqual([]);
  });

  test('is not removed while desktops remain, and names them', async () => {
    await plan.apply();
    await desktopFor('ada@contoso.com');
    const message = await messageOf(plan.destroy());
    expect(message).toBe(
      'REFUSED: the directory Contoso-Frankfurt is not removed: 1 desktop (ada@contoso.com) would be lost or cut off. ' +
        'Remove desktops first, then run it again.',
    );
    expect(only().state).toBe('REGISTERED');
  });

  test('that may not be removed says so at once, and does not wait for what will not come', async () => {
    await plan.apply();
    const message = 'not authorized, with an explicit deny in a service control policy';
    const denied = { status: 400, code: 'AccessDeniedException', message };
    started.world.faults.inject('aws workspaces:DeregisterWorkspaceDirectory', denied, 100);
    expect(await messageOf(plan.destroy())).toMatch(/A service control policy of the organization forbids this/);
    // A few times, as a role may be new; waiting would be a hundred.
    const asked = started.account.calls.filter(({ operation }) => operation === 'DeregisterWorkspaceDirectory');
    expect(asked.length).toBeLessThan(10);
  });

  test('waits for desktops that are on their way out', async () => {
    await plan.apply();
    await desktopFor('ada@contoso.com');
    await started.world.clock.advance(20);
    const [desktop] = started.account.workspaces.region(region).desktops.values();
    started.account.settings.timings.terminateDesktop = 1;
    await started.account.inside('workspaces', 'TerminateWorkspaces', region, {
      TerminateWorkspaceRequests: [{ WorkspaceId: desktop!.id }],
    });
    await plan.destroy();
    expect(directories()).toEqual([]);
  });

  test('that somebody removed already is no error on destroy', async () => {
    await plan.apply();
    await started.account.inside('workspaces', 'DeregisterWorkspaceDirectory', region, { DirectoryId: only().id });
    await started.world.clock.advance(10);
    await plan.destroy();
    expect(directories()).toEqual([]);
  });

  test('that somebody removed behind Terraform is missed by name when its ids are asked for', async () => {
    await plan.apply();
    started.account.workspaces.region(region).directories.clear();
    const ids = eventOf({ kind: 'entra-directory', identity, properties }, 'ids');
    expect(await messageOf(started.invoke(ids))).toMatch(/the directory Contoso-Frankfurt is gone: someone removed it/);
  });

  test('asked for twice at once is made once', async () => {
    await Promise.all([ensure(properties), ensure(properties)]);
    expect(directories()).toHaveLength(1);
  });

  test('is made without ever reading the secret, and logged in few words', async () => {
    await plan.apply();
    expect(started.account.calls.filter(({ operation }) => operation === 'GetSecretValue')).toEqual([]);
    expect(started.logged.map((line) => Object.keys(JSON.parse(line) as object)).flat()).not.toContain('properties');
    expect(started.logged.join()).not.toMatch(/application_|secret/);
  });
});
