import type { Run } from './table.js';
import { callerOf, openFleet } from './fleet-open.js';

/** `fleet pause`: nothing is done, or with `--resume` again. */
export const run: Run<'fleet pause'> = async (options, _args, context) => {
  const { terminal } = context;
  const fleet = openFleet(options, context);
  await fleet.settings();
  if (options.resume) {
    // The claim would let the fleet go although it goes on.
    if ((await fleet.table.control()).ending === 'list') await fleet.table.goOn();
    await fleet.table.resume();
  } else await fleet.table.pause(await callerOf(fleet));
  if (options.json) terminal.result({ paused: !options.resume });
  else if (options.resume) terminal.good('The fleet goes on.');
  else {
    terminal.good('Paused: once AWS has answered what is being asked at this moment, nothing more is done.');
    terminal.say('To go on: entra-workspaces fleet pause --resume');
  }
};
