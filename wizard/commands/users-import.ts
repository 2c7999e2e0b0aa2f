import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatProblem } from '../../stacks/deployment/problem.js';
import { readUsersFile } from '../../stacks/deployment/users-file.js';
import { compareUsers, renameRefusal, type Comparison } from '../repository/users-compare.js';
import type { UserEdit } from '../repository/users-edit.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { Terminal } from '../terminal/terminal.js';
import { removalLimit } from '../terraform/plan-guards.js';
import { maxRemovalsOf } from './allowances.js';
import type { RunCommand } from './command.js';
import { consent, UserBook } from './user-book.js';
import { dayIn, holdDays } from './users-remove.js';

/** `users import`: the list of the personnel system, shown as joiners, leavers and changes before anything is written. */
export const run: RunCommand = async (options, words, context) => {
  const { terminal, cwd } = context;
  const [file = ''] = words;
  const { rows, problems } = readUsersFile(readFileSync(resolve(cwd, file), 'utf8'), file);
  if (problems.length > 0) throw new Failure(`${file} cannot be used:`, problems.map(formatProblem));
  const book = UserBook.open(options, context);
  const site = book.site(options);
  const present = book.usersOf(site);
  const found = compareUsers(
    present,
    rows.map(({ user }) => user),
  );
  sayComparison(terminal, found);
  if (options['json'] === true) terminal.result(found);

  if (found.renames.length > 0) {
    throw new UsageError('Somebody seems to be renamed. Nothing was changed.', [
      ...found.renames.map(({ from, to }) => `${from} -> ${to}`),
      ...renameRefusal,
    ]);
  }
  const active = present.filter(({ state }) => state === 'active').length;
  const limit = maxRemovalsOf(options) ?? removalLimit(active);
  if (found.leavers.length > limit) {
    throw new Failure(
      `${found.leavers.length} of ${active} people are not in ${file}; without asking at most ${limit} may leave at once.`,
      [...found.leavers, `If the list is whole: --max-removals ${found.leavers.length}`],
    );
  }
  const edits: UserEdit[] = [
    ...found.joiners.map(({ upn, state: _state, holdUntil: _until, tags: _tags, ...fields }) => ({ add: upn, fields })),
    ...found.returners.map((upn) => ({ change: upn, fields: { state: undefined, holdUntil: undefined } })),
    ...found.changes.map(({ upn, fields }) => ({ change: upn, fields })),
    ...found.leavers.map((upn) => ({ change: upn, fields: { state: 'held' as const, holdUntil: dayIn(holdDays) } })),
  ];
  if (edits.length === 0) {
    terminal.good('The list and the deployment agree.');
    return;
  }
  await consent(options, context, 'Write this?');
  await book.edit(context, new Map([[site, edits]]), {
    forget: [...found.joiners.map(({ upn }) => upn), ...found.returners],
    ...(found.leavers.length > removalLimit(active) ? { maxRemovals: found.leavers.length } : {}),
  });
  terminal.say('Next: entra-workspaces plan');
};

function sayComparison(terminal: Terminal, { joiners, leavers, returners, changes }: Comparison): void {
  const rows = [
    ...joiners.map(({ upn }) => ['joins', upn, 'a new desktop']),
    ...returners.map((upn) => ['returns', upn, 'access to the desktop that was kept']),
    ...leavers.map((upn) => ['leaves', upn, `no access, the desktop is kept for ${holdDays} days`]),
    ...changes.map(({ upn, fields }) => [
      'changes',
      upn,
      Object.entries(fields)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    ]),
  ];
  terminal.table(['What', 'Who', ''], rows);
}
