import { counted } from '../../domain/counted.js';
import { namedUpTo } from '../../deployment/users-file.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { Run } from './table.js';
import { callerOf, openFleet } from './fleet-open.js';

/** `fleet empty`: every desktop of the fleet is removed, without hold and above all limits; `--cancel` stops it. */
export const run: Run<'fleet empty'> = async (options, _args, context) => {
  const { terminal } = context;
  const fleet = openFleet(options, context);
  const settings = await fleet.settings();
  const control = await fleet.table.control();
  if (options.cancel) {
    if (control.ending === 'empty') await fleet.table.goOn();
    if (options.json) return terminal.result({ fleet: settings.fleet, emptying: false });
    return terminal.good(
      control.ending === 'empty'
        ? 'No more desktops are removed; who is in the group and has none gets one again.'
        : 'The fleet is not being emptied.',
    );
  }
  if (options.confirm !== settings.fleet) {
    throw new UsageError(`Every desktop of the fleet would be removed, with everything on it: say its name to agree.`, [
      `entra-workspaces fleet empty --confirm ${settings.fleet}`,
      `got: ${options.confirm ?? 'no --confirm'}`,
    ]);
  }
  if (settings.mode === 'report') {
    throw new Failure('The engine only reports, so it would remove nothing.', [
      'Set desktops.users.group.mode to apply, and apply. Then the same again.',
    ]);
  }
  if (control.paused) {
    throw new Failure('The fleet is paused, so that nothing would be removed.', [
      'entra-workspaces fleet pause --resume',
    ]);
  }
  await fleet.table.end('empty', await callerOf(fleet));
  // From here on none is made (function/fleet/look-again.ts), so that these are all.
  const rows = (await fleet.table.rows()).filter(({ phase }) => phase !== 'removed' && phase !== 'wanted');
  const kept = rows.filter(({ keep }) => keep).map(({ upn }) => upn);
  const execution = await fleet.startPass();
  if (options.json)
    return terminal.result({ fleet: settings.fleet, emptying: true, desktops: rows.length, kept, execution });
  terminal.warn(
    `${counted(rows.length - kept.length, 'desktop')} and everything on them: the engine removes them now, one after the other.`,
  );
  if (kept.length > 0) {
    terminal.warn(
      `Not those that a person said to keep: ${namedUpTo(kept)}. To let them go, too: entra-workspaces fleet keep UPN --no-longer`,
    );
  }
  terminal.say('Whoever is connected is left until they are not. To stop it: entra-workspaces fleet empty --cancel');
  terminal.say('When entra-workspaces fleet status names nobody: entra-workspaces destroy');
};
