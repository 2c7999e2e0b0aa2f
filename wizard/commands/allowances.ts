/** What a person allowed, on the command line or, for a pipeline, in the environment. */
import { UsageError } from '../terminal/failure.js';
import type { Allowances } from '../terraform/plan-guards.js';
import type { OptionDescription, OptionValues } from './command.js';

export const allowanceOptions: readonly OptionDescription[] = [
  {
    flags: '--allow-remove <upn>',
    repeatable: true,
    description:
      'a user whose desktop may be deleted; may be repeated (env ENTRA_WORKSPACES_ALLOW_REMOVE, separated by commas)',
  },
  {
    flags: '--allow-replace <upn>',
    repeatable: true,
    description: 'a user whose desktop may be replaced by an empty one (env ENTRA_WORKSPACES_ALLOW_REPLACE)',
  },
  {
    flags: '--max-removals <count>',
    description:
      'how many people may lose desktop or access at once, instead of 3 or 2 % (env ENTRA_WORKSPACES_MAX_REMOVALS)',
  },
];

export function allowancesOf(options: OptionValues, env: NodeJS.ProcessEnv): Allowances {
  const names = (option: string, variable: string): string[] => {
    const given = options[option];
    const fromEnv = (env[variable] ?? '').split(/[,\s]+/);
    return [...(Array.isArray(given) ? (given as readonly string[]) : []), ...fromEnv].filter((name) => name !== '');
  };
  const most = options['maxRemovals'] ?? (env['ENTRA_WORKSPACES_MAX_REMOVALS'] || undefined);
  if (most !== undefined && !/^\d+$/.test(String(most))) {
    throw new UsageError(`--max-removals must be a whole number, got: ${String(most)}`);
  }
  return {
    remove: names('allowRemove', 'ENTRA_WORKSPACES_ALLOW_REMOVE'),
    replace: names('allowReplace', 'ENTRA_WORKSPACES_ALLOW_REPLACE'),
    ...(most === undefined ? {} : { maxRemovals: Number(most) }),
  };
}
