import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { unownedIn } from '../../../domain/code-owners.js';
import { mainRuleset, rulesetLacks, type RulesetAnswer } from '../../../domain/github-rulesets.js';
import type { Repository, Ruleset } from '../../../twin/github/objects.js';
import { codeOwners } from '../../../wizard/repository/pipelines/code-owners.js';
import { assertRulesStand } from '../../../wizard/bootstrap/handed.js';
import { github, githubSession } from '../../../wizard/bootstrap/hosts/github.js';
import { setHostRules, weaknesses } from '../../../wizard/bootstrap/host-rules.js';
import { lookAtRepository } from '../../../wizard/bootstrap/repository.js';
import { Failure } from '../../../wizard/terminal/failure.js';
import type { DeploymentInput } from '../../../deployment/schema.js';
import { greenfield } from '../../deployment/sample.js';
import { readDeployment } from '../../../deployment/load.js';
import { pipelineFiles } from '../../../wizard/repository/pipelines/pipeline-hosts.js';
import { on, onHost, wanted } from './a-host.js';

const intended = {
  host: github,
  level: 'approved',
  environment: 'production',
  deployment: { name: 'contoso' } as never,
} as const;
const ownersAt = '.github/CODEOWNERS';

/** What a run is refused with, as it is printed. */
async function refusal(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => '',
    (error: unknown) => (error instanceof Failure ? [error.message, ...error.fix].join('\n') : String(error)),
  );
}

describe('who owns the code is looked at before a cloud trusts the repository', () => {
  test.each<[string, string, readonly string[]]>([
    ['everything but the data of every day', codeOwners(greenfield() as DeploymentInput, ['@contoso/platform']), []],
    ['with a comment and another order', '# who\n/deployment.json @ada\n* @ada # everything\n', []],
    ['a later line without owners takes them away', '* @ada\n/main.ts\n', ['main.ts']],
    ['of a folder alone', '/.github/ @ada\n', ['allow.json', 'main.ts', 'package.json', 'any/other/file.ts']],
    ['by an ending', '* @ada\n*.json\n', ['allow.json', 'package.json', 'package-lock.json']],
    ['an organization is nobody', '* contoso\n', ['main.ts']],
    ['empty', '', ['.github/workflows/desktops.yml', 'allow.json']],
    ['what lies in a folder itself', '* @ada\n/any/*\n', []],
    ['and below it', '* @ada\n/any/**\n', ['any/other/file.ts']],
  ])('%s', (_what, text, unowned) => {
    const found = unownedIn(text);
    expect(found).toEqual(expect.arrayContaining([...unowned]));
    if (unowned.length === 0) expect(found).toEqual([]);
  });

  test('a repository with files and without owners gets them before the rules; one of its owner is not changed', async () => {
    await on(async (api, found, { branches }) => {
      expect(await setHostRules(api, found, wanted)).toContain(`${ownersAt} on main`);
      expect(branches.get('main')?.get(ownersAt)).toBe(wanted.owners);
      branches.get('main')?.set(ownersAt, '* @contoso/platform @ada\n');
      expect(await setHostRules(api, found, wanted)).toEqual([]);
      expect(branches.get('main')?.get(ownersAt)).toBe('* @contoso/platform @ada\n');
    });
  });

  test.each<[string, string | undefined, string]>([
    ['one that leaves main.ts to everybody', '* @ada\n/main.ts\n', 'got none for: main.ts'],
    ['an owner who may not write', '* @mallory\n', `line 1: Unknown owner: * @mallory`],
    ['one that was deleted, where only pull requests change main', undefined, 'takes changes by pull request alone'],
  ])('%s: refused', async (_what, text, said) => {
    await on(async (api, found, { branches }) => {
      await setHostRules(api, found, wanted);
      const main = branches.get('main');
      if (text === undefined) main?.delete(ownersAt);
      else main?.set(ownersAt, text);
      expect(await refusal(setHostRules(api, found, wanted))).toContain(said);
      // So is whoever does a cloud by the word of a hand-over.
      expect(await refusal(assertRulesStand(githubSession(api), found, intended))).toContain('CODEOWNERS');
    });
  });
});

