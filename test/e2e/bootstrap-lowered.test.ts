import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runUntilEnded } from './bootstrap/killed.js';
import { hostRows, type LoweredHost } from './bootstrap/lowered-hosts.js';
import { World } from './bootstrap/world.js';

// From a level at which a pipeline applies to none at which it does, and back, on each host. Whoever wants that wants it at once: the identity that
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
/** Which clouds let a job in, as whom the deployment named it then. */
async function letIn(
  host: LoweredHost,
  identity: 'mainPlan' | 'apply',
  { aws, entra }: Awaited<ReturnType<LoweredHost['section']>>,
): Promise<string[]> {
  const inAws = await host.world.awsOf(host.token(identity, 'aws'), aws[identity] ?? '');
  const inEntra = await host.world.entraOf(host.token(identity, 'entra'), entra[identity] ?? '');
  return [...(inAws === undefined ? ['aws'] : []), ...(inEntra === undefined ? ['entra'] : [])];
}
const both = ['aws', 'entra'];

describe.each(hostRows)('on $name', ({ name, inAzure, alsoGoes, alsoSaid, start }) => {
  let host: LoweredHost;
  let world: World;
  const bootstrap = async (...words: string[]) => world.run(...host.words, ...words);
  beforeAll(async () => {
    host = await start();
    ({ world } = host);
    const made = await bootstrap(...(inAzure ? ['--location', 'westeurope'] : []));
    expect([made.exitCode, made.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
  }, 300_000);
  afterAll(async () => world.stop());

  if (name === 'GitHub')
    test('lowered in deployment.json alone: refused, nothing is changed on the host or in a cloud, and the option is named', async () => {
      const made = await world.deployment();
      const { github } = made.pipeline!;
      const { writes } = world.twin.github;
      const before = [writes.length, world.twin.aws.calls.length];
      const planned = <T extends { mainPlan: string }>({ mainPlan }: T) => ({ mainPlan });
      const lower = { ...github!, level: 'refused' as const, aws: planned(github!.aws), entra: planned(github!.entra) };
      for (const [level, section] of [
        ['confirmed', { ...github!, level: 'confirmed' as const }],
        ['refused', lower],
      ] as const) {
        await world.write({ ...made, pipeline: { github: section } });
        const refused = await world.bootstrap();
        expect([refused.exitCode, said(refused.stderr)]).toEqual([
          1,
          expect.stringMatching(new RegExp(`deployment.json lowers the level.*got: ${level} .*--level ${level}`)),
        ]);
      }
      const changing = /^(Create|Put|Delete|Update|Attach|Detach|Tag)/;
      const changed = world.twin.aws.calls.slice(before[1]).filter(({ operation }) => changing.test(operation));
      expect([writes.length, changed]).toEqual([before[0], []]);
      expect(await world.refusedByAws(apply, github!.aws.apply!)).toBeUndefined();
      await world.write(made);
    });

  test('lowered to refused: said before it is made, and by --print; then apply is nobody any more, and main-plan what it was', async () => {
    const before = await host.section();
    const guards = host.guards();
    const printed = await bootstrap('--level', 'refused', '--print', '--json');
    const { things } = JSON.parse(printed.stdout) as { things: { part: string; what: string; why: string }[] };
    const goes = things.filter(({ why }) => why.startsWith('TAKEN AWAY')).map(({ what }) => what);
    expect(goes.sort()).toEqual(['role contoso-apply', 'application "Contoso pipeline (apply)"', ...alsoGoes].sort());
    expect([await letIn(host, 'apply', before), host.ofApply().length > 0]).toEqual([both, true]);

    const calls = world.twin.aws.calls.length;
    const lowered = await bootstrap('--level', 'refused');
    expect([lowered.exitCode, said(lowered.stderr)]).toEqual([
      0,
      expect.stringContaining('the trust of the role contoso-apply, taken away'),
    ]);
    expect(said(lowered.stderr)).toContain('good for up to an hour more');
    for (const each of alsoSaid) expect(said(lowered.stderr)).toContain(each);
    // Nothing was changed in AWS before nobody gets in as apply any more.
    const changing = /^(Create|Put|Delete|Update|Attach|Detach|Tag)/;
    const changed = world.twin.aws.calls.slice(calls).filter(({ operation }) => changing.test(operation));
    expect(changed[0]?.operation).toBe('UpdateAssumeRolePolicy');
    expect([await letIn(host, 'apply', before), await letIn(host, 'mainPlan', before)]).toEqual([[], both]);
    expect([apps(world), await roles(world)]).toEqual([['Contoso pipeline (main plan)'], ['contoso-main-plan']]);
    const section = await host.section();
    expect(section).toMatchObject({ level: 'refused', aws: { mainPlan: role('main-plan') } });
    expect([section.aws, section.entra].map((each) => Object.keys(each))).toEqual([['mainPlan'], ['mainPlan']]);
    // The rules of the host protect main-plan as well: those that stand stay.
    expect([host.ofApply(), host.guards(), guards > 0]).toEqual([[], guards, true]);
    if (inAzure) {
      const names = [...world.twin.azure.assignments.definitions.custom.values()].map((each) => each.name);
      expect(names).toEqual(['contoso state main-plan']);
    }
  });

  test('once more changes nothing', async () => {
    const before = JSON.stringify(await world.deployment());
    const again = await bootstrap();
    expect([again.exitCode, said(again.stderr)]).toEqual([0, expect.stringContaining('nothing was made or changed')]);
    expect(said(again.stderr)).not.toContain('TAKEN AWAY');
    expect(JSON.stringify(await world.deployment())).toBe(before);
  });

  test('and back: apply is made anew, trusted last, and gets in', async () => {
    const raised = await bootstrap('--level', 'approved');
    expect([raised.exitCode, raised.stderr]).toEqual([0, expect.stringContaining('wrote deployment.json')]);
    const section = await host.section();
    expect([section.level ?? 'approved', await letIn(host, 'apply', section)]).toEqual(['approved', both]);
    expect(host.ofApply().length).toBeGreaterThan(0);
    const again = await bootstrap();
    expect(said(again.stderr)).toContain('nothing was made or changed');
  });

  test('killed (kill -9) after each kind of call that changes something: apply is trusted before the first alone, and the next run ends it', async () => {
    const before = await host.section();
    const changing =
      /^aws iam:(Update|Detach|Delete)|^graph DELETE |^(github|gitlab|azure-devops) (PUT|POST|PATCH|DELETE) /;
    const trusted: string[][] = [];
    const { faults } = world.twin;
    const code = await runUntilEnded(world, [...host.words, '--level', 'refused'], {
      arm: ({ alone }) => faults.injectOnceAt(changing, { meanwhile: alone }),
      after: async () => void trusted.push(await letIn(host, 'apply', before)),
      most: 60,
    });
    expect([code, faults.met.length > 3]).toEqual([0, true]);
    // The first call takes the trust in AWS away, the second one that in Entra.
    expect(trusted.flat().filter((each) => each === 'aws')).toEqual([]);
    expect(trusted.slice(2).flat()).toEqual([]);
    expect([apps(world), await roles(world)]).toEqual([['Contoso pipeline (main plan)'], ['contoso-main-plan']]);
    expect([host.ofApply(), (await host.section()).level]).toEqual([[], 'refused']);
    faults.clear();
  }, 900_000);
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
