import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { BundleProperties } from '../../domain/control-plane/kinds/bundle.js';
import { readyForDesktops } from '../twin/aws/account-in-test.js';
import { changes, eventOf, messageOf, Plan, region, startFunction, type StartedFunction } from './steps.js';

const identity = { name: 'contoso-power' };

const warned = jest.spyOn(console, 'warn');

describe('a bundle', () => {
  let started: StartedFunction;
  let properties: BundleProperties;
  let plan: Plan<'bundle'>;

  beforeEach(async () => {
    started = await startFunction();
    started.account.workspaces.enableByol(region);
    const imageId = started.account.workspaces.addImage(region);
    properties = { imageId, computeType: 'POWER', rootVolumeGib: 175, userVolumeGib: 100, tags: { owner: 'desktops' } };
    plan = new Plan(started.invoke, { kind: 'bundle', identity, properties });
  });
  afterEach(() => started.stop());

  const bundles = () =>
    [...started.account.workspaces.region(region).bundles.values()].filter(({ name }) => name === identity.name);

  test('is made of its image, waited for and known by its id, tagged from the start', async () => {
    await plan.apply();
    expect(bundles()).toHaveLength(1);
    expect(plan.ids).toEqual({ bundleId: bundles()[0]!.id });
    expect(changes(started)).toEqual(['CreateWorkspaceBundle']);
    expect(Object.fromEntries(started.account.workspaces.region(region).tagsOf(bundles()[0]!.id))).toEqual({
      owner: 'desktops',
    });
  });

  test('takes a new image and keeps its id', async () => {
    await plan.apply();
    const before = plan.ids;
    const imageId = started.account.workspaces.addImage(region);
    await plan.apply({ ...properties, imageId });
    expect(plan.ids).toBe(before);
    expect(bundles()).toMatchObject([{ imageId }]);
    expect(changes(started)).toEqual(['CreateWorkspaceBundle', 'UpdateWorkspaceBundle']);
  });

  test('is adopted when it is there and fits, with another image too', async () => {
    await plan.apply();
    const imageId = started.account.workspaces.addImage(region);
    const other = new Plan(started.invoke, { kind: 'bundle', identity, properties: { ...properties, imageId } });
    await other.apply();
    expect(other.ids).toEqual(plan.ids);
  });

  test.each([
    ['computeType', 'STANDARD'],
    ['rootVolumeGib', 80],
    ['userVolumeGib', 50],
  ] as const)('is refused when its %s differs', async (name, value) => {
    await plan.apply();
    const ensure = eventOf({ kind: 'bundle', identity, properties: { ...properties, [name]: value } }, 'ensure');
    const message = await messageOf(started.invoke(ensure));
    expect(message).toMatch(/^REFUSED: the bundle contoso-power exists \(wsb-/);
    expect(message).toContain(`\`${name}\` is ${properties[name]}, asked for is ${value}`);
  });

  test('of an image that is not there fails with what to do', async () => {
    const missing = { ...properties, imageId: 'wsi-000000000' };
    expect(await messageOf(plan.apply(missing))).toMatch(
      /ResourceNotFound to workspaces:CreateWorkspaceBundle.*describe-workspace-images/,
    );
  });

  test('of an image that is not ready yet fails with what to do', async () => {
    const imageId = started.account.workspaces.addImage(region, { state: 'PENDING' });
    expect(await messageOf(plan.apply({ ...properties, imageId }))).toMatch(
      /The image is not ready.*wait until it is AVAILABLE/,
    );
  });

  test('goes and can be made anew', async () => {
    await plan.apply();
    await plan.destroy();
    expect(bundles()).toEqual([]);
    await plan.apply();
    expect(bundles()).toHaveLength(1);
  });

  test('is not removed while desktops are made of it, and names them', async () => {
    const { directoryId } = await readyForDesktops(started, ['ada@contoso.com']);
    await plan.apply();
    const answer = await started.account.inside('workspaces', 'CreateWorkspaces', region, {
      Workspaces: [{ DirectoryId: directoryId, BundleId: bundles()[0]!.id, UserName: 'ada@contoso.com' }],
    });
    expect(answer['FailedRequests'] ?? []).toEqual([]);
    expect(await messageOf(plan.destroy())).toMatch(
      /^REFUSED: the bundle contoso-power is not removed: 1 desktop \(ada@contoso\.com\)/,
    );
    expect(bundles()).toHaveLength(1);
  });

  test('that somebody removed already is no error on destroy', async () => {
    await plan.apply();
    started.account.workspaces.region(region).bundles.clear();
    await plan.destroy();
    expect(changes(started)).toEqual(['CreateWorkspaceBundle']);
  });

  test('asked for twice at once is made once', async () => {
    const ensure = eventOf({ kind: 'bundle', identity, properties }, 'ensure');
    await Promise.all([started.invoke(ensure), started.invoke(ensure)]);
    expect(bundles()).toHaveLength(1);
  });

  test('makes the SDK warn of nothing in all of this', () => {
    expect(warned.mock.calls).toEqual([]);
  });
});
