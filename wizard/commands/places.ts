/** Where things lie unless an option says otherwise. */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { deploymentFileName } from '../../deployment/file-name.js';
import { Failure } from '../terminal/failure.js';
import type { CommandContext } from '../command.js';
import type { Shared } from '../shared-options.js';

/**
 * Absolute path of the deployment file.
 * @throws Failure when there is none: with what makes one, which a person who just began does not know
 */
export function deploymentFile(options: Shared<'deployment'>, context: Pick<CommandContext, 'cwd'>): string {
  const file = resolve(context.cwd, options.deployment ?? deploymentFileName);
  if (existsSync(file)) return file;
  throw new Failure(`There is no deployment file: ${file} does not exist.`, [
    'Run this where it lies, or name it: --deployment FILE',
    'To make one: entra-workspaces init',
  ]);
}

/** A path as a person here types it: the shorter one of both forms. */
export function shownPath(path: string, { cwd }: Pick<CommandContext, 'cwd'>): string {
  const near = relative(cwd, path) || '.';
  return near.length < path.length ? near : path;
}

/** Folder for synthesized stacks where none is named. */
export const outFolder = 'cdktf.out';
