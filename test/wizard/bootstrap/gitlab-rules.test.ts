import { describe, expect, test } from '@jest/globals';
import { levels } from '../../../twin/gitlab/gitlab.js';
import type { GitLabProject } from '../../../twin/gitlab/objects.js';
import { gitlab } from '../../../wizard/bootstrap/hosts/gitlab/gitlab.js';
import type { WantedRules } from '../../../wizard/bootstrap/wanted-rules.js';
import { onGitlab, projectName, refusal } from './a-gitlab.js';

const confirmed = (wanted: WantedRules): WantedRules => ({ ...wanted, level: 'confirmed', reviewers: [] });

describe('the rules of a project', () => {
  test.each<[string, boolean]>([
    ['an empty one', true],
    ['one with files', false],
  ])('of %s are made, stand, and the second time nothing is written', async (_what, empty) => {
    await onGitlab(
      async ({ session, found, project, host, wanted }) => {
        const made = await session.setRules(found, wanted);
        expect(made).toEqual(expect.arrayContaining(['the protected environment production']));
        expect(project.files.get('main')?.get('CODEOWNERS')).toBe(wanted.owners);
        expect(project.branches.get('main')).toEqual({ push: 0, merge: 40, force: false, owned: true });
        expect(project.components).toEqual(['project_path', 'ref_type', 'ref', 'environment', 'environment_protected']);
        expect([project.runsForks, project.overrides, project.restricts]).toEqual([false, 'no_one_allowed', true]);
        const writes = host.writes.length;
        expect(await session.setRules(await session.look(projectName), wanted)).toEqual([]);
        expect(host.writes).toHaveLength(writes);
        expect(await session.weaknesses(found, wanted)).toEqual({ weak: [], unseen: [] });
        expect(host.unknownCalls).toEqual([]);
      },
      { empty },
    );
  });

  test.each<[string, (project: GitLabProject) => void, string]>([
    [
      'its branch is pushed to',
      ({ branches }) => void (branches.get('main')!.push = 40),
      'is pushed to without a merge',
    ],
    ['its branch is forced', ({ branches }) => void (branches.get('main')!.force = true), 'takes force pushes'],
    ['developers merge', ({ branches }) => void (branches.get('main')!.merge = 30), 'by a lower role than Maintainer'],
    [
      'no code owner is asked',
      ({ branches }) => void (branches.get('main')!.owned = false),
      'does not ask a code owner',
    ],
    ['its branch is free', ({ branches }) => void branches.delete('main'), 'is not protected'],
    ['its subject says less', (made) => void (made.components = ['project_path', 'ref_type', 'ref']), 'components'],
    ['forks run', (made) => void (made.runsForks = true), 'runs merge requests of forks'],
    ['variables come along', (made) => void (made.overrides = 'developer'), 'give a pipeline variables'],
    [
      'variables come along, whatever role is named',
      (made) => void (made.restricts = false),
      'give a pipeline variables',
    ],
    ['starters approve', (made) => void (made.startersApprove = true), 'whoever started a pipeline approve'],
    [
      'its pipelines are of another project',
      (made) => void (made.ciConfigPath = 'x.yml@contoso/other'),
      'x.yml@contoso',
    ],
    ['authors approve', (made) => void (made.approvals['merge_requests_author_approval'] = true), 'author_approval'],
    ['nobody approves', ({ environments }) => void environments.clear(), 'is not protected: nobody has to approve'],
    [
      'others are asked',
      ({ environments }) => void (environments.get('production')!.approvers = [{ user_id: 7, required_approvals: 1 }]),
      'does not ask @contoso/platform',
    ],
    [
      'nobody need be asked',
      ({ environments }) =>
        void (environments.get('production')!.approvers = [
          { ...environments.get('production')!.deployers![0], required_approvals: 0 },
        ]),
      'needs no approval of group',
    ],
    ['nobody owns the code', ({ files }) => void files.get('main')!.set('CODEOWNERS', '* @ada\n/main.ts\n'), 'main.ts'],
    [
      'a section takes owners away from nothing',
      ({ files }) => void files.get('main')!.set('CODEOWNERS', '[Docs] @ada\n/docs/\n'),
      'must name an owner for all code',
    ],
    [
      'a section is optional',
      ({ files }) => void files.get('main')!.set('CODEOWNERS', '^[All]\n* @ada\n'),
      'optional sections or exclusions',
    ],
    [
      'a path needs no owner',
      ({ files }) => void files.get('main')!.set('CODEOWNERS', '* @ada\n!.gitlab-ci.yml\n'),
      'optional sections or exclusions',
    ],
  ])('%s: seen, and put back where it is ours', async (_what, weaken, said) => {
    await onGitlab(async ({ session, found, project, wanted }) => {
      await session.setRules(found, wanted);
      weaken(project);
      expect((await session.weaknesses(found, wanted)).weak.join('\n')).toContain(said);
      const again = await refusal(session.setRules(await session.look(projectName), wanted));
      // What its owners wrote is theirs: it is named, and nothing trusts the project.
      if (project.files.get('main')!.get('CODEOWNERS') !== wanted.owners) expect(again).toContain(said);
      else expect([again, await session.weaknesses(found, wanted)]).toEqual(['', { weak: [], unseen: [] }]);
    });
  });

  test('a rule of others that lets more through is named, and stays; nothing is made', async () => {
    await onGitlab(async ({ session, found, project, host, wanted }) => {
      project.branches.set('m*', { push: levels.developer, force: true });
      const said = await refusal(session.setRules(found, wanted));
      expect(said).toMatch(/the one that allows most wins[\s\S]*the rule m\*/);
      expect(project.branches.get('m*')).toEqual({ push: levels.developer, force: true });
      expect(host.writes).toEqual([]);
    });
  });

  test('an environment that others approve is not taken over', async () => {
    await onGitlab(async ({ session, found, project, host, wanted }) => {
      project.environments.set('production', { deploy: levels.maintainer, approvals: 1 });
      const said = await refusal(session.setRules(found, wanted));
      expect(said).toMatch(/is in use[\s\S]*approved by others than were named: Maintainers/);
      expect(await refusal(session.setRules(found, confirmed(wanted)))).toContain('--level approved');
      expect(host.writes).toEqual([]);
    });
  });

  test('nor is another one than ours in a project of ours, at any level; of before it is the one that the deployment names', async () => {
    await onGitlab(async ({ session, found, project, wanted }) => {
      await session.setRules(found, wanted);
      const theirs = { deploy: levels.maintainer, approvals: 1 };
      project.environments.set('staging', { ...theirs });
      const staging = { ...wanted, environment: 'staging', environmentBefore: 'production' };
      expect(await refusal(session.setRules(found, staging))).toContain('by others than were named: Maintainers');
      expect(await refusal(session.setRules(found, confirmed(staging)))).toContain('--level approved');
      expect(project.environments.get('staging')).toEqual(theirs);
      // A project of before says nothing of it.
      const at = project.variables.findIndex(({ key }) => key === 'ENTRA_WORKSPACES_ENVIRONMENT');
      project.variables.splice(at, 1);
      expect(await refusal(session.setRules(found, staging))).toContain('by others than were named');
      project.environments.set('production', { ...theirs });
      expect(await refusal(session.setRules(found, { ...wanted, environmentBefore: 'production' }))).toBe('');
      expect(project.environments.get('production')?.approvers).toHaveLength(1);
    });
  });

  test('undone, a protection that was there before stays', async () => {
    await onGitlab(async ({ session, found, project, wanted }) => {
      const access = [{ group_id: Number(wanted.reviewers[0]!.id) }];
      const theirs = {
        ...{ deploy: 0, approvals: 0, deployers: access },
        approvers: access.map((each) => ({ ...each, required_approvals: 1 })),
      };
      project.environments.set('production', theirs);
      await session.setRules(found, wanted);
      const stay: string[] = [];
      const of = { environment: 'production', deployment: 'contoso', mark: '' };
      await session.dropRules(found, { ...of, stays: (what) => void stay.push(what) });
      expect([project.environments.get('production'), project.variables]).toEqual([theirs, []]);
      expect(stay.join()).toContain('The protection of the environment production');
    });
  });

  test('a project of another deployment is left alone', async () => {
    await onGitlab(async ({ session, found, wanted }) => {
      await session.setRules(found, { ...wanted, deployment: 'fabrikam' });
      expect(await refusal(session.setRules(found, wanted))).toContain('belongs to another deployment');
    });
  });

  test('a group that is not invited is asked nothing by GitLab, and that is seen before a cloud trusts', async () => {
    await onGitlab(async ({ session, found, project, host, wanted }) => {
      project.members.clear();
      const people = [...wanted.reviewers, await session.reviewerNamed('ada')];
      const said = await refusal(session.setRules(found, { ...wanted, reviewers: people }));
      expect(said).toContain('does not ask @contoso/platform');
      expect(host.world.rules.leanedOn('gitlab-rules-name-members')).toBe(true);
    });
  });

  test('before main is free for a moment, its tokens fit to nobody; killed there, the next run goes on', async () => {
    await onGitlab(async ({ session, found, project, host, wanted }) => {
      await session.setRules(found, wanted);
      project.branches.get('main')!.push = levels.developer;
      const seen: (readonly string[])[] = [];
      host.world.faults.inject(/DELETE .*protected_branches/, {
        meanwhile: () => void seen.push(project.components),
      });
      // As good as killed: between the two calls nothing more was done.
      host.world.faults.inject(/POST .*protected_branches/, { status: 503 });
      await refusal(session.setRules(found, wanted));
      expect([seen, project.branches.has('main')]).toEqual([[['project_path']], false]);
      host.world.faults.inject(/POST .*protected_branches/, {
        meanwhile: () => void seen.push(project.components),
      });
      const done = await session.setRules(await session.look(projectName), wanted);
      // While anybody could push no token fits: the rule comes back first.
      expect(seen[1]).toEqual(['project_path']);
      expect(done.join()).toContain('main was unprotected since a run that was stopped');
      expect(await session.weaknesses(found, wanted)).toEqual({ weak: [], unseen: [] });
    });
  });

  test('a rule whose answer was lost on its way is taken away once, and made anew', async () => {
    await onGitlab(async ({ session, found, project, host, wanted }) => {
      await session.setRules(found, wanted);
      project.branches.get('main')!.push = levels.developer;
      host.world.faults.inject(/DELETE .*protected_branches/, { lose: true });
      await session.setRules(found, wanted);
      expect(project.branches.get('main')?.push).toBe(levels.nobody);
    });
  });

  test('who is no maintainer is told so by GitLab', async () => {
    await onGitlab(async ({ as }) => {
      expect((await as(levels.developer).look(projectName)).admin).toBe(false);
      await expect(as(10).look(projectName)).rejects.toThrow(/shows no project/);
    });
  });
});

