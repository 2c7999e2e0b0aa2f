import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expectEnded, Pipeline } from './bootstrap/pipeline.js';
import { connectIn, expectNothingSecret, expectWorks } from './bootstrap/to-desktop.js';
import { World } from './bootstrap/world.js';

// As bootstrap-to-desktop, on a GitLab of somebody's own, below a path: from an empty project to a merge request that gave a
// person a desktop. Each job has the tokens that the twin's GitLab signs, by the rules that bootstrap set there. What gitlab.com
// has besides, the number of the project in both clouds, is shown by bootstrap-gitlab.

let world: World;
let pipeline: Pipeline | undefined;
beforeAll(async () => {
  world = await World.start({ gitlab: {}, ownGitlab: 'https://code.contoso.com/gitlab' });
});
afterAll(async () => {
  await pipeline?.stop();
  await world.stop();
});
const patience = 600_000;

const main = { ref: 'refs/heads/main', event: 'push' };

test(
  'bootstrap makes the pipeline, and each job gets its own identity in both clouds; the second time nothing is made',
  async () => {
    const made = await world.bootstrap('--entra-rights', 'whole');
    expect([made.exitCode, made.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
    const again = await world.bootstrap();
    expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
    const { aws, entra } = await world.section();
    const apply = { ...main, environment: 'production' };
    const refused = async (job: typeof main, role = '', client = ''): Promise<unknown[]> => [
      await world.refusedByAws(job, role),
      await world.refusedByEntra(job, client),
    ];
    expect(await refused(main, aws.mainPlan, entra.mainPlan)).toEqual([undefined, undefined]);
    expect(await refused(apply, aws.apply, entra.apply)).toEqual([undefined, undefined]);
    const others = [main, { ...apply, ref: 'refs/heads/feature' }, { ...apply, environment: 'staging' }];
    for (const job of others)
      expect(await refused(job, aws.apply, entra.apply)).toEqual([
        'AccessDenied',
        expect.stringMatching(/^AADSTS7002/),
      ]);
    expect(world.gitlab.unknownCalls).toEqual([]);
    // An environment that nobody protects any more keeps everybody out.
    const rule = world.project!.environments.get('production')!;
    world.project!.environments.clear();
    expect(await refused(apply, aws.apply, entra.apply)).not.toContain(undefined);
    world.project!.environments.set('production', rule);
  },
  patience,
);

test(
  'a token of gitlab.com with the same subject gets in nowhere; whoever makes the project anew is taken for it, and bootstrap says so',
  async () => {
    const { aws, entra } = await world.section();
    const { components } = world.project!;
    const same = world.twin.gitlab.addProject(world.project!.path, { components, id: world.project!.id });
    const ofGitlabCom = (audience: string): string =>
      world.twin.gitlab.tokenOf({ project: same, ref: 'main' }, audience);
    // An account in which others use gitlab.com.
    const provider = { Url: 'https://gitlab.com', ClientIDList: ['sts.amazonaws.com'] };
    const { principals } = world.twin.aws;
    await world.twin.aws.call({
      ...{ service: 'iam', region: 'us-east-1', operation: 'CreateOpenIDConnectProvider', input: provider },
      caller: principals.of(principals.administrator.accessKeyId)!,
    });
    expect([
      await world.awsOf(ofGitlabCom('sts.amazonaws.com'), aws.mainPlan),
      await world.entraOf(ofGitlabCom('api://AzureADTokenExchange'), entra.mainPlan),
    ]).toEqual(['AccessDenied', expect.stringMatching(/^AADSTS7002/)]);
    const { project } = world;
    expect((await world.deployment()).pipeline?.gitlab?.projectId).toBe(project!.id);
    world.project = world.gitlab.addProject(project!.path, { ...project!, id: 1 });
    expect(await world.refusedByAws(main, aws.mainPlan)).toBeUndefined();
    const { exitCode, stderr } = await world.bootstrap();
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/its number must be 42, got: 1[^]*`projectId`/)]);
    world.gitlab.projects.set(project!.path, (world.project = project)!);
  },
  patience,
);

test(
  'a merge request is checked without any identity; its merge is planned, approved and applied, and a person has a desktop',
  async () => {
    pipeline = await Pipeline.start(world);
    const { proposed, merged } = await pipeline.bring('Desktops', 1);
    expectEnded(proposed, { check: 'success', 'main-plan': 'skipped', apply: 'skipped' });
    expectEnded(merged, { check: 'success', 'main-plan': 'success', apply: 'success' });
    expect(pipeline.approvals).toEqual(['production']);
    await connectIn(world, pipeline);
    const second = await pipeline.bring('Connected', 2);
    expectEnded(second.merged, { check: 'success', 'main-plan': 'success', apply: 'success' });
    await expectWorks(world);
  },
  patience,
);

test(
  'without Premium nobody is asked: not the author starts an apply, and who had no part in it gives the person a desktop',
  async () => {
    Object.assign(world.project!, { premium: false });
    world.project!.environments.clear();
    const lowered = await pipeline!.onALaptop(...world.usual, '--level', 'confirmed', '--entra-rights', 'whole');
    expect([lowered.exitCode, lowered.stderr]).toEqual([0, expect.stringContaining('deployment.json')]);
    const changed = await world.deployment();
    const [site] = changed.sites as unknown as [{ desktops: { users: { list: { upn: string }[] } } }];
    world.twin.entra.addUser('dorothy@contoso.com');
    site.desktops.users.list.push({ upn: 'dorothy@contoso.com' });
    pipeline!.generate(changed);
    const { merged } = await pipeline!.bring('Dorothy', 3);
    expect(merged['main-plan']?.summary).toContain('Nobody approves here');
    expect(merged['apply']).toMatchObject({ result: 'failure', log: expect.stringContaining('started by: ada') });
    expectEnded(await pipeline!.startedOnGitlab('grace'), { 'main-plan': 'success', apply: 'success' });
    await expectWorks(world, 'dorothy@contoso.com');
  },
  patience,
);

test('nothing that others can read holds a token, a key or a secret of the state', () => {
  expectNothingSecret(pipeline!);
});
