import { renameRefusal } from '../repository/users-compare.js';
import { Failure } from '../terminal/failure.js';
import type { Run } from './table.js';
import { UserBook } from './user-book.js';

/** `users rename`: refused, with the reason and the two ways there are. */
export const run: Run<'users rename'> = async (options, args, context) => {
  const [from = '', to = ''] = args;
  UserBook.open(options, context).find([from]);
  throw new Failure(`${from} cannot be renamed to ${to}.`, renameRefusal);
};
