/** What `apply` looks at before terraform starts. */
import { readDeployment } from '../../deployment/load.js';
import { examine } from '../checks/examine.js';
import type { Report } from '../checks/report/model.js';
import { sayFindings } from '../checks/report/print.js';
import { Failure } from '../terminal/failure.js';
import type { CommandContext, OptionValues } from '../command.js';
import { deploymentFile } from './places.js';

/** For everything together: whoever cannot reach a cloud hears of it from terraform soon enough. */
const seconds = 30;

/**
 * Stops at what would make the apply fail. Says nothing when all is well. What could not be seen does not stop it: a
 * pipeline may hold the rights to apply and few to read.
 */
export async function refuseWhatWouldFail(options: OptionValues, context: CommandContext): Promise<void> {
  const { terminal, env } = context;
  const { deployment } = readDeployment(deploymentFile(options, context));
  terminal.say('Looking for what would fail (--skip-preflight leaves it out) …');
  const report = await examine(deployment, { occasion: 'preflight', env, severity: 'error', seconds });
  sayFindings(terminal, report.findings);
  if (report.counts.unknown > 0) terminal.warn(unseenLine(report));
  if (report.counts.errors > 0) {
    terminal.say();
    throw new Failure('Nothing was applied: it would fail, or leave desktops that never work.', [
      'Do what is said above, then apply again.',
      'To apply all the same: --skip-preflight',
    ]);
  }
}

/** One line: how much, and why. */
function unseenLine({ counts, unknown }: Report): string {
  const permissions = [...new Set(unknown.flatMap(({ permission }) => permission ?? []))];
  const others = unknown.filter(({ permission }) => permission === undefined).map(({ message }) => message);
  const reasons = [...(permissions.length > 0 ? [`no permission: ${permissions.join(', ')}`] : []), ...new Set(others)];
  const checks = counts.unknown === 1 ? 'One check' : `${counts.unknown} checks`;
  return `${checks} could not look (${reasons.join('; ')}). That stops nothing; entra-workspaces preflight says more.`;
}
