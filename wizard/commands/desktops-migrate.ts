import { counted } from '../../domain/counted.js';
import { bundleOf, kindOf } from '../../domain/fleet/desktop-kind.js';
import type { FleetSettings } from '../../domain/fleet/settings.js';
import { present } from '../../domain/present.js';
import { nearest } from '../../deployment/nearest.js';
import { see } from '../clouds/lookup.js';
import { lookups } from '../clouds/lookups/index.js';
import { allowFor, longLookSeconds } from '../fleet/look-time.js';
import type { Fleet } from '../fleet/fleet.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { beginWave, waiting, type Prepare } from './desktops-wave.js';
import type { Run } from './table.js';

/** `desktops migrate`: to the bundle that the deployment file says of each person, or to one that is named. */
export const run: Run<'desktops migrate'> = (options, upns, context) =>
  beginWave({ action: 'migrate', options, upns, context, prepare: toBundles(options.to) });

function toBundles(to: string | undefined): Prepare {
  return async (fleet, settings, people) => {
    const named = to === undefined ? undefined : idOf(to, fleet, settings);
    if (to === undefined) mustBeApplied(fleet, settings);
    // Who is in which package says the group: without packages nobody need be asked.
    const needsGroup = (settings.packages ?? []).length > 0;
    const group = needsGroup ? (await fleet.people()).group : { members: [] };
    if ('unreadable' in group) throw new Failure(`Who is in which package is not known: ${group.unreadable}.`);
    const members = new Map(group.members.map((each) => [each.userId, each]));
    allowFor(fleet.clouds.network, people.length);
    const seen = await see(
      lookups.desktops,
      fleet.clouds,
      { region: fleet.site.region, directoryId: settings.directoryId },
      { seconds: longLookSeconds(people.length) },
    );
    const of = new Map('seen' in seen ? seen.seen.map(({ id, bundleId }) => [id, bundleId]) : []);
    const desktops = people.flatMap((row) => {
      const person = members.get(row.userId) ?? {};
      const usual = kindOf(settings, person, undefined);
      const bundleId = named ?? bundleOf(settings, kindOf(settings, person, row))?.bundleId;
      if (bundleId === undefined || of.get(row.desktopId ?? '') === bundleId) return [];
      const own =
        to === undefined ? row.own?.bundle : bundleId === bundleOf(settings, usual)?.bundleId ? undefined : to;
      return [{ ...waiting(row), bundleId, ...present({ own }) }];
    });
    const there = people.length - desktops.length;
    const says = [
      ...(there > 0
        ? [`${counted(there, 'desktop')} of the right bundle already, or of none that is known: left out.`]
        : []),
      ...('seen' in seen ? [] : [`Which of them are of that bundle already sees the engine: ${seen.message}.`]),
    ];
    return { desktops, says };
  };
}

/** Bundles of the site by their names in the deployment file, as the engine knows them. */
function idOf(name: string, { site }: Fleet, settings: FleetSettings): string {
  const found = settings.bundles?.[name]?.bundleId ?? (name === site.desktops.bundle ? settings.bundleId : undefined);
  if (found !== undefined) return found;
  const names = [...new Set([site.desktops.bundle, ...Object.keys(settings.bundles ?? {})])];
  if (name in site.bundles) {
    throw new Failure(`The engine does not know the bundle ${name} yet.`, ['Apply first: entra-workspaces apply']);
  }
  const close = nearest(name, names);
  throw new UsageError(
    `--to must be a bundle of site ${site.key}: ${names.join(', ')}, got: ${name}${close === undefined ? '' : ` (nearest: ${close})`}`,
  );
}

/** What the file says and nobody applied yet is no bundle to go to. */
function mustBeApplied({ site }: Fleet, settings: FleetSettings): void {
  const known = settings.bundles?.[site.desktops.bundle];
  if (settings.bundles === undefined || known?.bundleId === settings.bundleId) return;
  throw new Failure(`The deployment file says the bundle ${site.desktops.bundle}, and the engine goes by another.`, [
    'Apply first: entra-workspaces apply',
  ]);
}
