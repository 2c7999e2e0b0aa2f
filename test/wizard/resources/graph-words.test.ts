import { describe, expect, test } from '@jest/globals';
import { wordingOf } from '../../../wizard/resources/table.js';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { exampleSubjects, names } from '../permissions/example-subjects.js';
import { change, plan } from '../terraform/plans.js';

const unknown = 'object of Microsoft Graph that no table knows';

test.each([
  ['msgraph_resource', 'deviceManagement/windowsAutopilotDeploymentProfiles', 'Autopilot profile', 'interrupts'],
  [
    'msgraph_resource',
    'deviceManagement/windowsAutopilotDeploymentProfiles/1/assignments',
    'assignment of an Autopilot profile',
    'interrupts',
  ],
  ['msgraph_resource', 'deviceManagement/configurationPolicies', 'settings policy', 'none'],
  ['msgraph_resource_action', '/deviceManagement/configurationPolicies/1', 'assignment of a settings policy', 'none'],
  ['msgraph_resource', 'deviceAppManagement/mobileApps', 'app', 'none'],
  ['msgraph_resource', 'deviceAppManagement/mobileApps/1/assignments', 'assignment of an app', 'none'],
  ['msgraph_resource_action', 'servicePrincipals/1', 'signing certificate', 'interrupts'],
  ['msgraph_update_resource', 'servicePrincipals/1', 'active signing certificate', 'interrupts'],
  // What an owner's own program may send: called what it is, at the highest risk.
  ['msgraph_resource', 'roleManagement/directory/roleAssignments', unknown, 'destroys-data'],
  ['msgraph_resource', 'servicePrincipals/1/appRoleAssignments', unknown, 'destroys-data'],
  ['msgraph_resource_action', 'applications/1/addPassword', unknown, 'destroys-data'],
  ['msgraph_update_resource', 'policies/authorizationPolicy', unknown, 'destroys-data'],
  ['msgraph_resource', 'deviceManagement/deviceManagementScripts', unknown, 'destroys-data'],
  // Spelled otherwise, to be called something harmless.
  [
    'msgraph_resource',
    'deviceAppManagement/mobileApps/../../roleManagement/directory/roleAssignments',
    unknown,
    'destroys-data',
  ],
  ['msgraph_resource', 'deviceAppManagement/mobileApps/%2e%2e/%2e%2e/users', unknown, 'destroys-data'],
  ['msgraph_resource', 'deviceAppManagement/mobileApps//assignments', unknown, 'destroys-data'],
  ['msgraph_resource', 'deviceAppManagement/mobileApps?x', unknown, 'destroys-data'],
  ['msgraph_update_resource', 'servicePrincipals/1/owners', unknown, 'destroys-data'],
])('%s to %s is called %s', (type, url, noun, update) => {
  expect(wordingOf(type, { url })).toMatchObject({ noun, update });
  expect(wordingOf(type, { resource_url: url })).toMatchObject({ noun, update });
});

test('an action of a policy that assigns nobody is called what it does', () => {
  const url = { resource_url: 'deviceManagement/deviceCompliancePolicies/1' };
  const called = (action: string): string => wordingOf('msgraph_resource_action', { ...url, action }).noun;
  expect(called('scheduleActionsForRules')).toBe('grace of a compliance policy');
  expect(called('assign')).toBe('assignment of a compliance policy');
});

test.each(names)('nothing that %s sends to Graph is unknown, before its address is known either', async (name) => {
  const { stack } = (await exampleSubjects())[name]!;
  const blocks = Object.entries(stack.resource ?? {})
    .filter(([type]) => type.startsWith('msgraph_'))
    .flatMap(([type, of]) => Object.keys(of).map((id) => change(type, id, ['create'])));
  expect(blocks.length).toBeGreaterThan(0);
  const { lines } = summarizePlan(plan(blocks), { json: stack, own: stack });
  expect(lines.filter(({ noun }) => noun === unknown || noun === 'object of Intune')).toEqual([]);
});

describe('in a plan', () => {
  test('it is named by what its body says', () => {
    const after = {
      url: 'deviceManagement/windowsAutopilotDeploymentProfiles',
      body: { displayName: 'Contoso berlin' },
    };
    const made = {
      ...change('msgraph_resource', 'x', ['create']),
      change: { actions: ['create'] as const, before: null, after },
    };
    expect(summarizePlan(plan([made])).lines).toMatchObject([{ noun: 'Autopilot profile', name: 'Contoso berlin' }]);
  });

  test('what no table knows is named by its address, and not by its body', () => {
    const after = { url: 'roleManagement/directory/roleAssignments', body: { displayName: 'Autopilot profile' } };
    const made = {
      ...change('msgraph_resource', 'x', ['create']),
      change: { actions: ['create'] as const, before: null, after },
    };
    expect(summarizePlan(plan([made]))).toMatchObject({
      risk: 'destroys-data',
      lines: [{ noun: unknown, name: 'roleManagement/directory/roleAssignments', cloud: 'Entra' }],
    });
  });
});
