/** What desktops get when they enrol, at random: valid, and with everything absent at times. */
import fc from 'fast-check';
import { officeApps } from '../../deployment/sections/microsoft-365.js';
import type { DeploymentInput } from '../../deployment/schema.js';
import { characters, guid, lower, sometimes, spoken, without } from './arbitrary-parts.js';

type Enrolment = NonNullable<NonNullable<DeploymentInput['intune']>['enrolment']>;
type App = NonNullable<Enrolment['apps']>[string];

const onOrOff = fc.constantFrom('off' as const, 'recommended' as const);
const scopeTags = fc.uniqueArray(fc.constantFrom('0', '1', '17'), { minLength: 1 });

const storeApp: fc.Arbitrary<App['app']> = fc
  .record({
    id: fc.oneof(
      characters('0123456789ABCXYZ', 11, 11).map((rest) => `9${rest}`),
      characters('0123456789ABCXYZ', 12, 12).map((rest) => `XP${rest}`),
    ),
    displayName: spoken,
    publisher: spoken,
    description: sometimes(spoken),
    installFor: sometimes(fc.constantFrom('system' as const, 'user' as const)),
  })
  .map((store) => ({ store: without(store) as never }));

const microsoft365: fc.Arbitrary<App['app']> = fc
  .record({
    displayName: sometimes(spoken),
    edition: sometimes(fc.constantFrom('enterprise' as const, 'business' as const)),
    channel: sometimes(fc.constantFrom('current' as const, 'monthlyEnterprise' as const, 'semiAnnual' as const)),
    without: sometimes(fc.subarray([...officeApps])),
    languages: sometimes(fc.subarray(['de-de', 'en-us'])),
  })
  .map((office) => ({ microsoft365: without(office) as never }));

const app: fc.Arbitrary<App> = fc.record({
  app: fc.oneof(
    storeApp,
    fc
      .record({ id: guid, displayName: sometimes(spoken) })
      .map((existing): App['app'] => ({ existing: without(existing) })),
  ),
  for: fc.constantFrom('required' as const, 'available' as const),
});

const policy: fc.Arbitrary<NonNullable<Enrolment['policies']>[string]> = fc
  .record({
    file: fc.constant('test/inputs/policies/plain.json'),
    accept: sometimes(fc.constant({ bitlocker: 'tried with AWS support' })),
  })
  .map(without);

const certificate: fc.Arbitrary<NonNullable<Enrolment['certificates']>[string]> = fc.constantFrom(
  { file: 'test/inputs/certificates/contoso-root.cer', store: 'root' as const },
  { file: 'test/inputs/certificates/contoso-issuing.pem', store: 'intermediate' as const },
);

const off = sometimes(fc.constantFrom('leave' as const, 'off' as const));
const sessionPolicy = fc.oneof(
  fc.constantFrom({ set: 'off' as const }, { values: { reconnect_seconds: '600' } }),
  fc.constant({ set: 'on' as const, values: { reconnect_seconds: '1200', reconnect_notice: 'true' } }),
);
const session: fc.Arbitrary<NonNullable<Enrolment['session']>> = fc
  .record({
    admx: fc.constant('test/inputs/admx/session.admx'),
    clipboard: off,
    printing: off,
    usb: off,
    audioIn: off,
    videoIn: off,
    timeZone: off,
    webAuthn: off,
    smartCard: off,
    policies: sometimes(sessionPolicy.map((drawn) => ({ session_reconnect: drawn }))),
  })
  // Something is said.
  .map((drawn) => without(drawn.policies ? drawn : { ...drawn, clipboard: 'off' }) as never);

