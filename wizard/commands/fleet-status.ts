import { partsOfArn } from '../../domain/arn.js';
import { counted } from '../../domain/counted.js';
import { withOldName } from '../../domain/fleet/kept-rows.js';
import { emptying } from '../../domain/fleet/removal.js';
import type { FleetRow, Phase } from '../../domain/fleet/types.js';
import type { Run } from './table.js';
import { openFleet } from './fleet-open.js';
import { changesInWords, sayWaiting, waitingRequests } from './fleet-requests.js';

const words: Readonly<Record<Phase, string>> = {
  wanted: 'waits for a desktop',
  creating: 'is being made',
  present: 'has a desktop',
  held: 'held',
  removing: 'is being removed',
  removed: 'removed',
};

/** `fleet status`: what the engine remembers. */
export const run: Run<'fleet status'> = async (options, _args, context) => {
  const { terminal } = context;
  const fleet = openFleet(options, context);
  const settings = await fleet.settings();
  const control = await fleet.table.control();
  const rows = (await fleet.table.rows()).sort((one, other) => (one.upn < other.upn ? -1 : 1));
  const now = fleet.now();
  const requests = (await fleet.table.requests()).filter(({ until }) => until > now);
  if (options.json) {
    return terminal.result({
      ...{ fleet: settings.fleet, mode: settings.mode, control },
      ...{ people: rows, requests: requests.map(withOldName) },
    });
  }
  terminal.say(`Fleet ${settings.fleet}, ${settings.mode === 'apply' ? 'kept by the engine' : 'only reported on'}.`);
  if (control.paused) {
    const pause = await fleet.table.pauseOf();
    const since = pause ? ` by ${nameOf(pause.by)}, ${ago(now - pause.at)} ago` : '';
    terminal.warn(`Paused${since}: nothing is done before entra-workspaces fleet pause --resume.`);
  }
  const isEmptying = emptying(control);
  if (isEmptying === 'yes')
    terminal.warn('Being emptied: every desktop is removed. To stop it: entra-workspaces fleet empty --cancel');
  if (isEmptying === 'before-restore')
    terminal.warn(
      'To be emptied, by a table that came back: nothing is done before entra-workspaces fleet empty --cancel, or entra-workspaces fleet empty --confirm NAME once more.',
    );
  if (control.ending === 'list') terminal.warn('Handed to a list: the next apply takes the desktops into the state.');
  if (control.fullAt === undefined) terminal.warn('No pass has compared everything yet.');
  else terminal.say(`Compared as a whole ${ago(now - control.fullAt)} ago.`);
  for (const each of control.stopped ?? []) terminal.warn(`By the last comparison, ${each}`);
  const shown = rows.filter(({ phase }) => phase !== 'removed');
  terminal.resultTable(
    ['User', 'State', 'Until', 'Desktop', 'Note'],
    shown.map((row) => [
      row.upn,
      words[row.phase],
      row.holdUntil === undefined || row.keep ? '' : new Date(row.holdUntil).toISOString().slice(0, 10),
      row.desktopId ?? '',
      noteOf(row),
    ]),
  );
  terminal.say(`${counted(shown.length, 'person', 'people')}.`);
  if (settings.mode === 'report' && shown.length === 0)
    terminal.say('An engine that only reports keeps nobody. What it would do: entra-workspaces fleet plan');
  sayWaiting(waitingRequests(requests, now), terminal);
  for (const request of requests) {
    if (request.approvedBy !== undefined)
      terminal.say(`Approved by ${request.approvedBy}: ${changesInWords(request)}.`);
  }
};

/** Who somebody is to AWS, without what is the same for all: `assumed-role/Admin/ada@contoso.com`. */
const nameOf = (arn: string): string => partsOfArn(arn).resource || arn;

function noteOf({ keep, said, failure, refused, moving, missingSince }: FleetRow): string {
  const notes = [
    keep && (said?.what === 'keep' ? `kept by ${nameOf(said.by)}` : 'kept'),
    moving && 'is being migrated',
    missingSince !== undefined && 'not found at the last look',
    refused && `not removed: ${refused.why}`,
    failure?.code,
  ];
  return notes.filter(Boolean).join(', ');
}

function ago(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return 'less than a minute';
  return minutes < 120 ? counted(minutes, 'minute') : counted(Math.round(minutes / 60), 'hour');
}
