import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../deployment/load.js';
import { identitiesOf } from '../../../wizard/terraform/own-trust.js';
import { noAllowances, refusalsOf } from '../../../wizard/terraform/plan-guards.js';
import type { PlanJson, ResourceChange } from '../../../wizard/terraform/plan-json.js';
import type { Values } from '../../../wizard/resources/values.js';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { change, plan } from './plans.js';
import { identified } from '../../deployment/identified.js';

const { deployment } = readDeployment(resolve('examples/everything-on.json'));
const { aws, entra } = identified(deployment.pipeline!.github);
const roleName = aws.apply!.split('/').at(-1)!;
const issuer = 'token.actions.githubusercontent.com';
const provider = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
const identities = identitiesOf(deployment, {});
const of = (changes: readonly ResourceChange[], known: readonly [string, string, Values][] = []): string[] => {
  const resources = known.map(([address, type, values]) => ({ address, type, values }));
  const whole: PlanJson = { ...plan(changes), prior_state: { values: { root_module: { resources } } } };
  return [...summarizePlan(whole, { json: {}, own: {}, identities }).ownTrust];
};

describe('a plan that changes who applies it is refused by name, whatever is allowed', () => {
  const application: [string, string, Values] = [
    'data.azuread_application.pipeline',
    'azuread_application',
    { client_id: entra.apply!.toUpperCase(), object_id: 'OBJECT', id: '/applications/OBJECT' },
  ];

  test.each<[string, ResourceChange]>([
    [
      'the trust of the role that applies',
      change('aws_iam_role', 'x', ['update'], { before: { arn: aws.apply, name: roleName } }),
    ],
    [
      'the role replaced',
      change('aws_iam_role', 'x', ['delete', 'create'], { before: { name: roleName }, after: { name: 'y' } }),
    ],
    ['the role deleted', change('aws_iam_role', 'x', ['delete'], { before: { name: roleName } })],
    ['the role that plans', change('aws_iam_role', 'x', ['update'], { before: { arn: aws.mainPlan } })],
    ['more rights for it', change('aws_iam_role_policy_attachment', 'x', ['create'], { after: { role: roleName } })],
    [
      'more rights for several',
      change('aws_iam_policy_attachment', 'x', ['create'], { after: { roles: ['y', roleName] } }),
    ],
    [
      'the identity provider',
      change('aws_iam_openid_connect_provider', 'x', ['delete'], { before: { arn: provider, url: issuer } }),
    ],
    [
      'another provider of that name',
      change('aws_iam_openid_connect_provider', 'x', ['create'], { after: { url: `https://${issuer}` } }),
    ],
    ['the application', change('azuread_application', 'x', ['update'], { before: { client_id: entra.apply } })],
    [
      'its service principal',
      change('azuread_service_principal', 'x', ['delete'], { before: { client_id: entra.mainPlan } }),
    ],
    [
      'a credential for it, found by its client id',
      change('azuread_application_federated_identity_credential', 'x', ['create'], {
        after: { application_id: '/applications/OBJECT' },
      }),
    ],
    [
      'a credential by an address of Graph',
      change('msgraph_resource', 'x', ['create'], {
        after: { url: `applications(appId='${entra.apply}')/federatedIdentityCredentials` },
      }),
    ],
    [
      'a call of Graph whose address nobody knows yet',
      change('msgraph_resource_action', 'x', ['create'], { after: { method: 'POST' } }),
    ],
    [
      'a path that only begins like that of profiles',
      change('msgraph_update_resource', 'x', ['update'], {
        after: { url: 'deviceManagement/windowsAutopilotDeploymentProfiles/../../applications' },
      }),
    ],
    ...(['app_role_assignment', 'directory_role_assignment'] as const).map((type): [string, ResourceChange] => [
      `${type} for whom nobody knows`,
      change(`azuread_${type}`, 'x', ['create'], { after: { principal_object_id: 'STRANGE' } }),
    ]),
    [
      'an owner of nobody knows what',
      change('azuread_application_owner', 'x', ['create'], {
        after: { application_id: '/applications/STRANGE', owner_object_id: 'STRANGE' },
      }),
    ],
    [
      'a secret for an application of nobody knows whom',
      change('azuread_application_password', 'x', ['create'], { after: { application_id: '/applications/STRANGE' } }),
    ],
  ])('%s', (_what, each) => {
    expect(of([each], [application])).toEqual([each.address]);
    const summary = summarizePlan(plan([each]), { json: {}, own: {}, identities });
    const known = summarizePlan(
      {
        ...plan([each]),
        prior_state: {
          values: {
            root_module: { resources: [{ address: application[0], type: application[1], values: application[2] }] },
          },
        },
      },
      { json: {}, own: {}, identities },
    );
    const [refusal] = refusalsOf(known.ownTrust.length > 0 ? known : summary, { ...noAllowances, maxRemovals: 99 });
    expect(refusal?.reason).toContain(each.address);
    expect(refusal).not.toHaveProperty('flags');
  });

  test('in a job also where a change of the deployment calls it another name', () => {
    const renamed = { ...deployment, pipeline: null };
    const job = { GITHUB_ACTIONS: 'true', AWS_ROLE_ARN: aws.apply, ARM_CLIENT_ID: entra.apply };
    expect(identitiesOf(renamed, job)).toMatchObject({ roles: [aws.apply], applications: [entra.apply] });
    expect(identitiesOf(renamed, { AWS_ROLE_ARN: aws.apply })).toMatchObject({ roles: [], applications: [] });
  });
});

test('rights for people whom the plan knows, and profiles of Autopilot, are no affair of the pipeline', () => {
  const ada: [string, string, Values] = [
    'data.azuread_user.ada',
    'azuread_user',
    { object_id: 'ADA', id: '/users/ADA' },
  ];
  const right = change('azuread_app_role_assignment', 'r', ['create'], { after: { principal_object_id: 'ADA' } });
  const profile = change('msgraph_resource', 'p', ['create'], {
    after: { url: 'deviceManagement/windowsAutopilotDeploymentProfiles' },
  });
  expect(of([right, profile], [ada])).toEqual([]);
});

test('roles, applications and secrets of the stack itself are its own affair', () => {
  const made: [string, string, Values] = [
    'azuread_application.r',
    'azuread_application',
    { client_id: 'c', id: '/applications/OURS' },
  ];
  const secret = change('azuread_application_password', 's', ['create'], {
    after: { application_id: '/applications/OURS' },
  });
  expect(of([change('aws_iam_role', 'f', ['update'], { before: { name: 'engine' } }), secret], [made])).toEqual([]);
});

test('the identity providers of GitLab and of a service connection belong to the trust as GitHub’s does', () => {
  const issuer = 'https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0';
  const connection = { name: 'plan', id: entra.mainPlan, issuer, subject: '/eid1/c' };
  const both = { level: 'refused' as const, entraRights: 'whole' as const, aws, entra };
  const gitlab = { gitlab: { url: 'https://git.contoso.com', project: 'a/b', environment: 'production', ...both } };
  const azureDevOps = { organization: 'a', project: 'b', connections: { mainPlan: connection }, ...both };
  expect(identitiesOf({ pipeline: gitlab }, {}).issuers).toContain('git.contoso.com');
  expect(identitiesOf({ pipeline: { azureDevOps } }, {}).issuers).toContain(issuer.replace('https://', ''));
});
