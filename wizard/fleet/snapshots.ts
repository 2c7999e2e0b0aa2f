import { counted } from '../../domain/counted.js';
import type { WaveRules } from '../../domain/fleet/wave-actions.js';
import type { WaveDesktop } from '../../domain/fleet/wave-types.js';
import { hour } from '../../domain/day.js';
import { see } from '../clouds/lookup.js';
import { lookups } from '../clouds/lookups/index.js';
import type { Fleet } from './fleet.js';

/** One call a desktop: more are looked at by the engine alone, just before each. */
const most = 20;

/** How old the last snapshots of the desktops are that come first: so much of what people wrote is lost. */
export async function snapshotsInWords(
  fleet: Fleet,
  desktops: readonly WaveDesktop[],
  which: NonNullable<WaveRules['takesSnapshot']>,
): Promise<string> {
  const { clouds, site } = fleet;
  const looked = desktops.slice(0, most);
  const ages: number[] = [];
  const without: string[] = [];
  for (const { id, upn } of looked) {
    const look = await see(lookups.desktopSnapshots, clouds, { region: site.region, desktopId: id });
    if (!('seen' in look)) return `How old the last snapshots are could not be seen: ${look.message}.`;
    const at = look.seen[which];
    if (at === undefined) without.push(upn);
    else ages.push(Math.max(0, Math.floor((fleet.now() - at.getTime()) / hour)));
  }
  const of =
    looked.length === 1
      ? `Last snapshot of the desktop of ${looked[0]?.upn}`
      : `Last snapshots of the first ${counted(looked.length, 'desktop')}`;
  const none = without.length === 0 ? '' : ` None yet: ${without.join(', ')}.`;
  if (ages.length === 0) return `${of}:${none}`;
  const [newest, oldest] = [Math.min(...ages), Math.max(...ages)];
  const old = newest === oldest ? counted(oldest, 'hour') : `${newest} to ${counted(oldest, 'hour')}`;
  return `${of}: ${old} old.${none}`;
}
