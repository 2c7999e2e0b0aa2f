import { setTimeout as sleep } from 'node:timers/promises';
import { csvCell } from '../../deployment/csv-cells.js';
import { readDeployment } from '../../deployment/load.js';
import { writeWhole } from '../../deployment/whole-file.js';
import { counted } from '../../domain/counted.js';
import { lineFor, moreInWords, mostLines, shortened, together } from '../status/grouped.js';
import { statusOf, type Status, type StatusLine } from '../status/people.js';
import { cellsOf, waitingIn, watched } from '../status/watch.js';
import { Failure, UsageError } from '../terminal/failure.js';
import { posix } from '../terminal/shell-words.js';
import { outputFile } from './output-file.js';
import { deploymentFile } from './places.js';
import { sayStillToCome } from './still-to-come.js';
import type { Shared } from '../shared-options.js';
import type { Run } from './table.js';

/** Between two looks. */
const watchSeconds = 30;
const whatIsWrong = 'What is wrong: entra-workspaces preflight';

/**
 * `status`: where everybody stands; with `--watch` until nobody waits for a desktop any more. Ends with 1 when desktops of a
 * site, or the people of a fleet, could not be seen: whoever reads on takes what is shown for all.
 */
export const run: Run<'status'> = async (options, _args, context) => {
  const { terminal, env, interrupts } = context;
  if (options.watch && options.json) throw new UsageError('--watch prints as it goes: leave --json out.');
  const { deployment } = readDeployment(deploymentFile(options, context));
  if (options.site !== undefined && !deployment.sites.some(({ key }) => key === options.site)) {
    const keys = deployment.sites.map(({ key }) => key).join(', ');
    throw new UsageError(`--site must be one of ${keys}, got: ${options.site}`);
  }
  const severalSites = deployment.sites.length > 1 && options.site === undefined;
  // In a pipe or a file somebody looks for a name.
  const each = options.all || !terminal.onScreen;
  const csv = await outputFile('--csv', options.csv, context);
  const look = (): Promise<Status> =>
    statusOf(deployment, env, { only: options.site, say: (step) => terminal.say(step) });
  const show = (seen: Status, changed?: readonly string[]): void => {
    if (csv !== undefined) writeWhole(csv, csvOf(seen.people));
    if (changed) for (const change of changed) terminal.say(`${clock()} ${change}`);
    else {
      const columns = ['User', 'Site', 'Desktop', 'Enrolled', 'Signed in', 'Waits for', 'Until'];
      // Of one site it says nothing, and names need its room.
      const shown = <T>(row: readonly T[]): T[] => row.filter((_, at) => columns[at] !== 'Site' || severalSites);
      const most = each ? Infinity : mostLines;
      const { lines, more } = shortened(together(seen.people, most), most);
      terminal.resultTable(shown(columns), lines.map(lineFor).map(cellsOf).map(shown));
      if (more.length > 0) terminal.say(moreInWords(more));
      if (lines.length < seen.people.length) {
        terminal.say('Each of them:');
        terminal.lines([`    ${eachCommand(options)}`]);
      }
      for (const what of seen.unknown) terminal.warn(`Not known: ${what}`);
    }
  };
  const sum = ({ people, blind }: Status, waiting: number): void => {
    if (blind !== undefined) throw new Failure(`Not everybody could be seen: ${blind}`, [whatIsWrong]);
    const ready = people.filter(({ desktop }) => desktop === 'AVAILABLE' || desktop === 'STOPPED').length;
    terminal.say(`${counted(people.length, 'person', 'people')}, ${ready} with a desktop, ${waiting} waiting for one.`);
    sayStillToCome(terminal, deployment);
    if (csv !== undefined) terminal.good(`The list: ${csv}`);
  };
  if (!options.watch) {
    const seen = await look();
    if (options.json) {
      if (csv !== undefined) writeWhole(csv, csvOf(seen.people));
      const { people, unknown, blind } = seen;
      terminal.result({ people, unknown });
      return blind === undefined ? 0 : 1;
    }
    show(seen);
    sum(seen, waitingIn(seen).length);
    return 0;
  }
  if (csv !== undefined) interrupts.kept = [`What was seen last: ${csv}`];
  terminal.say(`A look every ${watchSeconds} seconds, until nobody waits for a desktop. Ctrl-C ends it before.`);
  const { last, over } = await watched({
    each,
    look,
    show,
    failed: (why) => terminal.warn(`Not seen this time, the next look is in ${watchSeconds} seconds: ${why}`),
    pause: () => sleep(watchSeconds * 1000),
  });
  if (last) sum(last, waitingIn(last).length);
  if (over) return 0;
  throw new Failure('Nothing was seen for ten minutes.', [whatIsWrong]);
};

/** The same look, with everybody. */
function eachCommand({ site }: Shared<'site'>): string {
  return `entra-workspaces status --all${site === undefined ? '' : ` --site ${posix(site)}`}`;
}

/** The time of day of whoever watches. */
const clock = (): string => new Date().toTimeString().slice(0, 5);

function csvOf(people: readonly StatusLine[]): string {
  const rows = [['user', 'site', 'desktop', 'enrolled', 'signedIn', 'waits', 'until'], ...people.map(cellsOf)];
  return `${rows.map((row) => row.map((cell) => csvCell(cell, ',')).join(',')).join('\n')}\n`;
}
