import { counted } from '../../domain/counted.js';
import { dirname, join } from 'node:path';
import { readDeployment } from '../../deployment/load.js';
import { beforeAnyChange, Cancelled, Failure, UsageError } from '../terminal/failure.js';
import { namedUpTo } from '../../deployment/users-file.js';
import { takenOverAndDeleted } from '../terraform/plan-guards.js';
import { sayPlan } from '../terraform/plan-report.js';
import { sayDestroyInShort } from '../terraform/plan-short.js';
import { summarizePlan, type PlanSummary } from '../terraform/plan-summary.js';
import { thingsOf } from '../terraform/progress.js';
import { notesName, without, writeNotes } from '../terraform/run-notes.js';
import { takeOverBefore } from './adopt-before-destroy.js';
import type { CommandContext } from '../command.js';
import type { Run } from './table.js';
import { workOf } from './apply-work.js';
import { settleAfterDestroy } from './destroyed.js';
import { deploymentFile } from './places.js';
import { openSession, withPlanFile } from './session.js';

/** What is to be removed is not compared with what it should be: a directory that is gone already would stop the plan. */
const unseen = ['-var=look_for_drift=false', '-var=read_scim_token=false'];

/** `destroy`: says what will be lost, has the name typed, destroys. */
export const run: Run<'destroy'> = async (options, args, context) => {
  const { terminal } = context;
  const approved = options.autoApprove;
  if (!approved && !terminal.interactive) {
    throw new UsageError('Nobody can be asked whether to destroy.', ['To destroy without being asked: --auto-approve']);
  }
  const file = deploymentFile(options, context);
  const unprotected = options.unprotect;
  if (!unprotected) refuseProtected(readDeployment(file).deployment.protection, options.autoApprove);
  const session = await openSession(options, context, undefined, { adopting: false, unfinished: true, unprotected });
  const { terraform, synthesized } = session;
  const how = { asked: options.adopt, variables: unseen };
  const open = await takeOverBefore(session, context, dirname(file), how);
  const summary = await withPlanFile(synthesized.folder, async (planFile) => {
    await terraform.plan({
      out: planFile,
      destroy: true,
      refresh: options.refresh,
      extra: [...unseen, ...args],
    });
    const planned = summarizePlan(await terraform.showPlan(planFile), synthesized.made);
    if (planned.empty && open > 0) throw undecided(open, synthesized.folder);
    refuseTakenOver(takenOverAndDeleted(planned, synthesized.made.json));
    if (planned.empty) {
      await session.destroyed();
      terminal.good('There is nothing to destroy.');
      terminal.say('If it is there all the same, because the state was lost: entra-workspaces destroy --adopt');
    } else {
      if (options.verbose) sayPlan(terminal, planned);
      else sayDestroyInShort(terminal, planned);
      sayLosses(context, planned, options.verbose);
      const work = workOf(session, planned, args, 'destroy');
      for (const line of work.inWords(context.env)) terminal.say(line);
      if (!approved) await confirm(context, synthesized.name);
      terminal.heading('Destroying');
      session.nameThings(thingsOf(planned.lines));
      session.waiting.expect(work.expected);
      await session.apply(planFile, work.args, { destroy: true });
      terminal.good('Destroyed.');
      terminal.say(session.waiting.total);
    }
    return planned;
  });
  // Nothing is left whose making was cut off.
  writeNotes(synthesized.folder, (notes) => without(notes, 'unfinished'));
  const left = await settleAfterDestroy(session, options, context, file);
  if (options.json) terminal.result({ ...summary, destroyed: !summary.empty, ...left });
  return 0;
};

/** After a command that was killed: that the state knows of nothing is no proof that there is nothing. */
function undecided(open: number, folder: string): Failure {
  return new Failure(
    'The state knows of nothing, and an earlier command was killed: what it left may still be there.',
    [
      `${counted(open, 'thing')} of the deployment, named above, could not be looked for or taken over. Nothing was destroyed.`,
      'Once they can be seen, or are gone: entra-workspaces destroy',
      `If surely nothing was left: remove ${join(folder, notesName)}, then the same.`,
    ],
  );
}

/** Said before anything is planned: terraform would say it after half a minute, and not what to do. */
function refuseProtected(protection: boolean, autoApprove: boolean): void {
  if (!protection) return;
  throw new Failure(
    'This deployment is protected: without its directories and keys desktops and their data are lost.',
    [
      '"protection" is true in the deployment. Nothing was planned and nothing was changed.',
      'To destroy it all the same, leaving the file as it is:',
      `    entra-workspaces destroy --unprotect${autoApprove ? ' --auto-approve' : ''}`,
    ],
  );
}

/** Desktops that a fleet is to take over and that the state still holds: a destroy deletes them instead of letting them go. */
function refuseTakenOver(upns: readonly string[]): void {
  if (upns.length === 0) return;
  throw new Failure(
    `${counted(upns.length, 'desktop')} of the former list ${upns.length === 1 ? 'is' : 'are'} still in the state, and this would delete ${upns.length === 1 ? 'it' : 'them'} with everything on ${upns.length === 1 ? 'it' : 'them'}: ${namedUpTo(upns)}.`,
    [
      'Nothing was changed. The move from a list to a fleet is half done; bring it to an end first:',
      `    entra-workspaces apply --allow-forget ${upns.length}`,
      'To remove everything after that: entra-workspaces fleet empty --confirm NAME, then destroy.',
      'To go back to the list instead: take the change out of the deployment file again.',
    ],
  );
}

function sayLosses({ terminal }: CommandContext, { desktops, lines }: PlanSummary, verbose: boolean): void {
  terminal.heading('What will be lost');
  const { deleted } = desktops;
  if (deleted.length > 0) {
    terminal.bad(`${counted(deleted.length, 'desktop')} with everything on them:`);
    // Hundreds of names would push what matters off the screen.
    terminal.say(`  ${verbose ? deleted.join(', ') : namedUpTo(deleted, ' (--verbose names all)')}`);
  }
  for (const { noun, name, risk, action } of lines) {
    if (risk !== 'destroys-data' || noun === 'desktop' || action !== 'delete') continue;
    terminal.bad(`${noun}${name === undefined ? '' : ` ${name}`}`);
  }
  terminal.say('Snapshots and images of WorkSpaces are not touched; keys stay recoverable for their waiting period.');
}

/** The name of the deployment, typed: a yes comes too easily. */
async function confirm({ terminal }: CommandContext, name: string): Promise<void> {
  const asked = terminal.prompts.text({
    message: `To destroy it, type the name of the deployment (${name}):`,
    validate: (text) =>
      text.trim() === name || text.trim() === ''
        ? undefined
        : `The name is ${name}, got: ${text}. Leave it empty to stop.`,
  });
  const typed = await beforeAnyChange(asked);
  if (typed.trim() !== name) throw new Cancelled(['Nothing was changed.']);
}
