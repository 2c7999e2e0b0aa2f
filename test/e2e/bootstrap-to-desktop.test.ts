import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DeploymentInput } from '../../deployment/schema.js';
import { expectEnded, Pipeline } from './bootstrap/pipeline.js';
import { connectIn, expectNothingSecret, expectWorks } from './bootstrap/to-desktop.js';
import { repositoryName, World } from './bootstrap/world.js';
import { say } from './worlds.js';

// From an empty repository, an account and a tenant to a merged pull request that gave a person a desktop. Each job in a
// clean clone, its steps by bash, terraform real, signed in by the tokens of the host, with the rights that bootstrap gave.

let world: World;
let pipeline: Pipeline;
let said = '';
let began = 0;
let told = false;
const sayOnce = (line: string): void => {
  if (!told) say(line);
  told = true;
};
const seconds = (ms: number): string => `${(ms / 1000).toFixed(0)} s`;
beforeAll(async () => {
  world = await World.start();
});
afterAll(async () => {
  await pipeline?.stop();
  await world.stop();
});

const patience = 600_000;

test(
  'bootstrap makes the pipeline; a person answers three questions',
  async () => {
    began = Date.now();
    const { questions, exitCode, stderr } = await world.asked([
      { answer: repositoryName },
      { answer: 'contoso/platform' },
      { answer: true },
    ]);
    said = stderr;
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
    // Four at most beyond those of init.
    expect(questions).toEqual([
      'Repository on GitHub (OWNER/REPOSITORY)',
      expect.stringContaining('Who approves an apply?'),
      'Make this?',
    ]);
  },
  patience,
);

test(
  'the first pull request is checked without any identity; its merge needs a person, and says so before anybody approves',
  async () => {
    pipeline = await Pipeline.start(world);
    const taken = (): number =>
      world.twin.aws.calls.filter(({ operation }) => operation === 'AssumeRoleWithWebIdentity').length;
    pipeline.planned = () =>
      sayOnce(`from bootstrap to the first green plan: ${seconds(Date.now() - began)}, 3 questions`);
    const { proposed, merged } = await pipeline.bring('Desktops', 1);
    expectEnded(proposed, { check: 'success', 'main-plan': 'skipped', apply: 'skipped' });
    expect(merged['main-plan']).toMatchObject({
      result: 'failure',
      summary: expect.stringMatching(
        /entraRights: daily[^]*Cloud Application Administrator, Privileged Role Administrator/,
      ),
    });
    expect(merged['apply']?.result).toBe('skipped');
    expect(pipeline.approvals).toEqual([]);
    expect(taken()).toBeGreaterThan(0);
  },
  patience,
);

test(
  'a person applies the foundation on a laptop, with the same state, shakes hands, and applies again',
  async () => {
    const first = await pipeline.onALaptop('apply', '--auto-approve');
    expect([first.exitCode, first.stderr]).toEqual([0, expect.stringContaining('Applied.')]);
    await connectIn(world, pipeline);
    const second = await pipeline.onALaptop('apply', '--auto-approve');
    expect([second.exitCode, second.stderr]).toEqual([0, expect.stringContaining('Applied.')]);
  },
  patience,
);

test(
  'from then on a merge gives people their desktops and turns secrets, with the rights of daily work',
  async () => {
    const { entra } = world.twin;
    const app = (await world.deployment()).pipeline!.github!.entra.apply!;
    const principal = [...entra.state.servicePrincipals.values()].find(({ appId }) => appId === app)!;
    const owned = [...entra.state.owners].filter(([, owners]) => owners.includes(principal.id));
    // The app with its service principal, and both groups.
    expect(owned).toHaveLength(4);
    const graph = entra.state.servicePrincipalOf('00000003-0000-0000-c000-000000000000')!;
    const granted = entra.state.grantedRoles(principal.id, graph.id);
    expect(granted).toEqual(expect.arrayContaining(['Application.ReadWrite.OwnedBy', 'Group.Create']));
    for (const all of ['Application', 'AppRoleAssignment', 'Group'])
      expect(granted).not.toContain(`${all}.ReadWrite.All`);
    // The younger of the two secrets of the registration app is half of its life old.
    await world.twin.advance(91 * 24 * 60);
    pipeline.generate(await withPerson(world, 'lin@contoso.com'));
    const { merged } = await pipeline.bring('Lin', 2);
    expectEnded(merged, { check: 'success', 'main-plan': 'success', apply: 'success' });
    expect(pipeline.approvals).toEqual(['production']);
    expect(merged['main-plan']?.summary).toMatch(/client secret/);
    await world.twin.advance(120);
    expect(await world.twin.signIn('lin@contoso.com')).toEqual(expect.objectContaining({ works: true }));
  },
  patience,
);

