/** Cases of the rules that Azure DevOps keeps for a pipeline. */
import type { BranchPolicies, ConnectionChecks } from '../../../../domain/azure-devops-rules.js';
import type { Table } from './cases.js';
import { identities, onlyChecksOnAzure, open } from './host-cases.js';

const mainPlan = '0a1b2c3d-0000-4000-8000-000000000001';
const apply = '0A1B2C3D-0000-4000-8000-000000000002';
const connection = (name: string, id: string) => ({
  ...{ name, id, subject: 'sc://contoso/Desktops/x' },
  issuer: 'https://vstoken.dev.azure.com/0f0f0f0f-1111-4222-8333-444444444444',
});
const onAzure = {
  pipeline: {
    azureDevOps: {
      ...{ organization: 'contoso', project: 'Desktops', level: 'approved' as const, ...identities },
      connections: { mainPlan: connection('plan', mainPlan), apply: connection('apply', apply) },
    },
  },
};
const checks = (id: string, over: Partial<ConnectionChecks> = {}): ConnectionChecks => ({
  id: id.toLowerCase(),
  approvals: [],
  branches: [['refs/heads/main']],
  templates: [],
  everyPipeline: false,
  pipelines: 1,
  ...over,
});
const approval = { approvers: 1, needed: 0, starterApproves: false };
const review = { needed: 1, authorCounts: false, pusherCounts: false, againstVotes: false, keptOnPush: false };
const owner = { people: 1, paths: ['/*', '!/deployment.json'], needed: 1, authorCounts: false };
const branch = (over: Partial<BranchPolicies> = {}): BranchPolicies => ({
  defaultBranch: 'refs/heads/main',
  reviews: [review],
  owners: [owner],
  builds: 1,
  ...over,
});
const azure = (
  ofApply: Partial<ConnectionChecks>,
  finds: object[],
  ofPlan: Partial<ConnectionChecks> = {},
  azureDevOpsBranch: BranchPolicies | undefined = branch(),
) => ({
  deployment: onAzure,
  facts: {
    azureDevOpsRules: [checks(mainPlan, ofPlan), checks(apply, { approvals: [approval], ...ofApply })],
    azureDevOpsBranch,
  },
  ...(finds.length === 0 ? {} : { finds: finds as never }),
});

