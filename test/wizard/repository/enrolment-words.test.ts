import { describe, expect, test } from '@jest/globals';
import { checkDeploymentValue } from '../../../deployment/load.js';
import { recommendedEnrolment } from '../../../deployment/recommended-enrolment.js';
import { enrolmentInWords, peopleFind } from '../../../wizard/repository/enrolment-words.js';
import { greenfield, type Loose } from '../../deployment/sample.js';

const id = '6f1c2f0a-3c55-4a3e-9a70-0f4f5a4c9d11';
const of = (enrolment: Loose) =>
  checkDeploymentValue({ ...greenfield(), intune: { enrolment } }, 'deployment.json', () => '').deployment;
const said = (enrolment: Loose): readonly string[] => enrolmentInWords(of(enrolment));

describe('what desktops get, in words', () => {
  test('all that is recommended: a line a thing', () => {
    expect(said(recommendedEnrolment())).toHaveLength(11);
  });

  test('nothing from here has no line, and what is empty says so', () => {
    expect(said(null)).toEqual([]);
    expect(said({})).toEqual(['nothing yet']);
  });

  test.each<readonly [what: string, enrolment: Loose, line: RegExp]>([
    ['attack surface that blocks', { settings: { attackSurface: 'block' } }, /^attack surface: .+ is blocked/],
    [
      'compliance of the company',
      { compliance: { existing: { id } } },
      /^Compliance: your own policy 6f1c.+ decides\.$/,
    ],
    [
      'a minimum and a grace',
      { compliance: { create: { osMinimum: '10.0.22631', graceHours: 1 } } },
      /the firewall is on and Windows is 10\.0\.22631 or newer; what fails has 1 hour\./,
    ],
    [
      'a page of the company',
      { statusPage: { existing: { id } } },
      /^First sign-in: your own status page 6f1c.+ is shown\.$/,
    ],
    ['a page that waits for nothing', { statusPage: { create: {} } }, /nobody is kept waiting\.$/],
    ['updates by WorkSpaces', { updates: { owner: 'workspaces' } }, /^Updates: the monthly maintenance of WorkSpaces/],
    [
      'a pilot of some',
      { updates: { owner: 'intune', pilot: { sixteenths: 2 } } },
      / 2 of 16 desktops get them at once\.$/,
    ],
    [
      'a pilot of a group',
      { updates: { owner: 'intune', pilot: { deviceGroup: id } } },
      / Those of a pilot group get them at once\.$/,
    ],
    [
      'a version that stays',
      { updates: { stayOn: 'Windows 11, version 24H2' } },
      /^Windows stays on Windows 11, version 24H2/,
    ],
    ['a group that is joined', { joins: [id] }, /^What you assign to your own group that is named here\.$/],
    [
      'an app of theirs without a name',
      { apps: { vpn: { app: { existing: { id } }, for: 'available' } } },
      /^Apps that people install themselves: the app 6f1c/,
    ],
    [
      'Microsoft 365',
      { apps: { office: { app: { microsoft365: {} }, for: 'required' } } },
      /^Apps that come by themselves: Microsoft 365 Apps\.$/,
    ],
  ])('%s', (_what, enrolment, line) => {
    expect(said(enrolment)).toEqual([expect.stringMatching(line)]);
  });

  test('what people find in Company Portal: nothing where it does not come from here', () => {
    const found = (enrolment: Loose): string | undefined => peopleFind(of(enrolment).intune.enrolment!);
    expect(found({})).toBeUndefined();
    const { apps } = recommendedEnrolment();
    expect(found({ apps })).toMatch(/it lists what your company makes available in Intune\.$/);
    const vpn = { app: { existing: { id } }, for: 'available' };
    expect(found({ apps: { ...apps, vpn } })).toMatch(/the apps above, and whatever else/);
  });
});
