import { describe, expect, test } from '@jest/globals';
import { TerraformOutput } from 'cdktf';
import {
  RegistrationApp,
  type CreatedRegistrationApp,
  type RegistrationAppProps,
} from '../../../modules/entra/registration-app.js';
import { all, graphAppId, named, only, synthesized, types, type Synthesized } from './synthesized.js';

const registration = 'DeviceManagementServiceConfig.ReadWrite.All';
const cleanUp = ['Device.ReadWrite.All', 'DeviceManagementManagedDevices.ReadWrite.All'];

const made = (props: Partial<RegistrationAppProps> = {}, create: Partial<CreatedRegistrationApp> = {}) => {
  let app: RegistrationApp | undefined;
  const json = synthesized((stack) => {
    app = new RegistrationApp(stack, 'app', {
      app: { create: { displayName: 'WorkSpaces (contoso)', secretLifetimeDays: 180, ...create } },
      consent: 'terraform',
      ...props,
    });
    if (app.password) new TerraformOutput(stack, 'password', { value: app.password, sensitive: true });
    if (app.passwordExpiresAt) new TerraformOutput(stack, 'expires', { value: app.passwordExpiresAt });
  });
  return { json, app: app! };
};

const roles = (json: Synthesized) =>
  all(json, 'azuread_app_role_assignment').map(([, { app_role_id }]) => app_role_id as string);
const roleOf = (json: Synthesized, permission: string) =>
  `\${${only(json, 'azuread_service_principal', 'data').address}.app_role_ids["${permission}"]}`;

describe('a new registration app', () => {
  const { json } = made();
  const application = only(json, 'azuread_application');
  const servicePrincipal = only(json, 'azuread_service_principal');

  test('belongs to this tenant and says what it is for', () => {
    expect(application).toMatchObject({ display_name: 'WorkSpaces (contoso)', sign_in_audience: 'AzureADMyOrg' });
    expect(application.description).toMatch(/WorkSpaces/);
    expect(servicePrincipal).toMatchObject({ client_id: `\${${application.address}.client_id}` });
  });

  test('what is made before it is destroyed comes not after the service principal, of which an app has one', () => {
    const passwords = all(json, 'azuread_application_password');
    expect(passwords.map(([, { lifecycle }]) => lifecycle)).toEqual(
      passwords.map(() => ({ create_before_destroy: true })),
    );
    expect(passwords).toHaveLength(2);
    const waits = all(json, 'time_sleep');
    expect(waits).toHaveLength(1);
    expect(JSON.stringify([passwords, waits])).not.toContain('azuread_service_principal');
  });

  test('finds the Graph permissions by name, in a data source that changes nothing in Graph', () => {
    expect(only(json, 'azuread_service_principal', 'data').client_id).toBe(graphAppId);
    expect(application.required_resource_access).toEqual([
      {
        resource_app_id: graphAppId,
        resource_access: [registration, ...cleanUp].map((permission) => ({
          id: roleOf(json, permission),
          type: 'Role',
        })),
      },
    ]);
  });

  test('gets consent for each permission', () => {
    expect(roles(json).sort()).toEqual([registration, ...cleanUp].map((permission) => roleOf(json, permission)).sort());
    for (const [, assignment] of all(json, 'azuread_app_role_assignment')) {
      expect(assignment).toMatchObject({
        principal_object_id: `\${${servicePrincipal.address}.object_id}`,
        resource_object_id: `\${${only(json, 'azuread_service_principal', 'data').address}.object_id}`,
      });
    }
  });

  test('asks for no more than registration when devices are not cleaned up', () => {
    const { json: less } = made({ cleanUpDevices: false });
    expect(roles(less)).toEqual([roleOf(less, registration)]);
  });

  test('stops the plan by name when Graph has no such permission, before an index fails without a word', () => {
    const conditions = only(json, 'azuread_service_principal', 'data').lifecycle.postcondition;
    expect(conditions).toHaveLength(3);
    expect(conditions[0].condition).toBe(`\${contains(keys(self.app_role_ids), "${registration}")}`);
    expect(conditions[0].error_message).toMatch(
      /offers no application permission DeviceManagementServiceConfig.*Check/s,
    );
  });

  test('leaves its owners to the tenant unless they are stated', () => {
    expect([application.lifecycle.ignore_changes, servicePrincipal.lifecycle.ignore_changes]).toEqual([
      ['owners'],
      ['owners'],
    ]);
    const { json: owned } = made({}, { owners: ['aaaaaaaa-0000-4000-8000-000000000009'] });
    expect(only(owned, 'azuread_application').owners).toEqual(['aaaaaaaa-0000-4000-8000-000000000009']);
    expect(only(owned, 'azuread_service_principal').owners).toEqual(['aaaaaaaa-0000-4000-8000-000000000009']);
    expect(only(owned, 'azuread_application').lifecycle).toBeUndefined();
  });
});

