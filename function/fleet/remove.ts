import { refusesRemoval } from '../../domain/fleet/removal.js';
import { rowAfter, rowAfterRefusal } from '../../domain/fleet/transitions.js';
import type { FleetAction } from '../../domain/fleet/types.js';
import { refusalOf } from './act.js';
import { calledOffAfterWriting } from './look-again.js';
import type { FleetPeople, FleetRemoval, PartDone, PassContext } from './ports.js';

export interface RemoveContext extends PassContext {
  readonly holdDays: number;
  readonly people: Pick<FleetPeople, 'isMember'>;
  readonly desktops: FleetRemoval;
}

/**
 * Removes desktops, one person at a time: just before each call everything is read again, and one doubt is enough to leave
 * the desktop alone.
 */
export async function remove(actions: readonly FleetAction[], context: RemoveContext): Promise<PartDone> {
  let done = 0;
  for (const action of actions) {
    if (action.kind !== 'remove' || action.desktopId === undefined) continue;
    if (!context.mayGoOn()) return { more: true, done };
    try {
      if (await removeOne(action, action.desktopId, context)) done += 1;
    } catch (error) {
      const { userId, desktopId } = action;
      context.audit({ action: 'remove', userId, desktopId, outcome: `not removed: AWS answered ${refusalOf(error)}` });
    }
  }
  return { more: false, done };
}

async function removeOne(action: FleetAction, desktopId: string, context: RemoveContext): Promise<boolean> {
  const { memory, people, desktops, audit, now, fleet, holdDays } = context;
  const { userId, version } = action;
  const tell = (outcome: string): void => audit({ action: 'remove', userId, desktopId, outcome });
  const desktop = await desktops.desktop(desktopId);
  const namesakes = (await desktops.named(action.upn)).flatMap(({ id }) => (id === desktopId ? [] : [id]));
  const tags = desktop ? await desktops.tags(desktopId) : {};
  const connected = desktop ? await desktops.connected(desktopId) : undefined;
  // Who is back, and what the row and the fleet say, is read last.
  const isMember = await people.isMember(userId);
  const row = await memory.row(userId);
  const control = await memory.control();
  const why = refusesRemoval({
    now: now(),
    fleet,
    holdDays,
    row,
    version,
    desktop,
    namesakes,
    tags,
    isMember,
    connected,
    control,
  });
  if (why !== undefined || row === undefined) {
    // It makes room: what is refused at each pass would else keep others from their turn.
    if (row?.version === version) {
      await memory.announce(1);
      await memory.write(rowAfterRefusal(row, version, why ?? '', now()), version);
    }
    tell(`not removed: ${why ?? ''}`);
    return false;
  }
  const going = rowAfter(action, row, now());
  await memory.announce(1);
  if (!(await memory.write(going, version))) {
    tell('not removed: the row had changed');
    return false;
  }
  if (await calledOffAfterWriting('remove', [{ row: going, before: row }], memory)) {
    tell('not removed: called off');
    return false;
  }
  try {
    await desktops.terminate(desktopId);
  } catch (error) {
    const refusal = `AWS answered ${refusalOf(error)}`;
    await memory.announce(1);
    await memory.write(rowAfterRefusal(row, going.version, refusal, now()), going.version);
    tell(`not removed: ${refusal}`);
    return false;
  }
  tell('asked to go');
  return true;
}
