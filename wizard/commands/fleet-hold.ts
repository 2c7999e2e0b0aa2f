import { Failure, UsageError } from '../terminal/failure.js';
import type { Run } from './table.js';
import { callerOf, openFleet, writeRow } from './fleet-open.js';

/** `fleet hold --other-person`: who has the name now is somebody else. */
export const run: Run<'fleet hold'> = async (options, [upn = ''], context) => {
  const { terminal } = context;
  // First: without a fleet there is no group that a hold could follow.
  const fleet = openFleet(options, context);
  if (!options.otherPerson) {
    throw new UsageError('A hold follows the group: take the person out of it in Entra.', [
      `Only of a name that somebody else has now: entra-workspaces fleet hold ${upn} --other-person`,
    ]);
  }
  const row = await fleet.rowOf(upn);
  if (row.phase !== 'held') throw new Failure(`The desktop of ${row.upn} is not held.`);
  const said = { what: 'other person', by: await callerOf(fleet) };
  await writeRow(fleet, { ...row, otherPerson: true, version: row.version + 1 }, row.version, said);
  if (options.json) terminal.result({ upn: row.upn, otherPerson: true });
  else terminal.good(`The hold of the former ${row.upn} goes on; the new one gets a desktop when it is over.`);
};
