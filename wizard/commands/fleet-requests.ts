/** Requests for approval, in words. */
import { counted } from '../../domain/counted.js';
import { inUtc } from '../../domain/day.js';
import type { ApprovalRequest, FleetActionKind } from '../../domain/fleet/types.js';
import { namedUpTo } from '../../deployment/users-file.js';
import type { Terminal } from '../terminal/terminal.js';

const words: Partial<Record<FleetActionKind, string>> = { create: 'make', hold: 'hold', remove: 'remove' };

/** Those that nobody has approved, and that can still be. */
export function waitingRequests(requests: readonly ApprovalRequest[], now: number): ApprovalRequest[] {
  return requests.filter(({ until, approvedBy }) => until > now && approvedBy === undefined);
}

/** `hold 2 desktops (ada@contoso.com, grace@contoso.com)`. */
export function changesInWords({ actions }: ApprovalRequest): string {
  const kinds = [...new Set(actions.map(({ kind }) => kind))];
  return kinds
    .map((kind) => {
      const upns = actions.filter((each) => each.kind === kind).map(({ upn }) => upn);
      return `${words[kind] ?? kind} ${counted(upns.length, 'desktop')} (${namedUpTo(upns)})`;
    })
    .join(', ');
}

/** Each with what it lets go ahead, until when, and the command on a line of its own. */
export function sayWaiting(requests: readonly ApprovalRequest[], terminal: Terminal): void {
  for (const request of requests) {
    terminal.warn(`Above the limits, waits for approval until ${inUtc(request.until)}: ${changesInWords(request)}.`);
    terminal.lines([`  entra-workspaces fleet approve ${request.id}`]);
  }
}
