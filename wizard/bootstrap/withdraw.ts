/**
 * The identity that applies, where the level has no use for it (any more): it loses trust first, in both clouds, then its rights, before
 * anything else is made or changed. What is left of it terraform takes away with the halves.
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
export async function withdrawApply(
  clouds: Partial<Pick<Clouds, 'aws' | 'graph'>>,
  pipeline: Omit<Revoked, 'identities'>,
  how: {
    readonly known: KnownApps;
    /** With the state in Azure, which the deployment names as it will be. */
    readonly azure: { readonly arm: Arm; readonly deployment: Deployment } | undefined;
    readonly say: (gone: readonly string[]) => void;
  },
): Promise<string | undefined> {
  const { known, azure, say } = how;
  const gone = (what: string): string => `${what}, taken away`;
  const making: Revoked = { ...pipeline, identities: ['apply'] };
  const trust = await revokeTrust(clouds, making, known);
  say(trust.map(gone));
  say((await dropRights(clouds, making, 'apply', known.apply)).map(gone));
  if (azure) say((await keepJobsOut(azure.arm, azure.deployment, ['apply'])).map(gone));
  // A token carries its rights itself: https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime.
  return clouds.graph && trust.length > 0
    ? 'A job that applied until now may hold a token of Entra: it is good for up to an hour more. Look whether one still runs, and end it.'
    : undefined;
}
