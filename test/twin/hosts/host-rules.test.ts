import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { branchGaps, connectionGaps } from '../../../domain/azure-devops-rules.js';
import { githubGaps } from '../../../domain/github-rules.js';
import { gitlabGaps } from '../../../domain/gitlab-rules.js';
import { approvalBy, branchControl, requiredTemplate } from '../../../twin/azure-devops/checks.js';
import type { Check, Project } from '../../../twin/azure-devops/objects.js';
import { policyKinds } from '../../../twin/azure-devops/policies.js';
import { levels } from '../../../twin/gitlab/gitlab.js';
import type { GitLabProject } from '../../../twin/gitlab/objects.js';
import { startTwin, type Twin } from '../../../twin/twin.js';
import type { Listener } from '../../../twin/network.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { openClouds } from '../../../wizard/clouds/clouds.js';
import { setHostRules } from '../../../wizard/bootstrap/host-rules.js';
import { lookAtRepository } from '../../../wizard/bootstrap/repository.js';
import { GithubApi } from '../../../wizard/clouds/github.js';
import { see } from '../../../wizard/clouds/lookup.js';
import { lookups } from '../../../wizard/clouds/lookups/index.js';

// What GitHub, GitLab and Azure DevOps keep of a project, as their APIs tell it to whoever has signed in.

let twin: Twin;
let network: Listener;
beforeAll(async () => {
  twin = await startTwin();
  network = await twin.world.network.listen();
});
afterAll(async () => {
  await network.close();
  await twin.stop();
});

const clouds = (env: NodeJS.ProcessEnv) =>
  openClouds({ ...twin.terraform.env, [cloudsVariable]: `${network.url}/_host`, ...env });

describe('GitHub', () => {
  const at = { repository: 'contoso/desktops', environment: 'production', planned: true };
  const wanted = { level: 'approved', environment: 'production', reviewers: [], planned: true } as const;
  const found = async (role: 'admin' | 'read') => {
    const seen = await see(lookups.githubRules, clouds({ GH_TOKEN: twin.github.addPerson(`${role}er`, role) }), at);
    if (!('seen' in seen) || seen.seen === undefined) throw new Error(JSON.stringify(seen));
    const { weak, unseen } = githubGaps(seen.seen, wanted);
    return [weak, unseen].map((gaps) => gaps.map(({ thing, got }) => `${thing} ${got}`));
  };

  test('a repository as GitHub makes it lacks all; as bootstrap makes it nothing but what it does not know; whoever may read sees that', async () => {
    const made = twin.github.addRepository('contoso/desktops');
    twin.github.teams.set('contoso/platform', 77);
    expect(await found('read')).toEqual([
      [
        'the repository nobody owns the code: main has no .github/CODEOWNERS, so no rule asks an owner to approve',
        'the ruleset "entra-workspaces: main" is not there',
        'the environment production is not there',
        'the environment pull-request-plan is not there: GitHub makes it for the first job that names it, and asks nobody',
      ],
      [],
    ]);
    const api = GithubApi.from({
      ...{ GH_TOKEN: twin.github.addPerson('ada'), [cloudsVariable]: `${network.url}/_host` },
    });
    const reviewers = [{ type: 'Team', id: 77, name: '@contoso/platform' }] as const;
    await setHostRules(api, await lookAtRepository(api, made.name), {
      ...{ level: 'approved', environment: 'production', deployment: 'contoso' },
      ...{ reviewers, owners: '* @contoso/platform\n' },
    });
    const lacks = [
      'the environment pull-request-plan is not there: GitHub makes it for the first job that names it, and asks nobody',
    ];
    expect(await found('admin')).toEqual([lacks, []]);
    expect(await found('read')).toEqual([
      lacks,
      ['the ruleset "entra-workspaces: main" does not say who may bypass it: an admin alone sees that'],
    ]);
  });

  test('one that is gone, or that nobody may see, is not there', async () => {
    const seen = await see(lookups.githubRules, clouds({ GH_TOKEN: twin.github.addPerson('eve', 'read') }), {
      ...{ ...at, repository: 'contoso/gone' },
    });
    expect(seen).toEqual({ seen: undefined });
  });
});

