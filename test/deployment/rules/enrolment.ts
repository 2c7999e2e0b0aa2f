import { companyPortal } from '../../../deployment/recommended-enrolment.js';
import type { Loose } from '../sample.js';
import type { Case } from './case.js';

const [one, other] = ['6f1c2f0a-3c55-4a3e-9a70-0f4f5a4c9d11', '7a2d3b1b-4d66-4b4f-8b81-1a5a6b5dae22'];
const gives = (deployment: Loose, enrolment: Loose): void => {
  deployment.intune = { ...deployment.intune, enrolment };
};
const waitsFor = (deployment: Loose, blockUntil: string[], app: Loose = {}): void => {
  const portal = { ...companyPortal, ...app };
  gives(deployment, { statusPage: { create: { blockUntil } }, apps: { portal } });
};
const office = { app: { microsoft365: {} }, for: 'required' };
const path = 'intune.enrolment';
const theirs = (intent: string, inCapitals = false): Loose => ({
  app: { existing: { id: inCapitals ? one?.toUpperCase() : one } },
  for: intent,
});
const other9 = 'XP89DCGQ3K6VLD';
const store = (displayName: string, id = '9WZDNCRFJ3PZ'): Loose => ({
  app: { store: { id, displayName, publisher: 'Contoso' } },
  for: 'available',
});
const inLanguages = (languages: string[]): Loose => ({ app: { microsoft365: { languages } }, for: 'required' });
const pilotOf = (deviceGroup?: string): Loose => ({ owner: 'intune', pilot: { deviceGroup } });
const forPerson = { app: { store: { ...(companyPortal.app as Loose).store, installFor: 'user' } } };