describe('levels', () => {
  test.each<[string | undefined, string | undefined]>([
    ['ultimate', 'approved'],
    ['premium_trial', 'approved'],
    ['free', 'confirmed'],
    [undefined, undefined],
  ])('of a project that pays for %s: %s', (plan, level) =>
    expect(gitlab.levelForeseen({ plan, private: true })).toBe(level),
  );

  test('approved without Premium is refused with what to do; confirmed needs no approvals', async () => {
    await onGitlab(
      async ({ session, found, project, wanted }) => {
        expect(found.plan).toBe('free');
        expect(await refusal(session.setRules(found, wanted))).toContain('--level confirmed');
        await session.setRules(found, confirmed(wanted));
        expect(await session.weaknesses(found, confirmed(wanted))).toEqual({ weak: [], unseen: [] });
        expect([project.environments.size, project.branches.get('main')?.owned]).toEqual([0, false]);
        // Who approves a deployment is told with Premium alone: a second run changes nothing.
        expect(await session.setRules(found, confirmed(wanted))).toEqual([]);
      },
      { premium: false },
    );
  });

  test('an older GitLab, whose tokens cannot name the environment, is refused: both jobs would be one', async () => {
    await onGitlab(
      async ({ session, found, project, host, wanted }) => {
        expect(await refusal(session.setRules(found, wanted))).toMatch(/18\.7[\s\S]*--level refused/);
        expect([project.components.join(), host.writes.filter((each) => each.includes('branches'))]).toEqual([
          'project_path,ref_type,ref',
          [],
        ]);
        // The branch is protected all the same: what is on it is planned.
        await session.setRules(found, { ...wanted, level: 'refused' });
        expect([project.branches.get('main')?.push, project.runsForks, project.components.join()]).toEqual([
          ...[0, false],
          'project_path,ref_type,ref',
        ]);
        expect(await session.weaknesses(found, { ...wanted, level: 'refused' })).toEqual({ weak: [], unseen: [] });
        // As a run leaves it that was killed while main was free.
        project.components = ['project_path'];
        expect(await session.setRules(found, { ...wanted, level: 'refused' })).toEqual([
          'the subject of its tokens, which names the branch',
        ]);
      },
      { knowsEnvironments: false },
    );
  });

  test('lowered from approved to confirmed the environment asks nobody, and its jobs say so', async () => {
    await onGitlab(async ({ session, found, project, wanted }) => {
      await session.setRules(found, wanted);
      expect(await session.setRules(found, confirmed(wanted))).toEqual([
        'the protection of the environment production, taken away',
        'the variable ENTRA_WORKSPACES_ENVIRONMENT',
      ]);
      expect(project.environments.size).toBe(0);
    });
  });
});

