import { counted } from '../../domain/counted.js';
import { manyDesktops } from '../../deployment/rules/users.js';
import { compareUsers, renameRefusal, type Comparison } from '../repository/users-compare.js';
import type { UserEdit } from '../repository/users-edit.js';
import { sayFiles } from '../repository/write.js';
import { Failure, UsageError } from '../terminal/failure.js';
import type { Terminal } from '../terminal/terminal.js';
import { removalLimit } from '../terraform/plan-guards.js';
import { maxRemovalsOf } from './allowances.js';
import type { CommandContext } from '../command.js';
import type { Run, ValuesFor } from './table.js';
import { consent, editing, UserBook } from './user-book.js';
import { listFromFile, listFromGroup, named, type PeopleList } from './users-list-source.js';
import { dayIn, holdDays } from './users-remove.js';

/** Lines of what changes that are shown; `--json` gives all. */
const mostShown = 20;

/** `users import`: a list, shown as joiners, leavers and changes before anything is written. */
export const run: Run<'users import'> = async (options, args, context) => {
  const [file] = args;
  const { group } = options;
  if ((file === undefined) === (group === undefined)) {
    throw new UsageError('A list comes from a file or from a group.', [
      'entra-workspaces users import export.csv',
      'entra-workspaces users import --group "Desktop users"',
    ]);
  }
  const list =
    group === undefined
      ? listFromFile(file ?? '', context)
      : await listFromGroup(
          group,
          UserBook.open(options, context).deployment.entra.tenantId,
          context.env,
          'users import --group',
        );
  sayList(context.terminal, list);
  const changed = await editing(options, context, (book) => bring(book, list, options, context));
  if (changed) context.terminal.say('Next: entra-workspaces plan');
};

/** Brings a site in step with a list; answers whether anything was written. */
async function bring(
  book: UserBook,
  list: PeopleList,
  options: ValuesFor<'users import'>,
  context: CommandContext,
): Promise<boolean> {
  const { terminal } = context;
  const site = book.site(options);
  const present = book.usersOf(site);
  const found = compareUsers(present, list.users);
  sayComparison(terminal, found);
  if (options.json) terminal.result(found);
  if (list.users.length > manyDesktops && (await takesFleet(list.users.length, site, options, context))) return false;

  if (found.renames.length > 0) {
    throw new UsageError('Somebody seems to be renamed. Nothing was changed.', [
      ...found.renames.slice(0, mostShown).map(({ from, to }) => `${from} -> ${to}`),
      ...(found.renames.length > mostShown ? [`… and ${found.renames.length - mostShown} more`] : []),
      ...renameRefusal,
    ]);
  }
  const active = present.filter(({ state }) => state === 'active').length;
  const allowed = maxRemovalsOf(options);
  // A list of nobody is a list that went wrong, however few there are.
  const limit = allowed ?? (list.users.length === 0 ? 0 : removalLimit(active));
  if (found.leavers.length > limit) {
    const people = `${found.leavers.length} of ${counted(active, 'person', 'people')} ${found.leavers.length === 1 ? 'is' : 'are'} not in ${list.name}`;
    throw new Failure(
      list.users.length === 0
        ? `${list.name} names nobody who may have a desktop: ${people}, and would be put on hold.`
        : `${people}; without asking at most ${limit} may leave at once.`,
      [named(found.leavers, mostShown), `If the list is whole: --max-removals ${found.leavers.length}`],
    );
  }
  const edits = editsOf(found);
  if (edits.length === 0) {
    terminal.good('The list and the deployment agree.');
    return false;
  }
  // Every rule speaks before anybody is asked.
  const planned = await book.plan(new Map([[site, edits]]), {
    forget: [...found.joiners.map(({ upn }) => upn), ...found.returners],
    ...(found.leavers.length > removalLimit(active) ? { maxRemovals: found.leavers.length } : {}),
  });
  sayFiles(terminal, planned, true, { lines: mostShown });
  await consent(options, context, 'Write this?');
  await book.write(context, planned);
  return true;
}

