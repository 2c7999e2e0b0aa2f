import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js';
import { TimeProvider } from '@cdktf/provider-time/lib/provider/index.js';
import { TerraformOutput, TerraformStack, TerraformVariable, Testing } from 'cdktf';
import { DesktopUsersGroup } from '../../modules/entra/desktop-users-group.js';
import { EnterpriseApp } from '../../modules/entra/enterprise-app.js';
import { EntraUsers } from '../../modules/entra/entra-users.js';
import { Provisioning } from '../../modules/entra/provisioning.js';
import { RegistrationApp } from '../../modules/entra/registration-app.js';
import { SigningCertificate } from '../../modules/entra/signing-certificate.js';
import { MsgraphProvider } from '../../modules/intune/msgraph-provider.js';
import { Clock } from '../../twin/clock.js';
import type { World } from '../../twin/clouds.js';
import { Tenant } from '../../twin/entra/tenant.js';
import { Faults } from '../../twin/faults.js';
import { Network } from '../../twin/network.js';
import { azureadProvider } from '../../twin/providers/azuread.js';
import { msgraphProvider } from '../../twin/providers/msgraph.js';
import { serveProviders, type RunningProviders } from '../../twin/providers/server.js';
import { timeProvider } from '../../twin/providers/time.js';
import { RuleBook } from '../../twin/rules.js';
import { Workspace } from './terraform.js';
import { testingApp } from '../modules/testing-app.js';

// What the Entra modules promise over time, with real terraform and an emulated tenant: nothing is replaced by a rename,
// certificates stay when their name goes, the registration secret is always a valid one.

// A limit against hanging, nothing that is asserted: each step runs terraform several times.
interface Given {
  readonly displayName?: string;
  readonly connected?: boolean;
  readonly certificates?: readonly string[];
  readonly active?: string;
  readonly users?: readonly string[];
  readonly admin?: boolean;
}

const day = 24 * 60;
const world: World = { network: new Network(), clock: new Clock(), faults: new Faults(), rules: new RuleBook() };
const tenant = new Tenant(world);
let providers: RunningProviders;
let workspace: Workspace;

beforeAll(async () => {
  for (let number = 1; number <= 30; number++) tenant.addUser(`user${number}.x@contoso.com`);
  const me = tenant.addServicePrincipal('terraform', {
    // The story goes on for years.
    secretEnds: world.clock.in(5 * 365 * day),
    roles: [
      'Application.ReadWrite.All',
      'AppRoleAssignment.ReadWrite.All',
      'Synchronization.ReadWrite.All',
      'Group.ReadWrite.All',
      'User.Read.All',
    ],
  });
  const credentials = { ARM_CLIENT_ID: me.appId, ARM_CLIENT_SECRET: me.clientSecret, ARM_TENANT_ID: tenant.id };
  providers = await serveProviders([azureadProvider(), msgraphProvider(), timeProvider()] as never, world, {
    environment: () => ({ ...process.env, ...credentials }),
  });
  workspace = await Workspace.create({ TF_REATTACH_PROVIDERS: providers.reattach, ...credentials });
});

afterAll(async () => {
  await workspace?.remove();
  await providers?.stop();
});

