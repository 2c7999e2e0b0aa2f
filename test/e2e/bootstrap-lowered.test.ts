import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runUntilEnded } from './bootstrap/killed.js';
import { World } from './bootstrap/world.js';

// From a level at which a pipeline applies to none at which it does, and back. Whoever wants that wants it at once: the identity that
// applies loses its trust before anything else happens, in both clouds, and keeps no right.

const said = (text: string): string => text.replaceAll(/\s+/g, ' ');
const role = (name: string): string => `arn:aws:iam::111122223333:role/contoso-${name}`;
const main = { ref: 'refs/heads/main', event: 'push' };
const apply = { ...main, environment: 'production' };

const apps = (world: World): (string | null)[] =>
  [...world.twin.entra.state.applications.values()]
    .map(({ displayName }) => displayName)
    .filter((name) => name?.includes('pipeline'))
    .sort();
const roles = async (world: World): Promise<string[]> => {
  const { Roles } = (await world.twin.aws.inside('iam', 'ListRoles', 'us-east-1', {})) as {
    Roles: { RoleName: string }[];
  };
  return Roles.map(({ RoleName }) => RoleName).filter((name) => name.startsWith('contoso-'));
};
const variables = (world: World): string[] => [...world.repository.variables.keys()].sort();

describe.each([
  ['in S3', false],
  ['in Azure', true],
])('with the state %s', (_where, inAzure) => {
  let world: World;
  const location = inAzure ? ['--location', 'westeurope'] : [];
  beforeAll(async () => {
    world = await World.start({ empty: true, inAzure });
    const made = await world.bootstrap(...location);
    expect([made.exitCode, made.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
  }, 300_000);
  afterAll(async () => world.stop());

  test('lowered to refused: said before it is made, and by --print; then apply is nobody any more, and main-plan what it was', async () => {
    const { aws, entra } = (await world.deployment()).pipeline!.github!;
    const before = variables(world);
    const printed = await world.bootstrap('--level', 'refused', '--print', '--json');
    const { things } = JSON.parse(printed.stdout) as { things: { part: string; what: string; why: string }[] };
    expect(things.filter(({ why }) => why.startsWith('TAKEN AWAY')).map(({ what }) => what)).toEqual([
      'role contoso-apply',
      'application "Contoso pipeline (apply)"',
      ...(inAzure ? ['role "contoso state apply" of its job'] : []),
      'the variables of both',
    ]);
    expect(await world.refusedByAws(apply, aws.apply!)).toBeUndefined();

    const calls = world.twin.aws.calls.length;
    const lowered = await world.bootstrap('--level', 'refused');
    expect([lowered.exitCode, said(lowered.stderr)]).toEqual([
      0,
      expect.stringContaining('the trust of the role contoso-apply, taken away'),
    ]);
    expect(said(lowered.stderr)).toContain('good for up to an hour more');
    // Nothing was changed in AWS before nobody gets in as apply any more.
    const changing = /^(Create|Put|Delete|Update|Attach|Detach|Tag)/;
    const changed = world.twin.aws.calls.slice(calls).filter(({ operation }) => changing.test(operation));
    expect(changed[0]?.operation).toBe('UpdateAssumeRolePolicy');
    expect([
      await world.refusedByAws(apply, aws.apply!),
      await world.refusedByEntra(apply, entra.apply!),
      await world.refusedByAws(main, aws.mainPlan),
      await world.refusedByEntra(main, entra.mainPlan),
    ]).toEqual([expect.anything(), expect.anything(), undefined, undefined]);
    expect([apps(world), await roles(world)]).toEqual([['Contoso pipeline (main plan)'], ['contoso-main-plan']]);
    expect(before.filter((name) => !variables(world).includes(name))).toEqual([
      'ENTRA_WORKSPACES_AWS_APPLY',
      'ENTRA_WORKSPACES_ENTRA_APPLY',
    ]);
    const { github } = (await world.deployment()).pipeline!;
    expect(github).toMatchObject({ level: 'refused', aws: { mainPlan: role('main-plan') } });
    expect([github?.aws, github?.entra].map((each) => Object.keys(each ?? {}))).toEqual([['mainPlan'], ['mainPlan']]);
    // The rules of the host protect main-plan as well: those that stand stay.
    expect(world.repository.rulesets.size).toBeGreaterThan(0);
    if (inAzure) {
      const names = [...world.twin.azure.assignments.custom.values()].map((each) => each.name);
      expect(names).toEqual(['contoso state main-plan']);
    }
  });

  test('once more changes nothing', async () => {
    const before = JSON.stringify(await world.deployment());
    const again = await world.bootstrap();
    expect([again.exitCode, said(again.stderr)]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
    expect(said(again.stderr)).not.toContain('TAKEN AWAY');
    expect(JSON.stringify(await world.deployment())).toBe(before);
  });

  test('and back: apply is made anew, trusted last, and gets in', async () => {
    const raised = await world.bootstrap('--level', 'approved');
    expect([raised.exitCode, raised.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
    const { level, aws, entra } = (await world.deployment()).pipeline!.github!;
    expect(level).toBe('approved');
    expect([await world.refusedByAws(apply, aws.apply!), await world.refusedByEntra(apply, entra.apply!)]).toEqual([
      undefined,
      undefined,
    ]);
    expect(world.repository.variables.get('ENTRA_WORKSPACES_ENTRA_APPLY')).toBe(entra.apply);
    const again = await world.bootstrap();
    expect(said(again.stderr)).toContain('nothing was made or changed');
  });
});

test('one cloud cannot be asked: in the other one apply is nobody any more, and the next run ends it', async () => {
  const world = await World.start();
  try {
    expect((await world.bootstrap()).exitCode).toBe(0);
    const { aws, entra } = (await world.deployment()).pipeline!.github!;
    world.as = { ARM_CLIENT_ID: '', ARM_CLIENT_SECRET: '' };
    const half = await world.bootstrap('--level', 'refused');
    expect([half.exitCode, said(half.stderr)]).toEqual([
      1,
      expect.stringMatching(/taken away: the trust of the role contoso-apply .*still as it was: Entra, apply/),
    ]);
    expect([
      await world.refusedByAws(apply, aws.apply!),
      await world.refusedByEntra(apply, entra.apply!),
      await world.refusedByAws(main, aws.mainPlan),
    ]).toEqual([expect.anything(), undefined, undefined]);
    world.as = {};
    expect((await world.bootstrap('--level', 'refused')).exitCode).toBe(0);
    expect(await world.refusedByEntra(apply, entra.apply!)).toBeDefined();
  } finally {
    await world.stop();
  }
});

test('three people: who lowers the rules alone ends nothing while a cloud still lets apply in', async () => {
  const world = await World.start();
  try {
    for (const part of ['repository', 'aws', 'entra', 'repository'])
      expect([part, (await world.bootstrap('--only', part)).exitCode]).toEqual([part, 0]);
    const { entra } = (await world.deployment()).pipeline!.github!;
    const first = await world.bootstrap('--only', 'repository', '--level', 'refused');
    expect([first.exitCode, said(first.stderr)]).toEqual([
      0,
      expect.stringMatching(/--only aws --level refused.*--only entra --level refused/),
    ]);
    expect((await world.deployment()).pipeline!.github!.level).toBe('approved');
    for (const part of ['aws', 'entra', 'repository'])
      expect([part, (await world.bootstrap('--only', part, '--level', 'refused')).exitCode]).toEqual([part, 0]);
    expect(await world.refusedByEntra(apply, entra.apply!)).toBeDefined();
    expect([apps(world), await roles(world)]).toEqual([['Contoso pipeline (main plan)'], ['contoso-main-plan']]);
    expect((await world.deployment()).pipeline!.github!.level).toBe('refused');
  } finally {
    await world.stop();
  }
});

test('killed (kill -9) after each call that changes something: apply is trusted before the first alone, and the next run ends it', async () => {
  const world = await World.start();
  try {
    expect((await world.bootstrap()).exitCode).toBe(0);
    const { aws, entra } = (await world.deployment()).pipeline!.github!;
    const lower = ['bootstrap', '--level', 'refused', '--auto-approve'] as const;
    const changing = /^aws iam:(Update|Detach|Delete)|^graph DELETE /;
    const trusted: boolean[] = [];
    const code = await runUntilEnded(world, lower, {
      arm: ({ alone }) => world.twin.faults.injectOnceAt(changing, { meanwhile: alone }),
      after: async () => {
        const refused = await Promise.all([
          world.refusedByAws(apply, aws.apply!),
          world.refusedByEntra(apply, entra.apply!),
        ]);
        trusted.push(refused.every((each) => each === undefined));
      },
      most: 60,
    });
    expect([code, world.twin.faults.met.length > 3]).toEqual([0, true]);
    expect(trusted.filter(Boolean)).toEqual([]);
    expect([apps(world), await roles(world)]).toEqual([['Contoso pipeline (main plan)'], ['contoso-main-plan']]);
  } finally {
    await world.stop();
  }
}, 600_000);
