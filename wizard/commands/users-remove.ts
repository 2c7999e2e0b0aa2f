import { removalLimit } from '../terraform/plan-guards.js';
import { UsageError } from '../terminal/failure.js';
import type { RunCommand } from './command.js';
import { bySite, UserBook } from './user-book.js';

/** Days that a desktop is kept unless an option says otherwise. */
export const holdDays = 30;

/** The day so many days from now, as it stands in a deployment. */
export function dayIn(days: number, now = new Date()): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

/** `users remove`: no access any more, the desktop is kept for a while. */
export const run: RunCommand = async (options, words, context) => {
  const days = options['days'] === undefined ? holdDays : Number(options['days']);
  if (!Number.isInteger(days) || days < 0 || days > 3650) {
    throw new UsageError(`--days must be a whole number from 0 to 3650, got: ${String(options['days'])}`);
  }
  const book = UserBook.open(options, context);
  const site = options['site'] === undefined ? undefined : book.site(options);
  const found = book.find(words, site);
  const holdUntil = dayIn(days);
  await book.edit(
    context,
    bySite(
      found.map(({ site: at, user }) => ({
        site: at,
        edit: { change: user.upn, fields: { state: 'held', holdUntil } },
      })),
    ),
    found.length > removalLimit(book.users.length) ? { maxRemovals: found.length } : {},
  );
  context.terminal.say(
    `${found.length === 1 ? 'The desktop is' : 'The desktops are'} kept until ${holdUntil}, without access. users add brings the user back, users purge removes the desktop.`,
  );
  context.terminal.say('Next: entra-workspaces plan');
};
