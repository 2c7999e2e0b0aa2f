import { describe, expect, test } from '@jest/globals';
import { SignInMonitoring, type SignInMonitoringProps } from '../../../modules/monitoring/sign-in-monitoring.js';
import { all, named, only, synthesized, types } from '../entra/synthesized.js';

const monitoring = (more: Partial<SignInMonitoringProps> = {}) =>
  synthesized((stack) => {
    new SignInMonitoring(stack, 'monitoring', {
      name: 'contoso',
      location: 'westeurope',
      alertEmail: 'it@contoso.com',
      enterpriseAppClientId: 'dddddddd-0000-4000-8000-000000000001',
      enterpriseAppObjectId: 'dddddddd-0000-4000-8000-000000000002',
      ...more,
    });
  });

const alertType = 'azurerm_monitor_scheduled_query_rules_alert_v2';

describe('monitoring of sign-in and provisioning', () => {
  const json = monitoring();
  const workspace = only(json, 'azurerm_log_analytics_workspace');
  const setting = only(json, 'azurerm_monitor_aad_diagnostic_setting');

  test('keeps the sign-in and provisioning logs of the tenant in a workspace of its own', () => {
    expect(types(json)).toEqual([
      'azurerm_log_analytics_workspace',
      'azurerm_monitor_aad_diagnostic_setting',
      'azurerm_monitor_action_group',
      alertType,
      'azurerm_resource_group',
    ]);
    expect(workspace).toMatchObject({
      name: 'contoso-logs',
      location: 'westeurope',
      resource_group_name: `\${${only(json, 'azurerm_resource_group').address}.name}`,
      sku: 'PerGB2018',
      retention_in_days: 30,
    });
    expect(setting).toMatchObject({
      name: 'contoso-entra-logs',
      log_analytics_workspace_id: `\${${workspace.address}.id}`,
      enabled_log: [{ category: 'SignInLogs' }, { category: 'ProvisioningLogs' }],
    });
  });

  test('looks at everything once at least: no window is shorter than the time to the next look', () => {
    const minutes = (text: string): number => Number(/\d+/.exec(text)?.[0]) * (text.endsWith('H') ? 60 : 1);
    for (const [, { window_duration: window, evaluation_frequency: every }] of all(json, alertType))
      expect(minutes(window as string)).toBeGreaterThanOrEqual(minutes(every as string));
  });

  test('mails two alerts, without checking queries against tables that are not there yet', () => {
    const people = only(json, 'azurerm_monitor_action_group');
    expect(people.email_receiver[0].email_address).toBe('it@contoso.com');
    expect(people.short_name.length).toBeLessThanOrEqual(12);
    expect(all(json, alertType)).toHaveLength(2);
    for (const [, alert] of all(json, alertType)) {
      expect(alert).toMatchObject({
        skip_query_validation: true,
        scopes: [`\${${workspace.address}.id}`],
        action: { action_groups: [`\${${people.address}.id}`] },
        depends_on: [setting.address],
      });
      expect(alert.description).toMatch(/Usual causes: .*entra-workspaces doctor/s);
    }
  });

  test('tells of every object that could not be provisioned by this app', () => {
    const { criteria } = named(json, alertType, 'monitoring_failed-provisioning');
    expect(criteria).toHaveLength(1);
    expect(criteria[0]).toMatchObject({ operator: 'GreaterThan', threshold: 0, time_aggregation_method: 'Count' });
    expect(criteria[0].query).toBe(
      'AADProvisioningLogs | where ResultType == "Failure" | where ServicePrincipal contains "dddddddd-0000-4000-8000-000000000002"',
    );
  });

  test('tells of failed sign-ins to this app, not of mistyped passwords or steps on the way', () => {
    const { query, threshold } = named(json, alertType, 'monitoring_failed-sign-in').criteria[0];
    expect(query).toContain('SigninLogs | where AppId == "dddddddd-0000-4000-8000-000000000001"');
    const left = /ResultType !in \((.*)\)$/.exec(query as string)![1];
    expect(left).toContain('"0"');
    expect(left).toContain('"50126"');
    // Not assigned to the app, and blocked by Conditional Access: what the alert is for.
    expect(left).not.toMatch(/50105|53003/);
    expect(threshold).toBe(4);
  });

  test('has the tags on all that can have them', () => {
    const tagged = monitoring({ tags: { team: 'desktops' }, retentionDays: 90 });
    for (const type of types(tagged).filter((one) => one !== 'azurerm_monitor_aad_diagnostic_setting')) {
      for (const [, block] of all(tagged, type)) expect(block.tags).toEqual({ team: 'desktops' });
    }
    expect(only(tagged, 'azurerm_log_analytics_workspace').retention_in_days).toBe(90);
  });
});

describe('validateName, validateEmail and validateRetention', () => {
  test.each([
    [
      { name: 'Contoso' },
      '`name` must be 3 to 32 lower-case letters, digits and hyphens, with a letter first, got: Contoso',
    ],
    [{ alertEmail: 'nobody' }, '`alertEmail` must be an e-mail address, got: nobody'],
    [{ retentionDays: 7 }, '`retentionDays` must be a whole number of days from 30 to 730, got: 7'],
  ])('%j is refused', (more, message) => {
    expect(() => monitoring(more)).toThrow(message);
  });
});