function synthesized(given: Given): string {
  const stack = new TerraformStack(testingApp(), 'entra');
  new AzureadProvider(stack, 'azuread', { tenantId: tenant.id });
  new MsgraphProvider(stack, 'msgraph', { tenantId: tenant.id });
  new TimeProvider(stack, 'time', {});
  const by = given.admin ? 'by-admin' : 'terraform';
  const app = new EnterpriseApp(stack, 'enterprise-app', {
    tenantId: tenant.id,
    app: {
      create: {
        displayName: given.displayName ?? 'AWS (contoso)',
        notificationEmails: ['it@contoso.com'],
        ...(given.connected
          ? {
              serviceProvider: {
                entityId: 'https://eu-central-1.signin.aws.amazon.com/platform/saml/d-99672a1b2c',
                acsUrls: ['https://eu-central-1.signin.aws.amazon.com/platform/saml/acs/1'],
                signInUrl: 'https://portal.sso.eu-central-1.amazonaws.com/saml/assertion/1',
              },
            }
          : {}),
      },
    },
  });
  new SigningCertificate(stack, 'saml', {
    servicePrincipalObjectId: app.servicePrincipalObjectId,
    names: given.certificates ?? ['1'],
    ...(given.active ? { active: given.active } : {}),
    dependsOn: app.ready,
  });
  const users = new EntraUsers(
    stack,
    'users',
    (given.users ?? ['user1.x@contoso.com']).map((upn) => ({ upn, state: 'active' as const })),
  );
  const people = new DesktopUsersGroup(stack, 'people', {
    group: { create: { displayName: 'contoso desktops', members: { users } } },
    assignment: by,
    enterpriseApp: app,
  });
  const registration = new RegistrationApp(stack, 'registration', {
    app: { create: { displayName: 'WorkSpaces (contoso)', secretLifetimeDays: 180 } },
    consent: by,
  });
  new TerraformOutput(stack, 'password', { value: registration.password, sensitive: true });
  new TerraformOutput(stack, 'expires', { value: registration.passwordExpiresAt });
  if (given.connected) {
    new Provisioning(stack, 'provisioning', {
      servicePrincipalId: app.servicePrincipalId,
      scimEndpoint: 'https://scim.eu-central-1.amazonaws.com/abc/scim/v2/',
      scimToken: new TerraformVariable(stack, 'token', { sensitive: true, default: 'token' }).stringValue,
      groupObjectId: people.objectId,
      users,
      dependsOn: [...app.ready, ...people.ready],
    });
  }
  return Testing.synth(stack);
}

