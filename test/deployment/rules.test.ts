import { describe, expect, test } from '@jest/globals';
import { rules, warnings } from '../../deployment/rules.js';
import { fleetCases } from './rules/fleet.js';
import { companyCertificatesCases } from './rules/company-certificates.js';
import { companyPoliciesCases } from './rules/company-policies.js';
import { enrolmentCases } from './rules/enrolment.js';
import { regionsCases } from './rules/regions.js';
import { identityCases } from './rules/identity.js';
import { namesCases } from './rules/names.js';
import { networkCases } from './rules/network.js';
import { sessionCases } from './rules/session.js';
import { usersCases } from './rules/users.js';
import { operationsCases } from './rules/operations.js';
import { site, startOf, users } from './rules/case.js';
import { greenfield, load, problemsOf } from './sample.js';

const cases = [
  ...enrolmentCases,
  ...companyPoliciesCases,
  ...sessionCases,
  ...companyCertificatesCases,
  ...fleetCases,
  ...regionsCases,
  ...identityCases,
  ...namesCases,
  ...networkCases,
  ...usersCases,
  ...operationsCases,
];

describe.each(cases)('$rule refuses $refuses', (shown) => {
  const { rule, change, path, says, nearest, accepts } = shown;

  test('with path, rule, what it got and the nearest valid value', () => {
    const deployment = startOf(shown);
    change(deployment);
    const found = problemsOf(deployment).find((problem) => problem.path === path && says.test(problem.rule));
    expect(found).toBeDefined();
    expect(found?.got).not.toBe('');
    if (nearest !== undefined) expect(found?.nearest).toBe(nearest);
  });

  test('and nothing else', () => {
    const deployment = startOf(shown);
    accepts(deployment);
    expect(problemsOf(deployment)).toEqual([]);
    expect(rules.map(({ name }) => name)).toContain(rule);
  });
});

test.each(cases.filter(({ rule }) => rule !== 'derivedNamesFit'))(
  '$rule, and no other rule, is what refuses $refuses',
  (shown) => {
    const deployment = startOf(shown);
    shown.change(deployment);
    const others = rules.filter(({ name }) => name !== shown.rule);
    const all = rules as unknown as (typeof rules)[number][];
    const before = all.splice(0, all.length, ...others);
    try {
      const { path, says } = shown;
      expect(problemsOf(deployment).filter((problem) => problem.path === path && says.test(problem.rule))).toEqual([]);
    } finally {
      all.splice(0, all.length, ...before);
    }
  },
);

test('every rule is shown here', () => {
  const shownHere = new Set(cases.map(({ rule }) => rule));
  expect(rules.map(({ name }) => name).filter((name) => !shownHere.has(name))).toEqual([]);
});

