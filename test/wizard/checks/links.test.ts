/** Each link of `doctor --user` alone: what it says of a person in a world, without a cloud and without a rule. */
import { describe, expect, test } from '@jest/globals';
import { links } from '../../../wizard/checks/person/chain.js';
import { PersonLooks } from '../../../wizard/checks/person/looks.js';
import { placesOf } from '../../../wizard/checks/person/place.js';
import { findPerson } from '../../../wizard/checks/person/who.js';
import { contentRows } from './content.cases.js';
import type { Case, Row } from './link-case.js';
import { ago } from './seen-answers.js';
import { now, seenWorld } from './seen-world.js';

const hour = 3_600_000;
const upn = 'ada@contoso.com';

async function verdictOf(id: string, { who, site, hidden, changed, asked, from, device, keepsToken }: Case) {
  const { deployment, observer } = seenWorld([{ upn, ...who }], site, hidden, changed);
  const places = placesOf(deployment).map((place) => (keepsToken ? { ...place, keepsToken } : place));
  const found = await findPerson(observer, places, asked ?? upn, deployment);
  const link = links.find((each) => each.id === id)!;
  return link.judge(new PersonLooks(found.around, found.who, now, from, device));
}

const whole: Case = {};
const notThere = 'not-reached';
const each =
  <T extends object>(more: object) =>
  (all: readonly T[]) =>
    all.map((one) => ({ ...one, ...more }));
const more =
  (of: object) =>
  (one: unknown): unknown => ({ ...(one as object), ...of });

