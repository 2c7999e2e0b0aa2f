/** A state that an apply could not save: nothing goes on while it lies on this machine or beside the state. */
import type { CommandContext } from '../command.js';
import type { Shared } from '../shared-options.js';
import type { Terminal } from '../terminal/terminal.js';
import {
  erroredHere,
  erroredRefusal,
  recover,
  recoverFlag,
  type ErroredPlace,
  type ErroredPlaces,
} from '../terraform/errored-state.js';
import type { Terraform } from '../terraform/run.js';
import { refuseCommittedFile } from '../terraform/stray-files.js';

/**
 * After terraform is initialized: a state that was not saved is put there if somebody wants it.
 * @throws Failure when it lies there and nobody does
 */
export async function recoverErrored(
  terraform: Terraform,
  places: ErroredPlaces,
  options: Shared<'recoverState'>,
  { terminal }: Pick<CommandContext, 'terminal'>,
): Promise<void> {
  const found = await unsavedIn(places, terminal);
  if (found === undefined) return;
  if (typeof found === 'string') await refuseCommittedFile(found, 'a state that could not be saved');
  const where = nameOf(found);
  if (!options.recoverState) {
    if (!terminal.interactive) throw erroredRefusal(where, places.stack);
    terminal.warn(`The last apply could not save its state. It lies in ${where}.`);
    if (!(await terminal.prompts.confirm({ message: 'Put it into the state now?', initial: true }))) {
      throw erroredRefusal(where, places.stack);
    }
  }
  await recover(terraform, found);
  terminal.good('The state that was not saved is in its place now.');
}

/**
 * Before what goes on without these commands (`eject`): plain terraform does not look for it.
 * @throws Failure while one lies there, with what puts it into the state
 */
export async function refuseErrored(places: ErroredPlaces, terminal: Terminal): Promise<void> {
  const found = await unsavedIn(places, terminal);
  if (found !== undefined) throw erroredRefusal(nameOf(found), places.stack, `entra-workspaces plan ${recoverFlag}`);
}

type Unsaved = string | ErroredPlace;

/** A file of this machine, or what others left beside the state. */
async function unsavedIn(places: ErroredPlaces, terminal: Terminal): Promise<Unsaved | undefined> {
  return erroredHere(places) ?? ((await besideHolds(places, terminal)) ? places.beside : undefined);
}

const nameOf = (found: Unsaved): string => (typeof found === 'string' ? found : found.name);

/** Whether others left one. Who may not look is told so: what could not be seen is not taken for absent. */
async function besideHolds({ beside }: ErroredPlaces, terminal: Terminal): Promise<boolean> {
  if (!beside) return false;
  try {
    return (await beside.find()) !== undefined;
  } catch (error) {
    terminal.warn(
      `Whether a state that was not saved lies in ${beside.name} could not be seen: ${(error as Error).message}`,
    );
    return false;
  }
}
