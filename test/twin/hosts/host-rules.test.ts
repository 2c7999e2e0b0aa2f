import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { githubGaps } from '../../../domain/github-rules.js';
import { gitlabGaps } from '../../../domain/gitlab-rules.js';
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

// What GitHub and GitLab keep of a project, as their APIs tell it to whoever has signed in.

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
    const ofActions =
      'the settings of Actions do not say whether a job may approve pull requests: an admin alone sees that';
    const made = twin.github.addRepository('contoso/desktops');
    twin.github.teams.set('contoso/platform', 77);
    expect(await found('read')).toEqual([
      [
        'the repository nobody owns the code: main has no .github/CODEOWNERS, so no rule asks an owner to approve',
        'the ruleset "entra-workspaces: main" is not there',
        'the environment production is not there',
        'the environment pull-request-plan is not there: GitHub makes it for the first job that names it, and asks nobody',
      ],
      [ofActions],
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
      ['the ruleset "entra-workspaces: main" does not say who may bypass it: an admin alone sees that', ofActions],
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

test.each([
  ['api.github.com', '/meta', 'Server Error'],
  ['gitlab.com', '/api/v4/version', '500 Internal Server Error'],
  ['dev.azure.com', '/contoso/_apis/projects', 'Server Error'],
])('a failure of %s itself is in words of its own', async (host, path, message) => {
  twin.world.faults.inject(/^(github|gitlab|azure-devops) GET /, { status: 500 });
  const answer = await fetch(`${network.url}/_host/${host}${path}`);
  expect([answer.status, await answer.json()]).toEqual([500, { message }]);
});

test('GitLab knew every call', () => {
  expect(twin.gitlab.unknownCalls).toEqual([]);
});
