/** Whom a helpdesk means: a UPN, a mail address, the name of a computer or a WorkSpace id becomes one person and one place. */
import { desktopsOf, namedDeviceOf } from '../../../domain/device-match.js';
import { userNameKey } from '../../../domain/user-name.js';
import type { Deployment } from '../../../deployment/schema.js';
import { Addresses } from '../../clouds/addresses.js';
import type { Seen } from '../../clouds/lookup.js';
import { lookups } from '../../clouds/lookups/index.js';
import { Failure } from '../../terminal/failure.js';
import { Facts } from '../facts.js';
import type { Observer } from '../observer.js';
import type { Desktop, Who } from './looks.js';
import { Surroundings } from './surroundings.js';
import type { Place } from './place.js';

export interface Found {
  readonly who: Who;
  readonly around: Surroundings;
}

/** Finds the person and the site of their desktop. Throws what could not be told apart, with what to ask for. */
export async function findPerson(
  observer: Observer,
  places: readonly Place[],
  asked: string,
  deployment?: Deployment,
): Promise<Found> {
  const arounds = surroundingsOf(observer, places, deployment);
  const named = asked.trim();
  if (named.includes('@')) return byName(observer, arounds, named);
  // A name template such as WS-%RAND:9% gives computers names that look like ids.
  const ids = /^ws-[0-9a-z]{8,63}$/i.test(named) ? await desktopsById(observer, arounds, named.toLowerCase()) : [];
  const found = ids.length > 0 ? ids : await desktopsByComputer(observer, arounds, named);
  return byDesktop(arounds, found, named);
}

function surroundingsOf(
  observer: Observer,
  places: readonly Place[],
  deployment: Deployment | undefined,
): readonly Surroundings[] {
  if (!deployment) return places.map((place) => new Surroundings(observer, place));
  // Nothing that a person hangs on is asked at the SCIM endpoint, the only thing with an address of its own.
  const facts = new Facts(deployment, observer, new Addresses({}));
  return places.map((place) => {
    const site = deployment.sites.find(({ key }) => key === place.site);
    return new Surroundings(observer, place, site && { facts, site });
  });
}

/** A desktop, and the site that it is in. */
interface Placed {
  readonly around: Surroundings;
  readonly desktop: Desktop;
}

async function desktopsById(
  observer: Observer,
  arounds: readonly Surroundings[],
  desktopId: string,
): Promise<Placed[]> {
  const found = await Promise.all(
    arounds.map(async (around) => {
      const all = await needed(observer.look(lookups.desktops, { region: around.place.region, desktopId }));
      return placed(around, all);
    }),
  );
  return found.flat();
}

async function desktopsByComputer(
  observer: Observer,
  arounds: readonly Surroundings[],
  name: string,
): Promise<Placed[]> {
  const [managed, ...found] = await Promise.all([
    // Windows has the name that the Autopilot profile gives; AWS shows the one that it gave.
    observer.look(lookups.managedDevices, { name }),
    ...arounds.map(async (around) => {
      const directory = await needed(around.directory());
      if (!directory) return [];
      const { region, id } = directory;
      return placed(around, await needed(observer.look(lookups.desktops, { region, directoryId: id })));
    }),
  ]);
  const devices = 'seen' in managed ? managed.seen : [];
  const key = name.toLowerCase();
  const all = found.flat().map(({ desktop }) => desktop);
  return found
    .flat()
    .filter(
      ({ desktop }) =>
        desktop.computerName?.toLowerCase() === key ||
        namedDeviceOf(desktop, devices) !== undefined ||
        devices.some(({ upn }) => desktopsOf(upn, all).length === 1 && desktopsOf(upn, [desktop]).length === 1),
    );
}

/** A Region may hold directories of others. */
async function placed(around: Surroundings, desktops: readonly Desktop[]): Promise<Placed[]> {
  const directory = await needed(around.directory());
  return desktops.filter(({ directoryId }) => directoryId === directory?.id).map((desktop) => ({ around, desktop }));
}

