import { expect, test } from '@jest/globals';
import { noAllowances, refusalsOf } from '../../../wizard/terraform/plan-guards.js';
import type { ResourceChange } from '../../../wizard/terraform/plan-json.js';
import { summarizePlan } from '../../../wizard/terraform/plan-summary.js';
import { change, plan, step } from './plans.js';

const refused = (...changes: readonly ResourceChange[]): string[] =>
  refusalsOf(summarizePlan(plan(changes, ['ada@contoso.com'])), noAllowances).map(
    ({ reason, fix, flags }) => `${reason} ${fix} ${flags ?? ''}`,
  );
const ensured = (before: object, after: object): ResourceChange =>
  step('bundle', 'standard', 'ensure', ['delete', 'create'], [{ ...before }, { ...after }]);
const volumes = (upn: string, before: object, after: object): ResourceChange =>
  change('aws_workspaces_workspace', upn.replace(/\W/g, '_'), ['update'], {
    before: { user_name: upn, workspace_properties: [before] },
    after: { user_name: upn, workspace_properties: [after] },
  });

test('a plan that changes what AWS fixed when it was made is refused before anything is done, with the other way', () => {
  const [first = '', ...others] = refused(ensured({ userVolumeGib: 100 }, { userVolumeGib: 200 }));
  expect(others).toEqual([]);
  expect(first).toContain('AWS refuses what the plan changes: the bundle standard: userVolumeGib 100 to 200.');
  expect(first).toContain('add a bundle under another name');
});

test('what AWS changes in place, what only the apply knows, and what is made anew in the same plan is let through', () => {
  expect(refused(ensured({ imageId: 'wsi-1' }, { imageId: 'wsi-2' }))).toEqual([]);
  expect(refused(ensured({ computeType: 'POWER' }, { computeType: '${data.x.y}' }))).toEqual([]);
  expect(
    refused(
      step('bundle', 'standard', 'claim', ['create']),
      ensured({ computeType: 'POWER' }, { computeType: 'STANDARD' }),
    ),
  ).toEqual([]);
});

test('what means the same to AWS in another order or case is no change', () => {
  const registered = (subnetIds: readonly string[], tenantId: string): ResourceChange =>
    step(
      'entra-directory',
      'berlin',
      'ensure',
      ['delete', 'create'],
      [
        { subnetIds: ['subnet-a', 'subnet-b'], tenantId: 'aaaa' },
        { subnetIds, tenantId },
      ],
    );
  expect(refused(registered(['subnet-b', 'subnet-a'], 'AAAA'))).toEqual([]);
  expect(refused(registered(['subnet-b', 'subnet-c'], 'aaaa'))).toEqual([expect.stringContaining('subnetIds')]);
});

test('a volume of a desktop is never made smaller: the people are named once for all', () => {
  const [first = '', ...others] = refused(
    volumes('ada@contoso.com', { user_volume_size_gib: 100 }, { user_volume_size_gib: 50 }),
    volumes('grace@contoso.com', { user_volume_size_gib: 100 }, { user_volume_size_gib: 50 }),
  );
  expect(others).toEqual([]);
  expect(first).toContain('the desktops of ada@contoso.com and 1 more: user volume 100 GiB to 50 GiB.');
  expect(first).toContain('never smaller');
  // A bundle of before helps nobody who enlarged the volume by self-service.
  expect(first).toContain('set `desktops.properties` of the site to `initial`');
  expect(refused(volumes('ada@contoso.com', { root_volume_size_gib: 80 }, { root_volume_size_gib: 175 }))).toEqual([]);
});
