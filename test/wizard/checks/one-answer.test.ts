/** A report, its page and `doctor --user` are one answer: in the worlds that once told them apart, and in random ones. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { userNameKey } from '../../../domain/user-name.js';
import { links } from '../../../wizard/checks/person/chain.js';
import { examineSeen } from '../../../wizard/checks/person/doctor.js';
import type { Path } from '../../../wizard/checks/person/path.js';
import { placesOf } from '../../../wizard/checks/person/place.js';
import { everyFinding, type ReportedFinding } from '../../../wizard/checks/report/model.js';
import { morningRows } from '../../../wizard/checks/person/morning-rows.js';
import { morningsAtOnce } from '../../../wizard/checks/report/mornings.js';
import { peopleOf, rulesAboutPeople } from '../../../wizard/checks/report/people.js';
import { rules } from '../../../wizard/checks/rules/index.js';
import { runRules } from '../../../wizard/checks/run.js';
import type { LookupName } from '../../../wizard/clouds/lookups/index.js';
import { now, seenWorld, type SeenPerson, type SeenSite } from './seen-world.js';

async function look(people: readonly SeenPerson[], site: SeenSite = {}, hidden: readonly LookupName[] = []) {
  const world = seenWorld(people, site, hidden);
  const report = await runRules(rules, world.deployment, world.facts, { occasion: 'doctor', now });
  const page = await peopleOf(world.deployment, world.facts, report);
  return { world, report, page };
}

describe('which Autopilot device is this desktop’s', () => {
  test.each([
    ['the computer name as serial number, in lower case', [{ upn: 'ada@contoso.com', device: 'name' }], 'good'],
    [
      'the user alone, and no form of serial number that anybody knows',
      [{ upn: 'ada@contoso.com', device: 'user' }],
      'good',
    ],
    [
      'as many devices as desktops, and one of them of an earlier desktop',
      [{ upn: 'grace@contoso.com' }, { upn: 'ada@contoso.com', device: 'stale' }],
      'error',
    ],
  ] as const)('%s: report and page say the same', async (_what, people, status) => {
    const { report, page } = await look(people);
    const found = everyFinding(report.findings).filter(({ rule }) => rule === 'device-registered');
    const step = page.find(({ upn }) => upn === 'ada@contoso.com')?.steps[4];
    expect({ report: found.length > 0 ? 'error' : 'good', page: step?.status }).toEqual({
      report: status,
      page: status,
    });
  });
});

describe('which device of Intune is this desktop’s', () => {
  test('one for which Intune names no user: doctor --user finds it, as the report does', async () => {
    const { world, report } = await look([{ upn: 'ada@contoso.com', managed: 'unowned' }]);
    const { observer, deployment } = world;
    const places = placesOf(deployment);
    const path = await examineSeen(observer, { user: 'ada@contoso.com', places, now, deployment });
    expect(path.links.find(({ id }) => id === 'managed-device')?.verdict).toMatchObject({ state: 'ok' });
    expect(everyFinding(report.findings).filter(({ subject }) => subject.user !== undefined)).toEqual([]);
  });

  test('the registration app of which nobody may read the secret is the one that the report judges', async () => {
    const { world } = await look([{ upn: 'ada@contoso.com' }], { registration: 'disabled' }, ['secretShape']);
    const { observer, deployment } = world;
    const places = placesOf(deployment);
    const path = await examineSeen(observer, { user: 'ada@contoso.com', places, now, deployment });
    expect(path.links.find(({ id }) => id === 'registration-secret')?.verdict).toMatchObject({
      state: 'broken',
      seen: 'the application Registration is disabled',
    });
  });
});

describe('what Intune brought', () => {
  const portal = { id: 'portal', name: 'Company Portal', intent: 'requiredInstall' };
  test.each([
    ['everything is there', { policies: [], apps: [{ ...portal, state: 'installed' }] }, 'ok', 'good'],
    ['an app failed', { policies: [], apps: [{ ...portal, state: 'failed' }] }, 'broken', 'error'],
    [
      'two policies contradict each other',
      { policies: [{ name: 'Ours', state: 'conflict', against: ['Theirs'], settings: ['sleep'] }], apps: [] },
      'broken',
      'error',
    ],
  ])('%s: the page says of a desktop what doctor --user says', async (_what, content, state, status) => {
    const world = seenWorld([{ upn: 'ada@contoso.com' }], {}, [], { deviceContent: () => content });
    const { deployment, facts, observer } = world;
    const report = await runRules(rules, deployment, facts, { occasion: 'doctor', now });
    const [onPage] = await peopleOf(deployment, facts, report);
    const places = placesOf(deployment);
    const path = await examineSeen(observer, { user: 'ada@contoso.com', places, now, deployment });
    const verdict = path.links.find(({ id }) => id === 'device-content')?.verdict;
    const step = onPage?.steps.at(-1);
    expect({ link: verdict?.state, step: step?.status }).toEqual({ link: state, step: status });
    if (state === 'broken') expect(step?.says).toBe(verdict?.seen);
    expect(onPage?.morning).toEqual(morningRows(path.morning!, now));
  });

  test('a page looks at no more desktops than it can bear, those that are not compliant first', async () => {
    const people = Array.from({ length: morningsAtOnce + 5 }, (_, at) => ({
      upn: `person${at}@contoso.com`,
      ...(at === morningsAtOnce + 2 ? { managed: 'noncompliant' as const } : {}),
    }));
    const { page } = await look(people);
    const looked = page.filter(({ morning }) => morning !== undefined).map(({ upn }) => upn);
    expect(looked).toHaveLength(morningsAtOnce);
    expect(looked).toContain(`person${morningsAtOnce + 2}@contoso.com`);
    expect(page.filter(({ steps }) => steps.at(-1)?.status === 'none')).toHaveLength(5);
  });
});

const maybe = <T>(...values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 });
const person = fc.record({
  held: maybe(true),
  account: maybe('absent' as const, 'disabled' as const, 'guest' as const),
  licensed: maybe(false),
  member: maybe(true, false),
  synced: maybe('absent' as const, 'disabled' as const, 'earlier' as const, 'double' as const, 'by-hand' as const),
  desktop: maybe('none', 'PENDING', 'ERROR', 'ADMIN_MAINTENANCE', 'TERMINATING', 'STOPPED', 'REBUILDING', 'NEW_STATE'),
  second: maybe(true),
  device: maybe('name' as const, 'user' as const, 'none' as const, 'other-tag' as const, 'stale' as const),
  profile: maybe('none' as const, 'other' as const, 'failed' as const),
  enrolment: maybe('failed' as const),
  managed: maybe('none' as const, 'noncompliant' as const, 'silent' as const, 'grace' as const, 'unowned' as const),
});
const people = fc
  .array(person, { minLength: 1, maxLength: 3 })
  .map((all): readonly SeenPerson[] =>
    all.map((each, at) => Object.assign({ upn: `${['ada', 'Grace', 'carl'][at]}@contoso.com` }, without(each))),
  );
const site = fc
  .record({
    directory: maybe('ERROR' as const, 'absent' as const),
    app: maybe('absent' as const, 'disabled' as const),
    job: maybe('absent' as const, 'paused' as const, 'quarantine' as const, 'stuck' as const, 'failing' as const),
    registration: maybe('absent' as const, 'disabled' as const),
    mdmScope: maybe('none' as const, 'selected' as const),
    mayJoin: maybe('none' as const, 'selected' as const),
    groupOpen: maybe(false),
    groupTag: maybe(false),
    profile: maybe('absent' as const, 'unassigned' as const, 'shared' as const),
  })
  .map((each): SeenSite => without(each));
const unseen = fc.option(
  fc.constantFrom<LookupName>(
    'licences',
    'entraUsers',
    'groupMembers',
    'managedDevices',
    'autopilotDevices',
    'syncedUsers',
  ),
  { nil: undefined, freq: 2 },
);

function without<T extends object>(of: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as never;
}

/** More worlds by hand: `ONE_ANSWER_WORLDS=20000`. */
const worlds = Number(process.env['ONE_ANSWER_WORLDS'] ?? 150);
const same = (one: string | undefined, other: string): boolean =>
  one !== undefined && userNameKey(one) === userNameKey(other);