const cases: Readonly<Record<string, readonly Row[]>> = {
  directory: [
    ['registered', whole, 'ok', /contoso-berlin is registered in/],
    ['absent', { site: { directory: 'absent' } }, 'broken', /./],
    ['in error', { site: { directory: 'ERROR' } }, 'broken', /ERROR/],
    ['on its way', { changed: { directories: each({ state: 'REGISTERING' }) } }, 'wait', /is being registered/],
    [
      'an earlier one of the same name is no longer registered',
      { changed: { directories: (all) => [...all.map((one) => ({ ...one, state: 'DEREGISTERED' })), ...all] } },
      'ok',
      /contoso-berlin is registered in/,
    ],
    ['hidden', { hidden: ['directories'] }, 'unknown', /permission/],
  ],
  'scim-token': [
    ['kept elsewhere', whole, 'ok', /the federation was there before/],
    ['without a day', { keepsToken: true }, 'ok', /no end is recorded/],
    [
      'valid',
      { keepsToken: true, changed: { tokenSecrets: () => [{ expires: ago(-90 * 24 * hour) }] } },
      'ok',
      /valid for/,
    ],
    [
      'expired',
      { keepsToken: true, changed: { tokenSecrets: () => [{ expires: ago(24 * hour) }] } },
      'broken',
      /expired/,
    ],
    ['hidden', { keepsToken: true, hidden: ['tokenSecrets'] }, 'unknown', /permission/],
  ],
  'registration-secret': [
    ['valid', whole, 'ok', /valid for/],
    ['no app', { site: { registration: 'absent' } }, 'broken', /./],
    ['expired', { site: { registration: 'expired' } }, 'broken', /expired/],
    ['hidden', { hidden: ['registrationApp'] }, 'unknown', /permission/],
  ],
  federation: [
    ['whole', whole, 'ok', /its certificate is valid for/],
    ['no app', { site: { app: 'absent' } }, 'broken', /does not exist in this tenant/],
    ['disabled', { site: { app: 'disabled' } }, 'broken', /is disabled/],
    ['expired', { site: { app: 'expired' } }, 'broken', /expired 3 days ago|expired/],
    ['not SAML', { changed: { enterpriseApp: more({ signOnMode: 'notSupported' }) } }, 'broken', /not in SAML mode/],
    ['no active certificate', { changed: { enterpriseApp: more({ certificates: [] }) } }, 'broken', /no signing cert/],
  ],
  provisioning: [
    ['runs', whole, 'ok', /its last run ended/],
    ['no app', { site: { app: 'absent' } }, notThere, /no enterprise app/],
    ['no job', { site: { job: 'absent' } }, 'broken', /./],
    ['paused', { site: { job: 'paused' } }, 'broken', /./],
    ['in quarantine', { site: { job: 'quarantine' } }, 'broken', /quarantine/i],
    ['silent', { site: { job: 'stuck' } }, 'broken', /3 hours ago/],
    ['before its first run', { changed: { provisioningJob: more({ lastRun: undefined }) } }, 'wait', /first run/],
  ],
  account: [
    ['enabled', whole, 'ok', /is enabled and a member/],
    ['absent', { who: { account: 'absent' } }, 'broken', /./],
    [
      'absent, and one letter off somebody who is listed',
      { asked: 'adam@contoso.com', who: { account: 'absent' } },
      'broken',
      /no user adam@contoso\.com \(was ada@contoso\.com meant\?\)/,
    ],
    ['disabled', { who: { account: 'disabled' } }, 'broken', /disabled/],
    ['a guest', { who: { account: 'guest' } }, 'broken', /guest/],
    ['hidden', { hidden: ['entraUser'] }, 'unknown', /permission/],
  ],
  licences: [
    ['all', whole, 'ok', /./],
    ['none', { who: { licensed: false } }, 'broken', /no licence for/],
    ['no account', { who: { account: 'absent' } }, notThere, /no account/],
    [
      'a plan switched off',
      { changed: { entraUser: (user) => ({ ...user, plans: { ...user?.plans, INTUNE_A: 'Disabled' } }) } },
      'broken',
      /is switched off/,
    ],
    [
      'a plan on its way',
      { changed: { entraUser: (user) => ({ ...user, plans: { ...user?.plans, INTUNE_A: 'PendingActivation' } }) } },
      'wait',
      /is being activated/,
    ],
  ],
  group: [
    ['a member', whole, 'ok', /direct member of Desktop users/],
    ['no member', { who: { member: false } }, 'broken', /not a member of Desktop users/],
    ['on hold', { who: { held: true } }, 'broken', /on hold in the deployment/],
    ['no account', { who: { account: 'absent' } }, notThere, /no account/],
    ['no group assigned', { changed: { appAssignments: () => [] } }, 'broken', /no group is assigned/],
    [
      'assigned by name',
      {
        who: { member: false },
        changed: { appAssignments: () => [{ principalId: 'entra-0', principalType: 'User', displayName: 'Ada' }] },
      },
      'ok',
      /by name/,
    ],
    ['hidden', { hidden: ['groupMembers'] }, 'unknown', /permission/],
  ],
  'sign-ins': [
    ['the last worked', whole, 'ok', /the last one, .*, worked/],
    ['none', { changed: { signIns: () => [] } }, 'wait', /none yet/],
    [
      'none, yet the desktop was used',
      { changed: { signIns: () => [], desktopConnections: () => [{ id: 'ws-aaaaaaaa0', lastConnected: ago(hour) }] } },
      'ok',
      /was used before/,
    ],
    [
      'refused twice',
      { changed: { signIns: () => [1, 2].map((at) => ({ at: ago(at * hour), errorCode: 50105 })) } },
      'broken',
      /was refused, 2 in a row \(AADSTS50105\)/,
    ],
  ],
  'provisioning-log': [
    ['nothing of late', whole, 'ok', /nothing in the log of late/],
    ['not brought yet', { who: { synced: 'absent' } }, 'wait', /not brought to Identity Center yet/],
  ],
  'identity-center-user': [
    ['there once', whole, 'ok', /is enabled, and there is one/],
    ['absent', { who: { synced: 'absent' } }, 'wait', /not there yet/],
    ['disabled', { who: { synced: 'disabled' } }, 'broken', /disabled/],
    ['there twice', { who: { synced: 'double' } }, 'broken', /./],
    ['of an earlier account', { who: { synced: 'earlier' } }, 'broken', /./],
  ],
  application: [
    ['a member of an assigned group', whole, 'ok', /member of an assigned group/],
    ['nobody assigned', { site: { groupOpen: false } }, 'broken', /./],
    ['open to everybody', { changed: { applicationAssignments: more({ required: false }) } }, 'ok', /everybody/],
    ['no directory', { site: { directory: 'absent' } }, notThere, /no directory/],
    ['not in Identity Center', { who: { synced: 'absent' } }, notThere, /no user in Identity Center/],
  ],
  desktop: [
    ['available', whole, 'ok', /AVAILABLE|running|ws-/],
    ['none', { who: { desktop: 'none' } }, 'broken', /./],
    ['asleep', { who: { desktop: 'STOPPED' } }, 'ok', /./],
    ['in error', { who: { desktop: 'ERROR' } }, 'broken', /ERROR/],
    ['being created', { who: { desktop: 'PENDING' } }, 'wait', /creat/],
    ['being rebuilt', { who: { desktop: 'REBUILDING' } }, 'wait', /REBUILDING/],
    ['in a state of later times', { who: { desktop: 'NEW_STATE' } }, 'unknown', /does not know/],
    ['no directory', { site: { directory: 'absent' } }, notThere, /no directory/],
  ],
  access: [
    ['from anywhere', whole, 'ok', /from every kind of device, from every network/],
    ['no directory', { site: { directory: 'absent' } }, notThere, /no directory/],
    [
      'a kind of device that is denied',
      { device: 'web', changed: { directories: each({ access: { DeviceTypeWeb: 'DENY' } }) } },
      'broken',
      /denies web/,
    ],
    [
      'from outside of the networks',
      {
        from: '198.51.100.7',
        changed: {
          directories: each({ ipGroupIds: ['wsipg-1'] }),
          ipGroups: () => [{ id: 'wsipg-1', name: 'office', cidrs: ['203.0.113.0/24'] }],
        },
      },
      'broken',
      /198\.51\.100\.7 is in none of the networks office/,
    ],
    [
      'from inside of them',
      {
        from: '203.0.113.9',
        changed: {
          directories: each({ ipGroupIds: ['wsipg-1'] }),
          ipGroups: () => [{ id: 'wsipg-1', name: 'office', cidrs: ['203.0.113.0/24'] }],
        },
      },
      'ok',
      /203\.0\.113\.9 is in office/,
    ],
  ],
  'autopilot-device': [
    ['registered', whole, 'ok', /registered with the tag contoso-berlin/],
    ['not registered', { who: { device: 'none', managed: 'none' } }, 'broken', /./],
    ['with another tag', { who: { device: 'other-tag' } }, 'broken', /Laptops/],
    ['no desktop', { who: { desktop: 'none' } }, notThere, /no desktop/],
    ['hidden', { hidden: ['autopilotDevices'] }, 'unknown', /permission/],
  ],
  'autopilot-profile': [
    ['assigned', whole, 'ok', /./],
    ['failed', { who: { profile: 'failed' } }, 'broken', /./],
    // Whether it is the right one says the rule device-profile.
    ['another one', { who: { profile: 'other' } }, 'ok', /Laptops/],
    ['no device', { who: { device: 'none', managed: 'none' } }, notThere, /no Autopilot device/],
  ],
  'enrolment-events': [
    ['nobody of this name', { who: { account: 'absent' } }, notThere, /no such account/],
    ['none', whole, 'ok', /none/],
    [
      'one before it enrolled',
      { changed: { enrolmentEvents: () => [{ at: ago(30 * 24 * hour), category: 'other', reason: undefined }] } },
      'ok',
      /none since it enrolled/,
    ],
    [
      'refused',
      {
        who: { managed: 'none' },
        changed: { enrolmentEvents: () => [{ at: ago(hour), category: 'deviceCapReached', reason: undefined }] },
      },
      'broken',
      /refused .*deviceCapReached/,
    ],
  ],
  'mdm-scope': [
    ['enrolled', whole, 'ok', /it has enrolled/],
    ['for all', { who: { managed: 'none' } }, 'ok', /all users/],
    ['for nobody', { who: { managed: 'none' }, site: { mdmScope: 'none' } }, 'broken', /./],
    ['for others', { who: { managed: 'none' }, site: { mdmScope: 'selected' } }, 'broken', /./],
  ],
  'device-limits': [
    ['nobody of this name', { who: { account: 'absent', managed: 'none' } }, notThere, /no such account/],
    ['joined', whole, 'ok', /it has joined/],
    ['within them', { who: { managed: 'none' } }, 'ok', /./],
    ['nobody may join', { who: { managed: 'none' }, site: { mayJoin: 'none' } }, 'broken', /./],
    [
      'as many as one may have',
      {
        who: { managed: 'none' },
        changed: {
          deviceLimits: more({ devicesAUser: 1 }),
          ownedDevices: () => [{ id: 'laptop', displayName: 'LAPTOP', trustType: 'AzureAd' }],
        },
      },
      'broken',
      /1/,
    ],
  ],
  'managed-device': [
    ['compliant', whole, 'ok', /compliant/],
    ['no desktop', { who: { desktop: 'none' } }, notThere, /no desktop/],
    ['before the first sign-in', { who: { managed: 'none' } }, 'wait', /signs in to Windows/],
    ['not compliant', { who: { managed: 'noncompliant' } }, 'broken', /not compliant/],
    ['silent', { who: { managed: 'silent' } }, 'broken', /./],
    [
      'not compliant for nothing but its silence',
      { changed: { managedDevices: each({ compliance: 'noncompliant', lastSync: ago(11 * 24 * hour) }) } },
      'broken',
      /was last seen 11 days ago$/,
    ],
    [
      'not compliant by a setting, and silent for some days',
      {
        changed: {
          managedDevices: each({ compliance: 'noncompliant', lastSync: ago(11 * 24 * hour) }),
          failingSettings: () => [{ policy: 'Laptops', setting: 'BitLocker', value: 'false' }],
        },
      },
      'broken',
      /is not compliant: BitLocker is false \(Laptops\), last seen 11 days ago$/,
    ],
    ['in its grace period', { who: { managed: 'grace' } }, 'wait', /grace period/],
  ],
  'device-content': contentRows,
};

describe.each(links.map(({ id }) => id))('%s', (id) => {
  test.each((cases[id] ?? []).map(([what, of, state, seen]) => [what, of, state, seen] as const))(
    '%s',
    async (_what, of, state, seen) => {
      expect(await verdictOf(id, of)).toMatchObject({ state, seen: expect.stringMatching(seen) });
    },
  );

  test('has a case that is whole, and one that is not', () => {
    const states = (cases[id] ?? []).map(([, , state]) => state);
    expect(states).toContain('ok');
    expect(states.some((state) => state !== 'ok' && state !== notThere)).toBe(true);
  });
});

test('what is broken names a cause, an owner and what mends it', async () => {
  const broken = Object.entries(cases).flatMap(([id, rows]) =>
    rows.filter(([, , state]) => state === 'broken').map(([, of]) => verdictOf(id, of)),
  );
  expect(broken.length).toBeGreaterThan(30);
  for (const verdict of await Promise.all(broken)) {
    expect(verdict).toMatchObject({
      cause: expect.stringMatching(/\w/),
      owner: expect.stringMatching(/\w/),
      fix: expect.stringMatching(/\w/),
    });
  }
});
