import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { fleetTag } from '../../domain/fleet/removal.js';
import type { Wave } from '../../domain/fleet/wave-types.js';
import type { FoundationStore } from '../../twin/aws/foundation-store.js';
import { cloudsVariable } from '../../wizard/clouds/addresses.js';
import { call, type Ended } from '../wizard/handshake/foundation.js';
import { setUpWhole } from './handshake.js';
import { greenfield, Scenario, type DeploymentFile } from './harness.js';
import { nameWhatIsMissing } from './worlds.js';

// Desktops of a group, kept by the engine that Terraform makes: its very state machine, its functions as they are shipped,
// under the roles that it made for them.

const region = 'eu-central-1';
const [ada, grace, alan] = ['ada@contoso.com', 'grace@contoso.com', 'alan@contoso.com'];

nameWhatIsMissing();

describe('a fleet of three', () => {
  let scenario: Scenario;
  let deployment: DeploymentFile;
  let groupId: string;

  beforeAll(async () => {
    scenario = await Scenario.start({ seed: { users: [ada, grace, alan] } });
    groupId = await groupOf(ada, grace);
    deployment = await setUpWhole(scenario, fleetOf('apply'));
  });
  afterAll(async () => scenario?.stop());

  const fleetOf = (mode: string): DeploymentFile => {
    const file = greenfield(scenario.twin) as DeploymentFile & { entra: object; sites: { desktops: object }[] };
    return {
      ...file,
      entra: { ...file.entra, desktopUsers: { existing: { objectId: groupId } } },
      sites: file.sites.map((site) => ({
        ...site,
        desktops: { ...site.desktops, users: { group: { mode, limits: { sharePercent: 100 } } } },
      })),
    };
  };

  const groupOf = async (...upns: string[]): Promise<string> => {
    const group = scenario.twin.entra.addGroup('Desktop users');
    for (const upn of upns) joins(group.id, upn);
    return group.id;
  };

  const idOf = (upn: string): string => {
    const user = [...scenario.twin.entra.state.users.values()].find((each) => each.userPrincipalName === upn);
    return user?.id ?? '';
  };
  const joins = (group: string, upn: string): void => {
    const { members } = scenario.twin.entra.state;
    members.set(group, [...(members.get(group) ?? []), idOf(upn)]);
  };
  const leave = (group: string, upn: string): void => {
    const { members } = scenario.twin.entra.state;
    members.set(
      group,
      (members.get(group) ?? []).filter((each) => each !== idOf(upn)),
    );
  };

  /** What there is, as a person would see it in the console. */
  const desktops = (): string[] =>
    [...scenario.twin.aws.workspaces.region(region).desktops.values()]
      .map(({ userName, state }) => `${userName} ${state}`)
      .sort();
  const idFor = (upn: string): string | undefined =>
    [...scenario.twin.aws.workspaces.region(region).desktops.values()].find(({ userName }) => userName === upn)?.id;
  const rows = (): Record<string, string> => {
    const { tables } = scenario.twin.aws.foundation as FoundationStore;
    const items = [...(tables.find(region, 'contoso-fleet')?.items.values() ?? [])];
    return Object.fromEntries(
      items
        .filter((item) => String(item['item']?.['S']).startsWith('person#'))
        .map((item) => JSON.parse(String(item['json']?.['S'])) as { upn: string; phase: string })
        .map(({ upn, phase }) => [upn, phase]),
    );
  };
  /** Time goes on in steps, as schedules, SCIM and desktops need it. */
  const hours = async (count: number): Promise<void> => {
    for (let step = 0; step < count * 6; step += 1) await scenario.twin.advance(10);
  };

  /** A command, as somebody at a terminal calls it. */
  const command = async (...words: string[]): Promise<Ended> => {
    const network = await scenario.twin.world.network.listen();
    try {
      const env = { ...process.env, ...scenario.twin.terraform.env, [cloudsVariable]: `${network.url}/_host` };
      const file = join(scenario.stackFolder, '../../../deployment.json');
      const set = Object.entries(env).filter((each): each is [string, string] => each[1] !== undefined);
      return await call([...words, '--deployment', file], {
        cwd: scenario.stackFolder,
        env: Object.fromEntries(set),
      });
    } finally {
      await network.close();
    }
  };
  const fleet = (...words: string[]): Promise<Ended> => command('fleet', ...words);

  test('each member gets a desktop that carries the tag, outside the Terraform state', async () => {
    await hours(3);
    expect(desktops()).toEqual([`${ada} AVAILABLE`, `${grace} AVAILABLE`]);
    expect(rows()).toEqual({ [ada]: 'present', [grace]: 'present' });
    const tags = scenario.twin.aws.workspaces.region(region).tags.get(idFor(ada) ?? '');
    expect(tags?.get(fleetTag)).toBe('contoso/berlin');
    expect(await scenario.plan()).toEqual([]);
    expect((await scenario.addresses()).filter((each) => each.startsWith('aws_workspaces_workspace'))).toEqual([]);
    const { executions } = scenario.twin.aws.stateMachines;
    expect(new Set(executions.map(({ status }) => status))).toEqual(new Set(['SUCCEEDED']));
    expect(executions.some(({ path }) => path.includes('Act'))).toBe(true);
  });

  test('one joins', async () => {
    joins(groupId, alan);
    await hours(3);
    expect(rows()).toEqual({ [ada]: 'present', [alan]: 'present', [grace]: 'present' });
    expect(desktops()).toContain(`${alan} AVAILABLE`);
  });

  test('one leaves and is held: stopped, without access, desktop kept', async () => {
    const before = idFor(grace);
    leave(groupId, grace);
    await hours(3);
    expect(rows()[grace]).toBe('held');
    expect(desktops()).toContain(`${grace} STOPPED`);
    expect(idFor(grace)).toBe(before);
    expect(scenario.twin.integrations.signIn(grace).works).toBe(false);
  });

  test('one returns and has the same desktop', async () => {
    const before = idFor(grace);
    joins(groupId, grace);
    await hours(3);
    expect(rows()[grace]).toBe('present');
    expect(idFor(grace)).toBe(before);
  });

  test('the commands say what there is, pause the engine, and keep a desktop', async () => {
    const status = await fleet('status', '--json');
    expect(status.stderr).toBe('');
    expect(JSON.parse(status.stdout)).toMatchObject({
      fleet: 'contoso/berlin',
      mode: 'apply',
      people: [
        { upn: ada, phase: 'present' },
        { upn: alan, phase: 'present' },
        { upn: grace, phase: 'present' },
      ],
    });
    expect((await fleet('status')).stdout).toContain('has a desktop');
    expect(JSON.parse((await fleet('plan', '--json')).stdout)).toMatchObject({ actions: [], stopped: {} });
    // Paused: who leaves is not held before the fleet goes on.
    expect((await fleet('pause')).exitCode).toBe(0);
    leave(groupId, grace);
    await hours(2);
    expect(rows()[grace]).toBe('present');
    expect((await fleet('pause', '--resume')).exitCode).toBe(0);
    const plan = await fleet('plan', '--json');
    expect(JSON.parse(plan.stdout)).toMatchObject({ actions: [{ kind: 'hold', upn: grace }] });
    joins(groupId, grace);
    await hours(2);
    expect(JSON.parse((await fleet('keep', alan, '--json')).stdout)).toEqual({ upn: alan, keep: true });
    expect(JSON.parse((await fleet('keep', alan, '--no-longer', '--json')).stdout)).toEqual({
      upn: alan,
      keep: false,
    });
    // A wave: the pilot first, the others when that desktop is back.
    const restart = await command('desktops', 'restart', '--pilot', ada, '--yes', '--json');
    expect(restart.stderr).toContain('What is not saved is lost');
    const { id } = JSON.parse(restart.stdout) as { id: string };
    expect(JSON.parse(restart.stdout)).toMatchObject({ action: 'restart', desktops: 3, stages: [1, 2] });
    await hours(1);
    const wave = JSON.parse((await command('desktops', 'waves', id, '--json')).stdout) as {
      desktops: { at: number }[];
    };
    expect(wave).toMatchObject({ ended: 'done', desktops: [{ upn: ada }, { upn: alan }, { upn: grace }] });
    // Grace's was stopped while she was held.
    const nothingToDo = { state: 'skipped', why: 'in the state STOPPED: there is nothing to do' };
    expect(wave.desktops).toMatchObject([{ state: 'done' }, { state: 'done' }, nothingToDo]);
    const [pilot, other] = wave.desktops.map(({ at }) => at);
    expect(other).toBeGreaterThan(pilot ?? Infinity);
    // A rebuild says what it costs, and asks first.
    const rebuild = await command('desktops', 'rebuild', ada);
    expect(rebuild.stdout + rebuild.stderr).toMatch(/C: is made anew[\s\S]*D: comes from its last snapshot/);
    expect(rebuild.stderr).toContain('--yes');
    expect((await command('desktops', 'stop', 'nobody@contoso.com')).stderr).toContain('nobody@contoso.com');
    expect((await fleet('keep', 'nobody@contoso.com')).stderr).toContain('has no desktop in this fleet');
    expect((await fleet('approve', 'x', '--yes')).stderr).toContain('No request x is open');
    const passes = scenario.twin.aws.stateMachines.executions.length;
    expect((await fleet('apply')).exitCode).toBe(0);
    expect(scenario.twin.aws.stateMachines.executions.length).toBeGreaterThan(passes);
  });

  describe('waves that make desktops anew come to their end', () => {
    const state = () => scenario.twin.aws.workspaces.region(region);
    const desktopOf = (upn: string) => state().desktops.get(idFor(upn) ?? '')!;
    const ids = (): (string | undefined)[] => [ada, alan, grace].map(idFor);
    /** A wave as its end is seen, and what a person who calls for it is told. */
    const wave = async (...words: string[]) => {
      for (const each of state().desktops.values()) each.snapshotAt = scenario.twin.world.clock.now();
      const begun = await command('desktops', ...words, '--yes', '--json');
      expect(begun.exitCode).toBe(0);
      const { id } = JSON.parse(begun.stdout) as { id: string };
      await hours(2);
      const seen = await command('desktops', 'waves', id, '--json');
      const end = JSON.parse(seen.stdout) as {
        ended: string;
        desktops: { upn: string; state: string; why?: string }[];
      };
      return { ...end, states: end.desktops.map((each) => each.state), said: begun.stderr.replaceAll(/\s+/g, ' ') };
    };

    test('a rebuild takes the newest image of the bundle, and keeps the ids', async () => {
      const [before, image, { bundleId }] = [ids(), scenario.twin.aws.workspaces.addImage(region), desktopOf(ada)];
      await scenario.twin.aws.inside('workspaces', 'UpdateWorkspaceBundle', region, {
        BundleId: bundleId,
        ImageId: image,
      });
      const { ended, states, said } = await wave('rebuild', '--pilot', ada);
      expect([ended, states]).toEqual(['done', ['done', 'done', 'done']]);
      expect(said).toContain(`Last snapshot of the desktop of ${ada}: 0 hours old.`);
      expect(ids()).toEqual(before);
      expect([ada, alan, grace].map((upn) => desktopOf(upn).imageId)).toEqual([image, image, image]);
    });

    test('a restore leaves out whose snapshot is too old', async () => {
      const { ended, states } = await wave('restore', ada, grace, '--percent', '50');
      expect([ended, states]).toEqual(['done', ['done', 'done']]);
      desktopOf(ada).snapshotAt = new Date(0);
      const late = await command('desktops', 'restore', ada, '--yes', '--json');
      await hours(1);
      const { id } = JSON.parse(late.stdout) as { id: string };
      const { desktops: left } = JSON.parse((await command('desktops', 'waves', id, '--json')).stdout) as Wave;
      expect(left).toMatchObject([{ upn: ada, state: 'skipped', why: expect.stringContaining('more than 24') }]);
    });

    test('a migration to the bundle that the deployment file says gives each person another id, and no desktop twice', async () => {
      const before = ids();
      const image = scenario.twin.aws.workspaces.addImage(region);
      const sites = deployment['sites'] as { bundles: { standard: { fromImage: object } }; desktops: object }[];
      const next = sites.map((site) => ({
        ...site,
        bundles: { ...site.bundles, next: { fromImage: { ...site.bundles.standard.fromImage, imageId: image } } },
        desktops: { ...site.desktops, bundle: 'next' },
      }));
      deployment = { ...deployment, sites: next };
      await scenario.write(deployment);
      expect((await command('desktops', 'migrate', '--yes')).stderr).toContain('Apply first');
      await scenario.apply();
      scenario.twin.aws.settings.failingChanges.add(alan);
      const first = await wave('migrate', '--pilot', ada, '--stop-at', '50');
      expect([first.ended, first.states]).toEqual(['done', ['done', 'bad', 'done']]);
      expect(ids().map((id, at) => id === before[at])).toEqual([false, true, false]);
      await hours(2);
      scenario.twin.aws.settings.failingChanges.delete(alan);
      const again = await wave('migrate');
      expect(again.said).toContain('2 desktops of the right bundle already');
      expect([again.ended, again.states]).toEqual(['done', ['done']]);
      expect(new Set([ada, alan, grace].map((upn) => desktopOf(upn).imageId))).toEqual(new Set([image]));
      expect(state().desktops.size).toBe(3);
      expect(rows()).toEqual({ [ada]: 'present', [alan]: 'present', [grace]: 'present' });
      expect(
        state()
          .tags.get(idFor(alan) ?? '')
          ?.get(fleetTag),
      ).toBe('contoso/berlin');
      expect(JSON.parse((await fleet('plan', '--json')).stdout)).toMatchObject({ actions: [], findings: [] });
      expect(await scenario.plan()).toEqual([]);
      expect((await command('desktops', 'migrate', '--yes')).stderr).toContain('Nothing to do');
    });

    test('tags reach every desktop, and the mark of the fleet stays', async () => {
      const { ended, states, said, desktops } = await wave('tag', '--set', 'owner=desktop-team; floor=3');
      expect({ ended, states, desktops }).toMatchObject({ ended: 'done', states: ['done', 'done', 'done'] });
      expect(said).toContain('only if `tags` of the deployment file say so');
      expect(
        state()
          .tags.get(idFor(ada) ?? '')
          ?.get('floor'),
      ).toBe('3');
      const own = await command('desktops', 'tag', '--set', 'entra-workspaces:fleet=x', '--yes');
      expect(own.stderr.replaceAll(/\s+/g, ' ')).toContain("must not be one of the fleet's own tags");
      expect(scenario.twin.aws.unknownCalls).toEqual([]);
    });
  });

  test('remove terminates under the tag alone and cannot tag; act tags and cannot terminate; the control plane cannot give the tag', async () => {
    const { aws } = scenario.twin;
    const [made = '', other = ''] = [idFor(ada), idFor(alan)];
    const as = async (part: string, operation: string, input: Record<string, unknown>): Promise<string> => {
      const arn = `arn:aws:iam::${aws.accountId}:role/contoso-${part}-${region}`;
      const caller = aws.principals.of(aws.principals.issueSession(arn, 'somebody').accessKeyId)!;
      return aws.call({ service: 'workspaces', operation, region, caller, input }).then(
        () => 'done',
        (error: { code?: string }) => error.code ?? 'unknown',
      );
    };
    const terminate = (id: string) => ({ TerminateWorkspaceRequests: [{ WorkspaceId: id }] });
    const ofOurs = [{ Key: fleetTag, Value: 'contoso/berlin' }];
    // Somebody takes the tag off: the second witness is gone.
    aws.workspaces.region(region).tags.get(other)?.delete(fleetTag);
    expect(await as('fleet-remove', 'TerminateWorkspaces', terminate(other))).toBe('AccessDeniedException');
    expect(await as('fleet-remove', 'CreateTags', { ResourceId: other, Tags: ofOurs })).toBe('AccessDeniedException');
    expect(await as('fleet-act', 'TerminateWorkspaces', terminate(made))).toBe('AccessDeniedException');
    expect(await as('fleet-observe', 'TerminateWorkspaces', terminate(made))).toBe('AccessDeniedException');
    expect(await as('fleet-act', 'StopWorkspaces', { StopWorkspaceRequests: [{ WorkspaceId: other }] })).toBe(
      'AccessDeniedException',
    );
    const foreign = [{ Key: fleetTag, Value: 'another/berlin' }];
    expect(await as('fleet-act', 'CreateTags', { ResourceId: other, Tags: foreign })).toBe('AccessDeniedException');
    expect(await as('fleet-act', 'CreateTags', { ResourceId: other, Tags: ofOurs })).toBe('done');
    // The control plane tags what it makes, and gives nothing the mark under which remove terminates.
    const ownTag = [{ Key: 'owner', Value: 'desktop-team' }];
    expect(await as('control-plane', 'CreateTags', { ResourceId: other, Tags: ofOurs })).toBe('AccessDeniedException');
    expect(await as('control-plane', 'CreateTags', { ResourceId: other, Tags: ownTag })).toBe('done');
    expect(idFor(ada)).toBe(made);
    expect(idFor(alan)).toBe(other);
  });

  test('a destroy is refused while the fleet has desktops', async () => {
    const { code, output } = await scenario.terraform('destroy', '-no-color', '-auto-approve');
    expect(code).toBe(1);
    expect(output.replace(/[\s│]+/g, ' ')).toContain('the fleet of site berlin has 3 desktops');
    await scenario.apply();
    expect(deployment).toBeDefined();
  });

  test('who stays away loses the desktop when the hold is over, and nobody else does', async () => {
    leave(groupId, alan);
    await hours(3);
    expect(rows()[alan]).toBe('held');
    await scenario.twin.advance(6 * 24 * 60);
    await hours(2);
    expect(idFor(alan)).toBeDefined();
    await scenario.twin.advance(24 * 60);
    await hours(3);
    expect(desktops().map((each) => each.split(' ')[0])).toEqual([ada, grace]);
    expect(rows()[alan]).toBe('removed');
    expect(scenario.twin.aws.unknownCalls).toEqual([]);
  });

  test('a desktop that somebody else made is left alone until a person says that it is the fleet’s', async () => {
    const { aws } = scenario.twin;
    const { directoryId, bundleId } = [...aws.workspaces.region(region).desktops.values()][0]!;
    const properties = {
      ComputeTypeName: 'POWER',
      RootVolumeSizeGib: 175,
      UserVolumeSizeGib: 100,
      RunningMode: 'AUTO_STOP',
    };
    const wanted = { DirectoryId: directoryId, BundleId: bundleId, UserName: alan, WorkspaceProperties: properties };
    await aws.inside('workspaces', 'CreateWorkspaces', region, { Workspaces: [wanted] });
    joins(groupId, alan);
    await hours(3);
    const byHand = idFor(alan) ?? '';
    const tags = (): string | undefined => aws.workspaces.region(region).tags.get(byHand)?.get(fleetTag);
    expect(JSON.parse((await fleet('plan', '--json')).stdout)).toMatchObject({
      actions: [],
      findings: [{ what: 'made-by-somebody-else', upn: alan }],
    });
    expect(tags()).toBeUndefined();
    expect(JSON.parse((await fleet('adopt', alan, '--yes', '--json')).stdout)).toEqual({ upn: alan, desktop: byHand });
    expect(tags()).toBe('contoso/berlin');
    expect(rows()[alan]).toBe('present');
    expect((await fleet('adopt', alan, '--yes')).stderr).toContain("is the fleet's already");
  });

  test('emptied by a person it has no desktop, and a destroy goes through', async () => {
    expect((await fleet('empty')).stderr).toContain('--confirm contoso/berlin');
    await fleet('keep', grace);
    const emptied = await fleet('empty', '--confirm', 'contoso/berlin', '--json');
    expect(JSON.parse(emptied.stdout)).toMatchObject({ emptying: true, desktops: 3, kept: [grace] });
    await hours(2);
    expect(desktops().map((each) => each.split(' ')[0])).toEqual([grace]);
    expect((await fleet('status')).stderr).toContain('Being emptied');
    await fleet('keep', grace, '--no-longer');
    await hours(2);
    expect(desktops()).toEqual([]);
    await scenario.destroy();
    expect(scenario.twin.aws.unknownCalls).toEqual([]);
  });
});
