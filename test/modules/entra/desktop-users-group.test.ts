import { describe, expect, test } from '@jest/globals';
import { TerraformOutput, TerraformVariable } from 'cdktf';
import { DesktopUsersGroup, type DesktopUsersGroupProps } from '../../../modules/entra/desktop-users-group.js';
import { EntraUsers, type EntraUser } from '../../../modules/entra/entra-users.js';
import { all, only, synthesized, types, userRole } from './synthesized.js';

const active = (upn: string): EntraUser => ({ upn, state: 'active' });
const held = (upn: string): EntraUser => ({ upn, state: 'held' });

const group = (
  props: Partial<Omit<DesktopUsersGroupProps, 'enterpriseApp'>>,
  users: readonly EntraUser[] = [active('ada@contoso.com')],
) =>
  synthesized((stack) => {
    const app = new TerraformVariable(stack, 'app', {});
    new DesktopUsersGroup(stack, 'people', {
      group: { create: { displayName: 'Desktops', members: { users: new EntraUsers(stack, 'users', users) } } },
      assignment: 'terraform',
      enterpriseApp: { servicePrincipalObjectId: app.stringValue, userAppRoleId: userRole },
      ...props,
    });
  });

test('a group that others fill has the owners that others gave it, and keeps whom they put in', () => {
  const owners = ['5b1f0d3e-6a1c-4d27-9b0e-2f3c4d5e6f70'];
  const made = (members: 'elsewhere' | { rule: string }) =>
    only(group({ group: { create: { displayName: 'Desktops', owners, members } } }), 'azuread_group');
  expect(made('elsewhere')).toMatchObject({ lifecycle: { ignore_changes: ['members'] } });
  expect(made('elsewhere').owners).toBeUndefined();
  expect(made({ rule: '(user.department -eq "IT")' }).owners).toEqual(owners);
});

describe('a group of the users of the deployment', () => {
  test('has as members whom one data source finds by user principal name, missing ones ignored', () => {
    const json = group({}, [active('ada@contoso.com'), active('grace@contoso.com')]);
    const lookup = only(json, 'azuread_users', 'data');
    expect(lookup).toMatchObject({
      user_principal_names: ['ada@contoso.com', 'grace@contoso.com'],
      ignore_missing: true,
    });
    expect(lookup.depends_on).toBeUndefined();
    expect(only(json, 'azuread_group')).toMatchObject({
      display_name: 'Desktops',
      security_enabled: true,
      members: `\${${lookup.address}.object_ids}`,
    });
  });

  test('leaves out held users', () => {
    const json = group({}, [active('ada@contoso.com'), held('grace@contoso.com')]);
    expect(only(json, 'azuread_users', 'data').user_principal_names).toEqual(['ada@contoso.com']);
  });

  test('takes in once whoever has desktops at two sites, also if written in another case or held at one of them', () => {
    const json = group({}, [
      active('Ada@contoso.com'),
      held('grace@contoso.com'),
      active('ada@Contoso.com'),
      active('grace@contoso.com'),
    ]);
    expect(only(json, 'azuread_users', 'data').user_principal_names).toEqual(['ada@contoso.com', 'grace@contoso.com']);
  });

  test('is empty, not unmanaged, when everybody is held', () => {
    const json = group({}, [held('ada@contoso.com')]);
    expect(json.data).toEqual({});
    expect(only(json, 'azuread_group').members).toEqual([]);
  });

  test('can be renamed: the provider could not with prevent_duplicate_names', () => {
    expect(only(group({}), 'azuread_group').prevent_duplicate_names).toBeUndefined();
  });

  test('has a description', () => {
    expect(only(group({}), 'azuread_group').description).toMatch(/WorkSpaces/);
  });
});

describe('a group with a membership rule', () => {
  const rule = '(user.department -eq "Sales")';

  test('is dynamic and looks up nobody', () => {
    const json = synthesized((stack) => {
      new DesktopUsersGroup(stack, 'people', {
        group: { create: { displayName: 'Desktops', members: { rule } } },
        assignment: 'terraform',
        enterpriseApp: { servicePrincipalObjectId: 'app', userAppRoleId: userRole },
      });
    });
    const made = only(json, 'azuread_group');
    expect(made).toMatchObject({ types: ['DynamicMembership'], dynamic_membership: { enabled: true, rule } });
    expect(made.members).toBeUndefined();
    expect(json.data).toEqual({});
  });

  test.each(['', ' ', 'x'.repeat(3073)])('of %j is refused', (wrong) => {
    expect(() => group({ group: { create: { displayName: 'Desktops', members: { rule: wrong } } } })).toThrow(
      '`rule` must be a membership rule of 1 to 3,072 characters, got: ',
    );
  });
});

