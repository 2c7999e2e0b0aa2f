import { describe, expect, test } from '@jest/globals';
import { alertsKeyDescription } from '../../../domain/alerts-key.js';
import { changedAttributes, type ResourceChange } from '../../../wizard/terraform/plan-json.js';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { change, desktop, plan, step } from './plans.js';

describe('risk of a change', () => {
  test.each([
    ['a new desktop costs', desktop('ada@contoso.com', ['create']), 'cost'],
    ['a deleted desktop destroys data', desktop('ada@contoso.com', ['delete']), 'destroys-data'],
    ['a replaced desktop destroys data', desktop('ada@contoso.com', ['delete', 'create']), 'destroys-data'],
    [
      'a replaced desktop, made first, destroys data too',
      desktop('ada@contoso.com', ['create', 'delete']),
      'destroys-data',
    ],
    [
      'another running mode interrupts',
      desktop('ada@contoso.com', ['update'], { workspace_properties: [{ running_mode: 'ALWAYS_ON' }] }),
      'interrupts',
    ],
    ['tags of a desktop are harmless', desktop('ada@contoso.com', ['update'], { tags: { team: 'a' } }), 'none'],
    ['a deleted key destroys data', change('aws_kms_key', 'k', ['delete']), 'destroys-data'],
    ...(
      [
        ['of volumes', 'Encrypts the volumes of the desktops of berlin', 'destroys-data'],
        ['of a secret', 'Encrypts the secret contoso-alerts, which tells what a person should know', 'destroys-data'],
        ['of a topic of the owner’s own', 'Encrypts the topic contoso-payroll', 'destroys-data'],
        ['of the topic of the alerts', alertsKeyDescription('contoso-berlin'), 'none'],
      ] as const
    ).map(([which, description, risk]): [string, ResourceChange, string] => [
      `a deleted key ${which}: ${risk}`,
      change('aws_kms_key', 'k', ['delete'], { before: { description } }),
      risk,
    ]),
    [
      'a key of volumes that is replaced by one of the alerts destroys data',
      change('aws_kms_key', 'k', ['delete', 'create'], {
        before: { description: 'Encrypts the volumes of the desktops of berlin' },
        after: { description: alertsKeyDescription('contoso') },
      }),
      'destroys-data',
    ],
    ['a NAT gateway costs', change('aws_nat_gateway', 'n', ['create']), 'cost'],
    [
      'another sign-in address interrupts',
      change('azuread_service_principal', 's', ['update'], { before: { login_url: 'a' }, after: { login_url: 'b' } }),
      'interrupts',
    ],
    [
      'another description of a group is harmless',
      change('azuread_group', 'g', ['update'], { before: { description: 'a' }, after: { description: 'b' } }),
      'none',
    ],
    [
      'a group that grows interrupts nobody',
      change('azuread_group', 'g', ['update'], { before: { members: ['1'] }, after: { members: ['1', '2'] } }),
      'none',
    ],
    [
      'a group that someone leaves interrupts',
      change('azuread_group', 'g', ['update'], { before: { members: ['1', '2'] }, after: { members: ['1', '3'] } }),
      'interrupts',
    ],
    [
      'a group whose members are unknown until the apply is not taken as safe',
      change('azuread_group', 'g', ['update'], { before: { members: ['1'] }, after: {}, unknown: { members: true } }),
      'interrupts',
    ],
    ['a removed assignment cuts people off', change('azuread_app_role_assignment', 'a', ['delete']), 'interrupts'],
    ['a removed directory destroys data', step('entra-directory', 'Berlin', 'claim', ['delete']), 'destroys-data'],
    [
      'a replaced directory destroys data',
      step('entra-directory', 'Berlin', 'claim', ['delete', 'create']),
      'destroys-data',
    ],
    [
      'other settings of a directory interrupt',
      step('entra-directory', 'Berlin', 'ensure', ['delete', 'create']),
      'interrupts',
    ],
    ['a wait is harmless', step('entra-directory', 'Berlin', 'wait', ['delete', 'create']), 'none'],
    [
      'a type that nobody knows: removing is never taken as safe',
      change('aws_new_thing', 'x', ['delete']),
      'destroys-data',
    ],
    [
      'a type that nobody knows: changing is never taken as safe',
      change('aws_new_thing', 'x', ['update'], { before: { a: 1 }, after: { a: 2 } }),
      'interrupts',
    ],
  ] as const)('%s', (_what, changed, risk) =>
    expect(summarizePlan(plan([changed], ['ada@contoso.com'])).risk).toBe(risk),
  );

  test('nobody is interrupted where nobody has a desktop yet', () => {
    const update = change('azuread_service_principal', 's', ['update'], {
      before: { login_url: 'a' },
      after: { login_url: 'b' },
    });
    expect(summarizePlan(plan([update], ['ada@contoso.com'])).risk).toBe('interrupts');
    expect(summarizePlan(plan([update])).risk).toBe('none');
  });

  test('an attribute that is unknown until the apply counts as changed', () => {
    const changed = change('azuread_service_principal', 's', ['update'], {
      before: { login_url: 'a' },
      after: {},
      unknown: { login_url: true },
    });
    expect(changedAttributes(changed)).toEqual(['login_url']);
  });

  test('a data source that will be read is no change', () => {
    const read = { ...change('aws_vpc', 'v', ['read']), mode: 'data' as const };
    expect(summarizePlan(plan([read])).empty).toBe(true);
  });
});