function byDesktop(arounds: readonly Surroundings[], found: readonly Placed[], asked: string): Found {
  const [one] = found;
  if (!one) {
    throw new Failure(
      `No desktop ${asked} in ${arounds.map(({ place }) => place.directory ?? place.region).join(', ')}.`,
      [`--user takes a UPN, a mail address, the name of a computer or a WorkSpace id (ws-…), got: ${asked}`],
    );
  }
  if (found.length > 1)
    throw ambiguous(
      asked,
      found.map(
        ({ desktop, around }) =>
          `${desktop.userName} (${desktop.computerName ?? desktop.state}, ${around.place.site ?? around.place.region})`,
      ),
    );
  const { userName } = one.desktop;
  return { who: { upn: userName, desktopUser: userName }, around: one.around };
}

async function byName(observer: Observer, arounds: readonly Surroundings[], asked: string): Promise<Found> {
  const [user, mailed] = await Promise.all([
    observer.look(lookups.entraUser, { upn: asked }),
    observer.look(lookups.usersByMail, { mail: asked }),
  ]);
  const known = 'seen' in user ? user.seen : undefined;
  const byMail = 'seen' in mailed ? mailed.seen : [];
  if (!known && byMail.length > 1)
    throw ambiguous(
      asked,
      byMail.map(({ upn, displayName }) => `${upn} (${displayName ?? ''})`),
    );
  const person = known ?? byMail[0];
  const upn = person?.upn ?? asked;
  // The UPN first; a desktop under another name of the person is one that was made before a change of the UPN.
  const found =
    (await desktopUnder(observer, arounds, distinct([upn, asked, person?.mail ?? asked]), asked)) ??
    (person && (await desktopUnder(observer, arounds, await earlierNames(observer, arounds, person.id), asked)));
  if (found) return { who: { upn, desktopUser: found.desktop.userName }, around: found.around };
  const around = arounds.find(({ place }) => place.users?.has(userNameKey(upn))) ?? arounds[0];
  if (!around) throw new Failure('The deployment has no site to look in.');
  return { who: { upn }, around };
}

/** The desktop of the first of these user names that has one. */
async function desktopUnder(
  observer: Observer,
  arounds: readonly Surroundings[],
  names: readonly string[],
  asked: string,
): Promise<Placed | undefined> {
  for (const userName of names) {
    const found = (await Promise.all(arounds.map((around) => desktopsUnder(observer, around, userName)))).flat();
    const sites = [...new Set(found.map(({ around }) => around.place))];
    if (sites.length > 1) {
      throw ambiguous(
        asked,
        sites.map(({ site, directory, region }) => `--site ${site ?? directory ?? region}`),
        'has a desktop in several sites. Name one of them:',
      );
    }
    if (found[0]) return found[0];
  }
  return undefined;
}

/** Names under which the identity store has this Entra account: SCIM may not have brought a change of the UPN yet. */
async function earlierNames(
  observer: Observer,
  arounds: readonly Surroundings[],
  entraId: string,
): Promise<readonly string[]> {
  const [around] = arounds;
  const store = around && (await around.store());
  if (!store || !('seen' in store) || !store.seen) return [];
  const users = await observer.look(lookups.syncedUsers, store.seen);
  return 'seen' in users ? users.seen.flatMap((user) => (user.externalId === entraId ? user.userName : [])) : [];
}

/** Empty where it could not be seen: the link of the desktop says why. */
async function desktopsUnder(observer: Observer, around: Surroundings, userName: string): Promise<Placed[]> {
  const directory = await around.directory();
  if (!('seen' in directory) || !directory.seen) return [];
  const { id, region } = directory.seen;
  const look = await observer.look(lookups.desktops, { region, directoryId: id, userName });
  return 'seen' in look ? look.seen.map((desktop) => ({ around, desktop })) : [];
}

function ambiguous(
  asked: string,
  choices: readonly string[],
  why = 'may be several people. Name one of them:',
): Failure {
  return new Failure(`${asked} ${why}`, choices);
}

/** Without it the person cannot be found at all. */
async function needed<T>(look: Promise<Seen<T>>): Promise<T> {
  const found = await look;
  if ('seen' in found) return found.seen;
  throw new Failure(`The person could not be looked for: ${found.message}`, [
    'A UPN needs fewer permissions: --user ada@contoso.com',
  ]);
}

function distinct(names: readonly string[]): readonly string[] {
  const seen = new Map(names.map((name) => [userNameKey(name), name]));
  return [...seen.values()];
}
