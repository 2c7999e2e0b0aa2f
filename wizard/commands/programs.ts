/** The program of each command, loaded when it is called. */
import type { WaveAction } from '../../domain/fleet/wave-actions.js';
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
  status: () => import('./status.js'),
  destroy: () => import('./destroy.js'),
  adopt: () => import('./adopt.js'),
  bootstrap: () => import('./bootstrap.js'),
  permissions: () => import('./permissions.js'),
  endpoints: () => import('./endpoints.js'),
  packages: () => import('./packages.js'),
  'pipeline check': () => import('./pipeline-check.js'),
  'pipeline plan': () => import('./pipeline-plan.js'),
  'pipeline apply': () => import('./pipeline-apply.js'),
  'pipeline report': () => import('./pipeline-report.js'),
  upgrade: () => import('./upgrade.js'),
  schema: () => import('./schema.js'),
  eject: () => import('./eject.js'),
  completion: () => import('./completion.js'),
  version: () => import('./version.js'),
  'fleet status': () => import('./fleet-status.js'),
  'fleet plan': () => import('./fleet-plan.js'),
  'fleet apply': () => import('./fleet-apply.js'),
  'fleet approve': () => import('./fleet-approve.js'),
  'fleet pause': () => import('./fleet-pause.js'),
  'fleet keep': () => import('./fleet-keep.js'),
  'fleet hold': () => import('./fleet-hold.js'),
  'fleet release': () => import('./fleet-release.js'),
  'fleet report': () => import('./fleet-report.js'),
  'fleet revoke': () => import('./fleet-revoke.js'),
  'fleet page': () => import('./fleet-page.js'),
  'fleet adopt': () => import('./fleet-adopt.js'),
  'fleet migrate': () => import('./fleet-migrate.js'),
  'fleet empty': () => import('./fleet-empty.js'),
  'desktops restart': waveProgram('restart'),
  'desktops start': waveProgram('start'),
  'desktops stop': waveProgram('stop'),
  'desktops rebuild': waveProgram('rebuild'),
  'desktops restore': waveProgram('restore'),
  'desktops migrate': () => import('./desktops-migrate.js'),
  'desktops tag': () => import('./desktops-tag.js'),
  'desktops waves': () => import('./desktops-waves.js'),
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

function waveProgram<A extends Exclude<WaveAction, 'migrate' | 'tag'>>(
  action: A,
): () => Promise<{ readonly run: Run<`desktops ${A}`> }> {
  return async () => ({ run: (await import('./desktops-wave.js')).waveOf(action) });
}

function withProgram({ commands: below, ...row }: CommandRow, before = ''): CommandDescription {
  const name = `${before}${row.name}`;
  if (below) return { ...row, commands: below.map((each) => withProgram(each, `${name} `)) };
  return { ...row, load: programs[name as CommandName] };
}