test('undone, what keeps others out stays; variables, approvers and the subject are as before', async () => {
  await onGitlab(async ({ session, found, project, wanted }) => {
    await session.setRules(found, wanted);
    await session.setVariables(found, { ENTRA_WORKSPACES_AWS_APPLY: 'arn' });
    project.variables.push({ key: 'ENTRA_WORKSPACES_GITLAB_TOKEN', value: 'x', protected: true, masked: true });
    const stay: string[] = [];
    const of = { environment: 'production', mark: '', stays: (what: string) => void stay.push(what) };
    expect(await session.dropRules(found, { ...of, deployment: 'fabrikam' })).toEqual([]);
    await session.dropRules(found, { ...of, deployment: 'contoso' });
    expect(stay.join()).toContain('nobody pushes');
    expect([project.environments.size, project.components, project.variables.map(({ key }) => key)]).toEqual([
      0,
      ['project_path', 'ref_type', 'ref'],
      ['ENTRA_WORKSPACES_GITLAB_TOKEN'],
    ]);
    expect([project.branches.get('main')?.push, project.runsForks]).toEqual([0, false]);
  });
});

describe('whom the clouds trust', () => {
  const of = (level: 'approved' | 'confirmed') => ({
    ...{ environment: 'production', level, subjects: {} },
    repository: { name: projectName, id: '42', prefix: `project_path:${projectName}`, url: 'https://gitlab.com' },
  });

  test.each(['approved', 'confirmed'] as const)(
    'at the level %s each job gets its own identity, and no other',
    (level) => {
      const request = of(level);
      const gets = gitlab.jobs(request).map(({ claims }) =>
        (['mainPlan', 'apply'] as const).filter((identity) => {
          const { subject, claims: more } = gitlab.trusts(request, identity)!.aws;
          return subject === claims['sub'] && Object.entries(more).every(([key, value]) => claims[key] === value);
        }),
      );
      expect(gets).toEqual(gitlab.jobs(request).map(({ gets: wanted }) => (wanted === undefined ? [] : [wanted])));
    },
  );

  test('of an instance of its own AWS knows no number, so nothing but the subject tells whose a role is', () => {
    const own = { id: '42', url: 'https://gitlab.contoso.com' };
    expect([gitlab.ownClaims(own), gitlab.ownClaims({ id: '42' })]).toEqual([{}, { project_id: '42' }]);
    expect(gitlab.provider(own)?.issuer).toBe('https://gitlab.contoso.com');
  });

  test.each([
    ['https://GitLab.com', 'https://gitlab.com'],
    ['https://gitlab.com:443', 'https://gitlab.com'],
    ['https://contoso.com/gitlab/', 'https://contoso.com/gitlab'],
  ])(
    'a hand-over with another spelling of an address, %s, is refused: clouds compare it to the letter',
    (url, plain) => {
      const handed = { ...of('approved').repository, level: 'approved' as const, subjects: {} };
      expect(gitlab.handedProblems({ ...handed, url }, '')).toContain(`repository.url: must be ${plain}, got: ${url}`);
      expect(gitlab.handedProblems({ ...handed, issuer: url }, '')).toEqual([
        `repository.issuer: must be ${plain}, got: ${url}`,
      ]);
    },
  );

  test('a hand-over whose subject is of another project is refused', () => {
    const handed = { ...of('approved').repository, level: 'approved' as const, subjects: {} };
    const tenant = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
    expect(gitlab.handedProblems(handed, tenant)).toEqual([]);
    expect(gitlab.handedProblems({ ...handed, prefix: 'project_path:mallory/desktops' }, tenant)).toHaveLength(1);
  });
});
