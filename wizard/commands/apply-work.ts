import { inPipelineJob } from '../clouds/job-identity.js';
import { howLong, waitingInWords, type DesktopWork } from '../terraform/how-long.js';
import type { PlanSummary } from '../terraform/plan-summary.js';
import type { Work } from '../terraform/waiting.js';
import type { Session } from './session.js';

/** What an apply does, how long it takes, and how many things at a time. */
export interface ApplyWork {
  readonly expected: Work;
  /** For terraform. */
  readonly args: readonly string[];
  /** Said before a person agrees; nothing where no desktop is made or removed. */
  inWords(env: NodeJS.ProcessEnv): readonly string[];
}

const own = /^-parallelism=(\d+)$/;

/**
 * @param extra words of a person for terraform: their own parallelism is kept
 * @param command what goes on with it when it is cut short: an apply would make anew what a destroy has removed
 */
export function workOf(
  { synthesized: { deployment } }: Pick<Session, 'synthesized'>,
  { desktops, lines, inner }: PlanSummary,
  extra: readonly string[],
  command: 'apply' | 'destroy' = 'apply',
): ApplyWork {
  const chosen = extra.map((word) => own.exec(word)?.[1]).find((found) => found !== undefined);
  const work: DesktopWork = {
    make: desktops.created.length + desktops.replaced.length,
    remove: desktops.deleted.length + desktops.replaced.length,
    encrypted: deployment.sites.some((site) => site.desktops.encryption !== null),
    ...(chosen === undefined ? {} : { parallelism: Number(chosen) }),
  };
  const estimate = howLong(work);
  // What leaves the state is no work, and terraform says no end of it.
  const steps = lines.filter(({ action }) => action !== 'forget');
  const touched = steps.filter(({ noun }) => noun === 'desktop').map(({ address }) => address);
  return {
    expected: {
      desktops: new Set(touched),
      others: steps.length - touched.length + inner,
      ...(estimate === undefined ? {} : { minutes: estimate.most }),
    },
    // Ten is what terraform does by itself.
    args: estimate === undefined || chosen !== undefined ? [] : [`-parallelism=${estimate.parallelism}`],
    inWords: (env) =>
      estimate === undefined
        ? []
        : waitingInWords(work, estimate, {
            pipeline: inPipelineJob(env),
            fixedKeys: Boolean(env['AWS_SESSION_TOKEN']),
            command,
          }),
  };
}
