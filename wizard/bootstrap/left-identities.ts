/**
 * Identities of a bootstrap that the deployment does not name: a run that was killed before it wrote them, or a hand that took
 * them out. What a cloud trusts does not follow the file, so it is looked for where bootstrap keeps its own record.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Deployment } from '../../deployment/schema.js';
import { readTextFile } from '../../deployment/text-file.js';
import { CloudError, unlessAbsent } from '../clouds/cloud-error.js';
import type { Clouds } from '../clouds/lookup.js';
import type { CommandContext } from '../command.js';
import { Failure } from '../terminal/failure.js';
import { resourcesIn } from '../terraform/local-state.js';
import { AzureHome } from './azure-home.js';
import { assertAccount } from './clouds-part.js';
import type { HandOver } from './hand-over.js';
import type { BootstrapHost } from './hosts/host.js';
import { identitiesAt } from './identities.js';
import { halfFile, halfKey } from './state-bucket.js';
import type { StateHome } from './state-home.js';
import { withdraw } from './withdraw.js';

/** Where they may be recorded. */
export interface Records {
  readonly file: string;
  readonly deployment: Deployment;
  /** Nothing with a state in a file: then no place keeps any. */
  readonly home: Pick<StateHome, 'knownMark' | 'isOpen' | 'textOf' | 'noun' | 'name'> | undefined;
  /** Where it lies, and what it says. */
  readonly handOver: { readonly name: string; readonly said: HandOver | undefined };
}

/**
 * What says that bootstrap has made identities: its states in the place of the state, or beside the deployment where whoever made
 * a cloud alone did not reach that place, and the hand-over.
 * @returns where each lies; none: nothing says so
 * @throws Failure where it cannot be seen
 */
export async function recordsOfIdentities({ file, deployment, home, handOver }: Records): Promise<string[]> {
  const { name } = deployment;
  const { said } = handOver;
  const found: string[] = said?.aws === undefined && said?.entra === undefined ? [] : [handOver.name];
  const marked = home !== undefined && (await home.knownMark()) !== undefined;
  // Where its container is not there yet nothing is recorded either.
  if (marked && !(await unlessAbsent(home.isOpen(), true))) {
    throw new Failure(
      `Whether bootstrap has made identities cannot be seen: the ${home.noun} ${home.name} is closed to you.`,
      ['entra-workspaces bootstrap lets in whoever runs it. Then run this again.'],
    );
  }
  for (const half of halves) {
    const beside = halfFile(name, half);
    const path = join(dirname(file), beside);
    if (existsSync(path) && resourcesIn(readTextFile(path)).length > 0) found.push(beside);
  }
  if (marked) found.push(...(await recordedAt({ deployment, textOf: (key) => home.textOf(key) })));
  return found;
}

const halves = ['aws', 'entra'] as const;

interface Place {
  readonly deployment: Pick<Deployment, 'name'>;
  readonly textOf: StateHome['textOf'];
}

/** States of bootstrap that list something, by their keys. */
async function recordedAt({ deployment, textOf }: Place): Promise<string[]> {
  const found: string[] = [];
  for (const key of halves.map((half) => halfKey(deployment.name, half))) {
    const text = await textOf(key);
    if (text !== undefined && resourcesIn(text).length > 0) found.push(key);
  }
  return found;
}

/** The record of identities goes after them: without it nobody finds them again. @throws Failure that names it */
export async function refuseWhileRecorded(place: Place): Promise<void> {
  const recorded = await recordedAt(place);
  if (recorded.length === 0) return;
  throw new Failure('The place of the state is not taken away while it records identities that bootstrap made.', [
    `must list nothing: ${recorded.join(', ')}`,
    'First those: entra-workspaces bootstrap names them in the deployment again, or takes their trust away where the repository protects nothing. Then entra-workspaces bootstrap --undo.',
  ]);
}

/**
 * Takes trust and rights of both jobs away, by the mark of the place of the state or of a hand-over: what carries it was made by
 * this bootstrap. Where it was seen that none are recorded, a cloud that cannot be asked is said and stops nothing.
 * @param host Whose jobs were trusted
 * @throws Failure where a cloud could not be asked otherwise
 */
export async function keepLeftOut(
  { terminal }: Pick<CommandContext, 'terminal'>,
  clouds: Pick<Clouds, 'aws' | 'graph'>,
  host: BootstrapHost,
  records: Records & { readonly home: NonNullable<Records['home']> },
): Promise<void> {
  const { deployment, home, handOver } = records;
  const kept = await home.knownMark();
  const mark = kept ?? handOver.said?.mark;
  if (mark === undefined) return;
  // Whoever is not let in to the place does not see it: trust goes all the same.
  const recorded = await recordsOfIdentities(records).catch((error: unknown) => {
    if (error instanceof Failure || error instanceof CloudError) return undefined;
    throw error;
  });
  const say = (gone: readonly string[]): void => gone.forEach((each) => terminal.good(each));
  try {
    // In another account nothing would be found, and nothing be said of it.
    const elsewhere = await assertAccount(clouds, deployment).then(
      () => undefined,
      (error: Error) => error,
    );
    const left = await withdraw(
      elsewhere === undefined ? clouds : { graph: clouds.graph },
      { deployment, host, mark, identities: identitiesAt('approved') },
      {
        known: { ...handOver.said?.entra?.clients },
        azure: home instanceof AzureHome && kept !== undefined ? { arm: home.arm, deployment } : undefined,
        say,
      },
    );
    if (left !== undefined) terminal.warn(left);
    if (elsewhere !== undefined) throw elsewhere;
  } catch (error) {
    if (recorded?.length !== 0 || !(error instanceof Failure || error instanceof CloudError)) throw error;
    const more = error instanceof Failure ? error.fix.join(' ') : '';
    terminal.warn(`Whether a cloud still trusts a job of before could not be seen: ${error.message} ${more}`.trim());
  }
  if (recorded !== undefined && recorded.length > 0)
    terminal.say(
      `Nobody is trusted as an identity of before any more (${recorded.join(', ')}). What is left of them: entra-workspaces bootstrap --undo takes it away.`,
    );
}