describe('warnings', () => {
  test('come with 201 desktops and stop nothing', () => {
    const deployment = greenfield();
    site(deployment).network.create = {
      cidr: '172.20.0.0/20',
      availabilityZoneIds: ['euc1-az2', 'euc1-az3'],
      capacity: 400,
    };
    site(deployment).desktops.users = users(201);
    expect(load(deployment).warnings).toEqual([
      expect.objectContaining({
        path: 'sites',
        got: '201',
        rule: expect.stringContaining('should have at most 200 desktops'),
      }),
    ]);
    site(deployment).desktops.users = users(200);
    expect(load(deployment).warnings).toEqual([]);
  });

  test('come with apps to install where no filter holds the desktops', () => {
    const deployment = greenfield();
    const app = { store: { id: '9WZDNCRFJ3PZ', displayName: 'Company Portal', publisher: 'Microsoft' } };
    deployment.intune = {
      profile: { existing: { id: '6f1c2f0a-3c55-4a3e-9a70-0f4f5a4c9d11' } },
      enrolment: { apps: { portal: { app, for: 'available' } } },
    };
    expect(load(deployment).warnings).toEqual([
      expect.objectContaining({ path: 'intune.enrolment.apps', got: 'portal' }),
    ]);
  });

  test('come with a network in the range that the management interface uses, too', () => {
    const deployment = greenfield();
    site(deployment).network.create.cidr = '10.20.0.0/20';
    expect(load(deployment).warnings).toEqual([
      expect.objectContaining({ path: 'sites[0].network.create.cidr', got: '10.20.0.0/20' }),
    ]);
    expect(warnings).toHaveLength(10);
  });

  test('come with names that Windows keeps for devices, of what lies in the repository', () => {
    const deployment = greenfield();
    deployment.name = 'con';
    deployment.state = { local: { path: 'states./aux.tfstate' } };
    site(deployment).desktops.users = { file: 'lists/nul.csv' };
    expect(
      load(deployment, { 'lists/nul.csv': 'upn\nada@contoso.com\n' }).warnings.map(({ path, rule }) => [path, rule]),
    ).toEqual([
      ['name', 'should be another name: no file or folder can be called con in Windows'],
      ['state.local.path', expect.stringContaining('Windows takes the end off')],
      ['sites[0].desktops.users.file', expect.stringContaining('can be called nul.csv in Windows')],
    ]);
  });

  test.each([
    [80, 10, undefined],
    [80, 50, undefined],
    [80, 100, undefined],
    [175, 100, undefined],
    [500, 2000, undefined],
    [80, 20, '80 with 50'],
    [100, 100, '175 with 100'],
    [175, 50, '175 with 100'],
    [300, 60, '300 with 100'],
    [80, 500, '175 with 500'],
  ])('come with volumes that AWS does not list together: %i with %i', (root, user, nearest) => {
    const deployment = greenfield();
    const { fromImage } = site(deployment).bundles.standard;
    Object.assign(fromImage, { rootVolumeGib: root, userVolumeGib: user });
    const found = load(deployment).warnings;
    expect(found.map((each) => [each.path, each.got, each.nearest])).toEqual(
      nearest === undefined ? [] : [['sites[0].bundles.standard.fromImage', `${root} with ${user}`, nearest]],
    );
    expect(
      found.every(({ rule, fix }) => rule.includes('80 with 10, 50 or 100') && fix?.includes('modify-workspaces')),
    ).toBe(true);
  });

  test.each([
    ['GRAPHICS_G4DN', 'AUTO_STOP', 'sites[0].desktops.runningMode'],
    ['GENERALPURPOSE_4XLARGE', 'AUTO_STOP', 'sites[0].desktops.runningMode'],
    ['GRAPHICS_G4DN', 'ALWAYS_ON', undefined],
    ['PERFORMANCE', 'AUTO_STOP', undefined],
  ])('of the size %s with %s lose what is open or not', (computeType, runningMode, path) => {
    const deployment = greenfield();
    Object.assign(site(deployment).bundles.standard.fromImage, { computeType, rootVolumeGib: 175, userVolumeGib: 100 });
    site(deployment).desktops.runningMode = runningMode;
    const found = load(deployment).warnings;
    expect(found.map((each) => each.path)).toEqual(path === undefined ? [] : [path]);
    expect(found.every(({ rule }) => rule.includes('does not hibernate'))).toBe(true);
  });

  test('lose what is open where one person alone has such a desktop: said once, at that person', () => {
    const deployment = greenfield();
    const { bundles, desktops } = site(deployment);
    bundles.drawing = { fromImage: { ...bundles.standard.fromImage, computeType: 'GRAPHICS_G4DN' } };
    Object.assign(bundles.drawing.fromImage, { rootVolumeGib: 175, userVolumeGib: 100 });
    desktops.users = { list: ['ada', 'bob'].map((name) => ({ upn: `${name}@contoso.com`, bundle: 'drawing' })) };
    expect(load(deployment).warnings.map((each) => each.path)).toEqual(['sites[0].desktops.users.list[0].runningMode']);
  });
});
