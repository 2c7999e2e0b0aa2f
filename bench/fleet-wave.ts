/** An image wave of the fleet: everybody moves to a bundle of a new image, a tenth first, then half, then all. */
import { wavesLast, stagesOf } from '../domain/fleet/wave.js';
import type { Wave } from '../domain/fleet/wave-types.js';
import type { FoundationStore } from '../twin/aws/foundation-store.js';
import { gunzipSync, gzipSync } from 'node:zlib';
import { region } from '../test/twin/aws/account-in-test.js';
import type { FleetBench } from './fleet-world.js';

const id = 'image-wave';

/** Lays the wave into the table. @returns whether it is over */
export function waveOf(fleet: FleetBench): () => boolean {
  const { account, rows, world, settings } = fleet;
  const state = account.workspaces.region(region);
  const imageId = account.workspaces.addImage(region);
  const before = state.bundles.get(settings.bundleId);
  if (!before) throw new Error('the fleet has no bundle');
  const next = { ...before, id: 'wsb-0newimage', name: 'contoso-next', imageId };
  state.bundles.set(next.id, next);
  const now = world.clock.now();
  for (const desktop of state.desktops.values()) desktop.snapshotAt = now;
  const all = rows().filter(({ phase }) => phase === 'present');
  const wave: Wave = {
    id,
    version: 1,
    action: 'migrate',
    by: 'bench',
    at: now.getTime(),
    until: now.getTime() + 10 * wavesLast,
    stages: stagesOf(all.length, 0, [10, 50]),
    stopAtPercent: 10,
    connectedToo: false,
    desktops: all.map(({ desktopId = '', upn }) => ({ id: desktopId, upn, state: 'waits', bundleId: next.id })),
  };
  const items = (account.foundation as FoundationStore).tables.find(region, 'contoso-fleet')?.items;
  const key = JSON.stringify([{ S: settings.site }, { S: `wave#${id}` }]);
  items?.set(key, {
    fleet: { S: settings.site },
    item: { S: `wave#${id}` },
    version: { N: '1' },
    packed: { B: gzipSync(JSON.stringify(wave)).toString('base64') },
  });
  return () => {
    // As it was laid there, or as the engine wrote it.
    const packed: unknown = items?.get(key)?.['packed']?.['B'];
    const bytes = packed instanceof Uint8Array ? packed : Buffer.from(String(packed), 'base64');
    const seen = JSON.parse(gunzipSync(bytes).toString('utf8')) as Wave;
    if (seen.ended === undefined) return false;
    const bad = seen.desktops.filter((each) => each.state !== 'done');
    if (bad.length > 0) {
      const why = [...new Set(bad.map(({ state, why }) => `${state}: ${why ?? 'no reason'}`))].join('; ');
      throw new Error(`the wave ended (${seen.ended}) with ${bad.length} desktops that are not done (${why})`);
    }
    return rows().every(({ moving }) => moving === undefined);
  };
}
