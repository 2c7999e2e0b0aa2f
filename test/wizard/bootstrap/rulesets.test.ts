import { describe, expect, test } from '@jest/globals';
import { mainRuleset, rulesetName } from '../../../domain/github-rulesets.js';
import type { Ruleset } from '../../../twin/github/objects.js';
import { assertRulesStand } from '../../../wizard/bootstrap/handed.js';
import { dropHostRules } from '../../../wizard/bootstrap/drop-host-rules.js';
import { setHostRules, weaknesses } from '../../../wizard/bootstrap/host-rules.js';
import { github, githubSession } from '../../../wizard/bootstrap/hosts/github.js';
import { lookAtRepository } from '../../../wizard/bootstrap/repository.js';
import { setRuleset } from '../../../wizard/bootstrap/rulesets.js';
import { Unprotected } from '../../../wizard/bootstrap/unprotected.js';
import { lookups } from '../../../wizard/clouds/lookups/index.js';
import { Failure } from '../../../wizard/terminal/failure.js';
import { on, onHost, wanted } from './a-host.js';

const base = '/repos/contoso/desktops';
const refused = { ...wanted, level: 'refused' } as const;
const thrownBy = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('main can no longer be protected', () => {
  const intended = {
    host: github,
    level: 'refused',
    environment: 'production',
    deployment: { name: 'contoso' },
  } as never;

  test('is what the plan Free says, to whoever sets rules and to whoever looks at them', async () => {
    await on(async (api, found, repository) => {
      await setHostRules(api, found, refused);
      expect(await assertRulesStand(githubSession(api), found, intended)).toEqual([]);
      repository.plan = 'free';
      repository.rulesets.clear();
      expect(await thrownBy(setHostRules(api, found, refused))).toBeInstanceOf(Unprotected);
      expect(await thrownBy(assertRulesStand(githubSession(api), found, intended))).toBeInstanceOf(Unprotected);
    });
  });

  test('is what a rule of main that is gone says to whoever may not put it back', async () => {
    await on(async (api, found, { rulesets }) => {
      await setHostRules(api, found, refused);
      rulesets.clear();
      expect(await thrownBy(assertRulesStand(githubSession(api), found, intended))).toBeInstanceOf(Unprotected);
    });
  });

  test.each<[string, (found: { rulesets: Map<number, Ruleset>; classicRule: boolean }) => void]>([
    ['a rule that lacks a part', ({ rulesets }) => void [...rulesets.values()][0]?.rules.pop()],
    ['a rule of somebody else in its place', (found) => ((found.classicRule = true), found.rulesets.clear())],
  ])('is not what %s says', async (_what, change) => {
    await on(async (api, found, repository) => {
      await setHostRules(api, found, refused);
      change(repository);
      const error = await thrownBy(assertRulesStand(githubSession(api), found, intended));
      expect(error).toBeInstanceOf(Failure);
      expect(error).not.toBeInstanceOf(Unprotected);
    });
  });

  test('is not what the repository of another deployment says', async () => {
    await on(async (api, found, { variables }) => {
      await setHostRules(api, found, refused);
      variables.set('ENTRA_WORKSPACES_DEPLOYMENT', 'fabrikam');
      const error = await thrownBy(setHostRules(api, found, refused));
      expect([error instanceof Failure, error instanceof Unprotected]).toEqual([true, false]);
    });
  });
});

test.each(['refused', 'approved'] as const)(
  'at the level %s no job approves a pull request: whoever may push a branch writes the job that would approve it',
  async (level) => {
    await on(async (api, found, repository) => {
      repository.jobsApprove = true;
      expect(await setHostRules(api, found, { ...wanted, level })).toContain('jobs approve no pull requests');
      expect(repository.jobsApprove).toBe(false);
      expect(await setHostRules(api, found, { ...wanted, level })).toEqual([]);
      repository.jobsApprove = true;
      expect((await weaknesses(api, found, { ...wanted, level })).weak).toEqual([
        'the settings of Actions let a job approve pull requests',
      ]);
    });
  },
);