/** Another person on the list of the one site. */
async function withPerson(at: World, upn: string): Promise<DeploymentInput> {
  const changed = await at.deployment();
  const [site] = changed.sites as unknown as [{ desktops: { users: { list: { upn: string }[] } } }];
  at.twin.entra.addUser(upn);
  site.desktops.users.list.push({ upn });
  return changed;
}

test(
  'at the level confirmed a merge applies nothing: not its author starts it, and who had no part in it gives the person a desktop',
  async () => {
    // A plan that keeps no reviewers: what nobody may set any more is gone.
    Object.assign(world.repository, { plan: 'team' });
    Object.assign(world.repository.environments.get('production')!, { reviewers: [], preventSelfReview: false });
    // As the person: the last job has left its identity behind.
    const words = ['--repository', repositoryName, '--reviewer', 'contoso/platform', '--auto-approve'];
    const lowered = await pipeline.onALaptop('bootstrap', ...words, '--level', 'confirmed');
    expect([lowered.exitCode, lowered.stderr]).toEqual([0, expect.stringContaining('deployment.json')]);
    pipeline.generate(await withPerson(world, 'dorothy@contoso.com'));
    const { merged } = await pipeline.bring('Dorothy', 3);
    expectEnded(merged, { check: 'success', 'main-plan': 'success', apply: 'skipped' });
    expect(merged['main-plan']?.summary).toContain('Nobody approves here: this host keeps no reviewers');
    const digest = merged['main-plan']?.outputs['digest'] ?? '';
    const own = await pipeline.startedBy('ada', digest);
    expect(own['apply']).toMatchObject({
      result: 'failure',
      log: expect.stringContaining('Somebody else than the authors of the change starts the apply'),
    });
    expect(await world.twin.signIn('dorothy@contoso.com')).toMatchObject({ works: false });
    expectEnded(await pipeline.startedBy('grace', digest), { check: 'success', apply: 'success' });
    await world.twin.advance(120);
    expect(await world.twin.signIn('dorothy@contoso.com')).toMatchObject({ works: true });
    // The environment still lets main alone in, and asks nobody.
    const { policies, reviewers } = world.repository.environments.get('production')!;
    expect([[...policies.values()].map(({ name }) => name), reviewers]).toEqual([['main'], []]);
  },
  patience,
);

test('main-plan cannot apply: the clouds refuse it at the first write', async () => {
  const { aws } = (await world.deployment()).pipeline!.github!;
  const session = world.twin.aws.principals.issueSession(aws.mainPlan, 'job');
  const caller = world.twin.aws.principals.of(session.accessKeyId)!;
  const call = { service: 'iam', region: 'us-east-1', caller } as const;
  const write = world.twin.aws.call({
    ...call,
    operation: 'CreateRole',
    input: { RoleName: 'x', AssumeRolePolicyDocument: '{}' },
  });
  await expect(write).rejects.toThrow(/is not authorized to perform: iam:CreateRole/);
});

test('nothing that others can read holds a token, a key or a secret of the state', () => {
  const left = { ...pipeline.leftToRead(), 'what bootstrap said': said };
  expectNothingSecret(pipeline, left);
  // It had enough to look through.
  const short = Object.entries(left).filter(([, text]) => text.length < 2000);
  expect(short.map(([place]) => place)).toEqual(['variables', 'issues', 'what bootstrap hands over']);
});

test(
  'at the level refused no identity applies: main is protected all the same, a merge is planned, and a person on a laptop gives people their desktops',
  async () => {
    const free = await World.start({ empty: true, plan: 'team' });
    let played: Pipeline | undefined;
    try {
      const made = await free.bootstrap('--level', 'refused');
      expect([made.exitCode, made.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
      const { aws, entra } = (await free.deployment()).pipeline!.github!;
      expect([aws.apply, entra.apply]).toEqual([undefined, undefined]);
      const rulesets = [...free.repository.rulesets.values()].map(({ name }) => name);
      expect([rulesets, free.repository.environments.size]).toEqual([['entra-workspaces: main'], 0]);
      played = await Pipeline.start(free);
      const { merged } = await played.bring('Desktops', 1);
      expectEnded(merged, { check: 'success', 'main-plan': 'success' });
      expect(Object.keys(merged)).not.toContain('apply');
      expect(merged['main-plan']?.summary).toContain('Nothing but a laptop applies');
      const first = await played.onALaptop('apply', '--auto-approve');
      expect([first.exitCode, first.stderr]).toEqual([0, expect.stringContaining('Applied.')]);
      await connectIn(free, played);
      const second = await played.onALaptop('apply', '--auto-approve');
      expect([second.exitCode, second.stderr]).toEqual([0, expect.stringContaining('Applied.')]);
      await expectWorks(free);
      expectNothingSecret(played);
    } finally {
      await played?.stop();
      await free.stop();
    }
  },
  patience,
);
