import { counted } from '../../domain/counted.js';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { adoptedFileName, dropAdopted, writeAdopted } from '../adoption/adopted-file.js';
import { countsOf, rowsOf } from '../adoption/report.js';
import { byBlock } from '../adoption/stack.js';
import { survey, type NamedSighting, type Sighting } from '../adoption/survey.js';
import { cloudsOf } from '../clouds/clouds.js';
import { UsageError } from '../terminal/failure.js';
import type { Terminal } from '../terminal/terminal.js';
import { without, writeNotes } from '../terraform/run-notes.js';
import { whileNobodyWorks } from '../terraform/state-lock.js';
import { parseStack } from '../terraform/contents.js';
import type { CommandContext } from '../command.js';
import type { Run, ValuesFor } from './table.js';
import { askWhose } from './namesake.js';
import { deploymentFile } from './places.js';
import { openSession, type Session } from './session.js';

/** `adopt`: what exists already without the state knowing of it; the next apply takes it over. Changes nothing itself. */
export const run: Run<'adopt'> = async (options, _args, context) => {
  const { terminal } = context;
  const folder = dirname(deploymentFile(options, context));
  const chosen = choicesOf(options);
  const session = await openSession(options, context, undefined, { adopting: false, unfinished: true });
  terminal.say('Looking for what exists, reading only …');
  const sightings = await lookForWhatExists(session, context, chosen);
  saySightings(terminal, sightings);
  await askWhose(session, sightings.length, context);
  const imports = sightings.flatMap(({ address, importId, literals }) =>
    importId === undefined
      ? []
      : [{ to: address, id: importId, ...(literals ? { literals: literals as Record<string, string> } : {}) }],
  );
  const certificates = sightings.flatMap(({ address, certificate }) =>
    certificate ? [{ to: address, ...certificate }] : [],
  );
  const count = imports.length + certificates.length;
  if (count > 0) await writeAdopted(folder, imports, certificates);
  else await dropAdopted(folder);
  const open = sightings.filter(({ outcome }) => ['several', 'differs', 'unknown'].includes(outcome)).length;
  // Everything that a killed apply may have left was looked for.
  if (open === 0) writeNotes(session.synthesized.folder, (notes) => without(notes, 'unfinished'));
  sayRemovals(terminal, sightings);
  sayEnd(terminal, count, open);
  if (options.json) terminal.result({ adopted: count, open, sightings });
  return open > 0 ? 1 : 0;
};

/**
 * Looks in both clouds for what the stack has and the state does not know. Changes nothing.
 * @throws Failure when somebody works on the state: what they are making would be taken for left behind
 */
export async function lookForWhatExists(
  { terraform, synthesized }: Session,
  { env, terminal }: CommandContext,
  chosen: ReadonlyMap<string, string>,
): Promise<readonly NamedSighting[]> {
  const { deployment, file } = synthesized;
  return whileNobodyWorks(terraform, terminal, async () =>
    survey({
      clouds: cloudsOf(deployment, env),
      deployment,
      stack: parseStack(await readFile(file, 'utf8')),
      // Its attributes may be secret: they are compared and never shown.
      state: byBlock(await terraform.state()),
      chosen,
    }),
  );
}

/** `--take ADDRESS=ID`, of several that could be meant. */
function choicesOf(options: Pick<ValuesFor<'adopt'>, 'take'>): ReadonlyMap<string, string> {
  return new Map(
    options.take.map((each): [string, string] => {
      const at = each.indexOf('=');
      if (at < 1) throw new UsageError(`--take must be \`ADDRESS=ID\`, got: ${each.slice(0, 80)}`);
      return [each.slice(0, at), each.slice(at + 1)];
    }),
  );
}

function saySightings(terminal: Terminal, sightings: readonly NamedSighting[]): void {
  if (sightings.length === 0) return;
  for (const line of countsOf(sightings)) terminal.say(line);
  terminal.say();
  terminal.table(['', 'Of the deployment', 'Found'], rowsOf(sightings));
}

/** Outside of the table: a command that is broken into lines cannot be copied. */
function sayRemovals(terminal: Terminal, sightings: readonly Sighting[]): void {
  const removals = [...new Set(sightings.flatMap(({ removals: each = [] }) => each))];
  if (removals.length === 0) return;
  terminal.warn(
    `${removals.length === 1 ? 'A client secret is' : `${removals.length} client secrets are`} there that the state does not know. The next apply makes others; nothing else removes these. After it:`,
  );
  terminal.lines(removals.map((line) => `  ${line}`));
}

function sayEnd(terminal: Terminal, count: number, open: number): void {
  if (count === 0) terminal.good('Nothing was found that the state does not know.');
  else
    terminal.good(
      `${counted(count, 'thing')} ${count === 1 ? 'is' : 'are'} taken over by the next apply, as ${adoptedFileName} says. Nothing was changed.`,
    );
  if (open > 0) {
    terminal.bad(`${open} could not be decided. An apply would make another one of each: settle them first.`);
    terminal.say(
      'Differs: change the deployment, or the thing. Several: name one with --take. Unknown: get the right to look.',
    );
  }
  terminal.heading('Next');
  terminal.lines([open > 0 ? '  entra-workspaces adopt' : '  entra-workspaces plan']);
}
