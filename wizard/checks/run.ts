/** Runs rules over facts. What could not be seen is `unknown`, never good. */
import { present } from '../../domain/present.js';
import type { Deployment, Site } from '../../deployment/schema.js';
import { stageOf } from '../../deployment/stage.js';
import type { Seen } from '../clouds/lookup.js';
import type { Unseen } from './observer.js';
import { isSiteFact, type Facts } from './facts.js';
import type { Report, ReportedFinding, ReportedUnknown, ReportedWait, RuleResult, Subject } from './report/model.js';
import { underTheirRoots } from './roots.js';
import type { About, Finding, Occasion, Rule, Severity } from './rule.js';
import type { DeploymentFact, SiteFact } from './fact-types.js';

export interface RunOptions {
  readonly occasion: Occasion;
  readonly now: Date;
  /** Key of the only site to look at. */
  readonly site?: string;
  /** Only rules of this severity. */
  readonly severity?: Severity;
}

/** One rule at one place. */
interface Outcome {
  readonly rule: Rule;
  readonly site?: string;
  readonly findings?: readonly ReportedFinding[];
  readonly waits?: readonly ReportedWait[];
  readonly unseen?: Unseen;
}

/** Asks every rule that belongs to the occasion. Never throws for what a cloud answers. */
export async function runRules(
  rules: readonly Rule[],
  deployment: Deployment,
  facts: Facts,
  options: RunOptions,
): Promise<Report> {
  const stage = stageOf(deployment);
  const about: About = { deployment, stage, occasion: options.occasion, now: options.now };
  const chosen = rules.filter(
    ({ at, severity }) =>
      at.includes(options.occasion) && (options.severity === undefined || severity === options.severity),
  );
  const sites = deployment.sites.filter(({ key }) => options.site === undefined || key === options.site);
  const asked = chosen.flatMap((rule) =>
    rule.on === 'deployment' ? [ask(rule, about, facts)] : sites.map((site) => ask(rule, about, facts, site)),
  );
  const outcomes = (await Promise.all(asked)).filter((outcome) => outcome !== undefined);
  const found = outcomes.flatMap(({ findings }) => findings ?? []);
  const results = outcomes.map(resultOf);
  return {
    deployment: deployment.name,
    stage,
    occasion: options.occasion,
    when: options.now.toISOString(),
    counts: {
      errors: found.filter(({ severity }) => severity === 'error').length,
      warnings: found.filter(({ severity }) => severity === 'warning').length,
      unknown: results.filter(({ state }) => state === 'unknown').length,
      good: results.filter(({ state }) => state === 'good').length,
    },
    findings: underTheirRoots(found, rules),
    unknown: unknownOf(outcomes),
    waits: outcomes.flatMap(({ waits }) => waits ?? []),
    rules: results,
  };
}

/** Undefined where the rule does not hold for this deployment or site. */
async function ask(rule: Rule, about: About, facts: Facts, site?: Site): Promise<Outcome | undefined> {
  const here = site === undefined ? about : { ...about, site };
  if (rule.holdsFor?.(here) === false) return undefined;
  const place = site === undefined ? {} : { site: site.key };
  const seen = await Promise.all(rule.needs.map(async (name) => [name, await gather(facts, name, site)] as const));
  const unseen = seen.map(([, look]) => look).find((look): look is Unseen => 'unknown' in look);
  if (unseen)
    return (await isShown(rule, about, facts)) ? { rule, ...place, findings: [] } : { rule, ...place, unseen };
  const known = Object.fromEntries(seen.flatMap(([name, look]) => ('seen' in look ? [[name, look.seen]] : [])));
  const { id, failureModes, area, title, why, fix, who } = rule;
  const early = about.stage === 'foundation' && about.occasion === 'preflight' && rule.foundation !== true;
  const found = rule.evaluate(known, here);
  const subjectOf = ({ user, thing }: Finding): Subject => ({ ...place, ...present({ user, thing }) });
  const waits = found.flatMap((finding) =>
    finding.waits === undefined ? [] : [{ rule: id, subject: subjectOf(finding), says: finding.waits }],
  );
  const faults = found.filter(({ waits: young }) => young === undefined);
  const findings = faults.map((finding): ReportedFinding => ({
    rule: id,
    failureModes,
    severity: early ? 'warning' : (finding.severity ?? rule.severity),
    area,
    title,
    subject: subjectOf(finding),
    got: finding.got,
    why,
    fix: finding.fix ?? fix,
    ...present({ command: finding.command }),
    who,
    follows: [],
  }));
  return { rule, ...place, findings, waits };
}

/** Whether what came of it shows that nothing is wrong. Before an apply nothing has come of anything. */
async function isShown({ shownBy }: Rule, about: About, facts: Facts): Promise<boolean> {
  if (!shownBy || about.occasion !== 'doctor') return false;
  const seen = await Promise.all(shownBy.facts.map(async (name) => [name, await facts.of(name)] as const));
  if (seen.some(([, look]) => !('seen' in look))) return false;
  const known = Object.fromEntries(seen.flatMap(([name, look]) => ('seen' in look ? [[name, look.seen]] : [])));
  return shownBy.shows(known, about);
}

async function gather(facts: Facts, name: DeploymentFact | SiteFact, site?: Site): Promise<Seen<unknown>> {
  if (!isSiteFact(name)) return facts.of(name);
  if (!site) throw new Error(`the fact ${name} belongs to a site, and the rule to none`);
  return facts.at(site, name);
}

function resultOf({ rule: { id, title, good, area, failureModes }, site, findings, waits = [] }: Outcome): RuleResult {
  const severities = findings?.map(({ severity }) => severity);
  return {
    rule: id,
    title,
    good,
    area,
    failureModes,
    ...present({ site }),
    state: !severities
      ? 'unknown'
      : severities.includes('error')
        ? 'error'
        : severities.includes('warning')
          ? 'warning'
          : waits.length > 0
            ? 'waits'
            : 'good',
  };
}

/** What stood in the way, each once with all that waits for it. */
function unknownOf(outcomes: readonly Outcome[]): ReportedUnknown[] {
  const byMessage = new Map<string, { unseen: Unseen; rules: ReportedUnknown['rules'][number][] }>();
  for (const { rule, site, unseen } of outcomes) {
    if (!unseen) continue;
    const entry = byMessage.get(unseen.message) ?? { unseen, rules: [] };
    entry.rules.push({ rule: rule.id, title: rule.title, good: rule.good, ...present({ site }) });
    byMessage.set(unseen.message, entry);
  }
  return [...byMessage.values()].map(({ unseen: { unknown, message, permission }, rules }) => ({
    reason: unknown,
    message,
    ...present({ permission }),
    rules,
  }));
}