/** Applies, and gives what was planned: `created TYPE.ID` and the like. Nothing is left to do afterwards. */
async function apply(given: Given): Promise<{ actions: string[]; output: string }> {
  await workspace.write('cdk.tf.json', synthesized(given));
  await workspace.must('init', '-no-color');
  const output = await workspace.must('apply', '-auto-approve', '-no-color');
  expect(await workspace.must('plan', '-no-color', '-detailed-exitcode')).toContain('No changes');
  const actions = [...output.matchAll(/^ {2}# (\S+) (?:will|must) be (created|destroyed|replaced|updated)/gm)].map(
    ([, address, action]) => `${action} ${address!.replace(/_[0-9A-F]{8}(\[0\])?$/, '')}`,
  );
  return { actions: actions.sort(), output };
}

async function outputs(): Promise<Record<'password' | 'expires', string>> {
  const read = JSON.parse(await workspace.must('output', '-json')) as Record<string, { value: string }>;
  return { password: read.password!.value, expires: read.expires!.value };
}

/** The values of the client secrets that Entra knows and has not let expire. */
function validPasswords(): string[] {
  const app = [...tenant.state.applications.values()].find(
    ({ displayName }) => displayName === 'WorkSpaces (contoso)',
  )!;
  return app.passwordCredentials
    .filter(({ endDateTime }) => new Date(endDateTime) > world.clock.now())
    .map(({ secretText }) => secretText ?? '');
}

const enterpriseApp = () =>
  [...tenant.state.servicePrincipals.values()].find(({ displayName }) => displayName?.startsWith('AWS'))!;

describe('the Entra modules over the years', () => {
  let appAtFirst = '';

  test('are valid and settle with one apply', async () => {
    const { actions } = await apply({});
    expect(await workspace.must('validate', '-no-color')).toContain('Success! The configuration is valid.');
    expect(actions.every((action) => action.startsWith('created '))).toBe(true);
    appAtFirst = enterpriseApp().id;
  });

  test('another name renames the enterprise app and replaces nothing', async () => {
    const { actions } = await apply({ displayName: 'AWS renamed' });
    expect(actions).toEqual(['updated azuread_application_from_template.enterprise-app']);
    expect(enterpriseApp().id).toBe(appAtFirst);
  });

  test('the handshake adds addresses and provisioning, and changes the sign-in address alone', async () => {
    const { actions } = await apply({ displayName: 'AWS renamed', connected: true });
    expect(actions.filter((action) => !action.startsWith('created '))).toEqual([
      'updated azuread_service_principal.enterprise-app_service-principal',
    ]);
  });

  test('thirty users: no call is taken back, and a leaver stops nothing', async () => {
    const users = Array.from({ length: 30 }, (_, at) => `user${at + 1}.x@contoso.com`);
    const many = await apply({ displayName: 'AWS renamed', connected: true, users: users.slice(0, 25) });
    expect(many.actions.filter((action) => action.startsWith('destroyed'))).toEqual([]);
    const more = await apply({ displayName: 'AWS renamed', connected: true, users });
    expect(more.actions).toEqual(['updated azuread_group.people']);
    const gone = [...tenant.state.users.values()].find(({ userPrincipalName }) => userPrincipalName === users[29])!;
    tenant.state.users.delete(gone.id);
    await apply({ displayName: 'AWS renamed', connected: true, users });
  });

  test('a certificate is renewed beside the old one, and the old one stays in Entra when its name goes', async () => {
    const before = enterpriseApp().preferredTokenSigningKeyThumbprint;
    await apply({ certificates: ['1', '2'] });
    expect(enterpriseApp().preferredTokenSigningKeyThumbprint).toBe(before);
    await apply({ certificates: ['1', '2'], active: '2' });
    const after = enterpriseApp().preferredTokenSigningKeyThumbprint;
    expect(after).not.toBe(before);
    await apply({ certificates: ['2'], active: '2' });
    expect(enterpriseApp().keyCredentials.filter(({ usage }) => usage === 'Verify')).toHaveLength(2);
    expect(enterpriseApp().preferredTokenSigningKeyThumbprint).toBe(after);
  });

  test('the registration secret changes each half lifetime and the one before stays valid', async () => {
    const certificates = { certificates: ['2'], active: '2' };
    const changed: string[][] = [];
    for (let half = 0; half < 4; half++) {
      const before = await outputs();
      await world.clock.advance(91 * day);
      const { actions } = await apply(certificates);
      changed.push(actions.filter((action) => action.startsWith('replaced')));
      const after = await outputs();
      expect(after.password).not.toBe(before.password);
      expect(validPasswords()).toEqual(expect.arrayContaining([before.password, after.password]));
      expect(new Date(after.expires).getTime()).toBeGreaterThan(world.clock.now().getTime() + 170 * day * 60_000);
    }
    const [b, a] = ['b', 'a'].map((name) => [`replaced azuread_application_password.registration_password_${name}`]);
    expect(changed).toEqual([b, a, b, a]);
  });

  test('an apply that comes far too late renews both secrets, and half a lifetime later one of them again', async () => {
    const certificates = { certificates: ['2'], active: '2' };
    await world.clock.advance(400 * day);
    const late = await apply(certificates);
    expect(late.actions.filter((action) => action.startsWith('replaced'))).toHaveLength(2);
    const { password } = await outputs();
    await world.clock.advance(91 * day);
    const { actions } = await apply(certificates);
    expect(actions.filter((action) => action.startsWith('replaced'))).toEqual([
      'replaced azuread_application_password.registration_password_b',
    ]);
    expect(validPasswords()).toContain(password);
  });

  test('destroy leaves nothing, also with two certificates, and apply works again', async () => {
    await workspace.must('destroy', '-auto-approve', '-no-color');
    expect(enterpriseApp()).toBeUndefined();
    await apply({});
  });

  test('what an administrator has to do is told, until it is done', async () => {
    const rights = (await workspace.must('state', 'list'))
      .split('\n')
      .filter((address) => address.startsWith('azuread_app_role_assignment.'));
    await workspace.must('state', 'rm', ...rights);
    const done = await apply({ admin: true });
    expect(done.output).not.toContain('Warning');
    await workspace.must('destroy', '-auto-approve', '-no-color');
    const undone = await apply({ admin: true });
    expect(undone.output).toMatch(/is not assigned to the enterprise app[\s\S]*lacks admin consent/);
  });

  test('use nothing of Graph that the twin does not know', () => {
    expect(tenant.unknownCalls).toEqual([]);
  });
});
