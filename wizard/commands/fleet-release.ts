import { handedOver, stillThere } from '../../domain/fleet/decision.js';
import { fleetTag, personTag } from '../../domain/fleet/removal.js';
import { userNameKey } from '../../domain/user-name.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { Run } from './table.js';
import { openFleet, writeRow } from './fleet-open.js';

/** `fleet release --same-person`: the desktop of a name, given to the new id of the same person. */
export const run: Run<'fleet release'> = async (options, [upn = ''], context) => {
  const { terminal } = context;
  if (!options.samePerson) {
    throw new UsageError('Who is back in the group is released by the engine.', [
      'Only of a person who has a new id: fleet release UPN --same-person',
    ]);
  }
  const fleet = openFleet(options, context);
  const { policy, group, rows } = await fleet.situation();
  if ('unreadable' in group) throw new Failure(`The members of the group are not known: ${group.unreadable}.`);
  const to = group.members.find((each) => userNameKey(each.upn) === userNameKey(upn));
  if (!to) throw new Failure(`${upn} is not in the group.`, ['Add the person in Entra and wait for SCIM.']);
  const from = await fleet.rowOf(upn, to.userId);
  if (from.userId === to.userId) throw new Failure(`${upn} has the same id as before: there is nothing to give over.`);
  const still = stillThere(from, group.members);
  if (still) {
    throw new Failure(
      `The desktop of this name is that of ${still.upn}, who is in the group, too: two people, not one.`,
      [`WorkSpaces keeps the name that a desktop was made with. Give ${upn} another user principal name in Entra.`],
    );
  }
  if (from.desktopId === undefined) throw new Failure(`${upn} has no desktop that could be given over.`);
  const before = rows.find(({ userId }) => userId === to.userId);
  const { old, row } = handedOver(from, to, fleet.now());
  // The tag first: a row without it could not be removed, a desktop without a row is adopted by its tag.
  await fleet.clouds.aws.call('workspaces', 'CreateTags', fleet.site.region, {
    ResourceId: from.desktopId,
    Tags: [
      { Key: fleetTag, Value: (policy as { fleet: string }).fleet },
      { Key: personTag, Value: to.userId },
    ],
  });
  await writeRow(fleet, old, from.version);
  await writeRow(fleet, { ...row, version: (before?.version ?? 0) + 1 }, before?.version ?? 0);
  if (options.json) terminal.result({ upn: to.upn, from: from.userId, to: to.userId, desktop: from.desktopId });
  else terminal.good(`${to.upn} has the desktop ${from.desktopId} under the new id; the next pass releases it.`);
};
