/** What `apply` looks at before terraform starts. */
import { dirname } from 'node:path';
import { counted } from '../../domain/counted.js';
import { readDeployment } from '../../deployment/load.js';
import { pipelineOf } from '../../deployment/pipeline-of.js';
import type { Deployment } from '../../deployment/schema.js';
import { namedUpTo } from '../../deployment/users-file.js';
import { examine, factsOf } from '../checks/examine.js';
import type { Facts } from '../checks/facts.js';
import type { Report } from '../checks/report/model.js';
import { sayFindings } from '../checks/report/print.js';
import { userAbsent } from '../checks/rules/users/user-absent.js';
import { runRules } from '../checks/run.js';
import { commitOf } from '../repository/commit.js';
import { secondPersonOf } from '../repository/pipelines/pipeline-hosts.js';
import { Failure } from '../terminal/failure.js';
import type { CommandContext } from '../command.js';
import { commitAppliedLast } from './applied-last.js';
import { deploymentFile } from './places.js';
import type { Shared } from '../shared-options.js';

/** For everything together: whoever cannot reach a cloud hears of it from terraform soon enough. */
const seconds = 30;

/**
 * Stops at what would make the apply fail. Says nothing when all is well. What could not be seen does not stop it: a
 * pipeline may hold the rights to apply and few to read.
 */
export async function refuseWhatWouldFail(options: Shared<'deployment'>, context: CommandContext): Promise<void> {
  const { terminal, env } = context;
  const { deployment } = readDeployment(deploymentFile(options, context));
  terminal.say('Looking for what would fail (--skip-preflight leaves it out) …');
  const facts = factsOf(deployment, { env, seconds });
  const report = await examine(deployment, { occasion: 'preflight', env, severity: 'error', facts });
  sayFindings(terminal, report.findings);
  for (const line of await absentPeople(deployment, facts)) terminal.warn(line);
  if (report.counts.unknown > 0) terminal.warn(unseenLine(report));
  if (report.counts.errors > 0) {
    terminal.say();
    throw new Failure('Nothing was applied: it would fail, or leave desktops that never work.', [
      'Do what is said above, then apply again.',
      'To apply all the same: --skip-preflight',
    ]);
  }
}

/** A list with the wrong names stops nothing and makes nothing: an hour of waiting for people who never come. */
async function absentPeople(deployment: Deployment, facts: Facts): Promise<string[]> {
  const { findings } = await runRules([userAbsent], deployment, facts, { occasion: 'preflight', now: new Date() });
  const names = findings.flatMap(({ subject }) => subject.user ?? []);
  if (names.length === 0) return [];
  const whom = namedUpTo(names);
  return [
    `${counted(names.length, 'user is', 'users are')} not in Entra by the name that the deployment has, and ${names.length === 1 ? 'gets' : 'get'} no desktop: ${whom}. That stops nothing; entra-workspaces preflight says more.`,
  ];
}

/**
 * In a job that a person started by a digest, as the level `confirmed` has it: whoever starts it had no part in what it
 * applies. The level in the file does not take that away: the change that is applied may have edited it. At the level `approved`
 * of a host that tells of approvals nothing but one will do; Azure DevOps, which asks them itself, is asked who asked for the run. Asked before
 * terraform installs or runs anything; that the kept plan is of this very commit is looked at when it is fetched.
 * @throws Failure when they had, or nobody knows
 */
export async function refuseOwnConfirmation(
  options: Shared<'deployment'>,
  context: Pick<CommandContext, 'cwd' | 'env'>,
): Promise<void> {
  const { env } = context;
  const file = deploymentFile(options, context);
  const { deployment } = readDeployment(file);
  const host = secondPersonOf(env);
  if (host === undefined) return;
  const level = pipelineOf(deployment.pipeline)?.level;
  const started = await host.counts(env);
  if (level !== 'confirmed' && !started) return;
  if (level === 'approved' && started && host.unapproved !== undefined)
    throw new Failure('Nobody has approved this apply, and this deployment is at the level approved.', [
      ...host.unapproved,
      'A level is lowered by a change that says so, never by an apply: entra-workspaces bootstrap --level confirmed.',
    ]);
  await host.assert(async () => {
    const { commit } = await commitOf(dirname(file));
    return { commit, since: await commitAppliedLast(deployment, env) };
  }, env);
}

/** One line: how much, and why. */
function unseenLine({ counts, unknown }: Report): string {
  const permissions = [...new Set(unknown.flatMap(({ permission }) => permission ?? []))];
  const others = unknown.filter(({ permission }) => permission === undefined).map(({ message }) => message);
  const reasons = [...(permissions.length > 0 ? [`no permission: ${permissions.join(', ')}`] : []), ...new Set(others)];
  const checks = counts.unknown === 1 ? 'One check' : `${counts.unknown} checks`;
  return `${checks} could not look (${reasons.join('; ')}). That stops nothing; entra-workspaces preflight says more.`;
}
