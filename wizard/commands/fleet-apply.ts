import type { Run } from './table.js';
import { openFleet } from './fleet-open.js';

/** `fleet apply`: a pass now. It does what the engine decides, no more than by the schedule. */
export const run: Run<'fleet apply'> = async (options, _args, context) => {
  const { terminal } = context;
  const execution = await openFleet(options, context).startPass();
  if (options.json) terminal.result({ execution });
  else {
    terminal.good('A pass has begun. What it came to: entra-workspaces fleet status');
    // Whole, to be copied.
    terminal.lines([`  ${execution}`]);
  }
};
