import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { present } from '../../domain/present.js';
import { inPipelineJob } from '../clouds/job-identity.js';
import { UsageError } from '../terminal/failure.js';
import { withHeld } from '../terraform/held-desktops.js';
import { forAPerson, refusalsOf, type Allowances } from '../terraform/plan-guards.js';
import { inMarkdown } from '../terraform/markdown.js';
import { markLines } from '../terraform/plan-marks.js';
import { planMarkdown, sayPlan, sayRefusals } from '../terraform/plan-report.js';
import { summarizePlan, type PlanSummary } from '../terraform/plan-summary.js';
import { synthesizedIn } from '../terraform/synth.js';
import { emergenciesOf, emergencyLines, emergencyMarkdown, namesOf, type NamedEmergency } from './break-glass.js';
import { allowancesOf } from './allowances.js';
import type { Deployment } from '../../deployment/schema.js';
import { withAppliedLast, type Since } from './applied-last.js';
import type { CommandContext } from '../command.js';
import { protectionInWords } from '../repository/pipelines/pipeline-hosts.js';
import { costInWords } from '../cost/deployment-cost.js';
import type { Run, ValuesFor } from './table.js';
import { answerJobs, bothAllowances, keepingOf, refuseTogether, storedDigest, withKeptPlan } from './kept-plan.js';
import { warnOfNamesake } from './namesake.js';
import { sayAfterNothing } from './outputs.js';
import { plannedInto } from './planned.js';
import { buildAgainFlag, destroyCommand, sayHalfDestroyed } from './left-behind.js';
import { keepPrivate, openSession, withPlanFile, type Session } from './session.js';

/** `plan`: what would change, in words; kept with `--out` or `--store`, to be applied as it is; shown again with `--stored`. */
export const run: Run<'plan'> = async (options, args, context) => {
  refuseFiles(args);
  const isKept = options.store;
  if (isKept) refuseTogether(options, 'store', ['out', 'stored']);
  const stored = storedDigest(options, ['out', 'store', 'diff']);
  if (stored !== undefined && args.length > 0)
    throw new UsageError('--stored plans nothing: it takes no words for terraform.');
  const session = await openSession(options, context);
  if (session.destroying !== undefined)
    sayHalfDestroyed(session.destroying, session.synthesized.deployment, context.terminal);
  await warnOfNamesake(session, context);
  if (stored !== undefined) {
    const allowances = allowancesOf(options, context);
    return withKeptPlan(session, stored, options, context, async ({ plan, note }) =>
      report(
        options,
        context,
        await marked(session, options, context, summarizePlan(plan, await withHeld(session.synthesized, plan))),
        bothAllowances(note.allowances, allowances),
        {
          digest: stored,
          halfDestroyed: session.destroying !== undefined,
          deployment: session.synthesized.deployment,
          emergencies: await emergenciesOf(session.synthesized.deployment, context),
        },
      ),
    );
  }
  return withAppliedLast(session, options, context, async (since) => planAnew(session, since, args, context));
};

/**
 * What both clouds and the deployment have come to differ in; nothing is kept or said.
 * @throws Failure when it cannot be planned
 */
export async function driftOf(
  options: ValuesFor<'plan'>,
  args: readonly string[],
  context: CommandContext,
): Promise<PlanSummary> {
  const session = await openSession(options, context);
  return withAppliedLast(session, options, context, async (since) =>
    withPlanFile(session.synthesized.folder, async (file) => planInto(file, session, since, args, context)),
  );
}

async function planAnew(
  session: Session,
  options: ValuesFor<'plan'>,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const allowances = allowancesOf(options, context);
  // Asked for first: a plan that cannot be kept is not worth waiting for.
  const keeping = options.store ? await keepingOf(session, options, context) : undefined;
  const out = options.out !== undefined ? resolve(context.cwd, options.out) : undefined;
  const plan = async (file: string): Promise<number> => {
    const emergencies = await emergenciesOf(session.synthesized.deployment, context);
    const summary = await planInto(file, session, options, args, context);
    const isToApply = !summary.empty && refusalsOf(summary, allowances, inPipelineJob(context.env)).length === 0;
    const digest = isToApply ? await keeping?.keep(file, allowances, namesOf(emergencies)) : undefined;
    if (keeping !== undefined) await answerJobs(context, digest);
    return report(options, context, summary, allowances, {
      ...present({ digest }),
      ...present({ file: options.out }),
      halfDestroyed: session.destroying !== undefined,
      deployment: session.synthesized.deployment,
      emergencies,
    });
  };
  if (out === undefined) return withPlanFile(session.synthesized.folder, plan);
  try {
    return await plan(out);
  } finally {
    await keepPrivate(out).catch(() => undefined);
  }
}