/** Rules on what desktops get when they enrol. */
export const enrolmentCases: readonly Case[] = [
  {
    rule: 'statusPageWaitsForWhatComes',
    refuses: 'a page that waits for an app that nobody gets',
    change: (deployment) => waitsFor(deployment, ['portl']),
    path: `${path}.statusPage.create.blockUntil[0]`,
    says: /must be a name in intune\.enrolment\.apps/,
    nearest: 'portal',
    accepts: (deployment) => waitsFor(deployment, ['portal']),
  },
  {
    rule: 'statusPageWaitsForWhatComes',
    refuses: 'a page that waits for an app that people install themselves',
    change: (deployment) => waitsFor(deployment, ['portal'], { for: 'available' }),
    path: `${path}.statusPage.create.blockUntil[0]`,
    says: /must be an app that comes by itself/,
    accepts: (deployment) => waitsFor(deployment, [], { for: 'available' }),
  },
  {
    rule: 'statusPageWaitsForWhatComes',
    refuses: 'a page that waits for an app of a person who is not signed in yet',
    change: (deployment) => waitsFor(deployment, ['portal'], forPerson),
    path: `${path}.statusPage.create.blockUntil[0]`,
    says: /must be an app that is installed for the computer/,
    accepts: (deployment) => waitsFor(deployment, [], forPerson),
  },
  {
    rule: 'statusPageWaitsForWhatComes',
    refuses: 'a page that waits for Microsoft 365',
    change: (deployment) => waitsFor(deployment, ['portal'], { app: { microsoft365: {} } }),
    path: `${path}.statusPage.create.blockUntil[0]`,
    says: /must be a small app: Microsoft 365 takes longer/,
    accepts: (deployment) => waitsFor(deployment, [], { app: { microsoft365: {} } }),
  },
  {
    rule: 'microsoft365IsOne',
    refuses: 'Microsoft 365 twice',
    change: (deployment) => gives(deployment, { apps: { office, other: office } }),
    path: `${path}.apps.other`,
    says: /must not be a second Microsoft 365 beside office/,
    accepts: (deployment) => gives(deployment, { apps: { office } }),
  },
  {
    rule: 'pilotBelongsToRings',
    refuses: 'a pilot without rings',
    change: (deployment) => gives(deployment, { updates: { owner: 'workspaces', pilot: { sixteenths: 2 } } }),
    path: `${path}.updates.pilot`,
    says: /must be absent unless `owner` is intune/,
    accepts: (deployment) => gives(deployment, { updates: { owner: 'intune', pilot: { sixteenths: 2 } } }),
  },
  {
    rule: 'osMinimumIsReached',
    refuses: 'a minimum above the version that desktops stay on',
    change: (deployment) =>
      gives(deployment, {
        compliance: { create: { osMinimum: '10.0.26200.1' } },
        updates: { stayOn: 'Windows 11, version 24H2' },
      }),
    path: `${path}.compliance.create.osMinimum`,
    says: /must be at most 10\.0\.26100/,
    nearest: '10.0.26100.0',
    accepts: (deployment) =>
      gives(deployment, {
        compliance: { create: { osMinimum: '10.0.26100.4000' } },
        updates: { stayOn: 'Windows 11, version 24H2' },
      }),
  },
  {
    rule: 'groupsOfEnrolmentDiffer',
    refuses: 'a group that is joined twice',
    change: (deployment) => gives(deployment, { joins: [one, one?.toUpperCase()] }),
    path: `${path}.joins[1]`,
    says: /must be another group than those before/,
    accepts: (deployment) => gives(deployment, { joins: [one, other] }),
  },
  {
    rule: 'groupsOfEnrolmentDiffer',
    refuses: 'a group that is joined and left out',
    change: (deployment) => gives(deployment, { joins: [one], exclude: [one] }),
    path: `${path}.exclude[0]`,
    says: /must not be one of joins/,
    accepts: (deployment) => gives(deployment, { joins: [one], exclude: [other] }),
  },
  {
    rule: 'appsDiffer',
    refuses: 'one app twice for the same people: one assignment for two blocks',
    change: (deployment) => gives(deployment, { apps: { vpn: theirs('required'), again: theirs('required', true) } }),
    path: `${path}.apps.again`,
    says: /must be another app than vpn, or for others/,
    accepts: (deployment) => gives(deployment, { apps: { vpn: theirs('required'), again: theirs('available', true) } }),
  },
  {
    rule: 'appsDiffer',
    refuses: 'two apps whose names differ in case alone',
    change: (deployment) =>
      gives(deployment, { apps: { one: store('Power toys'), two: store('POWER  toys', other9) } }),
    path: `${path}.apps.two.app.store.displayName`,
    says: /must be another name than that of one, upper and lower case being the same/,
    accepts: (deployment) => gives(deployment, { apps: { one: store('Power toys'), two: store('Power', other9) } }),
  },
  {
    rule: 'listsOfEnrolmentHoldEachOnce',
    refuses: 'an app that the page waits for twice',
    change: (deployment) => waitsFor(deployment, ['portal', 'portal']),
    path: `${path}.statusPage.create.blockUntil[1]`,
    says: /must be another one than those before/,
    accepts: (deployment) => waitsFor(deployment, ['portal']),
  },
  {
    rule: 'listsOfEnrolmentHoldEachOnce',
    refuses: 'a scope tag that stands twice',
    change: (deployment) => gives(deployment, { roleScopeTagIds: ['7', '07'] }),
    path: `${path}.roleScopeTagIds[1]`,
    says: /must be another one than those before/,
    accepts: (deployment) => gives(deployment, { roleScopeTagIds: ['7', '70'] }),
  },
  {
    rule: 'listsOfEnrolmentHoldEachOnce',
    refuses: 'a language that stands twice',
    change: (deployment) => gives(deployment, { apps: { office: inLanguages(['de-de', 'de-DE']) } }),
    path: `${path}.apps.office.app.microsoft365.languages[1]`,
    says: /must be another one than those before/,
    accepts: (deployment) => gives(deployment, { apps: { office: inLanguages(['de-de', 'de-AT']) } }),
  },
  {
    rule: 'pilotIsAPart',
    refuses: 'a pilot that every desktop joins',
    change: (deployment) => gives(deployment, { joins: [one], updates: pilotOf(one?.toUpperCase()) }),
    path: `${path}.updates.pilot.deviceGroup`,
    says: /must not be one of joins/,
    accepts: (deployment) => gives(deployment, { joins: [one], updates: pilotOf(other) }),
  },
  {
    rule: 'pilotIsAPart',
    refuses: 'a pilot that gets nothing',
    change: (deployment) => gives(deployment, { exclude: [one], updates: pilotOf(one) }),
    path: `${path}.updates.pilot.deviceGroup`,
    says: /must not be one of exclude/,
    accepts: (deployment) => gives(deployment, { exclude: [one], updates: pilotOf(other) }),
  },
];
