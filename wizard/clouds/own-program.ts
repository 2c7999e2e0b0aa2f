/** The token that the command line of a host keeps for whoever signed in with it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CloudError } from './cloud-error.js';

/**
 * Asks that program.
 * @param how To sign in: said where it is not installed, or nobody signed in
 * @param emulated The host is: what opens the real one is never sent to it, so the program is not asked
 * @throws CloudError `NotSignedIn`
 */
export async function tokenOfProgram(
  program: string,
  args: readonly string[],
  { env, how, emulated }: { readonly env: NodeJS.ProcessEnv; readonly how: string; readonly emulated: boolean },
): Promise<string> {
  const nobody = new CloudError('error', how, { code: 'NotSignedIn' });
  if (emulated) throw nobody;
  try {
    const { stdout } = await promisify(execFile)(program, args, { env, timeout: 20_000 });
    const token = stdout.trim();
    if (token !== '') return token;
  } catch {
    // Not installed, or nobody signed in: the same thing to do.
  }
  throw nobody;
}