describe('an existing group', () => {
  const existing = { existing: { objectId: 'aaaaaaaa-0000-4000-8000-000000000002' } };

  test('only gets its assignment', () => {
    const json = synthesized((stack) => {
      new DesktopUsersGroup(stack, 'people', {
        group: existing,
        assignment: 'terraform',
        enterpriseApp: { servicePrincipalObjectId: 'app', userAppRoleId: userRole },
      });
    });
    expect(types(json)).toEqual(['azuread_app_role_assignment']);
    const look = only(json, 'azuread_group', 'data');
    expect(look.object_id).toBe(existing.existing.objectId);
    expect(only(json, 'azuread_app_role_assignment').principal_object_id).toBe(`\${${look.address}.object_id}`);
  });

  test('that is no security group stops the plan with the fix', () => {
    const [condition] = only(group({ group: existing }), 'azuread_group', 'data').lifecycle.postcondition;
    expect(condition).toMatchObject({ condition: '${self.security_enabled}' });
    expect(condition.error_message).toMatch(/not a security group.*Take a security group/s);
  });
});

describe('the assignment to the enterprise app', () => {
  test('gives the role "User" by its id', () => {
    const json = group({});
    expect(only(json, 'azuread_app_role_assignment')).toMatchObject({
      app_role_id: '8774f594-1d59-4279-b9d9-59ef09a23530',
      principal_object_id: `\${${only(json, 'azuread_group').address}.object_id}`,
      resource_object_id: '${var.app}',
    });
    expect(json.check).toEqual({});
  });

  test('by an administrator is only looked for, with a warning that says what to click', () => {
    const json = group({ assignment: 'by-admin' });
    expect(all(json, 'azuread_app_role_assignment')).toEqual([]);
    const looked = only(json, 'msgraph_resource', 'data');
    expect(looked).toMatchObject({
      url: 'servicePrincipals/${var.app}/appRoleAssignedTo',
      response_export_values: { answer: '@' },
    });
    const [check] = Object.values(json.check);
    expect(check.assert).toHaveLength(1);
    const groupId = `${only(json, 'azuread_group').address}.object_id`;
    expect(check.assert[0].condition).toBe(
      `\${try(contains([for one in ${looked.address}.output.answer.value : one.principalId], ${groupId}), false)}`,
    );
    // A data source inside the check would be read by every apply, and no plan would say "No changes".
    expect(check.data).toBeUndefined();
    expect(check.assert[0].error_message).toMatch(/Users and groups, Add user\/group, role "User"/);
  });
});

describe('the object id of one user', () => {
  test('is found whatever the case of the name, and null for a leaver', () => {
    const json = synthesized((stack) => {
      const users = new EntraUsers(stack, 'users', [active('Ada@Contoso.com')]);
      new TerraformOutput(stack, 'id', { value: `\${${users.objectId('ada@contoso.COM')}}` });
    });
    const { address } = only(json, 'azuread_users', 'data');
    expect(json.output.id.value).toBe(
      `\${one([for user in ${address}.users : user.object_id if lower(user.user_principal_name) == "ada@contoso.com"])}`,
    );
  });

  test('of somebody who is not active is refused', () => {
    synthesized((stack) => {
      const users = new EntraUsers(stack, 'users', [held('ada@contoso.com')]);
      expect(() => users.objectId('ada@contoso.com')).toThrow(
        '`upn` must be one of the active users, got: ada@contoso.com',
      );
    });
  });

  test('belongs to a construct id that is pinned', () => {
    expect(EntraUsers.slug('Ada.Lovelace@Contoso.com')).toBe(EntraUsers.slug('ada.lovelace@contoso.com'));
    expect(EntraUsers.slug('ada.lovelace@contoso.com')).toBe('ada-lovelace-contoso-com-782b4b0a');
    expect(EntraUsers.slug('ada-lovelace@contoso.com')).not.toBe(EntraUsers.slug('ada.lovelace@contoso.com'));
    expect(EntraUsers.slug('李雷@contoso.com')).toMatch(/^contoso-com-[0-9a-f]{8}$/);
  });
});
