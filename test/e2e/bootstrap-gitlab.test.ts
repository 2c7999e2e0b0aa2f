import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { FoundationStore } from '../../twin/aws/foundation-store.js';
import { projectId } from './pipeline/gitlab.js';
import { Between } from './bootstrap/between.js';
import { afterEveryCall, changing, runUntilEnded } from './bootstrap/killed.js';
import { bucketName, World } from './bootstrap/world.js';
import { say } from './worlds.js';

// What differs of bootstrap on GitLab; that a merge gives a person a desktop is shown by bootstrap-gitlab-to-desktop.

const worlds: World[] = [];
const begin = async (...given: Parameters<typeof World.start>): Promise<World> => {
  const world = await World.start(...given);
  worlds.push(world);
  return world;
};
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
});

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** Everything of both clouds that bootstrap could have made, by name. */
function everything({ twin, project }: World): Record<string, unknown> {
  const { aws, entra } = twin;
  const { foundation } = aws;
  if (!(foundation instanceof FoundationStore)) throw new Error('the account is not kept by the twin');
  return {
    entra: entra.snapshot(),
    roles: [...foundation.roles.roles.keys()],
    policies: [...foundation.roles.policies.keys()],
    providers: [...foundation.identityProviders.providers.keys()],
    buckets: [...aws.buckets.buckets.keys()],
    settings: [...project!.environments.keys(), ...project!.variables.map(({ key }) => key), project!.components],
  };
}

test('--print says what it makes, by whose rights and at which level, and makes nothing', async () => {
  const world = await begin({ gitlab: {} });
  const { exitCode, stderr } = await world.run(...world.usual, '--print');
  expect([exitCode, plain(stderr)]).toEqual([
    0,
    expect.stringMatching(
      /protected environment production .*identity provider gitlab\.com .*project_path:contoso\/it\/desktops.*Maintainer of contoso\/it\/desktops.*Level: approved/,
    ),
  ]);
  expect([world.twin.gitlab.writes, world.twin.gitlab.unknownCalls]).toEqual([[], []]);
});

test('three people, one a part: each goes by what the one before hands over, and nobody trusts before the rules stand', async () => {
  const world = await begin({ gitlab: {} });
  const token = world.env['GITLAB_TOKEN']!;
  const early = await world.bootstrap('--only', 'aws');
  expect([early.exitCode, early.stderr]).toEqual([1, expect.stringContaining('rules of the project do not stand')]);
  expect((await world.bootstrap('--only', 'repository')).exitCode).toBe(0);
  world.as = { GITLAB_TOKEN: '' };
  const named = ['--repository', 'contoso/it/desktops', '--auto-approve'];
  const inAws = await world.run('bootstrap', '--only', 'aws', ...named);
  expect([inAws.exitCode, plain(inAws.stderr)]).toEqual([0, expect.stringContaining('GitLab was not asked')]);
  expect((await world.run('bootstrap', '--only', 'entra', ...named)).exitCode).toBe(0);
  world.as = { GITLAB_TOKEN: token };
  const last = await world.bootstrap('--only', 'repository');
  expect([last.exitCode, last.stderr]).toEqual([0, expect.stringContaining('ENTRA_WORKSPACES_AWS_APPLY')]);
  const { gitlab } = (await world.deployment()).pipeline!;
  expect(gitlab).toMatchObject({ project: 'contoso/it/desktops', level: 'approved' });
  expect(world.project!.variables.map(({ key }) => key)).toContain('ENTRA_WORKSPACES_AWS_APPLY');
}, 300_000);