describe('GitLab', () => {
  const project = 'contoso/it/desktops';
  const settings = { url: 'https://gitlab.com', project, environment: 'production', level: 'approved' as const };
  const rulesFor = async (env: NodeJS.ProcessEnv, over: Partial<typeof settings> = {}) =>
    see(lookups.gitlabRules, clouds(env), { ...settings, ...over });
  const gaps = async (token = twin.gitlab.addPerson()): Promise<string[]> => {
    const found = await rulesFor({ GITLAB_TOKEN: token });
    if (!('seen' in found) || found.seen === undefined) throw new Error(JSON.stringify(found));
    return gitlabGaps(found.seen, settings).map(({ thing, got }) => `${thing}: ${got}`);
  };

  /** Its code has an owner, and whoever wrote a change does not approve it. */
  const owned = (made: GitLabProject): GitLabProject => {
    made.files.get('main')?.set('CODEOWNERS', '* @contoso/platform\n');
    made.approvals['merge_requests_disable_committers_approval'] = true;
    return made;
  };

  test('a project as GitLab makes it lacks what the steps set; with them it lacks nothing', async () => {
    const made = twin.gitlab.addProject(project);
    expect(await gaps()).toEqual([
      'the branch main: is pushed to without a merge request by Maintainers',
      'the branch main: does not ask a code owner',
      'the branch main: has no CODEOWNERS, so nobody owns the code and no owner is asked',
      'the components of its subject: project_path, ref_type, ref, must be project_path, ref_type, ref, environment, environment_protected',
      'the project: runs merge requests of forks',
      'the project: lets developer and above give a pipeline variables',
      'the approvals of a merge: merge_requests_disable_committers_approval must be true, got: false',
      'the environment production: is not protected: nobody has to approve',
    ]);
    owned(made);
    made.branches.set('main', { push: levels.nobody, force: false, owned: true });
    made.components = ['project_path', 'ref_type', 'ref', 'environment', 'environment_protected'];
    Object.assign(made, { runsForks: false, overrides: 'no_one_allowed' });
    made.environments.set('production', { deploy: levels.maintainer, approvals: 0 });
    expect(await gaps()).toEqual(['the environment production: is protected, and asks for no approval']);
    made.environments.set('production', { deploy: levels.maintainer, approvals: 1 });
    expect(await gaps()).toEqual([]);
    // Without the licence there is nothing that protects it.
    made.premium = false;
    expect(await gaps()).toEqual([
      ...[
        'merge_requests_author_approval must be false',
        'merge_requests_disable_committers_approval must be true',
      ].map((what) => `the approvals of a merge: ${what}, got: undefined`),
      'the approvals of a merge: reset_approvals_on_push must be true, got: undefined',
      'the environment production: is not protected: nobody has to approve',
    ]);
  });

  test('of the rules of a branch the one that allows most counts, with a pattern and on whichever page', async () => {
    const made = owned(twin.gitlab.addProject(project));
    const pushed = async (): Promise<string[]> => (await gaps()).filter((each) => each.startsWith('the branch main'));
    made.branches.set('main', { push: levels.nobody, force: false, owned: true });
    made.branches.set('*n', { push: levels.nobody, force: false });
    made.branches.set('release/*', { push: levels.developer, force: true });
    expect(await pushed()).toEqual([]);
    for (let at = 0; at < 120; at += 1) made.branches.set(`v${at}.*`, { push: levels.developer, force: true });
    made.branches.set('m*', { push: levels.developer, force: true });
    expect(await pushed()).toEqual([
      'the branch main: is pushed to without a merge request by Developers + Maintainers (by the rule m*)',
      'the branch main: takes force pushes',
    ]);
    // A pattern alone protects it as well.
    made.branches.clear();
    made.branches.set('*', { push: levels.nobody, force: false, owned: true });
    expect(await pushed()).toEqual([]);
  });

  test('every page of its variables is read, and no value is kept', async () => {
    const made = twin.gitlab.addProject(project);
    for (let at = 0; at < 130; at += 1)
      made.variables.push({ key: `COLOUR_${at}`, value: 'blue', protected: false, masked: false });
    made.variables.push({ key: 'DEPLOY_TOKEN', value: 'glpat-secret', protected: true, masked: false });
    const found = await rulesFor({ GITLAB_TOKEN: twin.gitlab.addPerson() });
    expect(JSON.stringify(found)).not.toMatch(/glpat-secret|blue/);
    expect((await gaps()).filter((each) => each.includes('DEPLOY_TOKEN'))).toHaveLength(1);
  });

  test('a lower role is denied, and told which one it takes', async () => {
    const found = await rulesFor({ GITLAB_TOKEN: twin.gitlab.addPerson(levels.reporter) });
    expect(found).toMatchObject({ unknown: 'denied', message: expect.stringContaining('role Maintainer') });
  });

  test('a token is sent to the host that it is for, and to no other', async () => {
    const token = twin.gitlab.addPerson();
    const elsewhere = await rulesFor({ GITLAB_TOKEN: token }, { url: 'https://gitlab.example.com' });
    expect(elsewhere).toMatchObject({
      unknown: 'error',
      message: expect.stringContaining('GITLAB_HOST=gitlab.example.com'),
    });
    const named = await rulesFor({ GITLAB_TOKEN: token, GITLAB_HOST: 'https://gitlab.example.com' });
    expect(named).toMatchObject({
      unknown: 'error',
      message: expect.stringContaining('nobody is signed in to gitlab.com'),
    });
    const job = { GITLAB_CI: 'true', ENTRA_WORKSPACES_GITLAB_TOKEN: token, CI_SERVER_HOST: 'gitlab.com' };
    expect(await rulesFor(job)).toHaveProperty('seen');
    expect(await rulesFor({ ...job, GITLAB_CI: '' })).toMatchObject({ unknown: 'error' });
    // Companies give every project a token for something else: in a job the one that is meant comes first.
    expect(await rulesFor({ ...job, GITLAB_TOKEN: 'for-packages' })).toHaveProperty('seen');
  });
});

