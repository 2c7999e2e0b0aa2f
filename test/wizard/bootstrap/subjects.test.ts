import { describe, expect, test } from '@jest/globals';
import { pipelineHosts } from '../../../deployment/pipeline-hosts/index.js';
import { GitHub } from '../../../twin/github/github.js';
import type { Repository } from '../../../twin/github/objects.js';
import { tokenOf, type Job } from '../../../twin/github/tokens.js';
import { Clock } from '../../../twin/clock.js';
import { Faults } from '../../../twin/faults.js';
import { Network } from '../../../twin/network.js';
import { RuleBook } from '../../../twin/rules.js';
import { isLower } from '../../../domain/pipeline-level.js';
import { cloudsVariable } from '../../../wizard/clouds/addresses.js';
import { GithubApi } from '../../../wizard/clouds/github.js';
import { githubTokens } from '../../../wizard/repository/pipelines/tokens/github.js';
import { awsLetsIn, entraLetsIn } from '../../../domain/pipeline-proof.js';
import { levelForeseen, lookAtRepository, type HostedRepository } from '../../../wizard/bootstrap/repository.js';
import { subjectsOf } from '../../../wizard/bootstrap/github-subjects.js';
import { awsTrust } from '../../../wizard/repository/pipelines/trust.js';

const arn = 'arn:aws:iam::111122223333:role/desktops-apply';

/** A host with one repository, and what our client sees of it. */
async function on(
  make: (host: GitHub) => Repository,
  use: (found: HostedRepository, host: GitHub, repository: Repository) => Promise<void> | void,
): Promise<void> {
  const network = new Network();
  const host = new GitHub({ network, clock: new Clock(), faults: new Faults(), rules: new RuleBook() });
  const token = host.addPerson('ada');
  const repository = make(host);
  const listener = await network.listen();
  try {
    const api = GithubApi.from({ GH_TOKEN: token, [cloudsVariable]: `${listener.url}/_host` });
    await use(await lookAtRepository(api, repository.name), host, repository);
  } finally {
    await listener.close();
  }
}

describe('of a plan that GitHub does not tell', () => {
  const foreseen = async (plan: 'free' | 'team', isPrivate = true): Promise<unknown[]> => {
    const said: unknown[] = [];
    await on(
      (host) => host.addRepository('contoso/desktops', { plan, showsPlan: false, private: isPrivate }),
      (found, host) => void said.push(levelForeseen(found), host.writes.length),
    );
    return said;
  };

  test('that it keeps no rules is known before anything is written there, so that a pipeline only checks', async () => {
    expect(await foreseen('free')).toEqual(['refused', 0]);
  });

  test('one that keeps rules is no Free, and more is not known; a public one needs no plan', async () => {
    expect(await foreseen('team')).toEqual([undefined, 0]);
    expect(await foreseen('free', false)).toEqual(['approved', 0]);
  });
});

