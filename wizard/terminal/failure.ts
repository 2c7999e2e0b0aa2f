/**
 * One funnel for everything that goes wrong: plain text for a person, an exit code for a machine, never a stack trace.
 * Exit codes: 0 done, 1 failed, 2 wrong use or missing values, 130 cancelled.
 */
import { dirname } from 'node:path';
import { types } from 'node:util';
import { DeploymentError } from '../../deployment/problem.js';
import { UnreadableFile } from '../../deployment/text-file.js';

/** With this variable set the stack of an error is printed too. */
export const debugVariable = 'ENTRA_WORKSPACES_DEBUG';

export type ExitCode = 0 | 1 | 2 | 130;

/** Something did not work, and it is known what. `fix` says what to do, one line each. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  readonly exitCode: ExitCode = 1;
  constructor(
    message: string,
    readonly fix: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An error of a room above that says itself what a person reads when nobody made other words for it. Ends with exit code 1. */
export abstract class Explained extends Error {
  abstract readonly lines: readonly string[];
}

/** The command was called in a way it cannot be: unknown options, missing values. */
export class UsageError extends Failure {
  override readonly name = 'UsageError';
  override readonly exitCode = 2;
}

/** A person stopped it with Ctrl-C, or the input ended. `kept` says what was kept and how to go on. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  constructor(readonly kept: readonly string[] = []) {
    super('Cancelled.');
  }
}

/** The answer to a question that comes before anything is changed: whoever stops there is told so. */
export async function beforeAnyChange<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof Cancelled && error.kept.length === 0 ? new Cancelled(['Nothing was changed.']) : error;
  }
}

/** What is printed and how the program ends. */
export interface Ending {
  readonly exitCode: ExitCode;
  readonly lines: readonly string[];
}

/**
 * The words and the exit code for anything that was thrown. `issueAddress` is asked for where the mistake is ours: the
 * address of an issue that is begun (issue-address.ts), or nothing.
 */
export function endingOf(error: unknown, env: NodeJS.ProcessEnv = {}, issueAddress?: () => string | undefined): Ending {
  const ending = plainEnding(error, issueAddress);
  if (!env[debugVariable] || !types.isNativeError(error)) return ending;
  return { ...ending, lines: [...ending.lines, '', error.stack ?? error.message, ...causes(error)] };
}

function plainEnding(error: unknown, issueAddress?: () => string | undefined): Ending {
  if (error instanceof Cancelled) return { exitCode: 130, lines: ['Cancelled.', ...error.kept] };
  if (error instanceof Failure) {
    return { exitCode: error.exitCode, lines: [error.message, ...error.fix.map((line) => `  ${line}`)] };
  }
  if (error instanceof UnreadableFile)
    return { exitCode: 1, lines: [`A file cannot be used: it is ${error.message}.`] };
  if (error instanceof DeploymentError) return { exitCode: 1, lines: error.message.split('\n') };
  if (error instanceof Explained) return { exitCode: 1, lines: error.lines };
  const known = types.isNativeError(error) ? fileTrouble(error) : undefined;
  if (known) return { exitCode: 1, lines: known };
  const message = types.isNativeError(error) ? error.message || error.name : String(error);
  const address = issueAddress?.();
  return {
    exitCode: 1,
    lines: [
      `Something unexpected happened: ${message}`,
      `  This is a mistake of entra-workspaces. Set ${debugVariable}=1 and run it again to see where, then report it.`,
      // A line with four blanks before it is not broken: it is there to be copied.
      ...(address === undefined ? [] : ['  An issue, begun with the versions and nothing else:', `    ${address}`]),
    ],
  };
}

/** Trouble with files in words. */
function fileTrouble(error: NodeJS.ErrnoException): string[] | undefined {
  // Of a copy it is the place that is full, or closed.
  const { dest } = error as { readonly dest?: string };
  const path = (error.code === 'ENOSPC' ? dest : undefined) ?? error.path ?? 'a file';
  switch (error.code) {
    case 'ENOENT':
      return missing(path, error.syscall ?? '');
    case 'EACCES':
    case 'EPERM':
      if (error.syscall?.startsWith('spawn')) {
        return [
          `${path} may not be started.`,
          '  It has to be a program (chmod +x), on a disk that is not mounted with noexec, and no policy may keep it back.',
        ];
      }
      // What was to be made has a name that nobody gave: the folder is what is closed.
      return error.syscall === 'mkdtemp'
        ? [`Nothing may be written in the folder ${dirname(path)}.`, '  Check its owner and permissions.']
        : [`${path} may not be read or written.`, '  Check owner and permissions, its own and those of its folder.'];
    case 'EISDIR':
      return [`${path} is a folder, a file was expected.`];
    case 'EEXIST':
      return error.syscall === 'mkdir'
        ? [`${path} is a file where a folder was expected.`]
        : [`${path} is there already. Nothing was written over.`];
    case 'ENOTDIR':
      return error.syscall === 'scandir'
        ? [`${path} is a file, or lies below one: a folder was expected.`]
        : [`A part of ${path} is a file where a folder was expected.`];
    case 'ENOSPC':
    case 'EDQUOT':
      return [
        `There is no space left to write ${path}. Nothing of it was written.`,
        '  Free some on this disk, then run it again.',
      ];
    case 'ELOOP':
      return [`${path} is a link that leads to itself.`];
    case 'ENAMETOOLONG':
      return [`${path.slice(0, 60)}… is too long for the name of a file.`];
    case 'EIO':
      return [`${path} cannot be read or written: the disk reports an error.`];
    case 'EROFS':
      return [`${path} is on a file system that cannot be written.`];
    default:
      return undefined;
  }
}

function missing(path: string, syscall: string): string[] {
  if (syscall.startsWith('spawn'))
    return [`The program ${path} was not found.`, '  Install it, or add its folder to PATH.'];
  const another = '  Name another folder.';
  // Its name is one that nobody gave.
  if (syscall === 'mkdtemp') return [`Nothing can be made in the folder ${dirname(path)}.`, another];
  if (syscall === 'mkdir') return [`The folder ${path} cannot be made: its file system makes none there.`, another];
  return [`${path} does not exist.`, '  Check the path, relative to the folder the command runs in.'];
}

function causes(error: Error): string[] {
  const { cause } = error;
  return types.isNativeError(cause) ? ['', `caused by: ${cause.stack ?? cause.message}`, ...causes(cause)] : [];
}
