/** Who looks at clouds and state for a while, without terraform's lock, has to know that nobody changed either meanwhile. */
import { Failure } from '../terminal/failure.js';
import type { Terminal } from '../terminal/terminal.js';
import { diagnosticsOfText } from './events.js';
import type { Terraform } from './run.js';
import { TerraformFailure } from './terraform-failure.js';

/** Nothing is at this address: nothing could be removed there, dry run or not. */
const nowhere = 'terraform_data.nothing_is_here';

/**
 * Runs something that reads clouds and state, while nobody else changes them.
 * @throws Failure when somebody holds the lock of the state before or after it, or the state moved meanwhile
 */
export async function whileNobodyWorks<T>(
  terraform: Terraform,
  terminal: Terminal,
  look: () => Promise<T>,
): Promise<T> {
  await refuseWhileLocked(terraform, terminal);
  const before = markOf(await terraform.pullState());
  const seen = await look();
  await refuseWhileLocked(terraform);
  const after = markOf(await terraform.pullState());
  if (after === before) return seen;
  throw new Failure('The state changed while this looked: somebody applied meanwhile.', [
    `What was seen is of no use any more (state ${before}, now ${after}). Nothing was written. Run it again.`,
  ]);
}

/**
 * Takes terraform's lock and gives it back. `state rm` takes it before it looks for what it removes:
 * https://github.com/hashicorp/terraform/blob/v1.11.4/internal/command/state_rm.go.
 */
async function refuseWhileLocked(terraform: Terraform, terminal?: Terminal): Promise<void> {
  const { exitCode, stderr } = await terraform.command([
    'state',
    'rm',
    '-no-color',
    '-dry-run',
    '-lock-timeout=0s',
    nowhere,
  ]);
  const errors = diagnosticsOfText(stderr);
  if (exitCode === 0 || !/state lock/i.test(errors.map(({ summary }) => summary).join('\n'))) return;
  if (/AccessDenied|Authorization|Forbidden|not authorized|403/i.test(stderr)) {
    terminal?.warn(
      'Whether somebody works on the state could not be seen: that takes the right to lock it, as plan has.',
    );
    return;
  }
  throw new TerraformFailure(terraform, 'state', exitCode, errors);
}

/** What tells one state from a later one. */
function markOf(state: string): string {
  if (state.trim() === '') return 'none';
  const { lineage, serial } = JSON.parse(state) as { lineage?: string; serial?: number };
  return `${lineage ?? ''} ${serial ?? ''}`;
}
