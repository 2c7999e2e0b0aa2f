import { counted } from '../../domain/counted.js';
import { fleetTag, personTag } from '../../domain/fleet/removal.js';
import { rowAfter } from '../../domain/fleet/transitions.js';
import { userNameKey } from '../../domain/user-name.js';
import { Failure } from '../terminal/failure.js';
import type { Run } from './table.js';
import { callerOf, openFleet, writeRow } from './fleet-open.js';
import { consent } from './user-book.js';

/** `fleet adopt`: a desktop that somebody else made becomes the fleet's, with row and tag. */
export const run: Run<'fleet adopt'> = async (options, [upn = ''], context) => {
  const { terminal } = context;
  const fleet = openFleet(options, context);
  const { policy, group, rows, desktops } = await fleet.situation();
  if ('unreadable' in group) throw new Failure(`The members of the group are not known: ${group.unreadable}.`);
  const person = group.members.find((each) => userNameKey(each.upn) === userNameKey(upn));
  if (!person) {
    throw new Failure(`${upn} is not in the group: the engine would put the desktop on hold.`, [
      'Add the person in Entra and wait for SCIM, then the same again.',
    ]);
  }
  const before = rows.find(({ userId }) => userId === person.userId);
  const named = desktops.filter(({ userName }) => userNameKey(userName) === userNameKey(upn));
  const [desktop, second] = named;
  if (!desktop) throw new Failure(`No desktop of the directory has the name ${upn}.`, ['The engine makes one.']);
  if (second) {
    const ids = named.map(({ id }) => id).join(', ');
    throw new Failure(`Several desktops have the name ${upn}: ${ids}.`, [
      'Remove those that are wrong in the console.',
    ]);
  }
  const owner = rows.find((row) => row.desktopId === desktop.id && row.phase !== 'removed');
  if (owner?.userId === person.userId) throw new Failure(`The desktop of ${upn} is the fleet's already.`);
  if (owner) {
    throw new Failure(`${desktop.id} is the desktop of ${owner.upn} with another id (${owner.userId}).`, [
      `If that is the same person: entra-workspaces fleet release ${upn} --same-person`,
    ]);
  }
  terminal.say(
    `${desktop.id} (${desktop.state}) of ${upn}: from now on the engine holds it when ${upn} leaves the group,`,
  );
  terminal.say(`and removes it with everything on it ${counted(policy.holdDays, 'day')} later.`);
  await consent(options, context, "Make it the fleet's?");
  // The tag first: a row without it could not be removed, a desktop without a row is adopted by its tag.
  await fleet.clouds.aws.call('workspaces', 'CreateTags', fleet.site.region, {
    ResourceId: desktop.id,
    Tags: [
      { Key: fleetTag, Value: policy.fleet },
      { Key: personTag, Value: person.userId },
    ],
  });
  const version = before?.version ?? 0;
  // What a person said of it stays, as when the engine adopts.
  const action = { kind: 'adopt', userId: person.userId, upn: person.upn, version, desktopId: desktop.id } as const;
  const row = rowAfter(action, before, fleet.now());
  await writeRow(fleet, row, version, { what: 'adopt', by: await callerOf(fleet) });
  if (options.json) terminal.result({ upn: row.upn, desktop: desktop.id });
  else terminal.good(`${desktop.id} is the fleet's.`);
};
