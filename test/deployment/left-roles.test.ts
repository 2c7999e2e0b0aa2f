import { describe, expect, test } from '@jest/globals';
import { hasIdentities, leftRolesOf, onlyChecks, roleArnOf } from '../../deployment/pipeline-of.js';

type Left = Parameters<typeof leftRolesOf>[0];
const deployment = (settings: object): Left =>
  ({
    ...{ name: 'contoso', identityCenter: { region: 'eu-central-1' } },
    aws: { accountId: '111122223333', rolePath: '/pipelines/' },
    pipeline: { github: settings },
  }) as Left;
const made = (job: string): string => `arn:aws:iam::111122223333:role/pipelines/contoso-${job}`;

describe('roles that bootstrap made and the deployment no longer names', () => {
  test.each<[string, object, readonly string[]]>([
    ['of a pipeline that only checks', { level: 'refused' }, [made('main-plan'), made('apply')]],
    ['of a lowered level', { level: 'refused', aws: { mainPlan: made('main-plan') } }, [made('apply')]],
    [
      'where bootstrap makes them, also beside a role of somebody else elsewhere',
      { level: 'refused', aws: { mainPlan: 'arn:aws:iam::111122223333:role/own/plan' } },
      [made('apply')],
    ],
    ['none at a level that applies', { level: 'approved', aws: { mainPlan: made('main-plan') } }, []],
  ])('%s', (_what, settings, wanted) => {
    expect(leftRolesOf(deployment(settings))).toEqual(wanted);
  });

  test('they are those that bootstrap would make', () => {
    const all = deployment({ level: 'refused' });
    expect(leftRolesOf(all)).toEqual([roleArnOf(all, 'mainPlan'), roleArnOf(all, 'apply')]);
  });
});

test('a pipeline only checks where its host names no identity in either cloud', () => {
  const id = '33333333-3333-4333-8333-333333333333';
  for (const settings of [{}, { aws: { mainPlan: 'a role' } }, { entra: { mainPlan: id } }]) {
    const { pipeline } = deployment({ level: 'refused', ...settings });
    expect(onlyChecks(pipeline!.github!)).toBe(Object.keys(settings).length === 0);
    expect(hasIdentities(pipeline)).toBe(!onlyChecks(pipeline!.github!));
  }
});
