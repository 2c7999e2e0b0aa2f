import { dirname } from 'node:path';
import { readDeployment } from '../../deployment/load.js';
import type { CommandContext } from '../command.js';
import { examine } from '../checks/examine.js';
import { reportMarkdown } from '../checks/report/markdown.js';
import { everyFinding, type Report } from '../checks/report/model.js';
import { sayReport } from '../checks/report/print.js';
import type { JobHost } from '../clouds/job-hosts/job-host.js';
import { jobHostOf } from '../repository/pipelines/job-hosts.js';
import { tell, type Told } from '../repository/pipelines/notice.js';
import { usePinnedTerraform } from '../repository/pipelines/terraform-pin.js';
import { Failure } from '../terminal/failure.js';
import { inMarkdown } from '../terraform/markdown.js';
import { planMarkdown, sayPlan } from '../terraform/plan-report.js';
import type { PlanSummary } from '../terraform/plan-summary.js';
import { emergenciesOf, emergencyLines, emergencyMarkdown } from './break-glass.js';
import { appliedLast } from './applied-last.js';
import { refuseUnnamedIdentity } from './one-identity.js';
import { valuesFor } from './option-values.js';
import { deploymentFile } from './places.js';
import { exitCodeOf } from './preflight.js';
import { waitForTheState } from './pipeline-plan.js';
import { driftOf } from './plan.js';
import type { Shared } from '../shared-options.js';
import type { Run } from './table.js';

/** `pipeline report`: drift and what doctor finds, shown with the run and kept in one issue. */
export const run: Run<'pipeline report'> = async (options, _args, context) => {
  const { env, terminal } = context;
  const host = jobHostOf(env, 'report', 'entra-workspaces doctor, entra-workspaces plan');
  const file = deploymentFile(options, context);
  const { deployment } = readDeployment(file);
  refuseUnnamedIdentity(deployment);
  terminal.say('Looking at AWS and Entra, reading only …');
  const report = await examine(deployment, { occasion: 'doctor', env, folder: dirname(file) });
  sayReport(terminal, report);
  const drift = await drifted(options, host, context);
  const emergencies = await emergenciesOf(deployment, context);
  for (const line of emergencyLines(emergencies)) terminal.warn(line);
  const needsALook =
    emergencies.length > 0 ||
    'trouble' in drift ||
    !drift.summary.empty ||
    report.counts.errors + report.counts.warnings > 0;
  const text = `${emergencyMarkdown(emergencies)}${markdownOf(report, drift)}`;
  await host.summarize(text, context);
  const told = await tell(
    host,
    `Desktops (${deployment.name}): what needs a look`,
    { ...(needsALook ? { text } : {}), rules: rulesIn(report), unseen: unseenIn(report) },
    env,
  ).catch((error: Error): Told => {
    // Where all is well nobody has to be told.
    if (needsALook) throw error;
    terminal.warn(error.message);
    return { did: 'nothing' };
  });
  const words = saidOf(host.notices.noun, told);
  if (words !== undefined) terminal.say(words);
  if (options.json) terminal.result({ report, drift, emergencies, told });
  const looked =
    !('trouble' in drift) && exitCodeOf({ ...report, counts: { ...report.counts, errors: 0 } }, false) === 0;
  return looked ? 0 : 1;
};

type Drift = { readonly summary: PlanSummary } | { readonly trouble: Failure };

/** Whatever stands in the way of a plan is part of the report: a secret that ended stops it, too. */
async function drifted({ deployment }: Shared<'deployment'>, host: JobHost, context: CommandContext): Promise<Drift> {
  const { env, terminal } = context;
  try {
    await usePinnedTerraform(env, host.scratch(env));
    const values = valuesFor('plan', { deployment, since: appliedLast, synthesized: host.handed(env) });
    const summary = await driftOf(values, [waitForTheState], context);
    sayPlan(terminal, summary);
    return { summary };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.bad(error.message);
    terminal.lines(error.fix.map((line) => `  ${line}`));
    return { trouble: error };
  }
}

function markdownOf(report: Report, drift: Drift): string {
  const difference =
    'trouble' in drift
      ? [
          '**It could not be compared:**',
          '',
          ...[drift.trouble.message, ...drift.trouble.fix].map((line) => `- ${inMarkdown(line)}`),
        ]
      : [planMarkdown(drift.summary, [])];
  return [
    '## Both clouds and the deployment',
    '',
    ...difference,
    '',
    '## What doctor found',
    '',
    reportMarkdown(report),
  ].join('\n');
}

const rulesIn = ({ findings }: Report): string[] => [...new Set(everyFinding(findings).map(({ rule }) => rule))];
const unseenIn = ({ unknown }: Report): string[] => unknown.flatMap(({ rules }) => rules.map(({ rule }) => rule));

function saidOf(noun: string, told: Told): string | undefined {
  const which = 'address' in told ? ` ${told.address}` : '';
  const words = {
    opened: `Somebody is told: the ${noun}${which} was opened.`,
    updated: `The ${noun}${which} says what is known now.`,
    left: `The ${noun}${which} says so already.`,
    closed: `All is well: the ${noun}${which} was closed.`,
    nothing: undefined,
  };
  return words[told.did];
}
