/** Pipelines on each host as rules see them, all well, and what of it a case changes. */
import type { SeenCredential, SeenPipelineApp } from '../../../../wizard/clouds/lookups/pipeline/pipeline-apps.js';

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
export const seenHost = {
  name: 'contoso/desktops',
  id: '821093847',
  prefix: 'repo:contoso@5544123/desktops@821093847',
  customised: false,
};
export const condition = (over: object = {}) => ({
  'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
  'token.actions.githubusercontent.com:sub': `${seenHost.prefix}:ref:refs/heads/main`,
  'token.actions.githubusercontent.com:repository_id': seenHost.id,
  'token.actions.githubusercontent.com:ref': 'refs/heads/main',
  ...over,
});
/** A statement that lets tokens of a provider of this account in, as bootstrap writes it. */
export const federated = (StringEquals: object, provider = Object.keys(StringEquals)[0]?.replace(/:[^:]+$/, '')) => ({
  Effect: 'Allow',
  Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${provider}` },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { StringEquals },
});
export const trusting = (StringEquals: object, ...more: readonly object[]) => ({
  arn: roles.mainPlan,
  trust: JSON.stringify({ Statement: [federated(StringEquals), ...more] }),
  ...{ attached: [] as readonly string[], inline: [] as readonly string[] },
});
export const seenApp: SeenPipelineApp = {
  clientId: pipeline.github.entra.mainPlan,
  displayName: 'Contoso pipeline (main plan)',
  owners: [],
  secrets: 0,
  certificates: 0,
  permissions: ['Group.Read.All'],
  roles: [],
  credentials: [
    {
      name: 'github-main-plan',
      issuer: 'https://token.actions.githubusercontent.com',
      subject: `${seenHost.prefix}:ref:refs/heads/main`,
      expression: null,
    },
  ],
};
/** The same with credentials besides: of its own job, but for what is said. */
export const besides = (app: SeenPipelineApp, ...more: readonly Partial<SeenCredential>[]): SeenPipelineApp => ({
  ...app,
  credentials: [
    ...app.credentials,
    ...app.credentials.slice(0, 1).flatMap((own) => more.map((each) => ({ ...own, ...each }))),
  ],
});
const takeAway =
  'What `bootstrap` made, and a rename or another level left behind, it puts right itself: run `entra-workspaces bootstrap`. Of any other find out who made it and why, and take it away (Entra admin center, App registrations, Federated credentials).';
export const byGithub = 'https://token.actions.githubusercontent.com';
export const titled = `Contoso pipeline (main plan) (${pipeline.github.entra.mainPlan})`;
export const strange = (got: string, thing = titled) => ({ thing, got, severity: 'error' as const, fix: takeAway });
export const planning = { pipeline };
export const onGitlab = {
  pipeline: {
    gitlab: {
      ...{ url: 'https://gitlab.com', project: 'contoso/it/desktops', environment: 'production' },
      ...({ level: 'approved', entraRights: 'whole', aws: roles, entra: pipeline.github.entra } as const),
    },
  },
} as const;
export const gitlabSubject = 'project_path:contoso/it/desktops:ref_type:branch:ref:main';
export const seenProject = (components: readonly string[], id = '42') => ({
  project: {
    id,
    visibility: 'private',
    components,
    runsForks: false,
    overrides: undefined,
    startersApprove: false,
    file: '',
    defaultBranch: 'main',
  },
  ...{ environment: undefined, branch: undefined, variables: [], inherited: [] },
  ...{ approvals: undefined, owners: undefined },
});
export const allComponents = ['project_path', 'ref_type', 'ref', 'environment', 'environment_protected'];
export const gitlabTrust = trusting({
  ...{ 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': gitlabSubject },
  ...{ 'gitlab.com:project_id': '42', 'gitlab.com:ref_protected': 'true' },
});
/** As `bootstrap` makes it, and `bootstrap --by-hand` prints it. */
export const printed = `claims['sub'] eq '${gitlabSubject}' and claims['project_id'] eq '42'`;
const gitlabCredential: SeenCredential = {
  ...{ name: 'gitlab-main-plan', issuer: 'https://gitlab.com', subject: null, expression: printed },
};
export const gitlabApp = { ...seenApp, credentials: [gitlabCredential] };
export const byExpression = (expression: string | null) => ({
  ...gitlabApp,
  credentials: [{ ...gitlabCredential, expression }],
});
/** As an earlier version made it. */
export const bySubject = {
  ...gitlabApp,
  credentials: [{ ...gitlabCredential, subject: gitlabSubject, expression: null }],
};
export const ofGitlab = {
  gitlabRules: seenProject(allComponents),
  pipelineRoles: [gitlabTrust],
  pipelineApps: [gitlabApp],
};
const ownUrl = 'https://gitlab.contoso.com';
export const onOwnGitlab = { pipeline: { gitlab: { ...onGitlab.pipeline.gitlab, url: ownUrl, projectId: 42 } } };
/** As an earlier version wrote it. */
export const withoutNumber = { pipeline: { gitlab: { ...onGitlab.pipeline.gitlab, url: ownUrl } } };
export const ofOwnGitlab = {
  pipelineRoles: [trusting({ 'gitlab.contoso.com:aud': 'sts.amazonaws.com', 'gitlab.contoso.com:sub': gitlabSubject })],
  pipelineApps: [{ ...bySubject, credentials: bySubject.credentials.map((each) => ({ ...each, issuer: ownUrl })) }],
};
export const gitlabRefused = {
  pipeline: { gitlab: { ...onGitlab.pipeline.gitlab, level: 'refused' as const } },
};
export const connection = (word: string) => ({
  name: `desktops-${word}`,
  id: '0a1b2c3d-0000-4000-8000-000000000001',
  issuer: 'https://login.microsoftonline.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301/v2.0',
  subject: `/eid1/c/pub/t/BFAl/a/AAAA/sc/0/${word}`,
});
export const onAzureDevOps = {
  pipeline: {
    azureDevOps: {
      ...{ organization: 'contoso', project: 'Desktops', level: 'approved' as const },
      connections: { mainPlan: connection('plan'), apply: connection('apply') },
      ...{ entraRights: 'whole' as const, aws: roles, entra: pipeline.github.entra },
    },
  },
};
export const azureIssuer = connection('plan').issuer.replace('https://', '');
export const azureApp: SeenPipelineApp = {
  ...seenApp,
  credentials: [
    { name: 'plan', issuer: connection('plan').issuer, subject: connection('plan').subject, expression: null },
  ],
};
const azureTrust = trusting({
  [`${azureIssuer}:aud`]: 'api://AzureADTokenExchange',
  [`${azureIssuer}:sub`]: connection('plan').subject,
});
export const ofAzureDevOps = { pipelineRoles: [azureTrust], pipelineApps: [azureApp] };
export const lowered = { pipeline: { github: { ...pipeline.github, level: 'refused' as const } } };
export const leftRole = 'arn:aws:iam::111122223333:role/contoso-desktops-apply';
export const ofApply = (StringEquals: object) => ({ ...trusting(StringEquals), arn: leftRole });
export const applyApp = {
  ...seenApp,
  clientId: '11111111-1111-2222-3333-444444444444',
  displayName: 'Contoso pipeline (apply)',
};
export const applying = (entraRights: 'daily' | 'whole', role?: string) => ({
  pipeline: {
    github: {
      ...{ ...pipeline.github, entraRights, entra: { ...pipeline.github.entra, apply: applyApp.clientId } },
      aws: role === undefined ? roles : { ...roles, apply: role },
    },
  },
});
export const subjectOfApply = `${seenHost.prefix}:environment:production`;
export const ofPipeline = {
  hostedRepository: seenHost,
  pipelineRoles: [trusting(condition())],
  pipelineApps: [seenApp],
};

/** Pull requests that are planned, in an environment that a person releases. */
export const pullRole = 'arn:aws:iam::111122223333:role/pull-request-plan';
export const pullApp: SeenPipelineApp = {
  ...seenApp,
  clientId: '22222222-1111-2222-3333-444444444444',
  displayName: 'Contoso pipeline (pull requests)',
  credentials: seenApp.credentials.map((each) => ({
    ...each,
    ...{ name: 'github-pull-request-plan', subject: `${seenHost.prefix}:environment:pull-request-plan` },
  })),
};
export const subjectOfPulls = `${seenHost.prefix}:environment:pull-request-plan`;
/** Of a pull request, whose ref is another one each time. */
export const anyRef = { 'token.actions.githubusercontent.com:ref': ['refs/heads/main', 'refs/pull/7/merge'] };
export const planningPulls = {
  pipeline: {
    github: {
      ...{ ...pipeline.github, pullRequests: 'plan' as const },
      aws: { ...roles, pullRequestPlan: pullRole },
      entra: { ...pipeline.github.entra, pullRequestPlan: pullApp.clientId },
    },
  },
};
const { 'token.actions.githubusercontent.com:ref': _ref, ...ofAnyRef } = condition({
  'token.actions.githubusercontent.com:sub': subjectOfPulls,
}) as Record<string, string>;
export const ofPulls = {
  ...ofPipeline,
  pipelineRoles: [trusting(condition()), { ...trusting(ofAnyRef), arn: pullRole }],
  pipelineApps: [seenApp, pullApp],
};
/** Of a repository whose subjects nobody can guess. */
export const ofItsOwn = {
  thing: 'contoso/desktops',
  got: 'makes subjects of its own: that its jobs are let in, and nobody else, was not compared',
  fix: 'Print one token of each job (a step that asks for it and shows its payload), and compare its "sub" with what the clouds trust, as these commands show it. Where it is another one, `entra-workspaces bootstrap` takes it with --subject. Or go back to GitHub\'s own, which are compared: `gh api -X PUT repos/contoso/desktops/actions/oidc/customization/sub -F use_default=true`, then `entra-workspaces bootstrap`.',
  command: `aws iam get-role --role-name plan --query Role.AssumeRolePolicyDocument; az ad app federated-credential list --id ${pipeline.github.entra.mainPlan}`,
};
