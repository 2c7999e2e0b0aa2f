/**
 * A level that the deployment alone says lower than it was: whoever writes the file writes that, too. What it was is kept where the
 * file does not reach: in the rules of the host, and in whom the clouds trust.
 */
import type { Deployment } from '../../deployment/schema.js';
import { isLower, type Level } from '../../domain/pipeline-level.js';
import type { Clouds } from '../clouds/lookup.js';
import { Failure } from '../terminal/failure.js';
import type { BootstrapHost, Hosted, HostSession } from './hosts/host.js';
import { letInNow, type Revoked } from './revoke.js';
import type { KnownApps } from './survey.js';

const lowered = (kept: string, level: Level, by: string): Failure =>
  new Failure('deployment.json lowers the level.', [
    `level: must be ${kept}, got: ${level} in the file alone, while ${by}`,
    `If that is meant: --level ${level}. If not, find out who changed the file.`,
  ]);

/**
 * The host has all that `approved` alone asks for, and lacks what this level does: nobody has lowered it there. What both lack tells
 * nothing. Of a level at which nothing applies the clouds tell (`refuseTrustLowered`): all of its rules stand at each higher one.
 * The environments that bootstrap made count beside the one that the file names, which may have been changed with the level.
 * Changes nothing.
 * @throws Failure
 */
export async function refuseRulesLowered(
  session: Pick<HostSession, 'weaknesses' | 'ownEnvironments'>,
  hosted: Hosted,
  {
    host,
    deployment,
    level,
    environment,
  }: {
    readonly host: Pick<BootstrapHost, 'lacks' | 'words'>;
    readonly deployment: Pick<Deployment, 'name'>;
    readonly level: Level;
    readonly environment: string;
  },
): Promise<void> {
  const kept: Level = 'approved';
  if (level === 'refused' || !isLower(level, kept) || host.lacks?.[level] !== undefined) return;
  const own = (await session.ownEnvironments?.(hosted, deployment.name)) ?? [];
  for (const each of new Set([environment, ...own])) {
    const lacksAt = async (of: Level): Promise<readonly string[]> => {
      const wanted = { level: of, environment: each, reviewers: [], deployment: deployment.name, owners: '' };
      return (await session.weaknesses(hosted, wanted)).weak;
    };
    const [above, here] = [await lacksAt(kept), await lacksAt(level)];
    if (above.every((gap) => here.includes(gap)) && !here.every((gap) => above.includes(gap)))
      throw lowered(kept, level, `the rules of the ${host.words.repository} are those of ${kept}`);
  }
}

/**
 * A cloud still lets in the job that applies. Of a run that took its trust away nothing is found: the next one goes on. A cloud that
 * cannot be asked says nothing here. Changes nothing.
 * @throws Failure
 */
export async function refuseTrustLowered(
  clouds: Partial<Pick<Clouds, 'aws' | 'graph'>>,
  of: Omit<Revoked, 'identities'>,
  known: KnownApps,
): Promise<void> {
  const letIn = await letInNow(clouds, { ...of, identities: ['apply'] }, known);
  if (letIn.length > 0) throw lowered('what it was', 'refused', `there still is ${letIn.join(', ')}`);
}
