import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { inPipelineJob } from '../clouds/job-identity.js';
import { beforeAnyChange, Cancelled, Failure, UsageError } from '../terminal/failure.js';
import { leaveOutAsPlanned, withHeld } from '../terraform/held-desktops.js';
import { refusalsOf, type Allowances } from '../terraform/plan-guards.js';
import { workOf } from './apply-work.js';
import { sayPlan } from '../terraform/plan-report.js';
import { narrowing, summarizePlan, type PlanSummary } from '../terraform/plan-summary.js';
import { thingsOf } from '../terraform/progress.js';
import { planArchive } from '../terraform/plan-archive.js';
import { assertSameCode, assertSameConfiguration } from '../terraform/saved-plan.js';
import { allowancesOf } from './allowances.js';
import { noteApplied, noteAppliedHere, withAppliedLast } from './applied-last.js';
import type { CommandContext } from '../command.js';
import { refuseOwnConfirmation, refuseWhatWouldFail } from './apply-preflight.js';
import type { Run, ValuesFor } from './table.js';
import { assertNoteIsSeen, assertReason, noteEmergency, settleEmergencies } from './break-glass.js';
import { takeCutOff } from './cut-off.js';
import { bothAllowances, refuseTogether, storedDigest, withKeptPlan } from './kept-plan.js';
import { sayAfterNothing, sayOutputs } from './outputs.js';
import { refuseNamesake } from './namesake.js';
import { deploymentFile } from './places.js';
import { plannedInto } from './planned.js';
import { openSession, settleAdopted, withPlanFile, type Session } from './session.js';

/** `apply`: plan, show, ask, apply; or apply exactly a plan that was kept. */
export const run: Run<'apply'> = async (options, args, context) => {
  const { terminal, cwd } = context;
  const [word, ...rest] = args;
  const saved = word !== undefined && !word.startsWith('-') ? resolve(cwd, word) : undefined;
  const extra = saved === undefined ? args : rest;
  if (saved !== undefined && !existsSync(saved)) {
    throw new Failure(`The plan file ${word} does not exist.`, ['Make one: entra-workspaces plan --out PLANFILE']);
  }
  const bytes = saved === undefined ? undefined : readFileSync(saved);
  if (bytes) planArchive(bytes, word);
  const kept = storedDigest(options, []);
  if (kept !== undefined && saved !== undefined) {
    throw new UsageError(`One plan is applied at a time, got: ${word} and --stored ${kept}`);
  }
  const { breakGlass } = options;
  if (breakGlass !== undefined) {
    refuseTogether(options, 'breakGlass', ['stored']);
    assertReason(breakGlass, context);
  }
  // A plan that was kept was looked at before: applying it is what was approved.
  const approved = options.autoApprove || saved !== undefined || kept !== undefined;
  if (!approved && !terminal.interactive) {
    throw new UsageError('Nobody can be asked whether to apply.', [
      'In a pipeline: entra-workspaces plan --out PLANFILE, a review, then entra-workspaces apply PLANFILE.',
      'To apply without a review: --auto-approve',
    ]);
  }
  const session = await openSession(
    options,
    context,
    async () => {
      if (kept !== undefined) await refuseOwnConfirmation(options, context);
      if (!options.skipPreflight) await refuseWhatWouldFail(options, context);
    },
    { builds: true },
  );
  await refuseNamesake(session, options, context);
  const { terraform, synthesized } = session;
  const { deployment } = synthesized;
  if (breakGlass !== undefined) assertNoteIsSeen(deployment, context.env);
  // Once, and before whatever changes the state first.
  let isNoted = breakGlass === undefined;
  const noted = async (): Promise<void> => {
    if (!isNoted) await noteEmergency(deployment, breakGlass ?? '', options, context);
    isNoted = true;
  };
  return withAppliedLast(session, options, context, async (since) => {
    const allowances = allowancesOf(since, context);
    const applying = { session, options, context, approved, extra, allowances, before: noted };
    if (kept !== undefined) {
      return withKeptPlan(session, kept, options, context, async ({ file, plan, note, store, assertUntouched }) => {
        const allowed = bothAllowances(note.allowances, allowances);
        const exitCode = await finish(
          { ...applying, file, allowances: allowed, before: assertUntouched },
          summarizePlan(plan, await withHeld(synthesized, plan)),
        );
        await orWarn(context, 'Which commit was applied is not noted', noteApplied(session, note, context));
        const settled = settleEmergencies(deployment, context.env, note.emergencies ?? []);
        await orWarn(context, 'Notes of who applied past the pipeline are still shown', settled);
        await orWarn(context, 'The kept plans, which are stale now, are still there', store.clear());
        return exitCode;
      });
    }
    if (saved !== undefined && bytes) {
      await leaveOutAsPlanned(synthesized, bytes);
      assertSameConfiguration(bytes, synthesized.folder);
      const plan = await terraform.showPlan(saved);
      assertSameCode(plan, synthesized.folder);
      return finish({ ...applying, file: saved }, summarizePlan(plan, await withHeld(synthesized, plan)));
    }
    const exitCode = await withPlanFile(synthesized.folder, async (file) => {
      const planned = (): Promise<PlanSummary> => plannedInto(file, session, options, extra);
      const first = await planned();
      const summary = (await takeCutOff(session, first, allowances, context, noted)) ? await planned() : first;
      return finish({ ...applying, file, extra: [] }, summary);
    });
    // A commit of which a part was left out has not been applied: its people and allowances count on.
    if (narrowing(extra) === undefined)
      await orWarn(context, 'Which commit was applied is not noted', noteAppliedHere(session, options, context));
    return exitCode;
  });
};

