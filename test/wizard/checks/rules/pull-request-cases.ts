/** Cases of the trust of what plans pull requests. */
import type { Table } from './cases.js';
import {
  anyRef,
  ofPulls,
  subjectOfPulls,
  besides,
  byGithub,
  condition,
  planningPulls,
  pullApp,
  pullRole,
  roles,
  seenApp,
  seenHost,
  strange,
  trusting,
} from './pipeline-seen.js';

export const ofPullRequests: Table = {
  'pull requests that are planned: their role and their application, too': {
    deployment: planningPulls,
    facts: { ...ofPulls },
  },
  'their application lets main in, and their role every job; main-plan is what they take': {
    deployment: planningPulls,
    facts: {
      ...ofPulls,
      pipelineRoles: [
        trusting(condition({ [`${byGithub.replace('https://', '')}:sub`]: subjectOfPulls, ...anyRef })),
        { ...trusting({ [`${byGithub.replace('https://', '')}:repository_id`]: seenHost.id }), arn: pullRole },
      ],
      pipelineApps: [seenApp, besides(pullApp, { name: 'x', subject: `${seenHost.prefix}:ref:refs/heads/main` })],
    },
    finds: [
      {
        thing: roles.mainPlan,
        got: `the job of main-plan is not let in: it sends ${seenHost.prefix}:ref:refs/heads/main, repository_id 821093847`,
      },
      { thing: roles.mainPlan, got: 'lets a job of a pull request, in pull-request-plan in', severity: 'error' },
      ...[
        ...['main, without an environment', 'main, in production', 'another branch'],
        ...['another branch that names production', 'a pull request', 'another environment'],
      ].map((job) => ({ thing: pullRole, got: `lets a job of ${job} in`, severity: 'error' as const })),
      strange(
        `the credential x lets ${seenHost.prefix}:ref:refs/heads/main in, by the word of ${byGithub}`,
        `${pullApp.displayName} (${pullApp.clientId})`,
      ),
    ],
  },
  'an application of pull requests that is not there': {
    deployment: planningPulls,
    facts: { ...ofPulls, pipelineApps: [seenApp], pipelineRoles: [trusting(condition())] },
    finds: [
      { thing: pullRole, got: 'no such role' },
      { thing: pullApp.clientId, got: 'no such application' },
    ],
  },
};

export const rightsOfPullRequests: Table = {
  'more than reading to plan a pull request': {
    deployment: planningPulls,
    facts: { pipelineApps: [seenApp, { ...pullApp, permissions: ['Group.ReadWrite.All'] }] },
    finds: [{ thing: `${pullApp.displayName} (${pullApp.clientId})`, got: 'Group.ReadWrite.All' }],
  },
};

export const ownersOfPullRequests: Table = {
  'the application of pull requests has an owner': {
    deployment: planningPulls,
    facts: { pipelineApps: [seenApp, { ...pullApp, owners: ['ada@contoso.com'] }] },
    finds: [{ thing: `${pullApp.displayName} (${pullApp.clientId})`, got: 'owned by ada@contoso.com' }],
  },
};
