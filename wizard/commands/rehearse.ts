import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTerraform, reservation } from '../terraform/find.js';
import type { TerraformEvent } from '../terraform/run.js';
import { progressOf } from '../terraform/progress.js';
import type { RunCommand } from './command.js';
import { deploymentFile } from './places.js';

/** `rehearse`: the whole life cycle on this machine, as a story. */
export const run: RunCommand = async (options, _words, context) => {
  const { terminal, env, interrupts } = context;
  const program = await findTerraform(env);
  const doubt = reservation(program);
  if (doubt !== undefined) terminal.warn(doubt);
  const [{ LifeCycle, removeFolder }, { tell }] = await Promise.all([
    import('../rehearsal/life-cycle.js'),
    import('../rehearsal/story.js'),
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'entra-workspaces-rehearsal-'));
  const keep = options['keep'] === true;
  let cycle: Awaited<ReturnType<typeof LifeCycle.start>> | undefined;
  // While terraform runs it is the last listener; between two commands this one keeps the program from ending before the
  // clouds are stopped and the folder is gone.
  const stopListening = interrupts.listen(() => undefined);
  const onEvent = (event: TerraformEvent): void => {
    if (options['verbose'] === true) terminal.lines([event.message]);
    else progressOf(event, new Map()).forEach((line) => terminal.say(line));
  };
  try {
    cycle = await LifeCycle.start({
      program,
      folder,
      env,
      interrupts,
      onEvent,
      ...(options['deployment'] === undefined ? {} : { deploymentFile: deploymentFile(options, context) }),
      isCancelled: () => interrupts.stopped !== undefined,
    });
    const steps = await tell(terminal, cycle);
    if (options['json'] === true) terminal.result(steps);
    return steps.every(({ people = [] }) => people.every(({ works }) => works)) ? 0 : 1;
  } finally {
    stopListening();
    await cycle?.stop();
    if (keep) terminal.say(`Kept: ${folder}`);
    else await removeFolder(folder);
  }
};
