import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { present } from '../../domain/present.js';
import { asTyped } from '../terminal/as-typed.js';
import { commandLines } from '../terminal/command-list.js';
import { enter } from '../terminal/shell-words.js';
import { findTerraform } from '../terraform/find.js';
import { packageRoot } from '../terraform/package-root.js';
import type { TerraformEvent } from '../terraform/events.js';
import { progressOf } from '../terraform/progress.js';
import type { LifeCycle } from '../rehearsal/life-cycle.js';
import type { Kept } from '../rehearsal/steps.js';
import type { CommandContext } from '../command.js';
import type { Run } from './table.js';
import { deploymentFile } from './places.js';

/** `rehearse`: the whole life cycle on this machine, as a story; or as far as a sandbox is to be set up. */
export const run: Run<'rehearse'> = async (options, _args, context) => {
  const { terminal, env, interrupts } = context;
  const program = await findTerraform(env);
  const [{ LifeCycle: Cycle, removeFolder }, { tell }] = await Promise.all([
    import('../rehearsal/life-cycle.js'),
    import('../rehearsal/story.js'),
  ]);
  const keep = options.keep === true ? 'connected' : options.keep;
  const { verbose } = options;
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-rehearsal-'));
  const repository = join(folder, 'repository');
  let cycle: LifeCycle | undefined;
  // While terraform runs it is the last listener; between two commands this one keeps the program from ending before the
  // clouds are stopped and the folder is gone.
  const stopListening = interrupts.listen(() => undefined);
  const onEvent = (event: TerraformEvent): void => {
    if (verbose) terminal.lines([event.message]);
    else progressOf(event, new Map()).forEach((line) => terminal.say(line));
  };
  try {
    cycle = await Cycle.start({
      program,
      folder: repository,
      env,
      interrupts,
      onEvent,
      ...(options.deployment === undefined ? {} : { deploymentFile: deploymentFile(options, context) }),
      isCancelled: () => interrupts.stopped !== undefined,
      ...present({ keep }),
    });
    const steps = await tell(terminal, cycle, {
      whole: verbose,
      program: asTyped({ home: packageRoot(), cwd: context.cwd }),
    });
    if (options.json) terminal.result(steps);
    if (keep !== undefined) await stayUp(context, cycle, { folder, repository, kept: keep });
    const allWork = steps.every(
      ({ people = [], desktops = [] }) =>
        people.every(({ works }) => works) && desktops.every(({ enrolled }) => enrolled),
    );
    return allWork ? 0 : 1;
  } finally {
    await cycle?.stop();
    await removeFolder(folder);
    stopListening();
  }
};

/** Both clouds stay, until a person has seen enough. */
async function stayUp(
  { terminal, interrupts }: CommandContext,
  cycle: LifeCycle,
  place: { readonly folder: string; readonly repository: string; readonly kept: Kept },
): Promise<void> {
  const { wayInto } = await import('../rehearsal/kept.js');
  const way = await wayInto(cycle.twin, { ...place, region: cycle.home });
  try {
    terminal.heading('The sandbox is up');
    terminal.say('Its consoles, for a browser on this machine:');
    terminal.lines([`  ${terminal.style.accent(way.page)}`]);
    terminal.say('In another shell, first:');
    const { sh, fish, powershell } = way.reads;
    const reads = [
      [sh, '(sh, bash, zsh)'],
      [fish, '(fish)'],
      [powershell, '(PowerShell)'],
    ] as const;
    terminal.lines(commandLines(reads, terminal.width));
    terminal.say('Then:');
    // Its PATH has the program by its name.
    terminal.linesElsewhere([`  ${enter(place.repository)}`, ...commandLines(way.commands, terminal.width)]);
    terminal.say('Every command works on it, and nothing of it reaches a real cloud.');
    terminal.say('Ctrl-C here ends both clouds and leaves nothing behind.');
    if (interrupts.stopped !== undefined) return;
    await new Promise<void>((resolve) => {
      const stopListening = interrupts.listen(() => {
        stopListening();
        resolve();
      });
    });
  } finally {
    await way.close();
  }
}
