import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../terminal/failure.js';
import { refusalsOf } from '../terraform/plan-guards.js';
import { planMarkdown, sayPlan, sayRefusals } from '../terraform/plan-report.js';
import { summarizePlan, type PlanSummary } from '../terraform/plan-summary.js';
import { allowancesOf } from './allowances.js';
import type { RunCommand } from './command.js';
import { keepPrivate, openSession, withPlanFile } from './session.js';

/** `plan`: what would change, in words; with `--out` kept, to be applied as it is. */
export const run: RunCommand = async (options, words, context) => {
  const { terminal, cwd } = context;
  refuseFiles(words);
  const allowances = allowancesOf(options, context.env);
  const { terraform, synthesized } = await openSession(options, context);
  const kept = typeof options['out'] === 'string' ? resolve(cwd, options['out']) : undefined;

  const plan = async (file: string): Promise<PlanSummary> => {
    await terraform.plan({ out: file, refresh: options['refresh'] !== false, extra: words });
    if (options['diff'] === true) terminal.lines((await terraform.showPlanText(file)).split('\n'));
    return summarizePlan(await terraform.showPlan(file));
  };
  const summary = kept ? await plan(kept) : await withPlanFile(synthesized.folder, plan);
  if (kept) await keepPrivate(kept);

  const refusals = refusalsOf(summary, allowances);
  sayPlan(terminal, summary);
  sayRefusals(terminal, refusals);
  const { markdown } = options;
  if (typeof markdown === 'string') await writeFile(resolve(cwd, markdown), planMarkdown(summary, refusals));
  if (options['json'] === true) terminal.result({ ...summary, refusals });
  if (refusals.length > 0) {
    terminal.say();
    terminal.say('apply will refuse this plan as it is.');
    return 1;
  }
  if (!summary.empty) {
    terminal.say();
    terminal.say(`Next: entra-workspaces apply${kept ? ` ${String(options['out'])}` : ''}`);
    if (kept) terminal.say('The plan file holds secrets: keep it private and delete it afterwards.');
  }
  return options['detailedExitcode'] === true && !summary.empty ? 2 : 0;
};

/** Words after `--` go to terraform; a word without it is a mistake (a plan file belongs to apply). */
function refuseFiles(words: readonly string[]): void {
  const file = words.find((word) => !word.startsWith('-'));
  if (file !== undefined) {
    throw new UsageError(`plan takes no file, got: ${file}`, [`To keep the plan: --out ${file}`]);
  }
}
