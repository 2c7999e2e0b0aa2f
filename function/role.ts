import type { ManagedKind, RoleInvocation } from '../domain/control-plane/contract.js';
import { attempt } from './attempt.js';
import type { Clients } from './clients.js';
import type { Deadline } from './deadline.js';
import type { ResourceKind } from './kinds/kind.js';
import { managed } from './kinds/table.js';

/**
 * A new role, or a changed policy of it, is not effective at once: makes harmless calls until they are allowed, and then
 * once more, for AWS's servers do not learn of it at the same time.
 */
export async function waitForRole(invocation: RoleInvocation, clients: Clients, deadline: Deadline): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    for (const kind of invocation.kinds) {
      const handler = managed[kind as ManagedKind] as unknown as ResourceKind<never> | undefined;
      if (!handler) continue;
      const probe = () => handler.find(clients, handler.nobody(invocation.roleArn));
      await attempt(deadline, "wait for the function's role to become effective", probe, true);
    }
  }
}
