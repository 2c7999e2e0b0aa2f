import { expect, test } from '@jest/globals';
import { beyondDaily } from '../../../wizard/terraform/beyond-daily.js';
import { noAllowances, refusalsOf } from '../../../wizard/terraform/plan-guards.js';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import type { PlanJson, ResourceChange, TerraformAction } from '../../../wizard/terraform/plan-json.js';
import type { Values } from '../../../wizard/resources/values.js';

// A pipeline with `entraRights: daily` owns the registration app and the groups of the deployment, and nothing else.

const client = '7f8091a2-b3c4-4d5e-86f7-08192a3b4c5d';
const me = { owners: ['me'] };
const state = [
  ['data.azuread_service_principal.pipeline', { client_id: client.toUpperCase(), object_id: 'me' }],
  ['azuread_application.registration', { id: '/applications/ours', ...me }],
  ['azuread_application.other', { id: '/applications/theirs', owners: ['ada'] }],
] as const;

const change = (
  type: string,
  actions: readonly TerraformAction[],
  before: Values | null,
  after: Values | null,
): ResourceChange => ({
  address: `${type}.x`,
  mode: 'managed',
  type,
  name: 'x',
  change: { actions, before, after },
});

const plan = (...changes: readonly ResourceChange[]): PlanJson => ({
  format_version: '1.2',
  resource_changes: changes,
  prior_state: {
    values: {
      root_module: {
        resources: state.map(([address, values]) => ({ address, type: address.split('.').at(-2) ?? '', values })),
      },
    },
  },
});

const cloudApplications = 'Cloud Application Administrator';
const consents = 'Privileged Role Administrator';
const groups = 'Groups Administrator';
const secretOf = (id: string): Values => ({ application_id: id });
const certificate = { resource_url: 'servicePrincipals/x', action: 'addTokenSigningCertificate' };

test.each<[string, ResourceChange, readonly string[]]>([
  [
    'a secret of our own app',
    change('azuread_application_password', ['create'], null, secretOf('/applications/ours')),
    [],
  ],
  [
    'the turn of a secret of our own app',
    change(
      'azuread_application_password',
      ['create', 'delete'],
      secretOf('/applications/ours'),
      secretOf('/applications/ours'),
    ),
    [],
  ],
  [
    'a secret of an app of others',
    change('azuread_application_password', ['create'], null, secretOf('/applications/theirs')),
    [cloudApplications],
  ],
  [
    'a secret that moves to an app of others',
    change(
      'azuread_application_password',
      ['delete', 'create'],
      secretOf('/applications/ours'),
      secretOf('/applications/theirs'),
    ),
    [cloudApplications],
  ],
  [
    'a secret of an app that is made now',
    change('azuread_application_password', ['create'], null, {}),
    [cloudApplications],
  ],
  ['members of our group', change('azuread_group', ['update'], me, me), []],
  ['a group that will be ours', change('azuread_group', ['create'], null, me), []],
  ['a group that goes', change('azuread_group', ['delete'], me, null), []],
  ['to become its owner', change('azuread_group', ['update'], { owners: ['ada'] }, me), [groups]],
  ['another app of ours changes', change('azuread_application', ['update'], me, me), []],
  ['the registration app is made', change('azuread_application', ['create'], null, me), [cloudApplications]],
  ['the registration app goes', change('azuread_application', ['delete'], me, null), [cloudApplications]],
  ['a permission is given', change('azuread_app_role_assignment', ['create'], null, {}), [consents]],
  ['a permission is taken away', change('azuread_app_role_assignment', ['delete'], {}, null), [consents]],
  ['a permission is forgotten', change('azuread_app_role_assignment', ['forget'], {}, null), []],
  [
    'the enterprise app is made',
    change('azuread_application_from_template', ['create'], null, {}),
    [cloudApplications],
  ],
  ['a signing certificate', change('msgraph_resource_action', ['create'], null, certificate), [cloudApplications]],
  ['somebody is synced now', change('azuread_synchronization_job_provision_on_demand', ['create'], null, {}), []],
  ['members of a group of the company', change('azuread_group_member', ['create'], null, {}), [groups]],
  [
    'who may ask for a desktop',
    change('azuread_access_package_assignment_policy', ['update'], {}, {}),
    ['Identity Governance Administrator'],
  ],
  [
    'a profile',
    change('msgraph_resource', ['create'], null, { url: 'deviceManagement/windowsAutopilotDeploymentProfiles' }),
    [],
  ],
  ['a desktop', change('aws_workspaces_workspace', ['create'], null, {}), []],
])('%s needs of a person: %3$j', (_what, each, roles) => {
  expect(beyondDaily(plan(each), client).flatMap((beyond) => beyond.roles)).toEqual(roles);
});

test('somebody else’s pipeline owns nothing here, and one with whole rights needs nobody', () => {
  const update = plan(change('azuread_group', ['update'], me, me));
  expect(beyondDaily(update, '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c')).toHaveLength(1);
  expect(beyondDaily(update, undefined)).toEqual([]);
});

test('a pipeline refuses the plan and says whom to ask; a person applies it', () => {
  const identities = { roles: [], applications: [client], issuers: [], daily: client };
  const consent = plan(change('azuread_app_role_assignment', ['create'], null, {}));
  const summary = summarizePlan(consent, { json: {}, own: {}, identities });
  const refusals = refusalsOf(summary, noAllowances, true).filter(({ reason }) => reason.includes('entraRights'));
  expect(refusals).toEqual([
    {
      reason: expect.stringContaining('azuread_app_role_assignment.x'),
      fix: expect.stringMatching(/entra-workspaces apply.*Privileged Role Administrator/),
    },
  ]);
  expect(refusalsOf(summary, noAllowances).filter(({ reason }) => reason.includes('entraRights'))).toEqual([]);
});
