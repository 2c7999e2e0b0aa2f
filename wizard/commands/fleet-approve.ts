import { counted } from '../../domain/counted.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { Run } from './table.js';
import { callerOf, openFleet } from './fleet-open.js';
import { consent } from './user-book.js';

/** `fleet approve`: records who lets a request go ahead. */
export const run: Run<'fleet approve'> = async (options, [id = ''], context) => {
  const { terminal } = context;
  const fleet = openFleet(options, context);
  const open = (await fleet.table.requests()).filter(({ until }) => until > fleet.now());
  const request = open.find((each) => each.id === id);
  if (!request) {
    const ids = open.map((each) => each.id).join(', ');
    throw new UsageError(
      `No request ${id} is open${ids === '' ? '' : ` (open: ${ids})`}. Requests are good for 72 hours.`,
    );
  }
  if (request.approvedBy !== undefined) throw new Failure(`${request.approvedBy} has approved this already.`);
  // Whoever approves sees every name.
  const kinds = [...new Set(request.actions.map(({ kind }) => kind))];
  for (const kind of kinds) {
    const upns = request.actions.filter((each) => each.kind === kind).map(({ upn }) => upn);
    terminal.say(`${kind} ${counted(upns.length, 'desktop')}: ${upns.join(', ')}`);
  }
  await consent(options, context, 'Let this go ahead?');
  const approvedBy = await callerOf(fleet);
  await fleet.table.putRequest({ ...request, approvedBy });
  if (options.json) terminal.result({ id, approvedBy, changes: request.actions.length });
  else terminal.good(`Approved ${id} as ${approvedBy}: the next passes do what they would still decide of it.`);
};