describe('in random worlds', () => {
  test('the page shows of each person what the report found, and no other fault', async () => {
    await fc.assert(
      fc.asyncProperty(people, site, unseen, async (crowd, place, hidden) => {
        const { report, page } = await look(crowd, place, hidden === undefined ? [] : [hidden]);
        const found = everyFinding(report.findings);
        for (const { user } of found.map(({ subject }) => subject)) {
          if (user !== undefined) expect(page.some(({ upn }) => same(user, upn))).toBe(true);
        }
        for (const { upn, steps } of page) {
          const about = found.filter(({ subject }) => same(subject.user, upn));
          const worst = ['error', 'warning'].find((each) => about.some(({ severity }) => severity === each));
          expect({ upn, red: steps.some(({ status }) => status === 'error') }).toEqual({ upn, red: worst === 'error' });
          if (worst) expect(steps.every(({ status }) => status === 'good')).toBe(false);
        }
      }),
      { numRuns: worlds },
    );
  });

  test('what takes its time is on the way on the page, as doctor --user says it, and no warning', async () => {
    const statuses = new Set<string>();
    await fc.assert(
      fc.asyncProperty(people, site, async (crowd, place) => {
        const { page } = await look(crowd, place, []);
        for (const { says = '', status } of page.flatMap(({ steps }) => steps)) {
          if (/^(?:enrols when|registered when|desktop is (?:being made|STARTING|REBUILDING))/.test(says))
            statuses.add(status);
          expect(says).not.toBe('desktop is PENDING');
        }
      }),
      { numRuns: worlds },
    );
    expect([...statuses]).toEqual(['waits']);
  });

  test('doctor --user breaks each link of which the report found a fault, and names no fault that the report has not', async () => {
    await fc.assert(
      fc.asyncProperty(people, site, unseen, async (crowd, place, hidden) => {
        const { world, report } = await look(crowd, place, hidden === undefined ? [] : [hidden]);
        const found = everyFinding(report.findings);
        for (const { upn, held } of crowd) {
          const path = await examineSeen(world.observer, {
            user: upn,
            places: placesOf(world.deployment),
            now,
            deployment: world.deployment,
          });
          agree(
            path,
            found.filter(({ subject }) => subject.user === undefined || same(subject.user, upn)),
            // A hold is what the deployment says, and no fault.
            hidden === undefined && held !== true,
          );
        }
      }),
      { numRuns: worlds },
    );
  });
});

