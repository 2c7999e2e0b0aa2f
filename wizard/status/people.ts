/** Where everybody of a deployment stands, of lists and of fleets alike: desktop, enrolment, first sign-in, what waits. */
import { desktopsOf, managedDeviceOf, registrationOf } from '../../domain/device-match.js';
import { isBeingMade, phaseOf } from '../../domain/desktop-states.js';
import type { FleetRow } from '../../domain/fleet/types.js';
import { present } from '../../domain/present.js';
import type { Deployment, Site } from '../../deployment/schema.js';
import { factsOf } from '../checks/examine.js';
import type { Facts } from '../checks/facts.js';
import { CloudError } from '../clouds/cloud-error.js';
import { cloudsOf } from '../clouds/clouds.js';
import type { Clouds, Seen } from '../clouds/lookup.js';
import { connectionsOf } from '../fleet/connections.js';
import { Fleet } from '../fleet/fleet.js';
import { allowFor, longLookInWords } from '../fleet/look-time.js';
import { Failure } from '../terminal/failure.js';

export interface StatusLine {
  readonly upn: string;
  readonly site: string;
  /** State of the desktop; `none`: there is none; `unknown`: it could not be looked at. */
  readonly desktop: string;
  readonly enrolled: 'yes' | 'no' | 'unknown';
  /** The day on which the person last connected, `never` or `unknown`. */
  readonly signedIn: string;
  /** What the person, or somebody else, waits for; undefined: nothing. */
  readonly waits?: string;
  /** Until when it waits, where that is known. */
  readonly until?: string;
}

interface Expected {
  readonly upn: string;
  readonly waits?: string;
  readonly until?: string;
}

/** Where everybody stands, as it was seen once. */
export interface Status {
  readonly people: readonly StatusLine[];
  /** What could not be looked at beside it. */
  readonly unknown: readonly string[];
  /** Why desktops of a site, or the people of a fleet, could not be looked at; undefined: they could. */
  readonly blind?: string;
}

export interface StatusOptions {
  /** Key of a site. */
  readonly only?: string | undefined;
  /** Told what takes long. */
  readonly say?: (step: string) => void;
}

/** Reads both clouds once. */
export async function statusOf(
  deployment: Deployment,
  env: NodeJS.ProcessEnv,
  { only, say = () => undefined }: StatusOptions = {},
): Promise<Status> {
  const unknown = new Set<string>();
  let blind: string | undefined;
  const note = <T>(look: Seen<T>, needed = false): T | undefined => {
    if ('seen' in look) return look.seen;
    unknown.add(look.message);
    if (needed) blind ??= look.message;
    return undefined;
  };
  const clouds = cloudsOf(deployment, env);
  const sites = deployment.sites.filter(({ key }) => only === undefined || key === only);
  const expected = new Map<Site, readonly Expected[]>();
  for (const site of sites) {
    const people = site.desktops.fleet
      ? await peopleOfFleet({ deployment, env, site, note })
      : site.desktops.users.map(ofUser);
    expected.set(site, people);
  }
  // How many there are says how long a look may take.
  const many = [...expected.values()].reduce((sum, { length }) => sum + length, 0);
  const patience = allowFor(clouds.network, many);
  const words = longLookInWords(many);
  if (words !== undefined) say(words);
  const facts = factsOf(deployment, { env, clouds, patience });
  const people: StatusLine[] = [];
  for (const [site, those] of expected) people.push(...(await atSite(those, { site, facts, clouds, note })));
  return { people, unknown: [...unknown], ...present({ blind }) };
}

type Note = <T>(look: Seen<T>, needed?: boolean) => T | undefined;

interface Looking {
  readonly site: Site;
  readonly facts: Facts;
  readonly clouds: Clouds;
  readonly note: Note;
}

const ofUser = ({ upn, state, holdUntil }: Site['desktops']['users'][number]): Expected => ({
  upn,
  ...present({ waits: state === 'held' ? 'on hold' : undefined, until: holdUntil }),
});

