import { Failure } from '../terminal/failure.js';
import type { Run } from './table.js';
import { callerOf, openFleet, writeRow } from './fleet-open.js';

/** `fleet keep`: a desktop that is not removed, whatever the hold says. */
export const run: Run<'fleet keep'> = async (options, [upn = ''], context) => {
  const { terminal } = context;
  const fleet = openFleet(options, context);
  const row = await fleet.rowOf(upn);
  // `--no-longer` is commander's way to say that `longer` is false.
  const keep = options.longer;
  if (keep && row.phase === 'removing') {
    throw new Failure(`The desktop of ${row.upn} is being removed already: AWS was asked, and cannot take it back.`);
  }
  const said = { what: keep ? 'keep' : 'keep no longer', by: await callerOf(fleet) };
  await writeRow(fleet, { ...row, keep, version: row.version + 1 }, row.version, said);
  if (options.json) terminal.result({ upn: row.upn, keep });
  else
    terminal.good(
      keep
        ? `The desktop of ${row.upn} is not removed, whatever its hold says. To take it back: entra-workspaces fleet keep ${row.upn} --no-longer`
        : `The desktop of ${row.upn} is kept no longer: once it is held, it is removed when its hold is over.`,
    );
};
