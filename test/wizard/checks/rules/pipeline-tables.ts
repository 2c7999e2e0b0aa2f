/** Cases of the rules on the pipeline's identities. */
import type { Table } from './cases.js';

export const roles = { mainPlan: 'arn:aws:iam::111122223333:role/plan' };
export const pipeline = {
  github: {
    repository: 'contoso/desktops',
    environment: 'production',
    level: 'approved',
    pullRequests: 'check',
    entraRights: 'whole',
    aws: roles,
    entra: { mainPlan: '00000000-1111-2222-3333-444444444444' },
  },
} as const;
const seenHost = {
  name: 'contoso/desktops',
  id: '821093847',
  prefix: 'repo:contoso@5544123/desktops@821093847',
  customised: false,
};
const condition = (over: object = {}) => ({
  'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
  'token.actions.githubusercontent.com:sub': `${seenHost.prefix}:ref:refs/heads/main`,
  'token.actions.githubusercontent.com:repository_id': seenHost.id,
  'token.actions.githubusercontent.com:ref': 'refs/heads/main',
  ...over,
});
const trusting = (StringEquals: object) => ({
  arn: roles.mainPlan,
  trust: JSON.stringify({ Statement: [{ Effect: 'Allow', Condition: { StringEquals } }] }),
});
const seenApp = {
  clientId: pipeline.github.entra.mainPlan,
  displayName: 'Contoso pipeline (main plan)',
  owners: [],
  secrets: 0,
  certificates: 0,
  permissions: ['Group.Read.All'],
  credentials: [
    {
      name: 'github-main-plan',
      issuer: 'https://token.actions.githubusercontent.com',
      subject: `${seenHost.prefix}:ref:refs/heads/main`,
    },
  ],
};
const planning = { pipeline };
const onGitlab = {
  pipeline: {
    gitlab: {
      ...{ url: 'https://gitlab.com', project: 'contoso/it/desktops', environment: 'production' },
      ...({ level: 'approved', entraRights: 'whole', aws: roles, entra: pipeline.github.entra } as const),
    },
  },
} as const;
const gitlabSubject = 'project_path:contoso/it/desktops:ref_type:branch:ref:main';
const seenProject = (components: readonly string[], id = '42') => ({
  project: { id, visibility: 'private', components, runsForks: false, overrides: undefined, startersApprove: false },
  ...{ environment: undefined, branch: undefined, variables: [] },
});
const allComponents = ['project_path', 'ref_type', 'ref', 'environment', 'environment_protected'];
const gitlabTrust = trusting({
  ...{ 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': gitlabSubject },
  ...{ 'gitlab.com:project_id': '42', 'gitlab.com:ref_protected': 'true' },
});
const gitlabCredential = { name: 'gitlab-main-plan', issuer: 'https://gitlab.com', subject: gitlabSubject };
const gitlabApp = { ...seenApp, credentials: [gitlabCredential] };
const ofGitlab = {
  gitlabRules: seenProject(allComponents),
  pipelineRoles: [gitlabTrust],
  pipelineApps: [gitlabApp],
};
const lowered = { pipeline: { github: { ...pipeline.github, level: 'refused' as const } } };
const leftRole = 'arn:aws:iam::111122223333:role/contoso-desktops-apply';
const ofApply = (StringEquals: object) => ({ ...trusting(StringEquals), arn: leftRole });
const applyApp = {
  ...seenApp,
  clientId: '11111111-1111-2222-3333-444444444444',
  displayName: 'Contoso pipeline (apply)',
};
const applying = (entraRights: 'daily' | 'whole') => ({
  pipeline: {
    github: { ...pipeline.github, entraRights, entra: { ...pipeline.github.entra, apply: applyApp.clientId } },
  },
});
const ofPipeline = { hostedRepository: seenHost, pipelineRoles: [trusting(condition())], pipelineApps: [seenApp] };

export const pipelineTables: Readonly<Record<string, Table>> = {
  'pipeline-trust': {
    'no pipeline': { holds: false },
    'each job is let in, and nobody else': { deployment: planning, facts: ofPipeline },
    'a repository that makes its own subjects: nothing can be told': {
      deployment: planning,
      facts: { ...ofPipeline, hostedRepository: { ...seenHost, customised: true }, pipelineRoles: [] },
    },
    'the role of a subject of before, the application, too': {
      deployment: planning,
      facts: { ...ofPipeline, hostedRepository: { ...seenHost, prefix: 'repo:contoso/desktops' } },
      finds: [
        {
          thing: roles.mainPlan,
          got: 'the job of main-plan is not let in: it sends repo:contoso/desktops:ref:refs/heads/main, repository_id 821093847',
        },
        {
          thing: seenApp.clientId,
          got: `lets ${seenHost.prefix}:ref:refs/heads/main in, and the job of main-plan sends repo:contoso/desktops:ref:refs/heads/main`,
        },
      ],
    },
    'a role and an application that are not there': {
      deployment: planning,
      facts: { ...ofPipeline, pipelineRoles: [], pipelineApps: [] },
      finds: [
        { thing: roles.mainPlan, got: 'no such role' },
        { thing: seenApp.clientId, got: 'no such application' },
      ],
    },
    'a level that was lowered by hand, and a role of apply that is still trusted': {
      deployment: lowered,
      facts: { ...ofPipeline, pipelineRoles: [trusting(condition()), ofApply(condition())] },
      finds: [
        { thing: leftRole, got: 'still lets a job in, and at the level refused none applies', severity: 'error' },
      ],
    },
    'a level that was lowered by bootstrap, which left a role of its owner that trusts nobody': {
      deployment: lowered,
      facts: { ...ofPipeline, pipelineRoles: [trusting(condition()), ofApply(condition({ 'x:sub': 'nobody' }))] },
    },
    'on GitLab each job is let in, and nobody else': { deployment: onGitlab, facts: ofGitlab },
    'on GitLab an expression in the place of a subject shows nothing to compare': {
      deployment: onGitlab,
      facts: { ...ofGitlab, pipelineApps: [{ ...gitlabApp, credentials: [{ ...gitlabCredential, subject: null }] }] },
    },
    'a project whose tokens are made of something else: the rule on its host says so': {
      deployment: onGitlab,
      facts: { ...ofGitlab, gitlabRules: seenProject(['project_path']), pipelineRoles: [] },
    },
    'another project that took over the name': {
      deployment: onGitlab,
      facts: { ...ofGitlab, gitlabRules: seenProject(allComponents, '43') },
      finds: [
        {
          thing: roles.mainPlan,
          got: `the job of main-plan is not let in: it sends ${gitlabSubject}, project_id 43`,
        },
      ],
    },
    'a role that lets every job of a project in': {
      deployment: onGitlab,
      facts: { ...ofGitlab, pipelineRoles: [trusting({ 'gitlab.com:project_id': '42' })] },
      finds: [
        'main, in production',
        'main, in production, which nobody protects any more',
        'another branch',
        'another branch that names production',
        'another environment',
      ].map((job) => ({ thing: roles.mainPlan, got: `lets a job of ${job} in`, severity: 'error' as const })),
    },
    'a repository that nobody sees': {
      deployment: planning,
      facts: { ...ofPipeline, hostedRepository: undefined },
      finds: [
        {
          thing: 'contoso/desktops',
          got: 'GitHub shows no such repository to whoever is signed in',
          fix: 'Was it renamed or moved? Write its name into pipeline.github.repository, then run `entra-workspaces bootstrap`.',
        },
      ],
    },
  },
  'pipeline-rights': {
    'no pipeline': { holds: false },
    'reads to plan': { deployment: planning, facts: ofPipeline },
    'more than reading to plan, more than daily work to apply': {
      deployment: applying('daily'),
      facts: {
        pipelineApps: [
          { ...seenApp, permissions: ['Group.Read.All', 'Group.ReadWrite.All'] },
          { ...applyApp, permissions: ['AppRoleAssignment.ReadWrite.All', 'Synchronization.ReadWrite.All'] },
        ],
      },
      finds: [
        { thing: `Contoso pipeline (main plan) (${seenApp.clientId})`, got: 'Group.ReadWrite.All' },
        { thing: `Contoso pipeline (apply) (${applyApp.clientId})`, got: 'AppRoleAssignment.ReadWrite.All' },
      ],
    },
    'all of it, as the deployment says': {
      deployment: applying('whole'),
      facts: { pipelineApps: [{ ...applyApp, permissions: ['AppRoleAssignment.ReadWrite.All'] }] },
    },
  },
  'pipeline-apps': {
    'no pipeline': { holds: false },
    'its own credential alone': { deployment: planning, facts: ofPipeline },
    'on GitLab its own credential alone': { deployment: onGitlab, facts: ofGitlab },
    'on GitLab a credential of another project': {
      deployment: onGitlab,
      facts: {
        pipelineApps: [
          {
            ...gitlabApp,
            credentials: [{ ...gitlabCredential, name: 'x', subject: 'project_path:mallory/desktops:x' }],
          },
        ],
      },
      finds: [
        {
          thing: `Contoso pipeline (main plan) (${seenApp.clientId})`,
          got: 'the credential x, which lets project_path:mallory/desktops:x in',
        },
      ],
    },
    'an owner, a secret, a credential of another repository': {
      deployment: planning,
      facts: {
        pipelineApps: [
          {
            ...seenApp,
            owners: ['ada@contoso.com'],
            secrets: 1,
            credentials: [
              ...seenApp.credentials,
              {
                name: 'x',
                issuer: 'https://token.actions.githubusercontent.com',
                subject: 'repo:mallory/other:ref:refs/heads/main',
              },
            ],
          },
        ],
      },
      finds: [
        {
          thing: `Contoso pipeline (main plan) (${seenApp.clientId})`,
          got: 'owned by ada@contoso.com; 1 client secret; the credential x, which lets repo:mallory/other:ref:refs/heads/main in',
        },
      ],
    },
  },
};