const claimsOf = (host: GitHub, job: Job): Record<string, string> =>
  JSON.parse(Buffer.from(tokenOf(host, job, 'x').split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    string
  >;

describe('what bootstrap trusts is what the host sends', () => {
  test.each<[string, (host: GitHub) => Repository, string]>([
    ['made before 15 July 2026', (host) => host.addRepository('contoso/desktops', { oldSubject: true }), 'production'],
    ['made since', (host) => host.addRepository('contoso/desktops'), 'production'],
    ['an environment with a colon', (host) => host.addRepository('contoso/desktops'), 'eu:production'],
    [
      'of a user whom a company manages',
      (host) => host.addRepository('ada_contoso/desktops', { ownerType: 'User' }),
      'production',
    ],
    [
      'renamed',
      (host) => {
        const made = host.addRepository('contoso/old', { oldSubject: true });
        host.rename(made, 'contoso/desktops');
        return made;
      },
      'production',
    ],
    ['a fork', (host) => host.addRepository('contoso/desktops', { fork: true }), 'production'],
  ])('%s', async (_what, make, environment) => {
    await on(make, ({ prefix, id }, host, repository) => {
      const main = { repository, ref: 'refs/heads/main', event: 'push' };
      const apply = claimsOf(host, { ...main, environment });
      const trust = JSON.stringify(awsTrust('apply', arn, environment, { prefix, id }));
      expect(awsLetsIn(trust, apply)).toBe(true);
      expect(entraLetsIn(pipelineHosts.github.trusted('apply', { prefix, id, environment }), apply)).toBe(true);
      const others: readonly Job[] = [
        main,
        { ...main, ref: 'refs/heads/feature', environment },
        { ...main, environment: 'staging' },
        { ...main, repository: host.addRepository('mallory/desktops', { ownerId: 7 }), environment },
      ];
      expect(others.map((job) => awsLetsIn(trust, claimsOf(host, job)))).toEqual([false, false, false, false]);
      const plan = JSON.stringify(awsTrust('mainPlan', arn, environment, { prefix, id }));
      expect([main, { ...main, environment }].map((job) => awsLetsIn(plan, claimsOf(host, job)))).toEqual([
        true,
        false,
      ]);
    });
  });

  test('after a rename the trust of before lets nobody in', async () => {
    const before = { prefix: 'repo:contoso/old', id: '821094002' };
    await on(
      (host) => {
        const made = host.addRepository('contoso/old', { oldSubject: true });
        host.rename(made, 'contoso/desktops');
        return made;
      },
      (_found, host, repository) => {
        const claims = claimsOf(host, { repository, ref: 'refs/heads/main', event: 'push' });
        expect(awsLetsIn(JSON.stringify(awsTrust('mainPlan', arn, 'production', before)), claims)).toBe(false);
        expect(
          entraLetsIn(pipelineHosts.github.trusted('mainPlan', { ...before, environment: 'production' }), claims),
        ).toBe(false);
      },
    );
  });

  test('a subject of its own making is asked for, never assumed', async () => {
    await on(
      (host) => {
        const made = host.addRepository('contoso/desktops');
        made.subject.useDefault = false;
        made.subject.claimKeys = ['repo', 'context', 'job_workflow_ref'];
        return made;
      },
      (found) => {
        expect(() => subjectsOf([], found, ['mainPlan', 'apply'])).toThrow(/subjects of its own/);
        expect(() => subjectsOf(['apply=repo:*'], found, ['apply'])).toThrow(/without a pattern/);
        expect(subjectsOf(['main-plan=a:b', 'apply=a:c'], found, ['mainPlan', 'apply'])).toEqual({
          mainPlan: 'a:b',
          apply: 'a:c',
        });
      },
    );
  });
});

test('a condition that is no equality is not taken for one that holds', () => {
  const trust = {
    Statement: { Effect: 'Allow', Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' } } },
  };
  expect(awsLetsIn(JSON.stringify(trust), { sub: 'repo:contoso/desktops:ref:refs/heads/main' })).toBeUndefined();
});

test('of the jobs that there can be two get an identity that bootstrap makes, each its own, and a third one of people', () => {
  const jobs = githubTokens.jobs({
    repository: { name: 'contoso/desktops', prefix: 'repo:contoso/desktops', id: '1' },
    ...{ environment: 'production', level: 'approved', subjects: {} },
  });
  expect(jobs.flatMap(({ gets }) => gets ?? [])).toEqual(['mainPlan', 'apply', 'pullRequestPlan']);
});

describe('levels', () => {
  test.each([
    [{ private: false, plan: 'free' }, 'approved'],
    [{ private: true, plan: 'enterprise' }, 'approved'],
    [{ private: true, plan: 'team' }, 'confirmed'],
    [{ private: true, plan: 'pro' }, 'confirmed'],
    [{ private: true, plan: 'free' }, 'refused'],
    [{ private: true, plan: undefined }, undefined],
  ])('%j: %s', (of, level) => expect(levelForeseen(of)).toBe(level));
  test('refused is lower than confirmed, confirmed than approved', () =>
    expect([
      isLower('refused', 'confirmed'),
      isLower('confirmed', 'approved'),
      isLower('approved', 'approved'),
    ]).toEqual([true, true, false]));
});
