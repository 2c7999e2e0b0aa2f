import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { present } from '../../domain/present.js';
import { formatProblem } from '../../deployment/problem.js';
import { UsageError } from '../terminal/failure.js';
import { sayContents } from '../terraform/contents.js';
import { refusalsOf } from '../terraform/plan-guards.js';
import { differenceMarkdown, sayDifference } from '../terraform/plan-report.js';
import { differenceOf } from '../terraform/stack-difference.js';
import { synthesize, synthesizedIn, type Synthesized } from '../terraform/synth.js';
import { allowancesOf, lookAtPrograms } from './allowances.js';
import type { CommandContext } from '../command.js';
import type { Run, ValuesFor } from './table.js';
import { deploymentFile, outFolder } from './places.js';

/** `synth`: deployment file in, Terraform JSON out; with `--compare` what differs from another one, in words. */
export const run: Run<'synth'> = async (options, _args, context) => {
  const { terminal } = context;
  if (options.markdown !== undefined && options.compare === undefined) {
    throw new UsageError('--markdown writes what differs: it needs --compare DIR.');
  }
  const synthesized = await synthesize({
    deploymentFile: deploymentFile(options, context),
    out: resolve(context.cwd, options.out ?? outFolder),
  });
  for (const warning of synthesized.warnings) terminal.warn(formatProblem(warning));
  sayContents(terminal, synthesized);
  // Here nobody has an identity: what a pipeline will refuse is said in time.
  lookAtPrograms(synthesized, dirname(deploymentFile(options, context)), { env: {}, terminal });
  const difference = await compared(options, context, synthesized);
  if (options.json) {
    const { name, stage, folder, file, contents } = synthesized;
    terminal.result({ name, stage, folder, file, ...contents, ...present({ difference }) });
  }
};

/** The command line of `synth` allows nothing: only `allow.json` does. */
const nothingAllowed = { allowRemove: [], allowReplace: [], maxRemovals: undefined, allowForget: undefined };

async function compared(
  options: ValuesFor<'synth'>,
  context: CommandContext,
  { name, made }: Synthesized,
): Promise<unknown> {
  const { compare, markdown } = options;
  if (compare === undefined) return undefined;
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
