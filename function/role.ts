import type { RoleInvocation } from '../domain/control-plane/contract.js';
import { attempt } from './attempt.js';
import type { Clients } from './clients.js';
import type { Deadline } from './deadline.js';
import { managed } from './kinds/table.js';

/** A name that nothing has. */
const nothing = 'entra-workspaces role check';

/**
 * A new role, or a changed policy of it, is not effective at once: makes harmless calls until they are allowed, and then
 * once more, for AWS's servers do not learn of it at the same time.
 */
export async function waitForRole(invocation: RoleInvocation, clients: Clients, deadline: Deadline): Promise<void> {
  const probes: Readonly<Record<string, () => Promise<unknown>>> = {
    'entra-directory': () => managed['entra-directory'].find(clients, { name: nothing }),
    bundle: () => managed.bundle.find(clients, { name: nothing }),
    'account-instance': () =>
      managed['account-instance'].find(clients, {
        name: nothing,
        accountId: '000000000000',
        ...(invocation.roleArn ? { roleArn: invocation.roleArn } : {}),
      }),
  };
  for (let round = 0; round < 2; round += 1) {
    for (const kind of invocation.kinds) {
      const probe = probes[kind];
      if (probe) await attempt(deadline, "wait for the function's role to become effective", probe, true);
    }
  }
}
