/** Cases of the rules that a pipeline's host keeps. */
import type { BranchPolicies, ConnectionChecks } from '../../../../domain/azure-devops-rules.js';
import type { GitlabRules } from '../../../../domain/gitlab-rules.js';
import type { Table } from './cases.js';

const identities = {
  entraRights: 'daily',
  aws: { mainPlan: 'arn:aws:iam::111122223333:role/plan', apply: 'arn:aws:iam::111122223333:role/apply' },
  entra: { mainPlan: '00000000-1111-2222-3333-444444444444', apply: '11111111-1111-2222-3333-444444444444' },
} as const;
const project = 'contoso/it/desktops';
const onGitlab = (level: 'approved' | 'confirmed' | 'refused') => ({
  pipeline: { gitlab: { url: 'https://gitlab.com', project, environment: 'production', level, ...identities } },
});
const rules = (over: Partial<GitlabRules> = {}, ofProject: Partial<GitlabRules['project']> = {}): GitlabRules => ({
  project: {
    id: '57382910',
    visibility: 'private',
    components: ['project_path', 'ref_type', 'ref', 'environment', 'environment_protected'],
    runsForks: false,
    overrides: 'no_one_allowed',
    startersApprove: false,
    file: '',
    ...ofProject,
  },
  environment: { approvals: 1, deployers: ['Maintainers'], developersDeploy: false },
  branch: { pushers: [], forced: false },
  variables: [{ key: 'ENTRA_WORKSPACES_GITLAB_TOKEN', protected: true, masked: true }],
  inherited: [],
  ...over,
});
const open = (thing: string, got: string) => ({ thing, got, severity: 'error' as const });
const beats = 'beats what the file of the pipeline says, and nobody reviews it: it must not be there';
const case_ = (
  level: 'approved' | 'confirmed' | 'refused',
  gitlabRules: GitlabRules | undefined,
  finds: object[] = [],
) => ({
  deployment: onGitlab(level),
  facts: { gitlabRules },
  ...(finds.length === 0 ? {} : { finds: finds as never }),
});

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
const branch = (over: Partial<BranchPolicies> = {}): BranchPolicies => ({
  defaultBranch: 'refs/heads/main',
  reviews: [review],
  owners: [{ people: 1, paths: ['/*'] }],
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

export const hostTables: Readonly<Record<string, Table>> = {
  'pipeline-host-rules': {
    'no pipeline': { holds: false },
    'GitLab, everything as it has to be': case_('approved', rules()),
    'GitLab shows no project': case_('approved', undefined, [
      { thing: project, got: 'GitLab shows no such project to whoever is signed in' },
    ]),
    'an environment that is protected and asks for no approval': case_(
      'approved',
      rules({ environment: { approvals: 0, deployers: ['Maintainers'], developersDeploy: false } }),
      [open('the environment production', 'is protected, and asks for no approval')],
    ),
    'an environment that is not protected': case_('approved', rules({ environment: undefined }), [
      open('the environment production', 'is not protected: nobody has to approve'),
    ]),
    'the same at a level that asks for none': case_('confirmed', rules({ environment: undefined })),
    'everybody who may push deploys': case_(
      'approved',
      rules({ environment: { approvals: 1, deployers: ['Developers + Maintainers'], developersDeploy: true } }),
      [open('the environment production', 'is deployed to by Developers + Maintainers')],
    ),
    'nobody deploys': case_(
      'approved',
      rules({ environment: { approvals: 1, deployers: [], developersDeploy: false } }),
      [{ thing: 'the environment production', got: 'lets nobody deploy' }],
    ),
    'whoever started a pipeline approves it': case_('approved', rules({}, { startersApprove: true }), [
      open('the project', 'lets whoever started a pipeline approve its deployment'),
    ]),
    'a main branch that is not protected': case_('refused', rules({ branch: undefined }), [
      open('the branch main', 'is not protected'),
    ]),
    'a main branch that maintainers push to, by force': case_(
      'confirmed',
      rules({ branch: { pushers: ['Maintainers'], forced: true } }),
      [
        open('the branch main', 'is pushed to without a merge request by Maintainers'),
        open('the branch main', 'takes force pushes'),
      ],
    ),
    'a subject that does not name the environment': case_(
      'approved',
      rules({}, { components: ['project_path', 'ref_type', 'ref'] }),
      [
        open(
          'the components of its subject',
          'project_path, ref_type, ref, must be project_path, ref_type, ref, environment, environment_protected',
        ),
      ],
    ),
    'the same where nothing applies': case_('refused', rules({}, { components: [] })),
    'forks that run here, variables that people give, a public project': case_(
      'approved',
      rules({}, { runsForks: true, overrides: 'developer', visibility: 'public' }),
      [
        { thing: 'the project', got: 'is public, and plans name people' },
        open('the project', 'runs merge requests of forks'),
        open('the project', 'lets developer and above give a pipeline variables'),
      ],
    ),
    'its file by name': case_('approved', rules({}, { file: '.gitlab-ci.yml' })),
    'pipelines of a file of another project, at any level': case_(
      'refused',
      rules({}, { file: 'x.yml@contoso/other' }),
      [open('the project', 'makes its pipelines of x.yml@contoso/other, must be .gitlab-ci.yml or empty')],
    ),
    'a file that GitLab does not tell': case_('refused', rules({}, { file: undefined }), [
      { thing: 'which file its pipelines are made of', got: 'GitLab does not tell whoever is signed in' },
    ]),
    'variables that choose the program, the identity, or what programs load': case_(
      'confirmed',
      rules({
        variables: ['PACKAGE_SHA512', 'AWS_ACCESS_KEY_ID', 'COLOUR', 'AWS_DEFAULT_REGION'].map((key) => ({
          ...{ key, protected: true, masked: true },
        })),
        inherited: ['NODE_OPTIONS', 'npm_config_git', 'GIT_STRATEGY', 'HTTPS_PROXY'].map((key) => ({
          ...{ key, group: 'contoso' },
        })),
      }),
      [
        ...['PACKAGE_SHA512', 'AWS_ACCESS_KEY_ID'].map((key) => open(`the variable ${key}`, beats)),
        ...['NODE_OPTIONS', 'npm_config_git', 'GIT_STRATEGY'].map((key) =>
          open(`the variable ${key} of the group contoso`, beats),
        ),
      ],
    ),
    'groups whose variables are not told': case_('refused', rules({ inherited: undefined }), [
      { thing: 'the variables of its groups', got: 'GitLab does not tell whoever is signed in' },
    ]),
    'a token that every branch reads, and logs show': case_(
      'approved',
      rules({
        variables: [
          { key: 'ENTRA_WORKSPACES_GITLAB_TOKEN', protected: false, masked: false },
          { key: 'MAIL_SECRET', protected: true, masked: false },
          { key: 'COLOUR', protected: false, masked: false },
        ],
      }),
      [
        {
          thing: 'the variable ENTRA_WORKSPACES_GITLAB_TOKEN',
          got: 'must be protected and masked, is not protected and not masked',
        },
        { thing: 'the variable MAIL_SECRET', got: 'must be protected and masked, is not masked' },
      ],
    ),
    'a role that GitLab tells less': case_(
      'approved',
      rules({}, { components: undefined, runsForks: undefined, overrides: undefined, startersApprove: undefined }),
      [
        'the components of its subject',
        'whether merge requests of forks run here',
        'who may give a pipeline variables',
        'whether whoever started a pipeline may approve its deployment',
      ].map((thing) => ({ thing, got: 'GitLab does not tell whoever is signed in' })),
    ),
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
    'a second approval that keeps them out': azure(
      { approvals: [{ ...approval, starterApproves: true }, approval] },
      [],
    ),
    'branches besides main, and none named': azure(
      { branches: [['refs/heads/main', 'refs/heads/release']] },
      [
        open(
          'the service connection plan',
          'must let refs/heads/main alone in (branch control), lets in: every branch',
        ),
        open(
          'the service connection apply',
          'must let refs/heads/main alone in (branch control), lets in: refs/heads/main, refs/heads/release',
        ),
      ],
      { branches: [] },
    ),
    'a connection that is open, with a template of its own': azure({ everyPipeline: true, templates: ['base.yml'] }, [
      { thing: 'the service connection apply', got: 'is open to every pipeline of the project' },
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
      branch({ reviews: [], owners: [{ people: 0, paths: [] }], builds: 0 }),
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
    'connections that nobody sees': {
      deployment: onAzure,
      facts: { azureDevOpsRules: [], azureDevOpsBranch: branch() },
      finds: ['plan', 'apply'].map((name) => ({
        thing: `the service connection ${name}`,
        got: 'is not there, or not seen by whoever is signed in',
      })),
    },
  },
};