describe('that nobody bypasses the rules', () => {
  test('is told to admins alone: whoever else looks is told that it was not seen', async () => {
    await onHost(async ({ api, found, as }) => {
      await setHostRules(api, found, wanted);
      expect(await assertRulesStand(githubSession(api), found, intended)).toEqual([]);
      expect(await assertRulesStand(githubSession(as('write')), found, intended)).toEqual([
        expect.stringContaining('does not say who may bypass it: an admin alone sees that'),
        expect.stringContaining('do not say whether a job may approve pull requests: an admin alone sees that'),
      ]);
    });
  });

  test('an environment that does not say whether administrators bypass it does not count as one that they do not', async () => {
    await onHost(async ({ api, found, host }) => {
      await setHostRules(api, found, wanted);
      const silent = { ...api, find: async (path: string) => withoutBypass(await api.find(path)) } as never;
      Object.setPrototypeOf(silent, Object.getPrototypeOf(api));
      expect((await weaknesses(silent, found, wanted)).unseen).toEqual([
        expect.stringContaining('does not say whether administrators bypass'),
      ]);
      expect(host.unknownCalls).toEqual([]);
    });
  });
});

function withoutBypass(answer: unknown): unknown {
  if (Array.isArray(answer) || answer === undefined) return answer;
  const { can_admins_bypass: _gone, ...rest } = answer as Record<string, unknown>;
  return rest;
}

describe('a ruleset of our name protects main', () => {
  const whole = { id: 1, name: 'x', ...mainRuleset() } as RulesetAnswer;
  const without = (type: string): Partial<RulesetAnswer> => ({
    rules: (whole.rules ?? []).filter((each) => each.type !== type),
  });
  const checkedBy = (app: number | undefined): Partial<RulesetAnswer> => {
    const { context } = (required?.parameters?.['required_status_checks'] as { context: string }[])[0]!;
    const checks = [{ context, ...(app === undefined ? {} : { integration_id: app }) }];
    const parameters = { ...required?.parameters, required_status_checks: checks };
    return {
      rules: [...(without('required_status_checks').rules ?? []), { type: 'required_status_checks', parameters }],
    };
  };
  const required = whole.rules?.find(({ type }) => type === 'required_status_checks');

  test('requires the check of the workflow that is written, by GitHub Actions alone', () => {
    const { deployment } = readDeployment(resolve('examples/everything-on.json'));
    const [file] = pipelineFiles(deployment, { source: 'entra-workspaces@1.2.3' });
    const [check] = required?.parameters?.['required_status_checks'] as [{ context: string; integration_id: number }];
    expect(file?.text).toContain(`  check:\n    name: "${check.context}"\n`);
    expect(check.integration_id).toBe(15368);
  });

  const refs = (include: string[], exclude: string[] = []): Partial<RulesetAnswer> => ({
    conditions: { ref_name: { include, exclude } },
  });
  test.each<[string, Partial<RulesetAnswer>, string | undefined]>([
    ['as it is made', {}, undefined],
    ['of every branch', refs(['~ALL']), undefined],
    ['of tags', { target: 'tag' }, 'is for each tag, not for branches'],
    ['of pushes', { target: 'push' }, 'is for each push'],
    ['of another branch', refs(['refs/heads/release']), 'holds for other branches: refs/heads/release'],
    ['of the default branch, which is looked at by itself', refs(['~DEFAULT_BRANCH']), undefined],
    ['but not of the default branch', refs(['~ALL'], ['~DEFAULT_BRANCH']), 'but not ~DEFAULT_BRANCH'],
    ['but not of main', refs(['~ALL'], ['refs/heads/main']), 'under conditions alone: but not refs/heads/main'],
    [
      'under another condition',
      { conditions: { ...whole.conditions, repository_property: {} } as never },
      'under conditions alone: repository_property',
    ],
    ['that only evaluates', { enforcement: 'evaluate' }, 'is evaluate'],
    ['with somebody who bypasses it', { bypass_actors: [{ actor_id: 5 }] }, 'lets somebody bypass it'],
    ['without reviews', { rules: [{ type: 'deletion' }] }, 'lacks the rule pull_request'],
    ['without the check', without('required_status_checks'), 'lacks the rule required_status_checks'],
    ['with a check of that name by anybody', checkedBy(undefined), 'lacks the rule required_status_checks'],
    ['with a check of that name by another app', checkedBy(1), 'lacks the rule required_status_checks'],
  ])('%s', (_what, over, weak) => {
    const found = rulesetLacks({ ...whole, ...over }, mainRuleset()).weak;
    expect(found).toEqual(weak === undefined ? [] : expect.arrayContaining([expect.stringContaining(weak)]));
  });

  test('one for tags is put back', async () => {
    await on(async (api, found, { rulesets }) => {
      await setHostRules(api, found, wanted);
      ([...rulesets.values()][0] as Ruleset).target = 'tag';
      expect(await setHostRules(api, found, wanted)).toEqual(['the ruleset "entra-workspaces: main", put back']);
      expect([...rulesets.values()][0]?.target).toBe('branch');
    });
  });
});

