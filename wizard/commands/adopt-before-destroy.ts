/**
 * A destroy removes what the state knows. What a killed apply made beside it would stay, and stand in the way of the rest
 * (a subnet in its network) at every try. So it is taken into the state first.
 */
import { readAdopted, dropAdopted } from '../adoption/adopted-file.js';
import { readNotes, without, writeNotes } from '../terraform/run-notes.js';
import { lookForWhatExists } from './adopt.js';
import type { CommandContext } from '../command.js';
import type { Session } from './session.js';

/**
 * Takes over what a killed apply left, what `adopt` found, or everything where somebody asked for it or where a destroy
 * that was stopped half-way finds no state at all.
 * @param how.variables for terraform, as the plan gets them
 * @returns how many could not be decided or taken over, after a killed command; 0 where it was asked for alone
 */
export async function takeOverBefore(
  session: Session,
  context: CommandContext,
  repository: string,
  how: { readonly asked: boolean; readonly variables: readonly string[] },
): Promise<number> {
  const { terminal } = context;
  const { terraform, synthesized } = session;
  const adopted = await readAdopted(repository);
  // A destroy that came to its end leaves a state that says "nothing": that there is none at all is no end of it.
  const killed =
    readNotes(synthesized.folder).unfinished !== undefined ||
    (session.destroying !== undefined && (await terraform.pullState()).trim() === '');
  if (!how.asked && !killed && adopted === undefined) return 0;
  terminal.say('Looking for what exists without the state knowing of it, to remove it as well …');
  const sightings = await lookForWhatExists(session, context, new Map());
  let open = 0;
  for (const { address, importId, outcome, found } of sightings) {
    if (importId === undefined) {
      if (['several', 'differs', 'unknown'].includes(outcome)) {
        open += 1;
        terminal.warn(
          `${address} is not taken over (${outcome}): ${found.join(', ')}. If it is of this deployment, remove it by hand.`,
        );
      }
      continue;
    }
    try {
      await terraform.import(address, importId, how.variables);
      terminal.say(`Taken over: ${address}, ${found.join(', ')}`);
    } catch (error) {
      open += 1;
      terminal.warn(`${address} (${found.join(', ')}) could not be taken over: ${(error as Error).message}`);
    }
  }
  if (open > 0) return killed ? open : 0;
  await dropAdopted(repository);
  writeNotes(synthesized.folder, (notes) => without(notes, 'unfinished'));
  return 0;
}