export const ofAzureDevOps: Table = {
  'Azure DevOps, everything as it has to be': azure({}, []),
  'a connection that nobody approves': azure({ approvals: [] }, [
    open('the service connection apply', 'is approved by nobody'),
  ]),
  'an approval without anybody in it': azure({ approvals: [{ ...approval, approvers: 0 }] }, [
    open('the service connection apply', 'is approved by nobody'),
  ]),
  'whoever started the run approves it': azure({ approvals: [{ ...approval, starterApproves: true }] }, [
    open('the service connection apply', 'lets whoever started the run approve it'),
  ]),
  'a second approval that keeps them out': azure({ approvals: [{ ...approval, starterApproves: true }, approval] }, []),
  'branches besides main, and none named': azure(
    { branches: [['refs/heads/main', 'refs/heads/release']] },
    [
      open('the service connection plan', 'must let refs/heads/main alone in (branch control), lets in: every branch'),
      open(
        'the service connection apply',
        'must let refs/heads/main alone in (branch control), lets in: refs/heads/main, refs/heads/release',
      ),
    ],
    { branches: [] },
  ),
  'a connection that is open, with a template of its own': azure({ everyPipeline: true, templates: ['base.yml'] }, [
    open('the service connection apply', 'is open to every pipeline of the project'),
    {
      thing: 'the service connection apply',
      got: 'asks for the template base.yml, which the generated file does not extend: its stages are refused',
    },
  ]),
  'a main branch without any policy': azure(
    {},
    [
      open('the branch main', 'is merged to without a reviewer'),
      { thing: 'the branch main', got: 'asks no owner of the code' },
      { thing: 'the branch main', got: 'is merged to without the check of the pull request' },
    ],
    {},
    branch({ reviews: [], owners: [{ ...owner, people: 0 }], builds: 0 }),
  ),
  'a review that its author, and whoever pushed last, can give': azure(
    {},
    [
      open('the branch main', 'lets the author of a pull request approve it'),
      open('the branch main', 'lets whoever pushed last to a pull request approve it'),
      open('the branch main', 'keeps the approval of what is pushed after it'),
      { thing: 'the branch main', got: 'is merged to against the vote of a reviewer' },
    ],
    {},
    branch({
      reviews: [{ needed: 1, authorCounts: true, pusherCounts: true, againstVotes: true, keptOnPush: true }],
    }),
  ),
  'a second policy that asks for more: both hold': azure(
    {},
    [],
    {},
    branch({
      reviews: [{ needed: 1, authorCounts: true, pusherCounts: true, againstVotes: true, keptOnPush: true }, review],
    }),
  ),
  'owners of a part of the code, owners nobody waits for, and owners of what they wrote': azure(
    {},
    [{ thing: 'the branch main', got: 'asks no owner of the code' }],
    {},
    branch({
      owners: [
        { ...owner, paths: ['/docs/*'] },
        { ...owner, paths: ['/*', '!/deployment.json', '!/azure-pipelines.yml'] },
        { ...owner, paths: ['/*', '!/main.ts'] },
        { ...owner, paths: ['/*', '!/*'] },
        { ...owner, needed: 0 },
        { ...owner, authorCounts: true },
      ],
    }),
  ),
  'another default branch': azure(
    {},
    [
      {
        thing: 'the branch main',
        got: 'is not the default branch, which is refs/heads/master: schedules begin there',
      },
    ],
    {},
    branch({ defaultBranch: 'refs/heads/master' }),
  ),
  'a repository that nobody sees': {
    deployment: onAzure,
    facts: {
      azureDevOpsRules: [checks(mainPlan), checks(apply, { approvals: [approval] })],
      azureDevOpsBranch: undefined,
    },
    finds: [{ thing: 'the repository Desktops', got: 'is not there, or not seen by whoever is signed in' }] as never,
  },
  'a connection that another project may use, too': azure({ isShared: true }, [
    open(
      'the service connection apply',
      'is shared with another project, where its approvals and its branch control do not hold',
    ),
  ]),
  'a connection that another pipeline may use, too': azure({ pipelines: 2 }, [
    { thing: 'the service connection apply', got: 'is open to 2 pipelines, and one is enough' },
  ]),
  'a connection that was made anew, of another application': azure(
    {
      shows: {
        issuer: 'https://vstoken.dev.azure.com/0f0f0f0f-1111-4222-8333-444444444444',
        subject: 'sc://contoso/Desktops/y',
        clientId: '99999999-1111-2222-3333-444444444444',
      },
    },
    [
      {
        thing: 'the service connection apply',
        got: 'shows the subject sc://contoso/Desktops/y, and the deployment names sc://contoso/Desktops/x: entra-workspaces bootstrap puts it right',
      },
      {
        thing: 'the service connection apply',
        got: 'shows the application 99999999-1111-2222-3333-444444444444, and the deployment names 11111111-1111-2222-3333-444444444444: entra-workspaces bootstrap puts it right',
      },
    ],
  ),
  'a connection that was turned from tokens of its jobs to a secret': azure(
    { otherKind: 'azurerm, ServicePrincipal' },
    [
      open(
        'the service connection apply',
        'signs in with a secret and not by workload identity federation, got: azurerm, ServicePrincipal. Whoever has the secret is its application, from any branch and any machine',
      ),
    ],
  ),
  'a connection whose checks whoever is signed in may not read: the rest is judged': azure(
    {
      approvals: [],
      branches: [],
      everyPipeline: true,
      unseen: [{ part: 'checks', why: 'Azure DevOps: answered 403' }],
    },
    [
      {
        thing: 'the service connection apply',
        got: 'was not judged by its approvals and its branch control: Azure DevOps: answered 403',
      },
      open('the service connection apply', 'is open to every pipeline of the project'),
    ],
  ),
  'a connection that may not be read, and its checks may': azure(
    { approvals: [], unseen: [{ part: 'connection', why: 'Azure DevOps: answered 403' }] },
    [
      {
        thing: 'the service connection apply',
        got: 'was not judged by its kind, its issuer and its subject: Azure DevOps: answered 403',
      },
      open('the service connection apply', 'is approved by nobody'),
    ],
  ),
  'connections that nobody sees': {
    deployment: onAzure,
    facts: { azureDevOpsRules: [], azureDevOpsBranch: branch() },
    finds: ['plan', 'apply'].map((name) => ({
      thing: `the service connection ${name}`,
      got: 'is not there, or not seen by whoever is signed in',
    })),
  },
};

/** Of what a run may be given. */
export const ofRuns: Table = {
  'no pipeline': { holds: false },
  'a pipeline that only checks': { deployment: onlyChecksOnAzure, holds: false },
  'limited, and nothing beside the file': {
    deployment: onAzure,
    facts: { azureDevOpsRuns: { limitsVariables: true, pipelines: [{ name: 'desktops-contoso', variables: [] }] } },
  },
  'a project that nobody sees: the rule on its host says so': {
    deployment: onAzure,
    facts: { azureDevOpsRuns: undefined },
  },
  'the setting was opened, and somebody gave the pipeline variables': {
    deployment: onAzure,
    facts: {
      azureDevOpsRuns: {
        limitsVariables: false,
        pipelines: [{ name: 'desktops-contoso', variables: ['NODE_OPTIONS', 'shared'] }],
      },
    },
    finds: [
      open(
        'the project Desktops',
        'lets whoever starts a run set any variable of it (Project settings, Pipelines, Settings: Limit variables that can be set at queue time)',
      ),
      open(
        'the pipeline desktops-contoso',
        'has variables that do not come from azure-pipelines.yml: NODE_OPTIONS, shared',
      ),
    ],
  },
};
