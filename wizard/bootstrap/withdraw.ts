/**
 * Identities that the level, or the host, has no use for (any more): they lose trust first, in both clouds, then their rights,
 * before anything else is made or changed. What is left of them terraform takes away with the halves.
 */
import type { Deployment } from '../../deployment/schema.js';
import type { Arm } from '../clouds/arm.js';
import type { Clouds } from '../clouds/lookup.js';
import { dropRights, revokeTrust, type Revoked } from './revoke.js';
import { keepJobsOut } from './state-roles.js';
import type { KnownApps } from './survey.js';

/**
 * Looks each time: a run that was killed, or a level that was lowered by hand, has left some of it.
 * @param clouds Those of this run
 * @returns what somebody may still do who got in before, to be said; nothing: nobody did
 * @throws Failure where a cloud could not be asked; the trust in the other one is gone by then
 */
export async function withdraw(
  clouds: Partial<Pick<Clouds, 'aws' | 'graph'>>,
  making: Revoked,
  how: {
    readonly known: KnownApps;
    /** With the state in Azure, which the deployment names as it will be. */
    readonly azure: { readonly arm: Arm; readonly deployment: Deployment } | undefined;
    readonly say: (gone: readonly string[]) => void;
  },
): Promise<string | undefined> {
  const { known, azure, say } = how;
  const gone = (what: string): string => `${what}, taken away`;
  const trust = await revokeTrust(clouds, making, known);
  say(trust.map(gone));
  for (const identity of making.identities)
    say((await dropRights(clouds, making, identity, known[identity])).map(gone));
  if (azure) say((await keepJobsOut(azure.arm, azure.deployment, making.identities)).map(gone));
  // A token carries its rights itself: https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime.
  return clouds.graph && trust.length > 0
    ? 'A job that ran until now may hold a token of Entra: it is good for up to an hour more. Look whether one still runs, and end it.'
    : undefined;
}
