/** The program of each command, loaded when it is called. */
import type { CommandDescription, CommandRow } from '../command.js';
import { commandTable, type CommandName, type Run } from './table.js';

const programs: { readonly [Name in CommandName]: () => Promise<{ readonly run: Run<Name> }> } = {
  init: () => import('./init.js'),
  rehearse: () => import('./rehearse.js'),
  synth: () => import('./synth.js'),
  plan: () => import('./plan.js'),
  apply: () => import('./apply.js'),
  connect: () => import('./connect.js'),
  preflight: () => import('./preflight.js'),
  doctor: () => import('./doctor.js'),
  destroy: () => import('./destroy.js'),
  adopt: () => import('./adopt.js'),
  permissions: () => import('./permissions.js'),
  packages: () => import('./packages.js'),
  schema: () => import('./schema.js'),
  eject: () => import('./eject.js'),
  completion: () => import('./completion.js'),
  version: () => import('./version.js'),
  'users list': () => import('./users-list.js'),
  'users add': () => import('./users-add.js'),
  'users remove': () => import('./users-remove.js'),
  'users purge': () => import('./users-purge.js'),
  'users import': () => import('./users-import.js'),
  'users letter': () => import('./users-letter.js'),
  'users rename': () => import('./users-rename.js'),
};

/** Every command of the table with its program. */
export const commands: readonly CommandDescription[] = commandTable.map((row) => withProgram(row));

function withProgram({ commands: below, ...row }: CommandRow, before = ''): CommandDescription {
  const name = `${before}${row.name}`;
  if (below) return { ...row, commands: below.map((each) => withProgram(each, `${name} `)) };
  return { ...row, load: programs[name as CommandName] };
}
