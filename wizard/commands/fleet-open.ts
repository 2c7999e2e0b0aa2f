import { readDeployment } from '../../deployment/load.js';
import type { FleetRow } from '../../domain/fleet/types.js';
import type { CommandContext } from '../command.js';
import { Fleet } from '../fleet/fleet.js';
import { Failure } from '../terminal/failure.js';
import { deploymentFile } from './places.js';
import type { Shared } from '../shared-options.js';

/** The fleet of the deployment that is named. */
export function openFleet(options: Shared<'deployment' | 'site'>, context: CommandContext): Fleet {
  return Fleet.of(readDeployment(deploymentFile(options, context)).deployment, context.env, options.site);
}

/**
 * Writes a row as a person wants it, with who that is.
 * @param by as `callerOf` says it
 * @throws Failure when the engine was faster
 */
export async function writeRow(
  fleet: Fleet,
  row: FleetRow,
  expected: number,
  { what, by }: { readonly what: string; readonly by: string },
): Promise<void> {
  if (await fleet.table.write({ ...row, said: { what, by, at: fleet.now() } }, expected)) return;
  throw new Failure(`The engine has changed what it knows of ${row.upn} at this very moment: nothing was written.`, [
    'Call it again.',
  ]);
}

/** Who a person is to AWS: it stands in the record of what was approved. */
export async function callerOf(fleet: Fleet): Promise<string> {
  const { Arn } = await fleet.clouds.aws.call('sts', 'GetCallerIdentity', undefined, {});
  return Arn ?? 'unknown';
}
