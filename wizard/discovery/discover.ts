import type { CommandContext } from '../commands/command.js';
import { nothingDiscovered, type Discovered } from './discovered.js';

/** Looks at both clouds before anything is asked. */
export async function discover(_context: CommandContext): Promise<Discovered> {
  return nothingDiscovered('this version does not look at the clouds yet');
}
