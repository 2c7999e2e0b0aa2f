import type { Clouds, Seen, SeenBy } from '../clouds/lookup.js';
import { see } from '../clouds/lookup.js';
import { lookups } from '../clouds/lookups/index.js';

/** As many ids as a call takes. */
const atOnce = 25;

/**
 * When people last used these desktops, in Regions with thousands as well.
 * @param onStep told now and then how many were looked at
 */
export async function connectionsOf(
  clouds: Clouds,
  region: string,
  ids: readonly string[],
  onStep: (looked: number) => void = () => undefined,
): Promise<Seen<readonly SeenBy<typeof lookups.desktopConnections>[number][]>> {
  const all: SeenBy<typeof lookups.desktopConnections>[number][] = [];
  for (let start = 0; start < ids.length; start += atOnce) {
    const look = await see(lookups.desktopConnections, clouds, {
      region,
      desktopIds: ids.slice(start, start + atOnce),
    });
    if (!('seen' in look)) return look;
    all.push(...look.seen);
    if ((start / atOnce) % 20 === 19) onStep(start + atOnce);
  }
  return { seen: all };
}