describe('Azure DevOps', () => {
  const id = '0a1b2c3d-0000-4000-8000-000000000002';
  let project: Project;
  beforeAll(() => {
    project = twin.azureDevOps.addProject('Desktops');
  });
  const rules = async (env: NodeJS.ProcessEnv) =>
    see(lookups.azureDevOpsRules, clouds(env), { organization: 'contoso', project: 'Desktops', connections: [id] });
  const gaps = async (checks: Omit<Check, 'id'>[], everyPipeline = false): Promise<string[]> => {
    twin.azureDevOps.addConnection(project, { id, checks, everyPipeline });
    const found = await rules({ AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken() });
    if (!('seen' in found)) throw new Error(JSON.stringify(found));
    return connectionGaps('apply', true, found.seen[0]).map(({ got }) => got);
  };

  test('a connection without checks lets every branch in, approved by nobody; with both it lacks nothing', async () => {
    expect(await gaps([], true)).toEqual([
      'must let refs/heads/main alone in (branch control), lets in: every branch',
      'is approved by nobody',
      'is open to every pipeline of the project',
    ]);
    expect(await gaps([approvalBy(1), branchControl('refs/heads/main')])).toEqual([]);
    expect(await gaps([approvalBy(1, true), branchControl('refs/heads/main, refs/heads/release')])).toEqual([
      'must let refs/heads/main alone in (branch control), lets in: refs/heads/main, refs/heads/release',
      'lets whoever started the run approve it',
    ]);
  });

  test('a check that somebody disabled does not count; a required template does', async () => {
    const disabled = { ...approvalBy(1), isDisabled: true };
    expect(await gaps([disabled, branchControl('refs/heads/main')])).toEqual(['is approved by nobody']);
    const template = await gaps([approvalBy(2), branchControl('refs/heads/main'), requiredTemplate('base.yml')]);
    expect(template).toEqual([expect.stringContaining('the template base.yml')]);
  });

  test('a reader to whom a connection, or what it is made of, is not shown judges its checks alone', async () => {
    twin.azureDevOps.addConnection(project, { id, checks: [branchControl('refs/heads/main')] });
    const seen = async (): Promise<unknown> => rules({ AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken() });
    const checked = { id, branches: [['refs/heads/main']] };
    const shows = { subject: expect.stringContaining(id) };
    expect(await seen()).toMatchObject({ seen: [{ ...checked, shows, isShared: false }] });
    twin.azureDevOps.issuer = 'none';
    expect(await seen()).toMatchObject({ seen: [{ ...checked, shows: undefined, isShared: false }] });
    twin.azureDevOps.issuer = 'entra';
    const connection = twin.azureDevOps.addConnection(project, {
      ...{ id, hidden: true, checks: [branchControl('refs/heads/main')] },
    });
    const unseen = await seen();
    expect(unseen).toMatchObject({ seen: [checked] });
    expect(JSON.stringify(unseen)).not.toMatch(/shows|isShared/);
    connection.checks.splice(0);
    expect(await seen()).toEqual({ seen: [] });
  });

  test('every pipeline of the file is found, and no other one of the repository', async () => {
    const [repository] = [...project.repositories.values()];
    const other = twin.azureDevOps.addProject('Other');
    const made = (id: number, yamlFilename: string, of = repository!.id): void =>
      void project.definitions.set(id, {
        ...{ id, name: `pipeline ${id}`, path: '\\', process: { type: 2, yamlFilename } },
        ...{ repository: { id: of, type: 'TfsGit' }, variables: { [`OF_${id}`]: {} } },
      });
    made(1, 'azure-pipelines.yml');
    // As the page of Azure DevOps writes it.
    made(2, '/azure-pipelines.yml');
    made(3, 'build/azure-pipelines.yml');
    made(4, 'azure-pipelines.yml', [...other.repositories.keys()][0]);
    const at = { organization: 'contoso', project: 'Desktops', repository: 'Desktops' };
    const found = await see(lookups.azureDevOpsRuns, clouds({ AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken() }), at);
    project.definitions.clear();
    expect(found).toMatchObject({
      seen: {
        pipelines: [
          { name: 'pipeline 1', variables: ['OF_1'] },
          { name: 'pipeline 2', variables: ['OF_2'] },
        ],
      },
    });
  });

  test('a page to sign in is no answer', async () => {
    const found = await rules({ AZURE_DEVOPS_EXT_PAT: 'gone' });
    expect(found).toMatchObject({ unknown: 'denied', message: expect.stringContaining('set AZURE_DEVOPS_EXT_PAT') });
    expect(await rules({})).toMatchObject({ message: expect.stringContaining('set AZURE_DEVOPS_EXT_PAT') });
  });

  test('policies that block, are enabled and reach main count, whatever else the project has', async () => {
    const [repository] = [...project.repositories.values()];
    const scope = [{ repositoryId: repository!.id, refName: 'refs/heads/main', matchKind: 'Exact' }];
    const put = (kind: keyof typeof policyKinds, settings: object, over: object = {}): void => {
      const policy = {
        id: twin.azureDevOps.newId(),
        type: { id: policyKinds[kind] },
        isEnabled: true,
        isBlocking: true,
      };
      project.policies.set(policy.id, { ...policy, settings: { scope, ...settings }, ...over });
    };
    const open = async (): Promise<string[]> => {
      const at = { organization: 'contoso', project: 'Desktops', repository: 'Desktops' };
      const found = await see(
        lookups.azureDevOpsBranch,
        clouds({ AZURE_DEVOPS_EXT_PAT: twin.azureDevOps.addToken() }),
        at,
      );
      if (!('seen' in found)) throw new Error(JSON.stringify(found));
      return branchGaps('Desktops', found.seen).map(({ got }) => got);
    };
    const none = ['is merged to without a reviewer', 'asks no owner of the code'];
    const unchecked = 'is merged to without the check of the pull request';
    expect(await open()).toEqual([...none, unchecked]);
    const strict = { minimumApproverCount: 1, resetOnSourcePush: true, blockLastPusherVote: true };
    put('reviewers', strict, { isBlocking: false });
    put('reviewers', strict, { isEnabled: false });
    put('reviewers', { ...strict, scope: [{ ...scope[0], refName: 'refs/heads/release' }] });
    put('reviewers', { ...strict, scope: [{ ...scope[0], repositoryId: 'another' }] });
    expect(await open()).toEqual([...none, unchecked]);
    put('owners', { requiredReviewerIds: ['ada'], scope: [{ matchKind: 'DefaultBranch' }] });
    put('build', { buildDefinitionId: 7, scope: [{ refName: 'refs/heads/', matchKind: 'Prefix' }] });
    expect(await open()).toEqual(['is merged to without a reviewer']);
    put('reviewers', { minimumApproverCount: 1, creatorVoteCounts: true, blockLastPusherVote: true });
    expect(await open()).toEqual([
      'lets the author of a pull request approve it',
      'keeps the approval of what is pushed after it',
    ]);
    put('reviewers', strict);
    expect(await open()).toEqual([]);
  });

  test('both hosts knew every call', () => {
    expect([twin.gitlab.unknownCalls, twin.azureDevOps.unknownCalls]).toEqual([[], []]);
  });
});
