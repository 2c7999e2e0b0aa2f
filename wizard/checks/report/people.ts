/**
 * The way of everybody in the deployment, step by step: what the report found about them, and where it found nothing, how
 * far they are. Nothing is judged here, so that a report and its page cannot disagree.
 */
import { desktopsOf, managedDeviceOf, personOf, registrationOf } from '../../../domain/device-match.js';
import { isBeingMade, isYoung, phaseOf } from '../../../domain/desktop-states.js';
import { present } from '../../../domain/present.js';
import { userNameKey } from '../../../domain/user-name.js';
import type { Deployment, Site } from '../../../deployment/schema.js';
import type { Seen } from '../../clouds/lookup.js';
import type { Facts } from '../facts.js';
import type { DeploymentFacts, SiteFacts } from '../fact-types.js';
import type { MorningRow } from '../person/morning-rows.js';
import { everyFinding, type Report, type ReportedFinding, type StepStatus } from './model.js';
import { morningsOf, type Enrolled, type PersonsMorning } from './mornings.js';

/** One of the steps from a person's account to their managed desktop. */
export interface Step {
  readonly title: string;
  readonly status: StepStatus;
  /** What was seen, where it is not good. */
  readonly says?: string;
}

export interface Person {
  readonly upn: string;
  readonly site: string;
  readonly steps: readonly Step[];
  /** What Intune brought to the desktop, where that was looked at and seen. */
  readonly morning?: readonly MorningRow[];
}

type User = Deployment['sites'][number]['desktops']['users'][number];

/** What is seen of all at a site, to tell how far each is. */
interface Crowd {
  readonly members: Seen<DeploymentFacts['groupMembers']>;
  readonly users: Seen<DeploymentFacts['users']>;
  readonly synced: Seen<DeploymentFacts['syncedUsers']>;
  readonly managed: Seen<DeploymentFacts['managedDevices']>;
  readonly desktops: Seen<SiteFacts['desktops']>;
  readonly devices: Seen<SiteFacts['devices']>;
}

type Progress = Omit<Step, 'title'>;

interface StepKind {
  readonly title: string;
  /** The rules that tell of it, nearest to the person first. Every rule about people is in one step. */
  readonly rules: readonly string[];
  /** How far the person is, where no rule found anything. */
  readonly progress: (user: User, crowd: Crowd) => Progress;
}

const whole: Progress = { status: 'good' };
const nothing: Progress & { readonly rows?: undefined } = { status: 'none' };
const later = (says: string): Progress => ({ status: 'warning', says });

/** As `doctor --user` says it of one person: it takes its time, and nobody has to do anything. */
const waits = (says: string): Progress => ({ status: 'waits', says });

function whenSeen<T>(look: Seen<T>, progress: (seen: T) => Progress): Progress {
  return 'seen' in look ? progress(look.seen) : { status: 'unknown', says: look.message };
}

const held = ({ state }: User): boolean => state === 'held';

const kinds: readonly StepKind[] = [
  {
    title: 'Account in Entra',
    rules: ['user-absent', 'user-disabled', 'user-names', 'member-upn', 'user-licence'],
    progress: ({ upn }, { users }) => whenSeen(users, (all) => (personOf(upn, all) ? whole : later('not in Entra'))),
  },
  {
    title: 'Group of desktop users',
    rules: ['user-not-member', 'held-member'],
    progress: (user, { members }) =>
      whenSeen(members, (all) => {
        if (held(user)) return later('on hold');
        return personOf(user.upn, all) ? whole : later('not in the group');
      }),
  },
  {
    title: 'User in Identity Center',
    rules: ['provisioning-errors', 'user-not-synced', 'synced-user'],
    progress: (user, { synced }) =>
      whenSeen(synced, (all) => {
        if (personOf(user.upn, all)) return whole;
        return later(held(user) ? 'on hold' : 'not in Identity Center');
      }),
  },
  {
    title: 'Desktop',
    rules: ['desktop-missing', 'desktop-state', 'desktop-double'],
    progress: ({ upn }, { desktops }) =>
      whenSeen(desktops, (all) => {
        const [desktop] = desktopsOf(upn, all);
        if (!desktop) return later('no desktop');
        const phase = phaseOf(desktop.state);
        if (phase === 'ready') return whole;
        if (isBeingMade(desktop.state)) return waits('desktop is being made');
        return (phase === 'passing' ? waits : later)(`desktop is ${desktop.state}`);
      }),
  },
  {
    title: 'Registered with Autopilot',
    rules: ['device-registered', 'device-profile'],
    progress: ({ upn }, { desktops, devices }) =>
      whenSeen(desktops, (all) => {
        const [desktop] = desktopsOf(upn, all);
        if (!desktop) return nothing;
        return whenSeen(devices, (known) => {
          const { state } = registrationOf(desktop, known, all);
          if (state === 'registered') return whole;
          if (state === 'untold') return { status: 'unknown', says: 'which device is this desktop cannot be told' };
          return isYoung(desktop.state)
            ? waits('registered when the desktop is up')
            : later('not registered with Autopilot');
        });
      }),
  },
  {
    title: 'Managed by Intune',
    rules: ['check-in'],
    progress: ({ upn }, { desktops, devices, managed }) =>
      whenSeen(desktops, (all) => {
        const [desktop] = desktopsOf(upn, all);
        if (!desktop) return nothing;
        return whenSeen(managed, (known) =>
          managedOf(desktop, devices, all, known) ? whole : waits('enrols when the person signs in for the first time'),
        );
      }),
  },
];

