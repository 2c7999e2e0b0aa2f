/**
 * Identities of a bootstrap that the deployment does not name: a run that was killed before it wrote them, or a hand that took
 * them out. What a cloud trusts does not follow the file, so it is looked for where bootstrap keeps its own record.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bootstrapTag } from '../../domain/names.js';
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
export async function recordsOfIdentities(records: Records): Promise<string[]> {
  return (await recordsIn(records)).map(({ where }) => where);
}

/** One of them: where it lies, and the marks of what it lists. */
interface IdentityRecord {
  readonly where: string;
  readonly marks: readonly string[];
}

/** As both halves write it: a tag in AWS, notes in Entra. */
const markPattern = new RegExp(`${bootstrapTag}"?:?\\s*"?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})`, 'g');

const recordOf = (where: string, text: string): IdentityRecord[] =>
  resourcesIn(text).length === 0
    ? []
    : [{ where, marks: [...text.matchAll(markPattern)].flatMap(([, mark]) => mark ?? []) }];

async function recordsIn({ file, deployment, home, handOver }: Records): Promise<IdentityRecord[]> {
  const { name } = deployment;
  const { said } = handOver;
  const found: IdentityRecord[] =
    said === undefined || (said.aws === undefined && said.entra === undefined)
      ? []
      : [{ where: handOver.name, marks: [said.mark] }];
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
    if (existsSync(path)) found.push(...recordOf(beside, readTextFile(path)));
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
async function recordedAt({ deployment, textOf }: Place): Promise<IdentityRecord[]> {
  const found: IdentityRecord[] = [];
  for (const key of halves.map((half) => halfKey(deployment.name, half))) {
    const text = await textOf(key);
    if (text !== undefined) found.push(...recordOf(key, text));
  }
  return found;
}

/** The record of identities goes after them: without it nobody finds them again. @throws Failure that names it */
export async function refuseWhileRecorded(place: Place): Promise<void> {
  const recorded = await recordedAt(place);
  if (recorded.length === 0) return;
  throw new Failure('The place of the state is not taken away while it records identities that bootstrap made.', [
    `must list nothing: ${recorded.map(({ where }) => where).join(', ')}`,
    'First those: entra-workspaces bootstrap names them in the deployment again, or takes their trust away where the repository protects nothing. Then entra-workspaces bootstrap --undo.',
  ]);
}

/**
 * Takes trust and rights of both jobs away, by every mark that is known: of the place of the state, of a hand-over, and of what is
 * recorded, which may have been made before the place had one. Where it was seen that none are recorded, a cloud that cannot be
 * asked is said and stops nothing.
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
  // Whoever is not let in to the place does not see it: trust goes all the same.
  const recorded = await recordsSeen(records);
  const where = recorded?.map((each) => each.where).join(', ') ?? '';
  const [mark, ...alsoMarks] = marksOf({ kept, said: handOver.said, recorded });
  if (mark === undefined) {
    if (where === '') return;
    throw new Failure(
      'Whom identities of before let in cannot be taken away: nothing tells by which mark they are known.',
      [
        `must hold the mark of bootstrap (${bootstrapTag}), and could not be read: ${where}`,
        'Put bootstrap.json of that run beside deployment.json, or have that file as terraform wrote it; then run this again.',
      ],
    );
  }
  const say = (gone: readonly string[]): void => gone.forEach((each) => terminal.good(each));
  try {
    // In another account nothing would be found, and nothing be said of it.
    const elsewhere = await assertAccount(clouds, deployment).then(
      () => undefined,
      (error: Error) => error,
    );
    const left = await withdraw(
      elsewhere === undefined ? clouds : { graph: clouds.graph },
      { deployment, host, mark, alsoMarks, identities: identitiesAt('approved') },
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
      `Nobody is trusted as an identity of before any more (${where}). What is left of them: entra-workspaces bootstrap --undo takes it away.`,
    );
}

/** Every mark by which something of this bootstrap may be known, that of the place of the state first. */
function marksOf({
  kept,
  said,
  recorded,
}: {
  readonly kept: string | undefined;
  readonly said: HandOver | undefined;
  readonly recorded: readonly IdentityRecord[] | undefined;
}): string[] {
  const all = [kept, said?.mark, ...(recorded ?? []).flatMap(({ marks }) => marks)];
  return [...new Set(all.filter((each) => each !== undefined))];
}

/** Marks besides that of the place of the state by which trust may be left, as far as that can be seen. */
export async function marksBeside(records: Records): Promise<string[]> {
  return marksOf({ kept: undefined, said: records.handOver.said, recorded: await recordsSeen(records) });
}

/** Nothing where whoever asks is not let in to the place. */
async function recordsSeen(records: Records): Promise<IdentityRecord[] | undefined> {
  try {
    return await recordsIn(records);
  } catch (error) {
    if (error instanceof Failure || error instanceof CloudError) return undefined;
    throw error;
  }
}
