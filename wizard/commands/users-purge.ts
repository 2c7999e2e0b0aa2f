import { allowFileName } from '../repository/allow-file.js';
import { removalLimit } from '../terraform/plan-guards.js';
import { UsageError } from '../terminal/failure.js';
import type { Run } from './table.js';
import { bySite, consent, UserBook } from './user-book.js';
import { dayIn } from './users-remove.js';

/** `users purge`: takes users on hold out for good; the next apply deletes their desktops, where it is allowed to. */
export const run: Run<'users purge'> = async (options, args, context) => {
  const { terminal } = context;
  const book = UserBook.open(options, context);
  const site = options.site === undefined ? undefined : book.site(options);
  const today = dayIn(0);
  const overdue = book.users.filter(
    ({ site: at, user }) =>
      (site === undefined || at === site) &&
      user.state === 'held' &&
      user.holdUntil !== undefined &&
      user.holdUntil < today,
  );
  if (args.length === 0 && overdue.length === 0) {
    terminal.good('Nobody is on hold for longer than was said.');
    return 0;
  }
  const found = args.length > 0 ? book.find(args, site) : overdue;
  const active = found.filter(({ user }) => user.state === 'active').map(({ user }) => user.upn);
  if (active.length > 0) {
    throw new UsageError('Nothing was changed:', [
      ...active.map((upn) => `${upn} is active; only users on hold are purged`),
      'Put them on hold first: entra-workspaces users remove UPN (--days 0 for no time at all).',
    ]);
  }
  const upns = found.map(({ user }) => user.upn);
  terminal.bad(
    `${upns.length === 1 ? 'This desktop is' : `These ${upns.length} desktops are`} deleted by the next apply, with everything on ${upns.length === 1 ? 'it' : 'them'}:`,
  );
  terminal.say(`  ${upns.join(', ')}`);
  await consent(options, context, 'Take them out?');
  const limit = removalLimit(book.users.length);
  await book.edit(context, bySite(found.map(({ site: at, user }) => ({ site: at, edit: { remove: user.upn } }))), {
    remove: upns,
    ...(upns.length > limit ? { maxRemovals: upns.length } : {}),
  });
  terminal.say(`${allowFileName} says that this is meant, for the next apply: commit it with the users.`);
  terminal.say('Next: entra-workspaces plan');
  return 0;
};
