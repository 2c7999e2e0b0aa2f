import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTerraform, reservation } from '../terraform/find.js';
import type { TerraformEvent } from '../terraform/events.js';
import { progressOf } from '../terraform/progress.js';
import type { LifeCycle } from '../rehearsal/life-cycle.js';
import type { CommandContext, RunCommand } from './command.js';
import { deploymentFile } from './places.js';

/** `rehearse`: the whole life cycle on this machine, as a story. */
export const run: RunCommand = async (options, _words, context) => {
  const { terminal, env, interrupts } = context;
  const program = await findTerraform(env);
  const doubt = reservation(program);
  if (doubt !== undefined) terminal.warn(doubt);
  const [{ LifeCycle: Cycle, removeFolder }, { tell }] = await Promise.all([
    import('../rehearsal/life-cycle.js'),
    import('../rehearsal/story.js'),
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-rehearsal-'));
  const keep = options['keep'] === true;
  let cycle: LifeCycle | undefined;
  // While terraform runs it is the last listener; between two commands this one keeps the program from ending before the
  // clouds are stopped and the folder is gone.
  const stopListening = interrupts.listen(() => undefined);
  const onEvent = (event: TerraformEvent): void => {
    if (options['verbose'] === true) terminal.lines([event.message]);
    else progressOf(event, new Map()).forEach((line) => terminal.say(line));
  };
  try {
    cycle = await Cycle.start({
      program,
      folder,
      env,
      interrupts,
      onEvent,
      ...(options['deployment'] === undefined ? {} : { deploymentFile: deploymentFile(options, context) }),
      isCancelled: () => interrupts.stopped !== undefined,
      keep,
    });
    const steps = await tell(terminal, cycle);
    if (options['json'] === true) terminal.result(steps);
    if (keep) await stayUp(context, cycle, folder);
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
async function stayUp({ terminal, interrupts }: CommandContext, cycle: LifeCycle, folder: string): Promise<void> {
  const { wayInto } = await import('../rehearsal/kept.js');
  const way = await wayInto(cycle.twin, { folder, stack: cycle.stack, region: cycle.home });
  try {
    terminal.heading('Both clouds are still up');
    terminal.say('In another terminal (sh, bash or zsh):');
    terminal.lines(way.lines);
    terminal.say('Ctrl-C here ends both and leaves nothing behind.');
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
