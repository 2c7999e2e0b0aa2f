import { site, github, type Case } from './case.js';

export const operationsCases: readonly Case[] = [
  {
    rule: 'tagsFit',
    refuses: 'more tags than AWS takes',
    change: (d) => (d.tags = Object.fromEntries(Array.from({ length: 46 }, (_, index) => [`tag-${index}`, 'x']))),
    path: 'tags',
    says: /at most 45 tags/,
    accepts: (d) => (d.tags = Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`tag-${index}`, 'x']))),
  },
  {
    rule: 'tagsFit',
    refuses: 'more tags on a desktop than AWS takes, those of site and deployment counted',
    change: (d) => {
      d.tags = Object.fromEntries(Array.from({ length: 44 }, (_, index) => [`tag-${index}`, 'x']));
      site(d).tags = { site: 'berlin' };
      site(d).desktops.users.list[1].tags = { department: 'Finance' };
    },
    path: 'sites[0].desktops.users.list[1].tags',
    says: /at most 45 tags/,
    accepts: (d) => {
      d.tags = Object.fromEntries(Array.from({ length: 44 }, (_, index) => [`tag-${index}`, 'x']));
      site(d).tags = { site: 'berlin' };
      site(d).desktops.users.list[1].tags = { site: 'home' };
    },
  },
  {
    rule: 'pipelineSharesTheState',
    refuses: 'a pipeline with a state on its own disk',
    change: (d) => Object.assign(d, { state: { local: {} }, pipeline: github() }),
    path: 'state',
    says: /must be `s3` or `azurerm` with a pipeline/,
    accepts: (d) => (d.pipeline = github()),
  },
  {
    rule: 'intuneApplicationIsForLaptops',
    refuses: 'an application for Intune alone beside a pipeline, whose jobs sign in for it',
    change: (d) => {
      d.pipeline = github();
      d.intune = { ...d.intune, application: { clientId: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c' } };
    },
    path: 'intune.application',
    says: /must be left out with a pipeline/,
    accepts: (d) => (d.intune = { ...d.intune, application: { clientId: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c' } }),
  },
  {
    rule: 'intuneApplicationIsForLaptops',
    refuses: 'one beside a state in Azure, which its certificate would open',
    change: (d) => {
      d.state = { azurerm: { resourceGroupName: 'g', storageAccountName: 'account', containerName: 'state' } };
      d.intune = { ...d.intune, application: { clientId: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c' } };
    },
    path: 'intune.application',
    says: /must be left out with a state in Azure/,
    accepts: (d) => (d.intune = { ...d.intune, application: { clientId: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c' } }),
  },
  {
    rule: 'identitiesOfThePipelineDiffer',
    refuses: 'one role to plan and to apply',
    change: (d) => (d.pipeline = github({ aws: { apply: 'arn:aws:iam::111122223333:role/plan' } })),
    path: 'pipeline.github.aws.apply',
    says: /another role than mainPlan/,
    accepts: (d) => (d.pipeline = github()),
  },
  {
    rule: 'identitiesOfThePipelineDiffer',
    refuses: 'one application to plan and to apply',
    change: (d) => (d.pipeline = github({ entra: { apply: '6E7F8091-A2B3-4C4D-95E6-F708192A3B4C' } })),
    path: 'pipeline.github.entra.apply',
    says: /another application than mainPlan/,
    accepts: (d) => (d.pipeline = github()),
  },
  {
    rule: 'identitiesOfThePipelineDiffer',
    refuses: 'pull requests planned by the role that applies',
    change: (d) => (d.pipeline = planned({ aws: { pullRequestPlan: 'arn:aws:iam::111122223333:role/apply' } })),
    path: 'pipeline.github.aws.pullRequestPlan',
    says: /another role than apply/,
    accepts: (d) => (d.pipeline = planned()),
  },
  {
    rule: 'identitiesOfThePipelineAreNeeded',
    refuses: 'pull requests planned by nobody',
    change: (d) => (d.pipeline = planned({ entra: { pullRequestPlan: undefined } })),
    path: 'pipeline.github.entra.pullRequestPlan',
    says: /must be named where pull requests are planned/,
    accepts: (d) => (d.pipeline = planned()),
  },
  {
    rule: 'identitiesOfThePipelineAreNeeded',
    refuses: 'an apply by nobody',
    change: (d) => (d.pipeline = github({ aws: { apply: undefined } })),
    path: 'pipeline.github.aws.apply',
    says: /must be named, unless the level is `refused`/,
    accepts: (d) =>
      (d.pipeline = github({ github: { level: 'refused' }, aws: { apply: undefined }, entra: { apply: undefined } })),
  },
  {
    rule: 'identitiesOfThePipelineAreNeeded',
    refuses: 'an identity to apply where the main branch cannot be protected',
    change: (d) => (d.pipeline = github({ github: { level: 'refused' }, aws: { apply: undefined } })),
    path: 'pipeline.github.entra.apply',
    says: /must be left out with level `refused`/,
    accepts: (d) => (d.pipeline = github({ github: { level: 'confirmed' } })),
  },
  {
    rule: 'identitiesOfThePipelineAreNeeded',
    refuses:
      'no identities where something applies: only at the level refused may a pipeline be without, and only check',
    change: (d) => (d.pipeline = { github: { repository: 'contoso/desktops', environment: 'production' } }),
    path: 'pipeline.github.aws',
    says: /must be named; a pipeline that only checks has the level `refused` and none of aws, entra/,
    accepts: (d) => {
      d.pipeline = { github: { repository: 'contoso/desktops', environment: 'production', level: 'refused' } };
      d.state = { local: {} };
    },
  },
  {
    rule: 'identitiesOfThePipelineAreNeeded',
    refuses: 'identities in one cloud alone',
    change: (d) => {
      d.pipeline = azure();
      const { connections: _connections, ...others } = d.pipeline.azureDevOps;
      d.pipeline = {
        azureDevOps: {
          ...others,
          level: 'refused',
          aws: { mainPlan: others.aws.mainPlan },
          entra: { mainPlan: others.entra.mainPlan },
        },
      };
    },
    path: 'pipeline.azureDevOps.connections',
    says: /must be named; .*none of connections, aws, entra/,
    accepts: (d) => (d.pipeline = { azureDevOps: { organization: 'contoso', project: 'Desktops', level: 'refused' } }),
  },
  {
    rule: 'pullRequestsArePlannedApart',
    refuses: 'planned pull requests on a host whose environments have no reviewers',
    change: (d) => (d.pipeline = planned({ github: { level: 'confirmed' } })),
    path: 'pipeline.github.pullRequests',
    says: /must be `check` unless the level is `approved`/,
    accepts: (d) => (d.pipeline = planned()),
  },
  {
    rule: 'pullRequestsArePlannedApart',
    refuses: 'one environment for pull requests and for the apply',
    change: (d) => (d.pipeline = github({ github: { environment: 'Pull-Request-Plan' } })),
    path: 'pipeline.github.environment',
    says: /another environment than that of planned pull requests/,
    accepts: (d) => (d.pipeline = github({ github: { environment: 'prod: eu-central' } })),
  },
  {
    rule: 'connectionsOfThePipelineFit',
    refuses: 'one service connection for both jobs',
    change: (d) => (d.pipeline = azure({ apply: { id: '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c' } })),
    path: 'pipeline.azureDevOps.connections.apply.id',
    says: /must be another one than that of mainPlan/,
    accepts: (d) => (d.pipeline = azure()),
  },
  {
    rule: 'connectionsOfThePipelineFit',
    refuses: 'no service connection that applies',
    change: (d) => (d.pipeline = azure({ apply: undefined })),
    path: 'pipeline.azureDevOps.connections.apply',
    says: /must be named, unless the level is `refused`/,
    accepts: (d) => (d.pipeline = azure()),
  },
  {
    rule: 'identitiesOfThePipelineDiffer',
    refuses: 'one role for both jobs on GitLab, too',
    change: (d) => (d.pipeline = gitlab({ aws: { apply: 'arn:aws:iam::111122223333:role/plan' } })),
    path: 'pipeline.gitlab.aws.apply',
    says: /must be another role than mainPlan/,
    accepts: (d) => (d.pipeline = gitlab()),
  },
  {
    rule: 'settingsOfTheHostFit',
    refuses: 'a GitLab whose tokens AWS takes at no address',
    change: (d) => (d.pipeline = gitlab({ at: { url: 'https://gitlab.contoso.com:8443' } })),
    path: 'pipeline.gitlab.url',
    says: /must have no port: AWS takes no tokens/,
    accepts: (d) =>
      (d.pipeline = gitlab({ at: { url: 'https://gitlab.contoso.com:8443', issuer: 'https://tokens.contoso.com' } })),
  },
  {
    rule: 'settingsOfTheHostFit',
    refuses: 'somebody who signs in the place of gitlab.com',
    change: (d) => (d.pipeline = gitlab({ at: { issuer: 'https://tokens.contoso.com' } })),
    path: 'pipeline.gitlab.issuer',
    says: /must be left out with https:\/\/gitlab\.com/,
    accepts: (d) => (d.pipeline = gitlab({ at: { issuer: 'https://gitlab.com' } })),
  },
  {
    rule: 'settingsOfTheHostFit',
    refuses: 'gitlab.com, which would sign for another GitLab',
    change: (d) => (d.pipeline = gitlab({ at: { url: 'https://git.contoso.com', issuer: 'https://gitlab.com' } })),
    path: 'pipeline.gitlab.issuer',
    says: /must be another address than https:\/\/gitlab\.com/,
    accepts: (d) =>
      (d.pipeline = gitlab({ at: { url: 'https://git.contoso.com', issuer: 'https://tokens.contoso.com' } })),
  },
  {
    rule: 'pipelineSharesNoRole',
    refuses: 'a role for Identity Center that both identities take on',
    change: (d) => {
      d.pipeline = github();
      d.identityCenter.roleArn = 'arn:aws:iam::444455556666:role/identity-center';
    },
    path: 'identityCenter.roleArn',
    says: /both take on this role/,
    accepts: (d) => (d.identityCenter.roleArn = 'arn:aws:iam::444455556666:role/identity-center'),
  },
  {
    rule: 'pipelineSharesNoRole',
    refuses: 'a role for the state that both identities take on',
    change: (d) => {
      d.pipeline = github();
      d.state.s3.roleArn = 'arn:aws:iam::111122223333:role/state';
    },
    path: 'state.s3.roleArn',
    says: /both take on this role/,
    accepts: (d) => (d.state.s3.roleArn = 'arn:aws:iam::111122223333:role/state'),
  },
];

/** The same identities on another host. */
function gitlab({ aws, at }: Record<string, object> = {}): object {
  const { github: known } = github({ ...(aws === undefined ? {} : { aws }) }) as {
    github: { aws: object; entra: object };
  };
  return {
    gitlab: { ...at, project: 'contoso/it/desktops', environment: 'production', aws: known.aws, entra: known.entra },
  };
}

function azure(over: Record<string, object | undefined> = {}): object {
  const { github: known } = github() as { github: { aws: object; entra: object } };
  const connection = (name: string, id: string) => ({
    ...{ name, id, issuer: 'https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0' },
    subject: `/eid1/c/pub/t/x/a/y/sc/z/${name}`,
  });
  const both: Record<string, object> = {
    mainPlan: connection('plan', '6e7f8091-a2b3-4c4d-95e6-f708192a3b4c'),
    apply: connection('apply', '7f8091a2-b3c4-4d5e-86f7-08192a3b4c5d'),
  };
  const connections = Object.fromEntries(
    Object.entries(both).flatMap(([name, each]) =>
      name in over && over[name] === undefined ? [] : [[name, { ...each, ...over[name] }]],
    ),
  );
  const { aws, entra } = known;
  return { azureDevOps: { organization: 'contoso', project: 'Desktops', connections, aws, entra } };
}

/** A pipeline that plans pull requests, too. */
function planned({ github: over, aws, entra }: Record<string, object> = {}): ReturnType<typeof github> {
  return github({
    github: { pullRequests: 'plan', ...over },
    aws: { pullRequestPlan: 'arn:aws:iam::111122223333:role/look', ...aws },
    entra: { pullRequestPlan: '8091a2b3-c4d5-4e6f-8708-192a3b4c5d6e', ...entra },
  });
}
