import { Cancelled, UsageError } from '../terminal/failure.js';
import { sayPlan } from '../terraform/plan-report.js';
import { summarizePlan, type PlanSummary } from '../terraform/plan-summary.js';
import type { CommandContext, RunCommand } from './command.js';
import { openSession, withPlanFile } from './session.js';

/** What is to be removed is not compared with what it should be: a directory that is gone already would stop the plan. */
const unseen = ['-var=look_for_drift=false', '-var=read_scim_token=false'];

/** `destroy`: says what will be lost, has the name typed, destroys. */
export const run: RunCommand = async (options, words, context) => {
  const { terminal } = context;
  const approved = options['autoApprove'] === true;
  if (!approved && !terminal.interactive) {
    throw new UsageError('Nobody can be asked whether to destroy.', ['To destroy without being asked: --auto-approve']);
  }
  const session = await openSession(options, context, undefined, { adopting: false });
  const { terraform, synthesized } = session;
  return withPlanFile(synthesized.folder, async (file) => {
    await terraform.plan({
      out: file,
      destroy: true,
      refresh: options['refresh'] !== false,
      extra: [...unseen, ...words],
    });
    const summary = summarizePlan(await terraform.showPlan(file));
    if (summary.empty) {
      terminal.good('There is nothing to destroy.');
      return 0;
    }
    sayPlan(terminal, summary);
    sayLosses(context, summary);
    if (!approved) await confirm(context, synthesized.name);
    terminal.heading('Destroying');
    session.nameThings(
      new Map(summary.lines.map(({ address, noun, name }) => [address, name === undefined ? noun : `${noun} ${name}`])),
    );
    await terraform.apply(file);
    terminal.good('Destroyed.');
    if (options['json'] === true) terminal.result({ ...summary, destroyed: true });
    return 0;
  });
};

function sayLosses({ terminal }: CommandContext, { desktops, lines }: PlanSummary): void {
  terminal.heading('What will be lost');
  const { deleted } = desktops;
  if (deleted.length > 0) {
    terminal.bad(`${deleted.length === 1 ? '1 desktop' : `${deleted.length} desktops`} with everything on them:`);
    terminal.say(`  ${deleted.join(', ')}`);
  }
  for (const { noun, name, risk, deed } of lines) {
    if (risk !== 'destroys-data' || noun === 'desktop' || deed !== 'delete') continue;
    terminal.bad(`${noun}${name === undefined ? '' : ` ${name}`}`);
  }
  terminal.say('Snapshots and images of WorkSpaces are not touched; keys stay recoverable for their waiting period.');
}

/** The name of the deployment, typed: a yes comes too easily. */
async function confirm({ terminal }: CommandContext, name: string): Promise<void> {
  const typed = await terminal.prompts.text({
    message: `To destroy it, type the name of the deployment (${name}):`,
    validate: (text) =>
      text.trim() === name || text.trim() === ''
        ? undefined
        : `The name is ${name}, got: ${text}. Leave it empty to stop.`,
  });
  if (typed.trim() !== name) throw new Cancelled(['Nothing was changed.']);
}
