/** What terraform is doing, in as many lines as a person wants to read. */
import type { TerraformEvent } from './events.js';

/** How often a long creation is mentioned, in seconds. */
const every = 60;

const doing: Readonly<Record<string, string>> = { create: 'Making', update: 'Changing', delete: 'Removing' };
const did: Readonly<Record<string, string>> = { create: 'Made', update: 'Changed', delete: 'Removed' };

/** A check of something that is only being made: it is looked at again at the apply, and by the next plan. */
const unknownYet = /^Check block assertion known after apply$/;

/**
 * Lines for an event: things that have a name are told when they are done and, when they take long, now and then; the
 * inner steps only when they take long.
 * @param stopping A person has stopped terraform: what it gives up then has not failed
 */
export function progressOf(event: TerraformEvent, names: ReadonlyMap<string, string>, stopping = false): string[] {
  const { type, action = '', address, elapsedSeconds = 0, diagnostic } = event;
  if (diagnostic?.severity === 'warning') {
    return unknownYet.test(diagnostic.summary) ? [] : [`Warning: ${diagnostic.summary}. ${diagnostic.detail}`.trim()];
  }
  if (address === undefined) return [];
  const name = names.get(address);
  switch (type) {
    case 'apply_complete': {
      const word = did[action];
      return word !== undefined && name !== undefined ? [`${word} ${name}${duration(elapsedSeconds)}.`] : [];
    }
    case 'apply_progress': {
      const word = doing[action];
      if (word === undefined || Math.round(elapsedSeconds) % every !== 0) return [];
      return [`${word} ${name ?? address} …${duration(elapsedSeconds)}`];
    }
    case 'apply_errored':
      return [`${stopping ? 'Stopped' : 'Failed'}: ${name ?? address}${duration(elapsedSeconds)}.`];
    default:
      return [];
  }
}

function duration(seconds: number): string {
  if (seconds < 2) return '';
  return seconds < 120 ? ` (${Math.round(seconds)} s)` : ` (${Math.round(seconds / 60)} min)`;
}
