/** Cases of the rules on the pipeline's identities. */
import { nobody } from '../../../../domain/trust-nobody.js';
import { expect } from '@jest/globals';
import type { Table } from './cases.js';
import { onlyChecks } from './host-cases.js';
import { credentialsOnGitlab, ofIssuer } from './gitlab-credential-cases.js';
import { ofPullRequests, ownersOfPullRequests, rightsOfPullRequests } from './pull-request-cases.js';
import {
  applyApp,
  applying,
  azureApp,
  azureIssuer,
  besides,
  byGithub,
  condition,
  connection,
  gitlabRefused,
  gitlabSubject,
  gitlabTrust,
  leftRole,
  ofItsOwn,
  lowered,
  ofApply,
  ofAzureDevOps,
  ofGitlab,
  ofPipeline,
  onAzureDevOps,
  onGitlab,
  planning,
  roles,
  seenApp,
  seenHost,
  seenProject,
  strange,
  subjectOfApply,
  titled,
  trusting,
} from './pipeline-seen.js';
import { policyTables } from './pipeline-policies-table.js';
import { trustedBesides } from './trusted-besides.js';

const stillTrusted = (provider: string, conditions: readonly string[], rule = 'at the level refused none applies') => ({
  thing: leftRole,
  got: `still lets a job in, and ${rule}: arn:aws:iam::111122223333:oidc-provider/${provider} (${conditions.map((each) => `StringEquals ${each}`).join(', ')})`,
  severity: 'error' as const,
});