function agree(path: Path, found: readonly ReportedFinding[], everythingSeen: boolean): void {
  for (const { id, everybody, verdict } of path.links) {
    const ruling = links.find((link) => link.id === id)?.rules ?? [];
    const about = found.filter(
      ({ rule, subject, severity }) =>
        ruling.includes(rule) && (subject.user !== undefined || (everybody && severity === 'error')),
    );
    if (about.length > 0)
      expect({ id, ok: verdict.state === 'ok', found: about.map(({ rule }) => rule) }).toMatchObject({ ok: false });
    // What a link without rules, or on what is not seen by the rules, says is about this person alone.
    if (verdict.state === 'broken' && ruling.length > 0 && everythingSeen) {
      const told = found.some(({ rule }) => ruling.includes(rule));
      expect({ id, says: verdict.seen, told }).toEqual({ id, says: verdict.seen, told: true });
    }
  }
}

test('every rule about people is in a step of the page', async () => {
  const { report } = await look([{ upn: 'ada@contoso.com' }]);
  const ids = report.rules.filter(({ area }) => area === 'users').map(({ rule }) => rule);
  expect(ids.filter((id) => !rulesAboutPeople.includes(id))).toEqual([]);
  expect(rulesAboutPeople.filter((id) => !rules.some((rule) => rule.id === id))).toEqual([]);
});
