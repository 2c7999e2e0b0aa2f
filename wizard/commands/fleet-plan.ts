import { counted } from '../../domain/counted.js';
import { callShare } from '../../domain/fleet/call-share.js';
import { withOldName } from '../../domain/fleet/kept-rows.js';
import type { FleetActionKind } from '../../domain/fleet/types.js';
import type { Run } from './table.js';
import { openFleet } from './fleet-open.js';
import { changesInWords, sayWaiting, waitingRequests } from './fleet-requests.js';

const words: Readonly<Record<FleetActionKind, string>> = {
  create: 'make a desktop',
  adopt: 'take over the desktop that is there, if its tag or the former list says so',
  hold: 'hold: out of access, the desktop is kept',
  release: 'give the same desktop back',
  remove: 'remove the desktop with all that is on it',
  mode: 'change the running mode',
  stop: 'stop the desktop of somebody who is held',
  lock: 'lock the desktop of somebody who is held',
  learn: 'note the id of the new desktop',
  miss: 'look again: the desktop is not found',
  found: 'note that the desktop is there again',
  settle: 'note that the desktop is gone',
  moved: 'note the new id of the desktop that was migrated',
  stayed: 'note that the desktop was not migrated',
};

/** In the order of their names, as people look for somebody; what is done to one person keeps its own. */
export function byName<T extends { readonly upn: string }>(actions: readonly T[]): readonly T[] {
  return [...actions].sort((one, other) => (one.upn === other.upn ? 0 : one.upn < other.upn ? -1 : 1));
}

/** `fleet plan`: what a full pass would do now. */
export const run: Run<'fleet plan'> = async (options, _args, context) => {
  const { terminal } = context;
  const { situation, decision } = await openFleet(options, context).plan();
  const { actions, request, findings, stopped } = decision;
  const share = callShare(situation.policy, situation.rows, situation.desktops.length, situation.now);
  // A request that is open is not made again: what it covers is in no decision until somebody approves it.
  const open = waitingRequests(situation.requests, situation.now);
  const waits = request !== undefined || open.length > 0 || Object.keys(stopped).length > 0;
  if (options.json) {
    terminal.result({
      ...withOldName({ actions }),
      request: request && withOldName(request),
      open: open.map(withOldName),
      ...{ findings, stopped, share },
    });
  } else {
    terminal.resultTable(
      ['User', 'What', 'Desktop'],
      byName(actions).map(({ upn, kind, desktopId }) => [upn, words[kind], desktopId ?? '']),
    );
    terminal.say(
      actions.length > 0
        ? `${counted(actions.length, 'change')}.`
        : waits
          ? 'Nothing to do without a person.'
          : 'Nothing to do.',
    );
    terminal.say(
      `The engine compares everything each ${counted(share.everyMinutes, 'minute')}: ${counted(share.calls, 'call')} of WorkSpaces, ${share.percent.toFixed(1)} % of those that the account may make.`,
    );
    if (situation.policy.mode === 'report')
      terminal.say('The engine only reports: desktops.users.group.mode is report.');
    sayWaiting(open, terminal);
    for (const [what, why] of Object.entries(stopped)) terminal.warn(`${what} rest: ${why}`);
    if (request) terminal.warn(`Above the limits, and would wait for approval: ${changesInWords(request)}.`);
    for (const { what, upn, desktopId, why } of findings) {
      terminal.say(`${[what, upn, desktopId].filter(Boolean).join(' ')}: ${why}`);
    }
  }
  return waits ? 1 : 0;
};
