import { stageOf } from '../../deployment/stage.js';
import type { Deployment } from '../../deployment/schema.js';
import type { Terminal } from '../terminal/terminal.js';

/** Why a deployment gives nobody a desktop while it is a foundation alone, and what brings them. */
export const handshakeToCome = {
  why: 'Nobody can sign in yet: the handshake is not in the deployment.',
  next: 'entra-workspaces connect, then entra-workspaces apply',
} as const;

/** Says so after a look at which all that there is may be good. Of a deployment with a handshake, or without need of one: nothing. */
export function sayStillToCome(terminal: Terminal, deployment: Deployment): void {
  if (stageOf(deployment) === 'connected') return;
  terminal.warn(`${handshakeToCome.why} Next: ${handshakeToCome.next}`);
}
