import { counted } from '../../domain/counted.js';
import { userNameKey } from '../../domain/user-name.js';
import { cloudsOf } from '../clouds/clouds.js';
import { see } from '../clouds/lookup.js';
import { entraUsers } from '../clouds/lookups/entra/entra-users.js';
import type { Run } from './table.js';
import { UserBook } from './user-book.js';

/** `users list`: who has a desktop; with `--check`, whether Entra knows them. */
export const run: Run<'users list'> = async (options, _args, context) => {
  const { terminal, env } = context;
  const book = UserBook.open(options, context);
  const users = book.users.filter(({ site }) => options.site === undefined || options.site === site);
  const found = options.check ? await directory(users.map(({ user }) => user.upn)) : undefined;
  const statusOf = (upn: string): string | undefined => found && (found.get(userNameKey(upn)) ?? 'not in Entra');

  async function directory(upns: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const seen = await see(entraUsers, cloudsOf(book.deployment, env), { upns });
    if ('unknown' in seen) {
      terminal.warn(`Whether Entra knows them could not be seen: ${seen.message}`);
      return new Map(upns.map((upn) => [userNameKey(upn), 'unknown']));
    }
    return new Map(seen.seen.map((user) => [userNameKey(user.upn), user.enabled ? 'in Entra' : 'disabled in Entra']));
  }

  const rows = users.map(({ site, user }) => ({ site, ...user, ...(found ? { directory: statusOf(user.upn) } : {}) }));
  // With --json the result stands there instead: standard output holds one thing.
  const print = (columns: readonly string[], cells: readonly (readonly string[])[]): void =>
    options.json ? terminal.table(columns, cells) : terminal.resultTable(columns, cells);
  print(
    ['User', 'Site', 'State', ...(found ? ['Entra'] : [])],
    rows.map(({ upn, site, state, holdUntil, directory: status }) => [
      upn,
      site,
      state === 'held' ? `on hold${holdUntil === undefined ? '' : ` until ${holdUntil}`}` : 'active',
      ...(found ? [status ?? ''] : []),
    ]),
  );
  terminal.say(`${counted(rows.length, 'user')}.`);
  const fleets = book.deployment.sites.filter(
    ({ key, desktops }) => desktops.fleet && (options.site === undefined || options.site === key),
  );
  if (fleets.length > 0) {
    const keys = fleets.map(({ key }) => key).join(', ');
    terminal.say(`At ${keys} the members of a group have a desktop, and no list names them: entra-workspaces status`);
  }
  if (options.json) terminal.result(rows);
  const wrong = rows.filter(
    ({ state, directory: status }) => state === 'active' && status !== undefined && status !== 'in Entra',
  );
  const shutOut = wrong.filter(({ directory: status }) => status !== 'unknown').length;
  if (shutOut > 0)
    terminal.warn(
      `${counted(shutOut, 'user')} cannot sign in. Make or enable them in Entra, or give the desktops back: entra-workspaces users remove`,
    );
  return wrong.length > 0 ? 1 : 0;
};
