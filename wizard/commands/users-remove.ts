import { UsageError } from '../terminal/failure.js';
import { removalLimit } from '../terraform/plan-guards.js';
import type { Run } from './table.js';
import { bySite, editing } from './user-book.js';
import { day } from '../../domain/day.js';

/** Days that a desktop is kept unless an option says otherwise. */
export const holdDays = 30;

/** The day so many days from now, as it stands in a deployment. */
export function dayIn(days: number, now = new Date()): string {
  return new Date(now.getTime() + days * day).toISOString().slice(0, 10);
}

/** `users remove`: no access any more, the desktop is kept for a while. */
export const run: Run<'users remove'> = async (options, args, context) => {
  const days = options.days === undefined ? holdDays : Number(options.days);
  if (!Number.isInteger(days) || days < 0 || days > 3650) {
    throw new UsageError(`--days must be a whole number from 0 to 3650, got: ${options.days}`);
  }
  const holdUntil = dayIn(days);
  const found = await editing(options, context, async (book) => {
    const site = options.site === undefined ? undefined : book.site(options);
    const named = book.find(args, site);
    await book.edit(
      context,
      bySite(
        named.map(({ site: at, user }) => ({
          site: at,
          edit: { change: user.upn, fields: { state: 'held', holdUntil } },
        })),
      ),
      named.length > removalLimit(book.users.length) ? { maxRemovals: named.length } : {},
    );
    return named;
  });
  context.terminal.say(
    `${found.length === 1 ? 'The desktop is' : 'The desktops are'} kept until ${holdUntil}, without access. users add brings the user back, users purge removes the desktop.`,
  );
  context.terminal.say('Next: entra-workspaces plan');
};
