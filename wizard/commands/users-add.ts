import { userNameKey } from '../../domain/user-name.js';
import { UsageError } from '../terminal/failure.js';
import type { CommandContext } from '../command.js';
import type { Run, ValuesFor } from './table.js';
import { bySite, checkNames, editing, type UserBook } from './user-book.js';

/** `users add`: new users, and users on hold made active again. */
export const run: Run<'users add'> = async (options, args, context) => {
  checkNames(args);
  await editing(options, context, async (book) => add(book, options, args, context));
  context.terminal.say('Next: entra-workspaces plan');
};

async function add(
  book: UserBook,
  options: ValuesFor<'users add'>,
  args: readonly string[],
  context: CommandContext,
): Promise<void> {
  const site = book.site(options);
  const present = new Map(book.usersOf(site).map((user) => [userNameKey(user.upn), user]));
  const already = args.filter((upn) => present.get(userNameKey(upn))?.state === 'active');
  if (already.length > 0) {
    throw new UsageError(
      'Nothing was changed:',
      already.map((upn) => `${upn} has a desktop at ${site} already`),
    );
  }
  const bundle = options.bundle;
  const fields = bundle === undefined ? {} : { bundle };
  const edits = args.map((upn) => {
    const held = present.get(userNameKey(upn));
    return held === undefined
      ? { add: upn, fields }
      : { change: held.upn, fields: { state: undefined, holdUntil: undefined } };
  });
  await book.edit(context, bySite(edits.map((edit) => ({ site, edit }))), { forget: args });
}