test('with the state in Azure the jobs are let in to its container; the second time nothing is made; who is let in by subject alone is bound to the project', async () => {
  const world = await begin({ gitlab: {}, inAzure: true });
  const first = await world.bootstrap('--location', 'westeurope');
  expect([first.exitCode, first.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
  expect((await world.bootstrap()).stderr).toContain('nothing was made or changed');
  // As earlier versions made them, and as somebody could put one in their place: by the subject alone.
  const all = [...world.twin.entra.state.federatedCredentials.values()].flatMap((each) => [...each.values()]);
  const expressions = all.map(({ claimsMatchingExpression: expression }) => expression?.value);
  expect(expressions).toEqual([1, 2].map(() => expect.stringContaining(`claims['project_id'] eq '${projectId}'`)));
  for (const each of all) {
    each.subject = /claims\['sub'\] eq '([^']*)'/.exec(each.claimsMatchingExpression?.value ?? '')?.[1] ?? '';
    delete each.claimsMatchingExpression;
  }
  const bound = await world.bootstrap();
  expect([bound.exitCode, plain(bound.stderr)]).toEqual([
    0,
    expect.stringContaining('the federated credential gitlab-main-plan'),
  ]);
  const again = [...world.twin.entra.state.federatedCredentials.values()].flatMap((each) => [...each.values()]);
  expect(again.map(({ claimsMatchingExpression: expression }) => expression?.value).sort()).toEqual(expressions.sort());
  // Another project that took over the name of this one gets in nowhere.
  const { aws, entra } = await world.section();
  const main = { ref: 'refs/heads/main', event: 'push' };
  const jobs = [
    [main, aws.mainPlan, entra.mainPlan],
    [{ ...main, environment: 'production' }, aws.apply!, entra.apply!],
  ] as const;
  const got = async (): Promise<unknown[]> =>
    Promise.all(
      jobs.map(async ([job, role, client]) => [
        await world.refusedByAws(job, role),
        await world.refusedByEntra(job, client),
      ]),
    );
  expect(await got()).toEqual(jobs.map(() => [undefined, undefined]));
  world.project = { ...world.project!, id: 1 };
  expect(await got()).toEqual(jobs.map(() => ['AccessDenied', 'AADSTS7002131']));
}, 300_000);

test('a GitLab whose tokens cannot name the environment: refused, and at that level main alone is planned', async () => {
  const world = await begin({ gitlab: { knowsEnvironments: false } });
  const approved = await world.bootstrap();
  expect([approved.exitCode, plain(approved.stderr)]).toEqual([1, expect.stringContaining('With --level refused')]);
  expect(everything(world)).toMatchObject({ roles: [], providers: [] });
  const refused = await world.bootstrap('--level', 'refused');
  expect([refused.exitCode, refused.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
  expect((await world.section()).aws).not.toHaveProperty('apply');
  const main = { ref: 'refs/heads/main', event: 'push' };
  expect(await world.refusedByAws(main, (await world.section()).aws.mainPlan)).toBeUndefined();
}, 300_000);

describe('made by runs that are killed, and taken away again', () => {
  let world: World;
  let before: Record<string, unknown>;
  beforeAll(async () => {
    world = await World.start({ gitlab: {} });
    before = everything(world);
  });
  afterAll(async () => world.stop());

  test('killed at each kind of call to GitLab, the next run goes on, nothing is there twice in between, and no cloud trusts a project without its rules', async () => {
    const { twin } = world;
    const between = new Between(world, () => {
      const { branches, environments, approvals, components, overrides, startersApprove, runsForks } = world.project!;
      return { branches, environments, approvals, components, overrides, startersApprove, runsForks };
    });
    const code = await runUntilEnded(world, world.usual, {
      arm: ({ alone, withTerraform }) => {
        if (afterEveryCall) twin.faults.injectAtEach(changing, { meanwhile: withTerraform });
        else twin.faults.injectOnceAt(/^gitlab (PUT|POST|DELETE) /, { meanwhile: alone });
      },
      after: async () => {
        const stands = world.project!.environments.has('production');
        await between.look();
        expect([stands || (everything(world)['roles'] as string[]).length === 0]).toEqual([true]);
      },
      most: afterEveryCall ? 200 : 30,
    });
    if (afterEveryCall) say(between.told);
    expect(code).toBe(0);
    expect(twin.faults.met.length).toBeGreaterThan(5);
    expect(between.trusted.at(-1)).toEqual(['aws main-plan', 'entra main-plan', 'aws apply', 'entra apply']);
    twin.faults.clear();
    const again = await world.bootstrap();
    expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
  }, 7_200_000);

  test('undone, both clouds are as before, but for the bucket and its key, which are named; with --delete-state these go, too', async () => {
    const made = everything(world);
    for (const part of Object.keys(before)) expect([part, made[part]]).not.toEqual([part, before[part]]);
    const { exitCode, stderr } = await world.run('bootstrap', '--undo', '--auto-approve');
    expect([exitCode, plain(stderr)]).toEqual([0, expect.stringContaining(`What stays: the bucket ${bucketName}`)]);
    expect(everything(world)).toEqual({ ...before, buckets: [bucketName] });
    const gone = await world.run('bootstrap', '--undo', '--delete-state', bucketName, '--auto-approve');
    expect([gone.exitCode, plain(gone.stderr)]).toEqual([
      0,
      expect.stringContaining(`the bucket ${bucketName} is gone`),
    ]);
    expect(everything(world)).toEqual(before);
  }, 300_000);
});
