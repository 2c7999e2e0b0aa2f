import { dirname } from 'node:path';
import { readDeployment } from '../../deployment/load.js';
import type { Deployment } from '../../deployment/schema.js';
import { stageOf } from '../../deployment/stage.js';
import { clockSentence } from '../clouds/clock.js';
import { Network } from '../clouds/network.js';
import { statesOutOfReach } from '../checks/within-reach.js';
import { examine, factsOf } from '../checks/examine.js';
import { nothingIsThere } from '../checks/nothing-there.js';
import { sayReport } from '../checks/report/print.js';
import type { Report } from '../checks/report/model.js';
import type { Occasion } from '../checks/rule.js';
import { handshakeMissing } from '../checks/rules/federation/handshake-missing.js';
import { rules } from '../checks/rules/index.js';
import type { CommandContext } from '../command.js';
import type { Run, ValuesFor } from './table.js';
import { isStateEmpty } from './namesake.js';
import { deploymentFile } from './places.js';
import { outputFile } from './output-file.js';
import { sayStillToCome } from './still-to-come.js';
import { writePage } from './write-page.js';

/** `preflight`: what would make an apply fail, or a desktop never enrol. */
export const run: Run<'preflight'> = async (options, _args, context) => checkWith('preflight', options, context);

/** Looks at both clouds and says what was found. */
export async function checkWith(
  occasion: Occasion,
  options: ValuesFor<'preflight'>,
  context: CommandContext,
): Promise<number> {
  const { terminal, env } = context;
  const file = deploymentFile(options, context);
  const { deployment } = readDeployment(file);
  const page = await outputFile('--html', options.html, context);
  terminal.say('Looking at AWS and Entra, reading only …');
  const site = options.site !== undefined ? { site: options.site } : {};
  const folder = dirname(file);
  const facts = factsOf(deployment, { env, folder, stateIsEmpty: async () => isStateEmpty(deployment, folder, env) });
  const report = await examine(deployment, { occasion, env, facts, ...site });
  if (occasion === 'doctor' && (await nothingIsThere(deployment, facts))) {
    sayNothingThere(context, deployment);
    // What lies in the repository is there all the same.
    const { seen } = { seen: [], ...(await facts.of('othersCode')) };
    for (const { at, got } of seen) terminal.warn(`${at}: ${got}`);
  } else {
    sayReport(terminal, report);
    // A directory without a handshake is no foundation: the file has lost one, and the rule says how it comes back.
    const isLost = report.findings.some(({ rule }) => rule === handshakeMissing.id);
    if (occasion === 'doctor' && !isLost) sayStillToCome(terminal, deployment);
  }
  const stops = await statesOutOfReach(deployment, env);
  for (const { what, fix } of stops) terminal.bad([`${what}.`, ...fix].join(' '));
  const clock = clockSentence(Network.of(env).clockAhead);
  if (clock !== undefined) terminal.bad(`${clock.charAt(0).toUpperCase()}${clock.slice(1)}.`);
  if (page !== undefined) await writePage(page, { deployment, report, facts, ...site }, context);
  if (options.json) terminal.result(report);
  return clock === undefined && stops.length === 0 ? exitCodeOf(report, options.strict) : 1;
}

/** One cause in place of a fault for each thing that an apply makes. `--json` and the page have every finding. */
function sayNothingThere({ terminal }: CommandContext, deployment: Deployment): void {
  terminal.say();
  terminal.bad('Nothing of this deployment is in either cloud: it was not applied yet, or was destroyed.');
  terminal.heading('Next');
  terminal.lines([
    // The handshake belonged to the enterprise app that is gone.
    ...('setUp' in deployment.identityCenter.federation && stageOf(deployment) === 'connected'
      ? ['  entra-workspaces connect --forget']
      : []),
    '  entra-workspaces preflight',
    '  entra-workspaces apply',
  ]);
}

/**
 * 1 on an error. What could not be seen does not count: some of it nobody may see (the MDM scope is closed to
 * applications), and people hold as few rights as possible. `strict` counts what belongs to rules of severity error.
 */
export function exitCodeOf(report: Report, strict: boolean): 0 | 1 {
  const { errors, unknown } = report.counts;
  // Nothing at all was seen: nobody is signed in, or no cloud answers. That is no good news, whatever the file alone told.
  const ofFile = new Set(rules.filter(({ needs }) => needs.length === 0).map(({ id }) => id));
  const saw = report.rules.some(({ rule, state }) => state !== 'unknown' && !ofFile.has(rule));
  if (errors > 0 || (unknown > 0 && !saw)) return 1;
  const severe = new Set(rules.filter(({ severity }) => severity === 'error').map(({ id }) => id));
  return strict && report.rules.some(({ rule, state }) => state === 'unknown' && severe.has(rule)) ? 1 : 0;
}
