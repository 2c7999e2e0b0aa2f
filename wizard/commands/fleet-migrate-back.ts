import { createHash } from 'node:crypto';
import { counted } from '../../domain/counted.js';
import { desktopAddressOf } from '../../domain/desktop-address.js';
import type { FleetSettings } from '../../domain/fleet/settings.js';
import type { FleetRow } from '../../domain/fleet/types.js';
import { accessPackageName } from '../../domain/names.js';
import { present } from '../../domain/present.js';
import { userNameKey } from '../../domain/user-name.js';
import { folderOf, readTextFile } from '../../deployment/text-file.js';
import type { DesktopUser } from '../../deployment/schema.js';
import { namedUpTo } from '../../deployment/users-file.js';
import { readAdopted, writeAdopted } from '../adoption/adopted-file.js';
import { see } from '../clouds/lookup.js';
import { accessPackage } from '../clouds/lookups/entra/access-package.js';
import { seenFor } from '../clouds/seen-for.js';
import type { CommandContext } from '../command.js';
import type { Fleet, SeenDesktop } from '../fleet/fleet.js';
import { fleetToList } from '../repository/fleet-edit.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { writeDeployment } from './fleet-write.js';
import type { ValuesFor } from './table.js';
import { callerOf, openFleet } from './fleet-open.js';
import { deploymentFile } from './places.js';

/** Most desktops of one deployment, as its rules have it: more do not belong into a Terraform state. */
const mostDesktops = 1000;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * `fleet migrate --back`: the desktops become those of a list, and the next apply takes them into the state. The engine rests
 * from here on; its claim lets go because a person handed the desktops over.
 */
export async function migrateBack(options: ValuesFor<'fleet migrate'>, context: CommandContext): Promise<void> {
  const path = deploymentFile(options, context);
  const fleet = openFleet(options, context);
  if (fleet.site.desktops.fleet?.entra !== undefined) {
    throw new UsageError(
      'The fleet has a group of its own, and a list gives access by the desktop users group of the deployment.',
      [
        'Put these people into the desktop users group, and let the fleet be of it: take `entra` out of desktops.users.group, and apply. Then the same again.',
      ],
    );
  }
  await mustBeUnused(fleet);
  const settings = await fleet.settings();
  const by = await callerOf(fleet);
  const { paused } = await fleet.table.control();
  // Before anything is read: a pass under way makes, holds and removes from here on only what the rows say already
  // (function/fleet/look-again.ts).
  await fleet.table.pause(by);
  try {
    await handOver(fleet, settings, by, path, options, context);
  } catch (error) {
    if (!paused) await fleet.table.resume();
    throw error;
  }
}

/** A list has no access package, and Entra deletes none that somebody has: the apply would end half-way, with the engine gone. */
async function mustBeUnused({ clouds, site: { key, desktops }, deployment }: Fleet): Promise<void> {
  if (!desktops.fleet?.selfService) return;
  const name = accessPackageName(deployment.name);
  const found = seenFor(await see(accessPackage, clouds, { name }), `The access package ${name}`, 'fleet revoke');
  const names = (found?.assignments ?? []).map(({ upn }) => upn);
  if (names.length === 0) return;
  // Without a name the package of another site would be the one that everybody loses.
  const site = deployment.sites.length > 1 ? ` --site ${key}` : '';
  throw new Failure(
    `${counted(names.length, 'person', 'people')} ${names.length === 1 ? 'has' : 'have'} access by the access package, which Entra deletes for no list while somebody has it: ${namedUpTo(names)}.`,
    [
      'Nothing was changed. In this order, at once: from the second on they cannot sign in anew, the last lets them in again by the list.',
      `entra-workspaces fleet pause${site}`,
      `entra-workspaces fleet revoke --everyone${site}`,
      `entra-workspaces fleet migrate --back${site}`,
      'entra-workspaces apply',
    ],
  );
}