test('a reviewer who was added approves alone: they are taken away where reviewers are named, and stay where none is', async () => {
  await on(async (api, found, { environments }) => {
    await setHostRules(api, found, wanted);
    const environment = environments.get('production')!;
    environment.reviewers = [...environment.reviewers, { type: 'User', id: 4 }];
    const besides = expect.stringMatching(
      /^the environment production asks .* besides, whose approval alone is enough$/,
    );
    expect((await weaknesses(api, found, wanted)).weak).toEqual([besides]);
    expect((await weaknesses(api, found, { ...wanted, reviewers: [] })).weak).toEqual([]);
    const named = { ...wanted, environmentBefore: 'production' };
    expect(await setHostRules(api, found, named)).toEqual(['the environment production, put back']);
    expect(environment.reviewers).toEqual([{ type: 'Team', id: 77 }]);
  });
});

describe('an environment of the same name that is in use', () => {
  const production = (over: object): never =>
    ({
      ...{ id: 10, name: 'production', reviewers: [], preventSelfReview: false, waitTimer: 0, adminsBypass: true },
      ...{ branches: null, policies: new Map<number, never>(), secrets: [] as string[] },
      ...over,
    }) as never;
  const team = [{ type: 'Team', id: 77 }] as const;
  const onlyMain = new Map([[1, { id: 1, name: 'main', type: 'branch' }]]);
  test.each<[string, object, string]>([
    ['with reviewers and no rule for branches', { reviewers: team }, 'has reviewers, and lets other branches in'],
    ['with other reviewers', { reviewers: [{ type: 'User', id: 4 }] }, 'is approved by others than were named'],
    ['with secrets for its jobs', { secrets: ['TOKEN'] }, 'holds secrets or variables'],
    [
      'for other branches',
      { branches: 'custom', policies: new Map([[1, { id: 1, name: 'release', type: 'branch' }]]) },
      'got: branch release',
    ],
    ['that makes a job wait', { waitTimer: 30 }, 'waits for 30 minutes'],
    ['that lets no branch in', { branches: 'custom' }, 'lets no branch in'],
    ['for protected branches', { branches: 'protected' }, 'has no branch rule of its own'],
    ['whose administrators bypass it', { branches: 'custom', policies: onlyMain }, 'lets administrators bypass'],
  ])('%s: left as it is', async (_what, over, said) => {
    await on(async (api, found, { environments }) => {
      const theirs = production(over);
      environments.set('production', theirs);
      const before = JSON.stringify(theirs);
      expect(await refusal(setHostRules(api, found, wanted))).toContain(said);
      expect(JSON.stringify(environments.get('production'))).toBe(before);
    });
  });

  test('one that a job made by naming it is taken; how long the owner of ours lets an apply wait stays', async () => {
    await on(async (api, found, { environments }) => {
      environments.set('production', production({}));
      await setHostRules(api, found, wanted);
      expect(environments.get('production')).toMatchObject({ branches: 'custom', reviewers: team });
      Object.assign(environments.get('production')!, { waitTimer: 30, reviewers: [] });
      await setHostRules(api, found, { ...wanted, environmentBefore: 'production' });
      expect(environments.get('production')).toMatchObject({ waitTimer: 30, reviewers: team });
    });
  });
});

describe('the main branch is called main', () => {
  test('a repository with files whose default branch is master is told how to rename it; nothing is made', async () => {
    await onHost(
      async ({ api, found, host }) => {
        expect(await refusal(setHostRules(api, found, wanted))).toMatch(
          /must be main, got: master[\s\S]*branches\/master\/rename/,
        );
        expect(host.writes).toEqual([]);
      },
      { defaultBranch: 'master' },
    );
  });

  test('an empty one begins with main, also where the account calls it master', async () => {
    const options = { defaultBranch: 'master', empty: true };
    await on(async (api, found, repository: Repository) => {
      expect(await setHostRules(api, found, wanted)).toContain('main as the default branch');
      expect(repository.defaultBranch).toBe('main');
      // Killed before that was set: the next run sets it.
      repository.defaultBranch = 'master';
      const again = await lookAtRepository(api, found.name);
      expect(await setHostRules(api, again, wanted)).toEqual(['main as the default branch']);
      repository.defaultBranch = 'master';
      expect((await weaknesses(api, await lookAtRepository(api, found.name), wanted)).weak).toEqual([
        'the default branch must be main, got: master',
      ]);
    }, options);
  });
});