const orNull = <T>(part: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(part, { nil: null });
const existing = guid.map((id) => ({ existing: { id } }));

/** Windows stays on 24H2 at least where it stays: no minimum is above that. */
const compliance: fc.Arbitrary<NonNullable<Enrolment['compliance']>> = fc.oneof(
  existing,
  fc
    .record(
      {
        osMinimum: fc.constantFrom('10.0.22631', '10.0.26100.1742'),
        firewall: fc.boolean(),
        graceHours: fc.integer({ min: 0, max: 720 }),
      },
      { requiredKeys: [] },
    )
    .map((create) => ({ create })),
);

/** Waits for what is required and installed for the computer alone. */
const statusPage = (apps: NonNullable<Enrolment['apps']>): fc.Arbitrary<NonNullable<Enrolment['statusPage']>> => {
  const waitable = Object.entries(apps)
    .filter(
      ([
        ,
        {
          app: { ...from },
        },
      ]) => !('microsoft365' in from),
    )
    .filter(([, each]) => each.for === 'required' && !('store' in each.app && each.app.store.installFor === 'user'))
    .map(([name]) => name);
  return fc.oneof(
    existing,
    fc
      .record(
        {
          waitMinutes: fc.integer({ min: 5, max: 240 }),
          blockUntil: fc.subarray(waitable),
          message: spoken,
        },
        { requiredKeys: [] },
      )
      .map((create) => ({ create })),
  );
};

const updates: fc.Arbitrary<NonNullable<Enrolment['updates']>> = fc
  .record({
    owner: sometimes(fc.constantFrom('intune' as const, 'workspaces' as const, 'nobody' as const)),
    pilot: sometimes(
      fc.oneof(
        fc.integer({ min: 1, max: 8 }).map((sixteenths) => ({ sixteenths })),
        guid.map((deviceGroup) => ({ deviceGroup })),
      ),
    ),
    qualityDeferralDays: sometimes(fc.integer({ min: 0, max: 30 })),
    featureDeferralDays: sometimes(fc.integer({ min: 0, max: 365 })),
    deadlineDays: sometimes(fc.integer({ min: 0, max: 30 })),
    graceDays: sometimes(fc.integer({ min: 0, max: 7 })),
    stayOn: sometimes(fc.constantFrom('Windows 11, version 24H2', 'Windows 11, version 25H2', null)),
  })
  .map(({ pilot, ...drawn }) => without({ ...drawn, pilot: drawn.owner === 'intune' ? pilot : undefined }) as never);

export const enrolment: fc.Arbitrary<Enrolment | null> = fc.option(
  fc
    .record({
      roleScopeTagIds: sometimes(scopeTags),
      joins: sometimes(fc.uniqueArray(guid, { maxLength: 2 })),
      exclude: sometimes(fc.uniqueArray(guid, { maxLength: 2 })),
      settings: sometimes(
        fc.record(
          {
            defender: onOrOff,
            attackSurface: fc.constantFrom('off' as const, 'audit' as const, 'block' as const),
            oneDrive: onOrOff,
            hello: fc.constantFrom('leave' as const, 'off' as const),
            lockScreen: onOrOff,
            localAdministratorPassword: onOrOff,
            deliveryOptimization: onOrOff,
          },
          { requiredKeys: [] },
        ),
      ),
      policies: sometimes(fc.dictionary(characters(lower, 1, 8), policy, { maxKeys: 1 })),
      certificates: sometimes(fc.dictionary(characters(lower, 1, 8), certificate, { maxKeys: 1 })),
      session: sometimes(orNull(session)),
      compliance: sometimes(orNull(compliance)),
      updates: sometimes(updates),
      apps: sometimes(fc.dictionary(characters(lower, 1, 8), app, { maxKeys: 3 })),
      office: sometimes(
        fc.record({ app: microsoft365, for: fc.constantFrom('required' as const, 'available' as const) }),
      ),
    })
    // One of Microsoft 365 at most.
    .map(({ office, apps, ...drawn }) => ({ ...drawn, apps: office && apps ? { ...apps, office } : apps }))
    .chain((drawn) => sometimes(orNull(statusPage(drawn.apps ?? {}))).map((page) => ({ ...drawn, statusPage: page })))
    .map((drawn) => without(drawn) as Enrolment),
  { nil: null },
);