async function handOver(
  fleet: Fleet,
  settings: FleetSettings,
  by: string,
  path: string,
  options: ValuesFor<'fleet migrate'>,
  { terminal, ...rest }: CommandContext,
): Promise<void> {
  const context = { terminal, ...rest };
  const rows = (await fleet.table.rows()).filter(({ phase }) => phase !== 'removed' && phase !== 'wanted');
  // A desktop that is being migrated has two ids, and only at its end one can tell which stays.
  const underWay = rows.filter(
    ({ phase, moving }) => phase === 'creating' || phase === 'removing' || moving !== undefined,
  );
  if (underWay.length > 0) {
    throw new Failure(
      `${counted(underWay.length, 'desktop')} ${underWay.length === 1 ? 'is' : 'are'} being made, migrated or removed: ${namedUpTo(underWay.map(({ upn }) => upn))}.`,
      ['Let the engine finish (entra-workspaces fleet status shows it), then the same again. Nothing was changed.'],
    );
  }
  if (rows.length > mostDesktops) {
    throw new Failure(`A list holds at most ${mostDesktops} desktops, got: ${rows.length}.`, ['Nothing was changed.']);
  }
  const seen = new Map((await fleet.seenDesktops(settings)).map((each) => [each.id, each]));
  const handed = rows.flatMap((row) => {
    const desktop = seen.get(row.desktopId ?? '');
    return desktop ? [{ row, desktop }] : [];
  });
  const lost = rows.filter(({ desktopId }) => !seen.has(desktopId ?? ''));
  if (lost.length > 0) terminal.warn(`Without a desktop, and in no list: ${namedUpTo(lost.map(({ upn }) => upn))}.`);
  const other = handed.filter(({ desktop }) => bundleOf(desktop, settings) === 'unknown');
  if (other.length > 0) {
    terminal.warn(
      `Made from a bundle that the site does not name: ${namedUpTo(other.map(({ desktop }) => desktop.userName))}. Look at what the plan says of their sizes.`,
    );
  }
  sayKept(
    handed.map(({ row }) => row),
    context,
  );
  const users = handed
    .map(({ row, desktop }) => userOf(row, desktop, settings))
    .sort((one, two) => (userNameKey(one.upn) < userNameKey(two.upn) ? -1 : 1));
  await writeDeployment(path, fleetToList(readTextFile(path), fleet.site.index, users), {}, options, context);
  const folder = folderOf(path);
  const adopted = await readAdopted(folder);
  const imports = handed.map(({ desktop }) => ({
    to: desktopAddressOf(fleet.site.key, desktop.userName, sha256),
    id: desktop.id,
  }));
  const kept = (adopted?.imports ?? []).filter(({ to }) => imports.every((each) => each.to !== to));
  await writeAdopted(folder, [...kept, ...imports], adopted?.certificates ?? []);
  terminal.good('wrote adopted.json');
  await fleet.table.end('list', by);
  if (options.json) terminal.result({ site: fleet.site.key, users: users.length });
  terminal.say('The engine rests. Next:');
  const steps = [
    `1. entra-workspaces plan: it takes over ${counted(users.length, 'desktop')} as they are, and removes the engine.`,
    '2. entra-workspaces apply. In a pipeline: commit deployment.json and adopted.json.',
    'To stay with the fleet after all: take the change out of the file, and entra-workspaces fleet pause --resume',
  ];
  for (const step of steps) terminal.say(step);
}

/** A list has no `fleet keep`: on hold without a day nobody is taken out by `users purge` unless by name. */
function sayKept(rows: readonly FleetRow[], { terminal }: CommandContext): void {
  const kept = rows.filter(({ keep }) => keep);
  const held = kept.filter(({ phase }) => phase === 'held').map(({ upn }) => upn);
  const others = kept.filter(({ phase }) => phase !== 'held').map(({ upn }) => upn);
  if (held.length > 0) {
    terminal.warn(
      `Kept (fleet keep), and on hold without a day in the list: ${namedUpTo(held)}. entra-workspaces users purge takes them out only where it is given their names.`,
    );
  }
  if (others.length > 0) {
    terminal.warn(
      `Kept (fleet keep), which a list does not know: ${namedUpTo(others)}. Who is put on hold there has a day, after which entra-workspaces users purge takes the desktop.`,
    );
  }
}

/** Of the site's own what differs from it. */
function userOf(row: FleetRow, desktop: SeenDesktop, settings: FleetSettings): DesktopUser {
  const bundle = bundleOf(desktop, settings);
  const { runningMode, autoStopMinutes } = desktop;
  const mode = runningMode === 'AUTO_STOP' || runningMode === 'ALWAYS_ON' ? runningMode : undefined;
  // A hold may have changed it: back in the group it would be what it was before.
  const wanted = row.phase === 'held' ? (row.modeBefore ?? mode) : mode;
  return {
    upn: desktop.userName,
    state: row.phase === 'held' ? 'held' : 'active',
    ...(row.phase === 'held' && row.holdUntil !== undefined && !row.keep
      ? { holdUntil: new Date(row.holdUntil).toISOString().slice(0, 10) }
      : {}),
    ...(bundle === undefined || bundle === 'unknown' ? {} : { bundle }),
    ...present({
      runningMode: wanted === settings.runningMode ? undefined : wanted,
      autoStopMinutes:
        wanted !== 'AUTO_STOP' || autoStopMinutes === settings.autoStopMinutes ? undefined : autoStopMinutes,
    }),
  };
}

/** Name of the bundle that it was made from; undefined: that of the site. */
function bundleOf({ bundleId }: SeenDesktop, { bundleId: usual, bundles = {} }: FleetSettings): string | undefined {
  if (bundleId === undefined || bundleId === usual) return undefined;
  return Object.entries(bundles).find(([, each]) => each.bundleId === bundleId)?.[0] ?? 'unknown';
}
