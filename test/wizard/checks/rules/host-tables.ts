/** Cases of the rules that a pipeline's host keeps. */
import { gitlabApprovals, type GitlabRules } from '../../../../domain/gitlab-rules.js';
import { ofAzureDevOps, ofRuns } from './azure-devops-tables.js';
import type { Table } from './cases.js';
import { ofBypass, ofGithub } from './github-tables.js';
import { identities, open } from './host-cases.js';

const project = 'contoso/it/desktops';
const onGitlab = (level: 'approved' | 'confirmed' | 'refused') => ({
  pipeline: { gitlab: { url: 'https://gitlab.com', project, environment: 'production', level, ...identities } },
});
const protectedBy = (over: Partial<NonNullable<GitlabRules['environment']>> = {}) => ({
  ...{ approvals: 1, idle: [], deployers: ['Maintainers'], developersDeploy: false },
  ...over,
});
const keptBranch = (over: Partial<NonNullable<GitlabRules['branch']>> = {}) => ({
  ...{ pushers: [], forced: false, asksOwners: true, developersMerge: false },
  ...over,
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
    defaultBranch: 'main',
    ...ofProject,
  },
  environment: protectedBy(),
  branch: keptBranch(),
  approvals: gitlabApprovals,
  owners: { path: 'CODEOWNERS', text: '* @contoso/platform\n' },
  variables: [{ key: 'ENTRA_WORKSPACES_GITLAB_TOKEN', protected: true, masked: true }],
  inherited: [],
  ...over,
});
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

const production = 'the environment production';

export const hostTables: Readonly<Record<string, Table>> = {
  'pipeline-host-rules': {
    'no pipeline': { holds: false },
    ...ofGithub,
    'GitLab, everything as it has to be': case_('approved', rules()),
    'a merge that its author approves, that asks no owner, or that developers make': case_(
      'approved',
      rules({
        approvals: { ...gitlabApprovals, merge_requests_author_approval: true as never },
        branch: keptBranch({ asksOwners: false, developersMerge: true }),
      }),
      [
        open('the branch main', 'is merged into by a lower role than Maintainer'),
        open('the branch main', 'does not ask a code owner'),
        open('the approvals of a merge', 'merge_requests_author_approval must be false, got: true'),
      ],
    ),
    'a project without owners, of another default branch, with an approver who need not be asked': case_(
      'approved',
      rules({ owners: undefined, environment: protectedBy({ idle: ['user 7'] }) }, { defaultBranch: 'master' }),
      [
        { thing: 'the default branch', got: 'must be main, got: master' },
        { thing: 'the branch main', got: 'has no CODEOWNERS, so nobody owns the code and no owner is asked' },
        { thing: production, got: 'needs no approval of user 7' },
      ],
    ),
    'owners whose sections are optional': case_(
      'confirmed',
      rules({ environment: undefined, owners: { path: 'CODEOWNERS', text: '^[Docs]\n* @ada\n' } }),
      [{ thing: 'CODEOWNERS', got: 'has optional sections or exclusions, which need no owner' }],
    ),
    'a protected environment at a level at which its jobs say that it is not': case_('confirmed', rules(), [
      {
        thing: production,
        got: 'is protected, so its jobs say so, and no cloud lets them in: --level approved',
      },
    ]),
    'GitLab shows no project': case_('approved', undefined, [
      { thing: project, got: 'GitLab shows no such project to whoever is signed in' },
    ]),
    'an environment that is protected and asks for no approval': case_(
      'approved',
      rules({ environment: protectedBy({ approvals: 0 }) }),
      [open('the environment production', 'is protected, and asks for no approval')],
    ),
    'an environment that is not protected': case_('approved', rules({ environment: undefined }), [
      open('the environment production', 'is not protected: nobody has to approve'),
    ]),
    'the same at a level that asks for none': case_('confirmed', rules({ environment: undefined })),
    'everybody who may push deploys': case_(
      'approved',
      rules({ environment: protectedBy({ deployers: ['Developers + Maintainers'], developersDeploy: true }) }),
      [open('the environment production', 'is deployed to by Developers + Maintainers')],
    ),
    'nobody deploys': case_('approved', rules({ environment: protectedBy({ deployers: [] }) }), [
      { thing: 'the environment production', got: 'lets nobody deploy' },
    ]),
    'whoever started a pipeline approves it': case_('approved', rules({}, { startersApprove: true }), [
      open('the project', 'lets whoever started a pipeline approve its deployment'),
    ]),
    'a main branch that is not protected': case_('refused', rules({ branch: undefined }), [
      open('the branch main', 'is not protected'),
    ]),
    'a main branch that maintainers push to, by force': case_(
      'confirmed',
      rules({ branch: keptBranch({ pushers: ['Maintainers'], forced: true }), environment: undefined }),
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
        environment: undefined,
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
    ...ofAzureDevOps,
  },
  'others-code': {
    'no such line': { deployment: onGitlab('refused') },
    'each line, by its file': {
      deployment: onGitlab('refused'),
      facts: { othersCode: [{ at: '.gitlab-ci.yml, line 2', got: 'includes a file of elsewhere' }] },
      finds: [{ thing: '.gitlab-ci.yml, line 2', got: 'includes a file of elsewhere' }],
    },
    'a file that was not read, with what makes it readable': {
      deployment: onGitlab('refused'),
      facts: { othersCode: [{ at: 'a.yml, line 1', got: 'cannot be read', fix: 'Make it readable.' }] },
      finds: [{ thing: 'a.yml, line 1', got: 'cannot be read', fix: 'Make it readable.' }],
    },
    'no pipeline': { holds: false },
  },
  'pipeline-bypass': ofBypass,
  'pipeline-run-settings': ofRuns,
};
