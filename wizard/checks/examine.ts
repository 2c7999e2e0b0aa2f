/** From a deployment and an environment to a report: what `preflight`, `doctor` and `apply` have in common. */
import type { Deployment } from '../../deployment/schema.js';
import { Addresses } from '../clouds/addresses.js';
import { cloudsOf } from '../clouds/clouds.js';
import { runsInJob } from '../clouds/job-identity.js';
import type { Clouds } from '../clouds/lookup.js';
import { nowIn } from '../clouds/sandbox.js';
import { present } from '../../domain/present.js';
import { UsageError } from '../terminal/failure.js';
import { Observer } from './observer.js';
import { Facts } from './facts.js';
import type { Report } from './report/model.js';
import type { Occasion, Severity } from './rule.js';
import { rules } from './rules/index.js';
import { runRules } from './run.js';

export interface ExamineOptions {
  readonly occasion: Occasion;
  readonly env: NodeJS.ProcessEnv;
  /** @default as whoever the environment is signed in as */
  readonly clouds?: Clouds;
  readonly now?: Date;
  readonly site?: string;
  readonly severity?: Severity;
  /** What was gathered already, or will be looked at afterwards too. */
  readonly facts?: Facts;
  /** For everything together. */
  readonly seconds?: number;
  readonly patience?: number;
  /** Of deployment.json, for what is seen of its repository. */
  readonly folder?: string;
  /** Whether terraform knows of nothing yet: then what bears the names of the deployment may be another one's. */
  readonly stateIsEmpty?: () => Promise<boolean | undefined>;
}

/** Looks at both clouds, reading only, and asks the rules. */
export async function examine(deployment: Deployment, options: ExamineOptions): Promise<Report> {
  const { occasion, env, site, severity, now = await nowIn(env) } = options;
  const keys = deployment.sites.map(({ key }) => key);
  if (site !== undefined && !keys.includes(site)) {
    throw new UsageError(`--site must be one of ${keys.join(', ')}, got: ${site}`);
  }
  const facts = options.facts ?? factsOf(deployment, options);
  const asked = runsInJob(env) ? rules.filter(({ byPeople }) => byPeople !== true) : rules;
  return runRules(asked, deployment, facts, {
    occasion,
    now,
    ...present({ site, severity }),
  });
}

/** The facts of a deployment, as whoever is signed in sees them. */
export function factsOf(
  deployment: Deployment,
  options: Pick<ExamineOptions, 'env' | 'seconds' | 'patience' | 'clouds' | 'folder' | 'stateIsEmpty'>,
): Facts {
  const { env, seconds, patience, folder, stateIsEmpty, clouds = cloudsOf(deployment, env) } = options;
  const expected = { accountId: deployment.aws.accountId, tenantId: deployment.entra.tenantId };
  const observer = new Observer(clouds, { expected, ...present({ seconds, patience }) });
  return new Facts(deployment, observer, new Addresses(env), folder, stateIsEmpty);
}
