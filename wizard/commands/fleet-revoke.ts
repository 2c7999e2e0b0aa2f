import { readDeployment } from '../../deployment/load.js';
import { wasItMeant } from '../../deployment/nearest.js';
import type { Fleet } from '../../deployment/schema.js';
import { counted } from '../../domain/counted.js';
import { endOfAccess } from '../../domain/fleet/self-service.js';
import { leastShare } from '../../domain/fleet/timing.js';
import { userNameKey } from '../../domain/user-name.js';
import { askedFleet, SeenPackage } from '../fleet/self-service.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { deploymentFile } from './places.js';
import type { Run } from './table.js';
import { consent } from './user-book.js';

/** `fleet revoke`: ends what the access package gave, so that the engine holds the desktop and removes it after the hold. */
export const run: Run<'fleet revoke'> = async (options, upns, context) => {
  const { terminal } = context;
  if ((upns.length === 0) === !options.everyone) {
    throw new UsageError('Either some people, or --everyone.', [
      'entra-workspaces fleet revoke ada@contoso.com',
      'entra-workspaces fleet revoke --everyone',
    ]);
  }
  const { deployment } = readDeployment(deploymentFile(options, context));
  const asking = deployment.sites.filter(({ desktops }) => desktops.fleet?.selfService).map(({ key }) => key);
  // The first is no guess to take access away by.
  if (options.site === undefined && asking.length > 1)
    throw new UsageError(`--site must be one whose people ask for a desktop themselves: ${asking.join(', ')}.`);
  const asked = askedFleet(deployment, options.site);
  const { site, fleet, accessPackage } = asked;
  const seen = await SeenPackage.of(deployment, asked, context.env, 'fleet revoke');
  const named = new Set(upns.map(userNameKey));
  const ends = seen.assignments.filter(({ upn }) => options.everyone || named.has(userNameKey(upn)));
  const known = seen.assignments.map(({ upn }) => upn);
  for (const upn of upns) {
    if (ends.some((each) => userNameKey(each.upn) === userNameKey(upn))) continue;
    throw new UsageError(`${upn} has no access by the access package${wasItMeant(upn, known)}.`, [
      'Whoever put somebody into the group by hand takes them out there.',
    ]);
  }
  const { minutesToHold } = endOfAccess({ ...fleet, ...accessPackage });
  const people = counted(ends.length, 'person', 'people');
  if (ends.length > 0) {
    terminal.say(
      `${ends.map(({ upn }) => upn).join(', ')}: out of access at the latest in ${counted(minutesToHold, 'minute')}${options.everyone ? '.' : `, the desktop is kept for ${counted(fleet.holdDays, 'day')} and then removed with all that is on it.`}`,
    );
    for (const each of waitsFor(ends.length, { ...options, name: `${deployment.name}/${site.key}` }, fleet))
      terminal.warn(each);
    await consent(options, context, `Take access away from ${people}?`);
  }
  const revoked: string[] = [];
  for (const { id, upn } of ends) {
    try {
      await seen.revoke(id);
    } catch (error) {
      throw interrupted(error, revoked, ends.slice(revoked.length));
    }
    revoked.push(upn);
  }
  if (options.json) terminal.result({ revoked });
  else
    terminal.good(
      ends.length === 0 ? 'Nobody has access by the access package.' : `Access was taken away from ${people}.`,
    );
};

/** What the guards of the engine make of so many who leave at once. */
function waitsFor(
  leavers: number,
  { everyone, name }: { readonly everyone: boolean; readonly name: string },
  { limits }: Fleet,
): string[] {
  if (everyone)
    return [
      `When nobody is left in the group nothing is held and nothing removed: an empty group looks like a mistake. To remove the desktops then: entra-workspaces fleet empty --confirm ${name}`,
    ];
  if (leavers <= Math.min(limits.hold, leastShare)) return [];
  return [
    `Above ${limits.hold} in a day, or ${limits.sharePercent} % of the group in a week, desktops wait for entra-workspaces fleet approve before they are held.`,
  ];
}

/** Who has lost access already cannot be seen in a message about somebody else: both are named. */
function interrupted(error: unknown, revoked: readonly string[], left: readonly { readonly upn: string }[]): unknown {
  if (!(error instanceof Failure)) return error;
  const still = left.map(({ upn }) => upn).join(', ');
  return new Failure(error.message, [
    ...(revoked.length > 0 ? [`Access was taken away from ${revoked.join(', ')}.`] : ['Nobody has lost access.']),
    `Still to do, beginning with the one that failed: ${still}. The same command again goes on with them.`,
    ...error.fix,
  ]);
}