interface Applying {
  readonly session: Session;
  readonly options: ValuesFor<'apply'>;
  readonly context: CommandContext;
  /** The plan. */
  readonly file: string;
  /** Somebody looked at it before. */
  readonly approved: boolean;
  /** Words of a person for terraform. */
  readonly extra: readonly string[];
  readonly allowances: Allowances;
  /** The last look before terraform gets the plan. */
  readonly before?: () => Promise<void>;
}

async function finish(applying: Applying, summary: PlanSummary): Promise<number> {
  const { session, options, context, file, approved, extra, allowances } = applying;
  const { terminal } = context;
  sayPlan(terminal, summary);
  const refusals = refusalsOf(summary, allowances, inPipelineJob(context.env));
  if (refusals.length > 0) {
    terminal.say();
    throw new Failure(
      'The plan is not applied.',
      refusals.flatMap(({ reason, fix, flags }) => [
        reason,
        `  ${fix}`,
        ...(flags === undefined ? [] : [`    ${flags}`]),
      ]),
    );
  }
  if (summary.empty) {
    // No job can take a next step.
    if (!inPipelineJob(context.env)) sayAfterNothing(terminal, session.synthesized.deployment);
    if (options.json) terminal.result({ ...summary, applied: false });
    return 0;
  }
  const work = workOf(session, summary, extra);
  for (const line of work.inWords(context.env)) terminal.say(line);
  const agrees = (): Promise<boolean> => terminal.prompts.confirm({ message: 'Apply this?', initial: false });
  if (!approved && !(await beforeAnyChange(agrees()))) {
    throw new Cancelled(['Nothing was changed.']);
  }
  terminal.heading('Applying');
  session.nameThings(thingsOf(summary.lines));
  session.waiting.expect(work.expected);
  await applying.before?.();
  await session.apply(file, [...work.args, ...extra]);
  terminal.good('Applied.');
  terminal.say(session.waiting.total);
  const settled = settleAdopted(session, dirname(deploymentFile(options, context)));
  await orWarn(context, 'adopted.json, which has done its part, could not be taken away', settled);
  const outputs = await session.terraform.outputs();
  sayOutputs(terminal, outputs);
  if (options.json) {
    const open = Object.entries(outputs).filter(([, { sensitive }]) => !sensitive);
    terminal.result({
      ...summary,
      applied: true,
      outputs: Object.fromEntries(open.map(([name, { value }]) => [name, value])),
    });
  }
  return 0;
}

/** After a good apply: what only cleans up is said where it fails, and fails nothing. */
async function orWarn({ terminal }: CommandContext, what: string, cleaning: Promise<unknown>): Promise<void> {
  await cleaning.catch((error: Error) => terminal.warn(`${what}: ${error.message}`));
}