async function planInto(
  file: string,
  session: Session,
  options: ValuesFor<'plan'>,
  args: readonly string[],
  context: CommandContext,
): Promise<PlanSummary> {
  const { terminal } = context;
  const summary = await plannedInto(file, session, options, args);
  if (options.diff) terminal.lines((await session.terraform.showPlanText(file)).split('\n'));
  return marked(session, options, context, summary);
}

/** Each line with whether it is from this merge, where `--since` says what was applied last. */
async function marked(
  { synthesized: { name, made } }: Session,
  { since, unmarked }: Since,
  { cwd }: CommandContext,
  summary: PlanSummary,
): Promise<PlanSummary> {
  return since !== undefined && unmarked !== true
    ? markLines(summary, await synthesizedIn(resolve(cwd, since), name), made.json)
    : summary;
}

/** How apply is told which plan it is. */
interface Kept {
  readonly deployment: Deployment;
  readonly digest?: string;
  readonly file?: string;
  /** A destroy was stopped half-way: apply takes no plan without being told to build again. */
  readonly halfDestroyed?: boolean;
  readonly emergencies: readonly NamedEmergency[];
}

/** Says the plan, and how it goes on. */
async function report(
  options: ValuesFor<'plan'>,
  context: CommandContext,
  summary: PlanSummary,
  allowances: Allowances,
  { digest, file, halfDestroyed, deployment, emergencies }: Kept,
): Promise<number> {
  const { terminal, cwd, env } = context;
  const byPipeline = inPipelineJob(env);
  const refusals = refusalsOf(summary, allowances, byPipeline);
  if (digest !== undefined) terminal.say(digestLine(digest));
  for (const line of emergencyLines(emergencies)) terminal.warn(line);
  sayPlan(terminal, summary);
  sayRefusals(terminal, refusals);
  const cost = summary.empty ? [] : await costInWords(deployment, env);
  for (const line of cost) terminal.say(line);
  const protection = protectionInWords(deployment);
  if (byPipeline && protection !== undefined) terminal.say(protection);
  const { markdown } = options;
  if (markdown !== undefined) {
    const first = digest === undefined ? '' : `${digestLine(digest)}\n\n`;
    await writeFile(
      resolve(cwd, markdown),
      `${first}${emergencyMarkdown(emergencies)}${planMarkdown(summary, refusals)}${protection === undefined ? '' : `\n*${inMarkdown(protection)}*\n`}`,
    );
  }
  if (options.json) terminal.result({ ...present({ digest }), ...summary, refusals, emergencies, cost });
  if (refusals.length > 0) {
    terminal.say();
    terminal.say('apply will refuse this plan as it is.');
    return 1;
  }
  if (!byPipeline && summary.beyondDaily.length > 0) {
    terminal.say();
    terminal.say(`${forAPerson(summary.beyondDaily).reason} Its next plan is refused until a person has applied this.`);
  }
  if (summary.empty && !byPipeline) sayAfterNothing(terminal, deployment);
  if (!summary.empty) {
    const kept = digest === undefined ? (file ?? '') : `--stored ${digest}`;
    terminal.say();
    const apply = `entra-workspaces apply ${kept}`.trimEnd();
    terminal.say(
      halfDestroyed === true
        ? `Next: ${destroyCommand(deployment.protection)} to finish it, or ${apply} ${buildAgainFlag}`
        : `Next: ${apply}`,
    );
    if (file !== undefined) {
      terminal.say('The plan file holds secrets: keep it private and delete it afterwards.');
    }
  }
  return options.detailedExitcode && !summary.empty ? 2 : 0;
}

function digestLine(digest: string): string {
  return `Digest of this plan: ${digest}`;
}

/** Words after `--` go to terraform; a word without it is a mistake (a plan file belongs to apply). */
function refuseFiles(args: readonly string[]): void {
  const file = args.find((word) => !word.startsWith('-'));
  if (file !== undefined) {
    throw new UsageError(`plan takes no file, got: ${file}`, [`To keep the plan: --out ${file}`]);
  }
}
