import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseDeployment } from '../../deployment/load.js';
import { folderOf, readTextFile, usersFileReader } from '../../deployment/text-file.js';
import type { CommandContext } from '../command.js';
import { allowFileName, editAllowFile, type AllowEdit } from '../repository/allow-file.js';
import { planFiles, sayFiles, writeFiles } from '../repository/write.js';
import { consent } from './user-book.js';

/** Checks the new text as a whole, shows the difference, asks, writes. */
export async function writeDeployment(
  path: string,
  text: string,
  allow: AllowEdit,
  options: { readonly yes: boolean },
  context: CommandContext,
): Promise<void> {
  const folder = folderOf(path);
  const own = basename(path);
  parseDeployment(text, own, usersFileReader(folder));
  const allowFile = join(folder, allowFileName);
  const before = existsSync(allowFile) ? readTextFile(allowFile) : undefined;
  const allowed = editAllowFile(before, allow);
  const files = [
    { path: own, text, kind: 'owned' as const, about: 'who has a desktop' },
    ...(allowed === undefined || allowed === before
      ? []
      : [{ path: allowFileName, text: allowed, kind: 'owned' as const, about: 'what may leave the state' }]),
  ];
  const planned = await planFiles(folder, files, { edits: files.map((each) => each.path) });
  sayFiles(context.terminal, planned, true);
  await consent(options, context, 'Write this?');
  const written = await writeFiles(folder, planned);
  context.terminal.say();
  for (const each of written) context.terminal.good(`wrote ${each}`);
}
