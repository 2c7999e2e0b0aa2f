/** A state that is empty while things of the deployment's names are there: a colleague's, of another account, or a lost state. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { stateFileOf, stateKeyOf } from '../../deployment/state-key.js';
import type { Deployment } from '../../deployment/schema.js';
import { factsOf } from '../checks/examine.js';
import { namesakesOf, type Namesakes } from '../checks/namesakes.js';
import type { CommandContext } from '../command.js';
import { Cancelled, Failure } from '../terminal/failure.js';
import { objectStoreOf } from '../plan-store/plan-store.js';
import { addressesIn } from '../terraform/state-addresses.js';
import type { Session } from './session.js';

/** The flag with which an apply makes a second deployment of a name that is taken. */
const secondFlag = '--second-of-name';

/** For everything together. */
const seconds = 20;
/** Of each cloud at most so many lines. */
const mostLines = 6;

type Looking = Pick<Session, 'synthesized' | 'there'>;

/** Nothing where the state holds something: what is there is its own. */
async function namesakesFor({ synthesized, there }: Looking, { env }: CommandContext): Promise<Namesakes | undefined> {
  if (there === undefined || there.size > 0) return undefined;
  const { deployment } = synthesized;
  return namesakesOf(deployment, factsOf(deployment, { env, seconds }).observer);
}

const isAny = ({ inEntra, inAws }: Namesakes): boolean => inEntra.length + inAws.length > 0;

/**
 * Before an apply makes anything.
 * @throws Failure where a deployment of the name is there and the state knows nothing of it. What could not be seen is said, and stops nothing
 */
export async function refuseNamesake(
  session: Looking,
  options: { readonly secondOfName?: boolean; readonly skipPreflight?: boolean },
  context: CommandContext,
): Promise<void> {
  if (options.secondOfName === true || options.skipPreflight === true) return;
  const found = await namesakesFor(session, context);
  if (found === undefined) return;
  const { deployment } = session.synthesized;
  if (isAny(found))
    throw new Failure(headline(deployment), [
      ...whereLines(found, deployment),
      'An apply would make all of it a second time: groups of one name in Entra, which nobody can tell apart, and then it would fail at the names that AWS allows once.',
      ...waysOn(deployment),
      `To make a second one of this name on purpose: entra-workspaces apply ${secondFlag}`,
    ]);
  const unseen = [...new Set([...found.unseen.inEntra, ...found.unseen.inAws])];
  if (unseen.length > 0)
    context.terminal.warn(
      `Whether a deployment named ${deployment.name} is here already could not be seen everywhere (${unseen.join('; ')}). That stops nothing.`,
    );
}

/** Beside a plan, which changes nothing. */
export async function warnOfNamesake(session: Looking, context: CommandContext): Promise<void> {
  const found = await namesakesFor(session, context);
  if (found !== undefined) sayNamesakes(found, session.synthesized.deployment, context);
}

/**
 * For a preflight, which starts no terraform. Undefined where it could not be read: whoever looks first may hold few rights.
 * @param folder Of deployment.json
 */
export async function isStateEmpty(
  deployment: Deployment,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<boolean | undefined> {
  const key = stateKeyOf(deployment);
  try {
    if (key !== undefined) {
      const bytes = await objectStoreOf(deployment, env).store.get(key);
      return addressesIn(bytes === undefined ? '' : Buffer.from(bytes).toString())?.size === 0;
    }
    const file = resolve(folder, stateFileOf(deployment) ?? '');
    return addressesIn(existsSync(file) ? readFileSync(file, 'utf8') : '')?.size === 0;
  } catch {
    return undefined;
  }
}

function sayNamesakes(found: Namesakes, deployment: Deployment, { terminal }: CommandContext): void {
  if (!isAny(found)) return;
  terminal.warn(headline(deployment));
  for (const line of [...whereLines(found, deployment), ...waysOn(deployment)]) terminal.say(line);
  terminal.say(`apply refuses this, unless it is given ${secondFlag}.`);
}

/**
 * Before `adopt` writes down what it found: with an empty state nothing tells whose it is.
 * @throws Cancelled where a person says that it is another deployment's. Where nobody can be asked it is said
 */
export async function askWhose({ synthesized, there }: Looking, found: number, context: CommandContext): Promise<void> {
  if (there === undefined || there.size > 0 || found === 0) return;
  const { terminal } = context;
  const { deployment } = synthesized;
  const { name } = deployment;
  terminal.warn(
    `As ${statePlace(deployment)} is empty, nothing tells whether this is of this deployment or of another one named ${name}, of a colleague, another account or Region. The next apply takes over what is found, and a destroy removes it.`,
  );
  if (!terminal.interactive) return;
  const ours = await terminal.prompts.confirm({
    message: `Is all of it of this deployment (account ${deployment.aws.accountId}, ${regionsOf(deployment)}), whose state was lost?`,
    initial: false,
  });
  if (!ours)
    throw new Cancelled([
      'Nothing is taken over. If it is of another deployment: give this one another "name" in deployment.json.',
    ]);
}

function headline(deployment: Deployment): string {
  return `A deployment named ${deployment.name} is here already, and the state of this one knows nothing of it.`;
}

function whereLines({ inEntra, inAws, unseen }: Namesakes, deployment: Deployment): string[] {
  const { aws, entra } = deployment;
  const elsewhere =
    unseen.inAws.length > 0
      ? `could not be seen (${unseen.inAws.join('; ')})`
      : `nothing in ${regionsOf(deployment)}; it belongs to another account or Region`;
  return [
    ...(inEntra.length > 0 ? [`Entra, tenant ${entra.tenantId}:`, ...upTo(inEntra)] : []),
    ...(inAws.length > 0
      ? [`AWS, account ${aws.accountId}:`, ...upTo(inAws)]
      : [`AWS, account ${aws.accountId}: ${elsewhere}`]),
  ];
}

function waysOn(deployment: Deployment): string[] {
  return [
    `If it is another one (of a colleague, another account or Region): give this one another "name" in deployment.json. adopt would take the parts of the other.`,
    `If it is this one: ${statePlace(deployment)} is empty. If its state lies elsewhere, correct "state" in deployment.json; if it was lost: entra-workspaces adopt`,
  ];
}

function statePlace(deployment: Deployment): string {
  const { state } = deployment;
  const key = stateKeyOf(deployment) ?? stateFileOf(deployment);
  if ('s3' in state) return `the state (${key} in the bucket ${state.s3.bucket})`;
  return 'azurerm' in state
    ? `the state (${key} in ${state.azurerm.storageAccountName})`
    : `the state (${key} beside deployment.json)`;
}

function regionsOf({ identityCenter, sites }: Pick<Deployment, 'identityCenter' | 'sites'>): string {
  return [...new Set([...sites.map(({ region }) => region), identityCenter.region])].join(', ');
}

function upTo(lines: readonly string[]): string[] {
  const more = lines.length - mostLines;
  return [...lines.slice(0, mostLines), ...(more > 0 ? [`and ${more} more`] : [])].map((line) => `  ${line}`);
}