describe('consent by an administrator', () => {
  const { json } = made({ consent: 'by-admin' });

  test('is only looked for, with a warning that says what to click', () => {
    expect(roles(json)).toEqual([]);
    expect(only(json, 'msgraph_resource', 'data')).toMatchObject({
      url: `servicePrincipals/\${${only(json, 'azuread_service_principal').address}.object_id}/appRoleAssignments`,
      response_export_values: { answer: '@' },
    });
    const [check] = Object.values(json.check);
    expect(check.data).toBeUndefined();
    // One expression from end to end: a reference in braces inside it would be a text to Terraform, or no expression at all.
    const graph = named(json, 'azuread_service_principal', 'app_graph', 'data').address;
    const wanted = [registration, ...cleanUp].map((permission) => `${graph}.app_role_ids["${permission}"]`).join(', ');
    const found = `${only(json, 'msgraph_resource', 'data').address}.output.answer.value`;
    expect(check.assert[0].condition).toBe(
      `\${try(alltrue([for role in [${wanted}] : contains([for one in ${found} : one.appRoleId], role)]), false)}`,
    );
    expect(check.assert[0].error_message).toMatch(/lacks admin consent.*Grant admin consent/s);
  });
});

describe('an existing registration app', () => {
  const applicationId = 'bbbbbbbb-0000-4000-8000-000000000001';
  const { json, app } = made({ app: { existing: { applicationId } } });

  test('is only read: no secret, no consent, a check', () => {
    expect(types(json)).toEqual([]);
    expect(Object.keys(json.check)).toHaveLength(1);
    expect(app).toMatchObject({ clientId: applicationId });
    expect([app.password, app.passwordExpiresAt]).toEqual([undefined, undefined]);
  });
});

describe('the two client secrets', () => {
  const { json } = made();
  const turnA = named(json, 'time_rotating', 'app_password_turn-a');
  const turnB = named(json, 'time_rotating', 'app_password_turn-b');
  const half = named(json, 'time_rotating', 'app_password_half');
  const a = named(json, 'azuread_application_password', 'app_password_a');
  const b = named(json, 'azuread_application_password', 'app_password_b');

  test('each have a turn of their own, once a lifetime, and expire when it comes', () => {
    expect([turnA.rotation_days, turnB.rotation_days]).toEqual([180, 180]);
    expect(a).toMatchObject({
      rotate_when_changed: { turn: `\${${turnA.address}.id}` },
      end_date: `\${${turnA.address}.rotation_rfc3339}`,
    });
    expect(b).toMatchObject({
      rotate_when_changed: { turn: `\${${turnB.address}.id}` },
      end_date: `\${${turnB.address}.rotation_rfc3339}`,
    });
  });

  test('are half a lifetime apart: next to a turn of A, B counts from half a lifetime before it', () => {
    expect(turnB.rfc3339).toBe(
      `\${timecmp(${half.address}.rfc3339, timeadd(${turnA.address}.rfc3339, "1080h")) <= 0 ? ` +
        `timeadd(${turnA.address}.rfc3339, "-2160h") : null}`,
    );
    expect(half).toMatchObject({ rotation_hours: 1944, triggers: { turn: `\${${turnA.address}.id}` } });
  });

  test('never pull each other along: what a turn of A makes unknown is ignored by the turn of B', () => {
    expect(turnB.lifecycle.ignore_changes).toEqual(['rfc3339']);
    const { rfc3339: _ignored, ...rest } = turnB;
    expect(JSON.stringify(rest)).not.toContain('time_rotating.app_password_turn-a');
    expect(JSON.stringify(b)).not.toMatch(/turn-a|password_half/);
    expect(JSON.stringify(a)).not.toMatch(/turn-b|password_half/);
  });

  test('overlap: the new one is there before the old one goes', () => {
    expect([a.lifecycle, b.lifecycle]).toEqual([{ create_before_destroy: true }, { create_before_destroy: true }]);
  });

  test('do not change with the name of the app, nor at a time that the plan makes up', () => {
    expect([a.display_name, b.display_name]).toEqual(['WorkSpaces A', 'WorkSpaces B']);
    expect(json.text).not.toMatch(/plantimestamp|timestamp\(\)/);
  });

  test('wait until Graph knows the app everywhere', () => {
    const wait = only(json, 'time_sleep');
    expect(wait).toMatchObject({
      create_duration: '30s',
      triggers: { application: `\${${only(json, 'azuread_application').address}.id}` },
    });
    expect([a.depends_on, b.depends_on]).toEqual([[wait.address], [wait.address]]);
  });

  test('give the younger: the one whose turn comes later', () => {
    const younger = `(timecmp(${turnA.address}.rotation_rfc3339, ${turnB.address}.rotation_rfc3339) > -1)`;
    expect(json.output.password.value).toBe(`\${${younger} ? ${a.address}.value : ${b.address}.value}`);
    expect(json.output.expires.value).toBe(`\${${younger} ? ${a.address}.end_date : ${b.address}.end_date}`);
  });

  test.each([1, 731, 30.5])('with a lifetime of %d days are refused', (secretLifetimeDays) => {
    expect(() => made({}, { secretLifetimeDays })).toThrow(
      `\`lifetimeDays\` must be a whole number of days from 2 to 730 (two years), got: ${secretLifetimeDays}`,
    );
  });
});
