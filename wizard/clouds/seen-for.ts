/** What one look saw, for a command that cannot go on without it. */
import { Failure } from '../terminal/failure.js';
import type { Seen } from './lookup.js';

/** Where it is printed what a command needs. */
export const rightsOf = (command: string): string =>
  `What is needed for it: entra-workspaces permissions --command "${command}"`;

/**
 * What was seen.
 * @param what is looked at, as a sentence begins: `The group`
 * @param command with whose rights it is seen
 * @throws Failure that says why it was not, and what is needed for it
 */
export function seenFor<T>(look: Seen<T>, what: string, command: string): T {
  if ('seen' in look) return look.seen;
  throw new Failure(`${what} could not be seen: ${look.message}.`, [rightsOf(command)]);
}
