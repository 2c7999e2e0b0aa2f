/** What terraform is doing, in as many lines as a person wants to read. */
import type { TerraformEvent } from './events.js';

/** How often a long creation is mentioned, in seconds. */
const every = 60;

const doing: Readonly<Record<string, string>> = { create: 'Making', update: 'Changing', delete: 'Removing' };
const did: Readonly<Record<string, string>> = { create: 'Made', update: 'Changed', delete: 'Removed' };

/**
 * Warnings of terraform that say nothing new: a check of something that is only being made is looked at again at the apply
 * and by the next plan, and what leaves the state is a line of the plan in words.
 */
const saidElsewhere = /^(Check block assertion known after apply|Some objects will no longer be managed by Terraform)$/;

/** A thing as people call it. */
export interface NamedThing {
  readonly name: string;
  /** It changes and stays, although terraform makes the step for it anew: of its deletion nothing is said. */
  readonly stays?: boolean;
}

/** What to call the things of a plan, by address. */
export function thingsOf(
  lines: readonly {
    readonly address: string;
    readonly action: string;
    readonly noun: string;
    readonly name?: string;
  }[],
): ReadonlyMap<string, NamedThing> {
  return new Map(
    lines.map(({ address, action, noun, name }) => [
      address,
      { name: name === undefined ? noun : `${noun} ${name}`, stays: action === 'update' },
    ]),
  );
}

/**
 * Lines for an event: things that have a name are told when they are done and, when they take long, now and then; the
 * inner steps only when they take long.
 * @param stopping A person has stopped terraform: what it gives up then has not failed
 */
export function progressOf(event: TerraformEvent, things: ReadonlyMap<string, NamedThing>, stopping = false): string[] {
  const { type, address, elapsedSeconds = 0, diagnostic } = event;
  if (diagnostic?.severity === 'warning') {
    return saidElsewhere.test(diagnostic.summary)
      ? []
      : [`Warning: ${diagnostic.summary}. ${diagnostic.detail}`.trim()];
  }
  if (address === undefined) return [];
  const { name, stays = false } = things.get(address) ?? {};
  const action = stays ? ({ create: 'update', delete: '' }[event.action ?? ''] ?? event.action) : event.action;
  switch (type) {
    case 'apply_complete': {
      const word = did[action ?? ''];
      return word !== undefined && name !== undefined ? [`${word} ${name}${duration(elapsedSeconds)}.`] : [];
    }
    case 'apply_progress': {
      const word = doing[action ?? ''];
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
