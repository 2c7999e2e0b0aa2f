/** A command that is killed (kill -9) again and again, and run again until it ends. */
import { once } from 'node:events';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { readNotes } from '../../../wizard/terraform/run-notes.js';
import type { World } from './world.js';

/** What a fault kills: the command line alone, or its terraform with it. */
export interface Kills {
  readonly alone: () => void;
  readonly withTerraform: () => void;
}

/**
 * ENTRA_WORKSPACES_ALL_KILLS=1 is the long run: killed after each call that changes something in a cloud or on the host, whatever
 * it asks and of which object, in place of each kind of call.
 */
export const afterEveryCall = process.env['ENTRA_WORKSPACES_ALL_KILLS'] === '1';

/** Calls of the two clouds and of the hosts that change something, as faults name them. */
export const changing =
  /^(?!aws |scim |login |lambda )\S+ (PUT|POST|PATCH|DELETE) |^aws (s3|kms|iam):(?!Get|List|Head|Describe|Simulate|Decrypt|Encrypt|Generate)/;

/**
 * @param arm lays faults that kill the run under way
 * @param after looks at the clouds after each run, before what it left has come to rest
 * @returns the code of the last run; null: it was killed the last of `most` times, too
 * @throws Error when a run ends by itself with another code than 0
 */
export async function runUntilEnded(
  world: World,
  words: readonly string[],
  { arm, after, most }: { arm: (kill: Kills) => void; after?: () => unknown; most: number },
): Promise<number | null> {
  // One call after the other: of those side by side, the ones beside the kill would be made by a run that is dead already.
  if (afterEveryCall) world.as = { ...world.as, TF_CLI_ARGS_apply: '-parallelism=1' };
  let child: ChildProcess = world.spawned(...words);
  const alone = (): void => void child.kill('SIGKILL');
  const withTerraform = (): void => {
    for (const half of ['aws', 'entra'] as const) {
      const pid = readNotes(join(world.folder, 'cdktf.out/bootstrap/stacks', half)).running?.pid;
      try {
        if (pid !== undefined) process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile, or it is not its own group yet: then it is the command line itself.
      }
    }
    alone();
  };
  arm({ alone, withTerraform });
  let code: number | null = null;
  for (let runs = 1; code !== 0 && runs < most; runs += 1) {
    let said = '';
    child.stderr?.on('data', (part: Buffer) => (said += part.toString()));
    [code] = (await once(child, 'close')) as [number | null];
    if (code !== null && code !== 0) throw new Error(`ended with ${code}:\n${said}`);
    await after?.();
    await world.twin.terraform.quiet();
    if (code !== 0) child = world.spawned(...words);
  }
  return code;
}
