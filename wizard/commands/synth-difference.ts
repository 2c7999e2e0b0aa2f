import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { refusalsOf } from '../terraform/plan-guards.js';
import { differenceMarkdown, sayDifference } from '../terraform/plan-report.js';
import { differenceOf } from '../terraform/stack-difference.js';
import { synthesizedIn, type Synthesized } from '../terraform/synth.js';
import { allowancesOf } from './allowances.js';
import type { CommandContext } from '../command.js';
import type { ValuesFor } from './table.js';

/** The command line of `synth` allows nothing: only `allow.json` does. */
const nothingAllowed = { allowRemove: [], allowReplace: [], maxRemovals: undefined, allowForget: undefined };

/** `synth --compare`: says and writes what differs from the stack in another folder, and gives it for `--json`. */
export async function compared(
  options: ValuesFor<'synth'> & { readonly compare: string },
  context: CommandContext,
  { name, made }: Synthesized,
): Promise<unknown> {
  const { compare, markdown } = options;
  const difference = differenceOf(await synthesizedIn(resolve(context.cwd, compare), name), made.json);
  // What `allow.json` allows is part of the same difference: what counts is what it has more than the other one.
  const refusals = refusalsOf(
    difference.summary,
    allowancesOf({ ...nothingAllowed, ...options, since: compare }, context),
  );
  sayDifference(context.terminal, difference, refusals);
  if (markdown !== undefined) {
    await writeFile(resolve(context.cwd, markdown), differenceMarkdown(difference, refusals));
  }
  return { ...difference, refusals };
}
