/** Edits a site of the deployment file from a list of users to the members of a group, and back. The manner of writing stays. */
import type { DesktopUser } from '../../deployment/schema.js';
import { jsonTextLike, readWritten } from './json-text.js';

type Written = Record<string, unknown>;
interface WrittenFile {
  entra: { desktopUsers?: { create?: Written; existing?: Written } };
  sites: { desktops: { users: Written } }[];
}

/** What the group of a fleet is written as. */
export interface FleetChoice {
  readonly mode: 'report' | 'apply';
  /** Object id of a group of its own. @default - the desktop users group of the deployment */
  readonly group?: string;
}

/** The users of a list become those that the fleet takes over. Their group's members are nobody's list from then on. */
export function listToFleet(text: string, site: number, users: readonly DesktopUser[], choice: FleetChoice): string {
  return edited(text, site, (file, desktops) => {
    const { mode, group } = choice;
    desktops.users = {
      group: {
        mode,
        ...(group === undefined ? {} : { entra: { existing: { objectId: group } } }),
        from: users.map(shortest),
      },
    };
    if (group === undefined) keptBy(file, 'elsewhere');
  });
}

/** The list is taken over: nothing remembers it any more. */
export function withoutFormerList(text: string, site: number): string {
  return edited(text, site, (_, { users }) => {
    Reflect.deleteProperty(users['group'] as Written, 'from');
  });
}

/** The desktops of a fleet become those of a list. */
export function fleetToList(text: string, site: number, users: readonly DesktopUser[]): string {
  return edited(text, site, (file, desktops) => {
    desktops.users = { list: users.map(({ state, ...user }) => ({ ...user, ...(state === 'held' ? { state } : {}) })) };
    keptBy(file, 'deployment');
  });
}

/** Who keeps the members of a group that the deployment makes; one that was there, or has a rule, is kept as before. */
function keptBy({ entra }: WrittenFile, members: 'deployment' | 'elsewhere'): void {
  entra.desktopUsers ??= { create: {} };
  const { create } = entra.desktopUsers;
  if (create && typeof create['members'] !== 'object') create['members'] = members;
}

function edited(
  text: string,
  site: number,
  edit: (file: WrittenFile, desktops: WrittenFile['sites'][number]['desktops']) => void,
): string {
  const file = readWritten(text);
  const written = file as unknown as WrittenFile;
  const desktops = written.sites[site]?.desktops;
  if (!desktops) throw new Error('the deployment has no such site');
  edit(written, desktops);
  return jsonTextLike(text, file);
}

/** A user of whom nothing else is said is a name. */
function shortest({ state, ...user }: DesktopUser): unknown {
  if (state === 'held') return { ...user, state };
  return Object.keys(user).length === 1 ? user.upn : user;
}
