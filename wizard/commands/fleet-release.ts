import { counted } from '../../domain/counted.js';
import { handedOver, stillThere } from '../../domain/fleet/decision.js';
import { fleetTag, personTag } from '../../domain/fleet/removal.js';
import type { FleetRow, Person } from '../../domain/fleet/types.js';
import { userNameKey } from '../../domain/user-name.js';
import { namedUpTo } from '../../deployment/users-file.js';
import type { Fleet } from '../fleet/fleet.js';
import { rowUnder } from '../fleet/row-under.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { Run } from './table.js';
import { callerOf, openFleet, writeRow } from './fleet-open.js';
import { consent } from './user-book.js';

/** One desktop that goes from an old id to the new one of the same person. */
interface Handover {
  readonly from: FleetRow & { readonly desktopId: string };
  readonly to: Person;
  /** Version of the row of the new id; 0: there is none. */
  readonly version: number;
}

/** `fleet release --same-person`: desktops of names, given to the new ids of the same people. */
export const run: Run<'fleet release'> = async (options, upns, context) => {
  const { terminal } = context;
  // First: without a fleet no engine releases anybody.
  const fleet = openFleet(options, context);
  if (!options.samePerson) {
    throw new UsageError('Who is back in the group is released by the engine.', [
      `Only of a person who has a new id: entra-workspaces fleet release ${upns.join(' ')} --same-person`,
    ]);
  }
  const { policy, group, rows } = await fleet.situation();
  if ('unreadable' in group) throw new Failure(`The members of the group are not known: ${group.unreadable}.`);
  const handovers = allOf([...new Map(upns.map((upn) => [userNameKey(upn), upn])).values()], group.members, rows);
  if (handovers.length > 1) {
    terminal.say(
      `${counted(handovers.length, 'desktop')} with all that is on them, each to who has its name now: ${namedUpTo(handovers.map(({ to }) => to.upn))}.`,
    );
    await consent(options, context, 'Are these the same people as before?');
  }
  const by = await callerOf(fleet);
  const done: Handover[] = [];
  for (const each of handovers) {
    try {
      await handOver(each, fleet, policy.fleet, by);
    } catch (error) {
      // Of many some were given over already.
      const left = handovers.slice(done.length).map(({ to }) => to.upn);
      if (handovers.length > 1) {
        terminal.warn(`${counted(done.length, 'desktop was', 'desktops were')} given over. Still to do:`);
        terminal.lines([`  entra-workspaces fleet release ${left.join(' ')} --same-person`]);
      }
      throw error;
    }
    done.push(each);
  }
  const results = done.map(({ from, to }) => ({
    upn: to.upn,
    from: from.userId,
    to: to.userId,
    desktop: from.desktopId,
  }));
  if (options.json) return terminal.result(results.length === 1 ? results[0] : results);
  for (const { upn, desktop } of results)
    terminal.good(`${upn} has the desktop ${desktop} under the new id; the next pass releases it.`);
};

/** Nothing is written before each of them is looked at. @throws Failure with everybody whose desktop cannot be given */
function allOf(upns: readonly string[], members: readonly Person[], rows: readonly FleetRow[]): Handover[] {
  const found: Handover[] = [];
  const problems: (Failure | UsageError)[] = [];
  for (const upn of upns) {
    try {
      found.push(handoverOf(upn, members, rows));
    } catch (error) {
      if (!(error instanceof Failure || error instanceof UsageError)) throw error;
      problems.push(error);
    }
  }
  const [only, second] = problems;
  if (!only) return found;
  if (!second && upns.length === 1) throw only;
  throw new Failure(
    `${counted(problems.length, 'desktop')} of ${upns.length} cannot be given over. Nothing was changed.`,
    problems.map(({ message }) => message),
  );
}

function handoverOf(upn: string, members: readonly Person[], rows: readonly FleetRow[]): Handover {
  const to = members.find((each) => userNameKey(each.upn) === userNameKey(upn));
  if (!to) throw new Failure(`${upn} is not in the group.`, ['Add the person in Entra and wait for SCIM.']);
  const from = rowUnder(upn, rows, to.userId);
  if (from.userId === to.userId) throw new Failure(`${upn} has the same id as before: there is nothing to give over.`);
  const still = stillThere(from, members);
  if (still) {
    throw new Failure(
      `The desktop of this name is that of ${still.upn}, who is in the group, too: two people, not one.`,
      [`WorkSpaces keeps the name that a desktop was made with. Give ${upn} another user principal name in Entra.`],
    );
  }
  const { desktopId } = from;
  if (desktopId === undefined) throw new Failure(`${upn} has no desktop that could be given over.`);
  const own = rows.find(({ userId }) => userId === to.userId);
  if (own && (own.phase === 'creating' || (own.desktopId !== undefined && own.desktopId !== desktopId))) {
    throw new Failure(`${upn} has a desktop already (${own.desktopId ?? 'it is being made'}): two people, not one.`, [
      `If so: entra-workspaces fleet hold ${upn} --other-person`,
    ]);
  }
  return { from: { ...from, desktopId }, to, version: own?.version ?? 0 };
}

async function handOver({ from, to, version }: Handover, fleet: Fleet, name: string, by: string): Promise<void> {
  const { old, row } = handedOver(from, to, fleet.now());
  // The tag first: a row without it could not be removed, a desktop without a row is adopted by its tag.
  await fleet.clouds.aws.call('workspaces', 'CreateTags', fleet.site.region, {
    ResourceId: from.desktopId,
    Tags: [
      { Key: fleetTag, Value: name },
      { Key: personTag, Value: to.userId },
    ],
  });
  const said = { what: 'same person', by };
  // The new row first: where the second write is lost the same command finds the desktop again. In between nothing removes it,
  // as its tag is that of the new id.
  await writeRow(fleet, { ...row, version: version + 1 }, version, said);
  await writeRow(fleet, old, from.version, said);
}
