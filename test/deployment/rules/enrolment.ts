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
];
