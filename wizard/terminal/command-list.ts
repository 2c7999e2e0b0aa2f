/** Commands with what each is for, beside it where the window has room, else below it: a command is never broken. */
import { displayWidth, padTo, wrap } from './width.js';

export type CommandNote = readonly [command: string, what: string];

/** The lines, for `lines` of a terminal that is `width` columns wide. */
export function commandLines(commands: readonly CommandNote[], width: number): string[] {
  const widest = Math.max(...commands.map(([command]) => displayWidth(command)));
  const beside = commands.every(([, what]) => widest + displayWidth(what) + 5 <= width);
  return commands.flatMap(([command, what]) =>
    beside ? [`  ${padTo(command, widest)}   ${what}`] : [`  ${command}`, ...wrap(`      ${what}`, width)],
  );
}