/** The last step: what Intune brought. It is that of `doctor --user`, and asked of one desktop at a time. */
const lastStep = 'Policies and apps';

function managedOf(
  desktop: SiteFacts['desktops'][number],
  devices: Crowd['devices'],
  desktops: SiteFacts['desktops'],
  managed: DeploymentFacts['managedDevices'],
): DeploymentFacts['managedDevices'][number] | undefined {
  const registration = 'seen' in devices ? registrationOf(desktop, devices.seen, desktops) : undefined;
  const registered = registration?.state === 'registered' ? registration.device : undefined;
  return managedDeviceOf(desktop, registered, managed);
}

/** The desktop of a person as Intune manages it, and who they are in Entra. */
function enrolledOf({ upn }: User, { desktops, devices, managed, users }: Crowd): Enrolled | undefined {
  if (!('seen' in desktops) || !('seen' in managed) || !('seen' in users)) return undefined;
  const [desktop] = desktopsOf(upn, desktops.seen);
  const device = desktop && managedOf(desktop, devices, desktops.seen, managed.seen);
  const user = personOf(upn, users.seen);
  return device && user && { device, userId: user.id };
}

/** The rules whose findings a person's steps show. */
export const rulesAboutPeople: readonly string[] = kinds.flatMap(({ rules }) => rules);

/** Everybody who is listed at the sites that the report is about. */
export async function peopleOf(
  deployment: Deployment,
  facts: Facts,
  report: Report,
  { site: only }: { readonly site?: string } = {},
): Promise<readonly Person[]> {
  const sites = deployment.sites.filter(({ key }) => only === undefined || key === only);
  const found = everyFinding(report.findings);
  const people = await Promise.all(
    sites.map(async (site) => {
      const crowd = await crowdAt(site, facts);
      return site.desktops.users.map((user) => ({
        upn: user.upn,
        site: site.key,
        steps: kinds.map((kind) => ({ title: kind.title, ...statusOf(kind, user, site, { crowd, report, found }) })),
        enrolled: enrolledOf(user, crowd),
      }));
    }),
  );
  const all = people.flat();
  const mornings = await morningsOf(
    all.flatMap(({ enrolled }) => enrolled ?? []),
    facts.observer,
    { deployment: deployment.name, now: new Date(report.when) },
  );
  return all.map(({ enrolled, ...person }) => withMorning(person, enrolled && mornings.get(enrolled.device.id)));
}

function withMorning(person: Person, seen: PersonsMorning | undefined): Person {
  const { rows, ...progress } = seen ?? nothing;
  return { ...person, steps: [...person.steps, { title: lastStep, ...progress }], ...present({ morning: rows }) };
}

async function crowdAt(site: Site, facts: Facts): Promise<Crowd> {
  const [users, members, synced, managed, desktops, devices] = await Promise.all([
    facts.of('users'),
    facts.of('groupMembers'),
    facts.of('syncedUsers'),
    facts.of('managedDevices'),
    facts.at(site, 'desktops'),
    facts.at(site, 'devices'),
  ]);
  return { users, members, synced, managed, desktops, devices };
}

function statusOf(
  { rules, progress }: StepKind,
  user: User,
  site: Site,
  { crowd, report, found }: { crowd: Crowd; report: Report; found: readonly ReportedFinding[] },
): Progress {
  const here = (other: { readonly site?: string }): boolean => other.site === undefined || other.site === site.key;
  const about = found.filter(
    ({ rule, subject }) =>
      rules.includes(rule) &&
      here(subject) &&
      subject.user !== undefined &&
      userNameKey(subject.user) === userNameKey(user.upn),
  );
  const worst = about.find(({ severity }) => severity === 'error') ?? about[0];
  if (worst) return { status: worst.severity, says: inShort(worst) };
  const asked = report.rules.filter((each) => rules.includes(each.rule) && here(each));
  // One rule that could not look hides nothing that the others saw: what it waits for stands in the report.
  const blind = asked.every(({ state }) => state === 'unknown') ? asked[0]?.rule : undefined;
  const reason = blind && report.unknown.find((each) => each.rules.some(({ rule }) => rule === blind));
  return reason ? { status: 'unknown', says: reason.message } : progress(user, crowd);
}

/** A finding in the few words that a row has room for. */
function inShort({ rule, got }: ReportedFinding): string {
  const words: Readonly<Record<string, string>> = {
    'user-absent': 'not in Entra',
    'user-disabled': got === 'disabled' ? 'disabled in Entra' : got,
    'user-licence': `${got} licence`,
    'user-not-member': 'not in the group',
    'held-member': 'on hold, and still in the group',
    'user-not-synced': 'not in Identity Center',
    'desktop-state': `desktop is ${got}`,
    'device-registered': 'not registered with Autopilot',
    'check-in': `${got}, says Intune`,
  };
  return words[rule] ?? got;
}