export const pipelineTables: Readonly<Record<string, Table>> = {
  'pipeline-issuer': ofIssuer,
  'pipeline-trust': {
    'no pipeline': { holds: false },
    'each job is let in, and nobody else': { deployment: planning, facts: ofPipeline },
    'a repository that makes its own subjects: said, with how to compare them': {
      deployment: planning,
      facts: { ...ofPipeline, hostedRepository: { ...seenHost, customised: true }, pipelineRoles: [] },
      finds: [ofItsOwn],
    },
    ...ofPullRequests,
    'the role of a subject of before, the application, too': {
      deployment: planning,
      facts: { ...ofPipeline, hostedRepository: { ...seenHost, prefix: 'repo:contoso/desktops' } },
      finds: [
        {
          thing: roles.mainPlan,
          got: 'the job of main-plan is not let in: it sends repo:contoso/desktops:ref:refs/heads/main, repository_id 821093847',
        },
        {
          thing: titled,
          got: 'no credential lets the job of main-plan in: repo:contoso/desktops:ref:refs/heads/main',
        },
        strange(
          `the credential github-main-plan lets ${seenHost.prefix}:ref:refs/heads/main in, by the word of ${byGithub}`,
        ),
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
        stillTrusted(
          'token.actions.githubusercontent.com',
          Object.entries(condition()).map((each) => each.join(': ')),
        ),
      ],
    },
    'a pipeline that only checks, and roles of before that trust nobody': {
      deployment: onlyChecks,
      facts: {
        ...besides,
        pipelineRoles: [{ ...ofApply(condition()), trust: nobody }],
        pipelineApps: [],
        hostedRepository: undefined,
      },
    },
    'a pipeline that only checks, whose role of before still lets a job in': {
      deployment: onlyChecks,
      facts: {
        ...besides,
        pipelineRoles: [
          ofApply(condition()),
          { ...ofApply(condition()), arn: leftRole.replace('-apply', '-main-plan') },
        ],
        pipelineApps: [],
        hostedRepository: undefined,
      },
      finds: ['apply', 'main-plan'].map((job) => ({
        ...stillTrusted(
          'token.actions.githubusercontent.com',
          Object.entries(condition()).map((each) => each.join(': ')),
          'this pipeline only checks',
        ),
        thing: leftRole.replace('-apply', `-${job}`),
        fix: 'Run `entra-workspaces bootstrap`: while the repository protects nothing it takes the trust of both jobs away, in Entra as well; once it does it puts it right. What is left of them goes with `entra-workspaces bootstrap --undo`.',
      })),
    },
    'a pipeline that only checks, whose application of before still lets a job in; one without a credential lets nobody in':
      {
        deployment: onlyChecks,
        facts: {
          ...{ pipelineRoles: [], pipelineApps: [], hostedRepository: undefined },
          pipelineLeftApps: [seenApp, { ...applyApp, credentials: [] }],
        },
        finds: [
          {
            ...{ thing: titled, severity: 'error' },
            got: `still lets a job in, and this pipeline only checks: the credential github-main-plan lets ${seenHost.prefix}:ref:refs/heads/main in, by the word of ${byGithub}`,
            fix: expect.stringContaining('it takes the trust of both jobs away, in Entra as well') as unknown as string,
          },
        ],
      },
    'a level that was lowered by bootstrap, which left a role of its owner that trusts nobody': {
      deployment: lowered,
      facts: {
        ...ofPipeline,
        pipelineRoles: [trusting(condition()), { ...trusting(condition()), arn: leftRole, trust: nobody }],
      },
    },
    ...trustedBesides,
    'on GitLab each job is let in, and nobody else': { deployment: onGitlab, facts: ofGitlab },
    ...credentialsOnGitlab,
    'the job that plans is a stranger to the application that applies': {
      deployment: applying('whole', leftRole),
      facts: {
        ...ofPipeline,
        pipelineRoles: [
          trusting(condition()),
          ofApply(condition({ 'token.actions.githubusercontent.com:sub': subjectOfApply })),
        ],
        pipelineApps: [
          seenApp,
          besides(
            { ...applyApp, credentials: seenApp.credentials.map((each) => ({ ...each, subject: subjectOfApply })) },
            { name: 'x', subject: `${seenHost.prefix}:ref:refs/heads/main` },
          ),
        ],
      },
      finds: [
        strange(
          `the credential x lets ${seenHost.prefix}:ref:refs/heads/main in, by the word of ${byGithub}`,
          `${applyApp.displayName} (${applyApp.clientId})`,
        ),
      ],
    },
    'a repository of the same name of another owner, the name of before, and another issuer are strangers': {
      deployment: planning,
      facts: {
        ...ofPipeline,
        pipelineApps: [
          besides(
            seenApp,
            { name: 'x', subject: 'repo:mallory/desktops:ref:refs/heads/main' },
            { name: 'y', subject: 'repo:contoso/desktops:ref:refs/heads/main' },
            { name: 'z', issuer: 'https://gitlab.com' },
          ),
        ],
      },
      finds: [
        strange(`the credential x lets repo:mallory/desktops:ref:refs/heads/main in, by the word of ${byGithub}`),
        strange(`the credential y lets repo:contoso/desktops:ref:refs/heads/main in, by the word of ${byGithub}`),
        strange(`the credential z lets ${seenHost.prefix}:ref:refs/heads/main in, by the word of https://gitlab.com`),
      ],
    },
    'of a repository that makes its own subjects one credential of its issuer, and no other': {
      deployment: planning,
      facts: {
        ...ofPipeline,
        hostedRepository: { ...seenHost, customised: true },
        pipelineApps: [besides(seenApp, { name: 'x', subject: 'a:b' }, { name: 'z', issuer: 'https://gitlab.com' })],
      },
      finds: [
        ofItsOwn,
        strange(`the credential z lets ${seenHost.prefix}:ref:refs/heads/main in, by the word of https://gitlab.com`),
        strange(
          `one credential alone can be for the job of main-plan: the credential github-main-plan lets ${seenHost.prefix}:ref:refs/heads/main in, by the word of ${byGithub}; the credential x lets a:b in, by the word of ${byGithub}`,
        ),
      ],
    },
    'on Azure DevOps each connection is let in, and nobody else': { deployment: onAzureDevOps, facts: ofAzureDevOps },
    'on Azure DevOps another connection is a stranger, to the role, too': {
      deployment: onAzureDevOps,
      facts: {
        pipelineRoles: [trusting({ [`${azureIssuer}:aud`]: 'api://AzureADTokenExchange' })],
        pipelineApps: [besides(azureApp, { name: 'x', subject: connection('apply').subject })],
      },
      finds: [
        ...['a stage that names desktops-apply', 'a stage with another connection'].map((job) => ({
          ...{ thing: roles.mainPlan, got: `lets a job of ${job} in`, severity: 'error' as const },
        })),
        strange(`the credential x lets ${connection('apply').subject} in, by the word of ${connection('plan').issuer}`),
      ],
    },
    'a project at the level refused keeps the components that it has by itself': {
      deployment: gitlabRefused,
      facts: { ...ofGitlab, gitlabRules: seenProject(['project_path', 'ref_type', 'ref']) },
    },
    'at the level refused a role of apply that was left is seen with those components, too': {
      deployment: gitlabRefused,
      facts: {
        ...ofGitlab,
        gitlabRules: seenProject(['project_path', 'ref_type', 'ref']),
        pipelineRoles: [gitlabTrust, { ...gitlabTrust, arn: leftRole }],
      },
      finds: [
        stillTrusted('gitlab.com', [
          'gitlab.com:aud: sts.amazonaws.com',
          `gitlab.com:sub: ${gitlabSubject}`,
          'gitlab.com:project_id: 42',
          'gitlab.com:ref_protected: true',
        ]),
      ],
    },
    'a project whose tokens are made of something else, or that nobody sees: its roles were not compared': {
      deployment: onGitlab,
      facts: { ...ofGitlab, gitlabRules: seenProject(['project_path']), pipelineRoles: [] },
      finds: [
        {
          thing: 'contoso/it/desktops',
          got: 'was not compared with its roles: its tokens are made of other components than both clouds compare',
        },
      ],
    },
    'a project that nobody sees': {
      deployment: onGitlab,
      facts: { ...ofGitlab, gitlabRules: undefined, pipelineRoles: [] },
      finds: [
        {
          thing: 'contoso/it/desktops',
          got: 'was not compared with its roles: GitLab shows no such project to whoever is signed in',
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
          fix: 'Was it renamed or moved? Run `entra-workspaces bootstrap` and give its new name by --repository: it writes that into the deployment as well.',
        },
      ],
    },
  },
  'pipeline-rights': {
    'no pipeline': { holds: false },
    'reads to plan': { deployment: planning, facts: ofPipeline },
    ...rightsOfPullRequests,
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
    'a role of the directory, which no job needs': {
      deployment: applying('whole'),
      facts: { pipelineApps: [{ ...applyApp, roles: ['Global Administrator', 'Groups Administrator'] }] },
      finds: [
        {
          thing: `Contoso pipeline (apply) (${applyApp.clientId})`,
          got: 'roles of the directory: Global Administrator, Groups Administrator',
          severity: 'error',
          fix: expect.stringContaining('take them away') as unknown as string,
        },
      ],
    },
    'all of it, as the deployment says': {
      deployment: applying('whole'),
      facts: { pipelineApps: [{ ...applyApp, permissions: ['AppRoleAssignment.ReadWrite.All'] }] },
    },
  },
  ...policyTables,
  'pipeline-apps': {
    'no pipeline': { holds: false },
    'nobody owns it, nothing opens it': { deployment: planning, facts: ofPipeline },
    ...ownersOfPullRequests,
    ...Object.fromEntries(
      Object.entries({ GitHub: planning, GitLab: onGitlab, 'Azure DevOps': onAzureDevOps }).map(
        ([host, deployment]) => [
          `on ${host} an owner, a secret, two certificates`,
          {
            deployment,
            facts: { pipelineApps: [{ ...seenApp, owners: ['ada@contoso.com'], secrets: 1, certificates: 2 }] },
            finds: [{ thing: titled, got: 'owned by ada@contoso.com; 1 client secret; 2 certificates' }],
          },
        ],
      ),
    ),
  },
};