/** Offers the fleet to whoever brings many people; answers whether it is taken. */
async function takesFleet(
  count: number,
  site: string,
  options: ValuesFor<'users import'>,
  { terminal }: CommandContext,
): Promise<boolean> {
  terminal.warn(
    `${counted(count, 'desktop')} in a list: each plan reads them one by one, about ${Math.ceil(count / 120)} minutes, and each joiner is an apply.`,
  );
  terminal.say('A fleet gives the members of an Entra group a desktop each, outside the Terraform state:');
  terminal.lines([`    entra-workspaces fleet migrate --site ${site} --group OBJECTID`]);
  if (options.yes || !terminal.interactive) return false;
  const takes = await terminal.prompts.confirm({
    message: 'Let a fleet keep them, and leave the list as it is?',
    initial: false,
  });
  if (takes)
    terminal.say('Nothing was written. The command above moves the site; desktops that are there stay as they are.');
  return takes;
}

function editsOf({ joiners, returners, changes, leavers, holds }: Comparison): UserEdit[] {
  const onHold = (until: string | undefined) => ({ state: 'held' as const, holdUntil: until ?? dayIn(holdDays) });
  return [
    ...joiners.map(({ upn, state, holdUntil, ...fields }) => ({
      add: upn,
      fields: state === 'held' ? { ...onHold(holdUntil), ...fields } : fields,
    })),
    ...returners.map((upn) => ({ change: upn, fields: { state: undefined, holdUntil: undefined } })),
    ...changes.map(({ upn, fields }) => ({ change: upn, fields })),
    ...holds.map(({ upn, holdUntil }) => ({ change: upn, fields: onHold(holdUntil) })),
    ...leavers.map((upn) => ({ change: upn, fields: onHold(undefined) })),
  ];
}

function sayList(terminal: Terminal, { name, users, leftOut, notes }: PeopleList): void {
  terminal.say(`${name}: ${counted(users.length, 'person', 'people')}.`);
  for (const note of notes) terminal.say(note);
  for (const why of new Set(leftOut.map((each) => each.why))) {
    const out = leftOut.filter((each) => each.why === why).map((each) => each.name);
    terminal.warn(`${out.length} left out (${why}): ${named(out, mostShown)}`);
  }
}

/** Who loses something comes first: hundreds who join leave no room for one who leaves. */
function sayComparison(terminal: Terminal, { joiners, leavers, returners, changes, holds, same }: Comparison): void {
  const rows = [
    ...leavers.map((upn) => ['leaves', upn, `no access, the desktop is kept for ${counted(holdDays, 'day')}`]),
    ...holds.map(({ upn, holdUntil }) => [
      'on hold',
      upn,
      `no access, the desktop is kept until ${holdUntil ?? dayIn(holdDays)}`,
    ]),
    ...changes.map(({ upn, fields }) => [
      'changes',
      upn,
      Object.entries(fields)
        .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
        .join(', '),
    ]),
    ...returners.map((upn) => ['returns', upn, 'access to the desktop that was kept']),
    ...joiners.map(({ upn }) => ['joins', upn, 'a new desktop']),
  ];
  const counts = [
    counted(joiners.length, 'joins', 'join'),
    counted(returners.length, 'returns', 'return'),
    counted(leavers.length, 'leaves', 'leave'),
    ...(holds.length > 0 ? [`${holds.length} on hold`] : []),
    counted(changes.length, 'changes', 'change'),
    `${counted(same, 'stays as it is', 'stay as they are')}`,
  ];
  terminal.say(`${counts.join(', ')}.`);
  terminal.table(['What', 'Who', ''], rows.slice(0, mostShown));
  if (rows.length > mostShown) terminal.say(`… and ${rows.length - mostShown} more (--json lists all)`);
}