describe('a token without the right for rulesets is not a repository whose plan has none', () => {
  const lists = 'github GET /repos/contoso/desktops/rulesets';
  const denied = { status: 403, message: 'Resource not accessible by personal access token' } as const;

  test('whoever may write it alone is told what GitHub says', async () => {
    await onHost(async ({ as }) => {
      const error = await thrownBy(setRuleset(as('write'), base, rulesetName, mainRuleset()));
      expect(error).not.toBeInstanceOf(Failure);
      expect(String(error)).toContain('Must have admin rights to Repository.');
    });
  });

  test('whoever looks sees nothing, in place of no rules', async () => {
    await on(async (api, found, _repository, host) => {
      await setHostRules(api, found, wanted);
      host.world.faults.inject(lists, denied);
      expect(String(await thrownBy(weaknesses(api, found, wanted)))).toContain(denied.message);
    });
  });

  test('an undo leaves the variables, which say whose the rulesets are; on the plan Free there are none', async () => {
    await on(async (api, found, repository, host) => {
      await setHostRules(api, found, wanted);
      const of = { environment: 'production', deployment: 'contoso', stays: () => undefined };
      host.world.faults.inject(lists, denied);
      expect(String(await thrownBy(dropHostRules(api, found.name, of)))).toContain(denied.message);
      expect([repository.rulesets.size, repository.variables.get('ENTRA_WORKSPACES_DEPLOYMENT')]).toEqual([
        1,
        'contoso',
      ]);
      repository.plan = 'free';
      await dropHostRules(api, found.name, of);
      expect(repository.variables.size).toBe(0);
    });
  });
});

describe('a ruleset that is put back', () => {
  const opened = async (change: (ruleset: Ruleset) => void): Promise<Ruleset> => {
    let after: Ruleset | undefined;
    await on(async (api, found, { rulesets }) => {
      await setHostRules(api, found, wanted);
      const ruleset = [...rulesets.values()][0]!;
      ruleset.enforcement = 'disabled';
      change(ruleset);
      expect(await setHostRules(api, found, wanted)).toEqual([`the ruleset "${rulesetName}", put back`]);
      after = rulesets.get(ruleset.id);
    });
    return after!;
  };
  const parametersOf = ({ rules }: Ruleset, of: string): Record<string, unknown> =>
    rules.find(({ type }) => type === of)!.parameters!;

  test('is as bootstrap makes it, where nobody added anything', async () => {
    const { id: _id, name: _name, ...is } = await opened(({ rules }) => void rules.pop());
    expect(is).toEqual(mainRuleset());
  });

  test('keeps rules of its owner, and what they made stricter', async () => {
    const after = await opened((ruleset) => {
      ruleset.rules.push({ type: 'required_linear_history' });
      Object.assign(parametersOf(ruleset, 'pull_request'), {
        required_approving_review_count: 2,
        require_last_push_approval: false,
        required_review_thread_resolution: true,
        allowed_merge_methods: ['squash'],
      });
    });
    expect(after.enforcement).toBe('active');
    expect(after.rules).toContainEqual({ type: 'required_linear_history' });
    expect(parametersOf(after, 'pull_request')).toEqual({
      required_approving_review_count: 2,
      dismiss_stale_reviews_on_push: true,
      require_code_owner_review: true,
      require_last_push_approval: true,
      required_review_thread_resolution: true,
      allowed_merge_methods: ['squash'],
    });
  });

  test('keeps checks of its owner, and takes ours from GitHub Actions alone again', async () => {
    const ours = mainRuleset().rules!.find(({ type }) => type === 'required_status_checks')!.parameters!;
    const [check] = ours['required_status_checks'] as { context: string }[];
    const after = await opened((ruleset) => {
      parametersOf(ruleset, 'required_status_checks')['required_status_checks'] = [
        { context: 'lint' },
        { context: check!.context },
      ];
    });
    expect(parametersOf(after, 'required_status_checks')['required_status_checks']).toEqual([
      { context: 'lint' },
      check,
    ]);
  });

  test('keeps branches that it protects besides', async () => {
    const both = ['refs/heads/main', 'refs/heads/release'];
    const after = await opened(({ conditions }) => void (conditions.ref_name.include = [...both]));
    expect(after.conditions.ref_name.include).toEqual(both);
  });
});

test('a host that tells no prefix, or an empty one, sends names alone', async () => {
  await on(async (api) => {
    for (const prefix of ['', undefined]) {
      const silent = {
        find: async (path: string) => (path.endsWith('/sub') ? { sub_claim_prefix: prefix } : api.find(path)),
      } as never;
      expect((await lookAtRepository(silent, 'contoso/desktops')).prefix).toBe('repo:contoso/desktops');
      expect(
        await lookups.hostedRepository.look({ github: silent } as never, { name: 'contoso/desktops' }),
      ).toMatchObject({ prefix: 'repo:contoso/desktops' });
    }
  });
});