async function atSite(expected: readonly Expected[], looking: Looking): Promise<StatusLine[]> {
  const { site, facts, clouds, note } = looking;
  // WorkSpaces and Graph have limits of their own: at the same time.
  const [seenDesktops, seenDevices, seenManaged] = await Promise.all([
    facts.at(site, 'desktops'),
    facts.at(site, 'devices'),
    facts.of('managedDevices'),
  ]);
  const desktops = note(seenDesktops, true);
  const devices = note(seenDevices);
  const managed = note(seenManaged);
  const ids = desktops?.map(({ id }) => id) ?? [];
  const connected = new Map<string, Date | undefined>();
  for (const each of note(await connectionsOf(clouds, site.region, ids)) ?? [])
    connected.set(each.desktopId, each.lastConnected);
  return expected.map((person): StatusLine => {
    const base = { upn: person.upn, site: site.key };
    const [desktop] = desktops === undefined ? [] : desktopsOf(person.upn, desktops);
    if (!desktop || desktops === undefined) {
      const waits = person.waits ?? (desktops === undefined ? undefined : 'no desktop yet');
      const nothing = {
        desktop: desktops === undefined ? 'unknown' : 'none',
        enrolled: 'no',
        signedIn: 'never',
      } as const;
      const known =
        desktops === undefined ? ({ ...nothing, enrolled: 'unknown', signedIn: 'unknown' } as const) : nothing;
      return { ...base, ...known, ...present({ waits, until: person.until }) };
    }
    const registration = devices && registrationOf(desktop, devices, desktops);
    const device = registration?.state === 'registered' ? registration.device : undefined;
    const enrolled =
      managed === undefined ? 'unknown' : managedDeviceOf(desktop, device, managed) === undefined ? 'no' : 'yes';
    const last = connected.get(desktop.id);
    const signedIn = connected.has(desktop.id) ? (last?.toISOString().slice(0, 10) ?? 'never') : 'unknown';
    const waits = person.waits ?? waitsFor(desktop.state, enrolled, signedIn);
    return { ...base, desktop: desktop.state, enrolled, signedIn, ...present({ waits, until: person.until }) };
  });
}

interface AtFleet {
  readonly deployment: Deployment;
  readonly env: NodeJS.ProcessEnv;
  readonly site: Site;
  readonly note: Note;
}

/** What the engine knows, and who is in the group besides; where it cannot be asked, the rest is said all the same. */
async function peopleOfFleet({ deployment, env, site, note }: AtFleet): Promise<Expected[]> {
  try {
    const { group, rows } = await Fleet.of(deployment, env, site.key).people();
    if ('unreadable' in group) note({ unknown: 'error', message: `the members of the group: ${group.unreadable}` });
    const members = 'members' in group ? group.members.filter(({ enabled }) => enabled) : [];
    const known = new Set(rows.filter(({ phase }) => phase !== 'removed').map(({ userId }) => userId));
    const waits =
      site.desktops.fleet?.mode === 'report' ? 'nothing: the fleet only reports' : 'the next pass of the engine';
    const others = members.filter(({ userId }) => !known.has(userId)).map(({ upn }): Expected => ({ upn, waits }));
    // A list has an order of its own; of a fleet it is the names'.
    return [...rows.flatMap(ofRow), ...others].sort((one, other) => (one.upn < other.upn ? -1 : 1));
  } catch (error) {
    if (!(error instanceof CloudError || error instanceof Failure)) throw error;
    const reason = error instanceof CloudError ? error.reason : 'error';
    const isAbsent = error instanceof Failure || error.isAbsent;
    const why = isAbsent ? 'its engine is not there yet: entra-workspaces apply' : error.message;
    note({ unknown: reason, message: `who is in the fleet of site ${site.key}: ${why}` }, !isAbsent);
    return [];
  }
}

function waitsFor(state: string, enrolled: StatusLine['enrolled'], signedIn: string): string | undefined {
  const phase = phaseOf(state);
  if (isBeingMade(state)) return 'a desktop that is being made';
  if (phase === 'passing') return 'a desktop that is being changed';
  if (phase === 'broken') return 'somebody: entra-workspaces doctor says more';
  if (signedIn === 'never') return 'the first sign-in';
  return enrolled === 'no' ? 'enrolment' : undefined;
}

/** What the engine waits for; who is gone is no more part of it. */
function ofRow(row: FleetRow): Expected[] {
  if (row.phase === 'removed') return [];
  const words: Partial<Record<FleetRow['phase'], string>> = {
    wanted: 'a desktop to be made',
    creating: 'a desktop that is being made',
    held: row.keep ? 'nothing: held and kept' : 'on hold',
    removing: 'removal',
  };
  const until =
    row.holdUntil === undefined || row.keep ? undefined : new Date(row.holdUntil).toISOString().slice(0, 10);
  return [{ upn: row.upn, ...present({ waits: words[row.phase], until }) }];
}
