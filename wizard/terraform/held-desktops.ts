/**
 * People on hold keep the desktop that they have, and get none: after a destroy, or once somebody deleted theirs, a plan
 * would make a new, empty one for a person who has no access. What the state does not hold is taken out of the stack before
 * the plan. That somebody deleted it outside only a plan knows: what it would make for them is taken out, and it is planned again.
 * The state that was read may be another one by then (taken along from elsewhere, applied by somebody else): what a plan would
 * delete for want of its block is put back.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { strFromU8 } from 'fflate';
import { parseInvocation } from '../../domain/control-plane/invocation-text.js';
import { desktopAddressOf } from '../../domain/desktop-address.js';
import { userNameKey } from '../../domain/user-name.js';
import { namedUpTo } from '../../deployment/users-file.js';
import type { Deployment } from '../../deployment/schema.js';
import { stageOf } from '../../deployment/stage.js';
import { invocationType } from '../resources/aws/lambda.js';
import { desktopType } from '../resources/aws/workspaces.js';
import { known } from '../resources/values.js';
import type { StackJson } from './contents.js';
import type { MadeStack } from './foreign-parts.js';
import { planArchive } from './plan-archive.js';
import { actionOf, type PlanJson } from './plan-json.js';
import type { PlanSummary } from './plan-summary.js';
import { configurationInPlan } from './saved-plan.js';
import { configurationName, type Synthesized } from './synth.js';

type Stack = Pick<Synthesized, 'deployment' | 'file' | 'made'>;

/**
 * Takes the desktops of people on hold out of the stack that are not there.
 * @param there What the state holds, or takes in
 * @returns whose desktop was taken out
 */
export async function leaveOutAbsent(
  stack: Pick<Stack, 'deployment' | 'file'>,
  there: ReadonlySet<string>,
): Promise<readonly string[]> {
  const away = [...heldDesktops(stack.deployment)].filter(([address]) => !there.has(address));
  if (away.length === 0) return [];
  const inStack = blocksIn(await readFile(stack.file, 'utf8'));
  const absent = away.filter(([address]) => inStack.has(address));
  await takeOut(
    stack.file,
    absent.map(([address]) => address),
  );
  return absent.map(([, upn]) => upn);
}

/**
 * Puts the desktops back into the stack that were taken out of it and are there all the same.
 * @param whole The stack before anything was taken out, as text
 * @param lines Of a plan of it: what has no block in the stack it deletes
 * @returns whose desktop was put back: another plan is needed
 */
export async function putBackHeld(
  stack: Pick<Stack, 'deployment' | 'file'>,
  whole: string,
  { lines }: Pick<PlanSummary, 'lines'>,
): Promise<readonly string[]> {
  const deleted = new Set(lines.flatMap(({ address, action }) => (action === 'delete' ? [address] : [])));
  const gone = [...heldDesktops(stack.deployment)].filter(([address]) => deleted.has(address));
  if (gone.length === 0) return [];
  const [before, now] = [blocksIn(whole), blocksIn(await readFile(stack.file, 'utf8'))];
  const back = gone.flatMap(([address, upn]) => (before.has(address) && !now.has(address) ? [upn] : []));
  if (back.length > 0) await writeFile(stack.file, whole);
  return back;
}

/** Who on hold has a desktop in the stack, whether it is there or not. */
export async function heldIn(stack: Pick<Stack, 'deployment' | 'file'>): Promise<readonly string[]> {
  const inStack = blocksIn(await readFile(stack.file, 'utf8'));
  return [...heldDesktops(stack.deployment)].flatMap(([address, upn]) => (inStack.has(address) ? [upn] : []));
}

/**
 * Takes the desktops out of the stack that a plan of it would make for people on hold.
 * @returns whether another plan is needed
 */
export async function leaveOutHeld(stack: Stack, { lines }: Pick<PlanSummary, 'lines'>): Promise<boolean> {
  const made = new Set(lines.flatMap(({ address, action }) => (action === 'create' ? [address] : [])));
  const held = [...heldDesktops(stack.deployment).keys()].filter((address) => made.has(address));
  return takeOut(stack.file, held);
}

/**
 * Takes the desktops of people on hold out of the stack that a saved plan was made without. What is no desktop of somebody on
 * hold stays, and is compared.
 * @param bytes The plan
 */
export async function leaveOutAsPlanned(stack: Stack, bytes: Uint8Array): Promise<void> {
  const held = [...heldDesktops(stack.deployment).keys()];
  if (held.length === 0) return;
  const planned = planArchive(bytes).get(configurationInPlan(configurationName));
  if (planned === undefined) return;
  const blocks = blocksIn(strFromU8(planned));
  await takeOut(
    stack.file,
    held.filter((address) => !blocks.has(address)),
  );
}

/** The stack with what is said beside a plan of it: who is put on hold, and who is on hold and gets no desktop. */
export async function withHeld({ deployment, file, made }: Stack, plan: PlanJson): Promise<MadeStack> {
  const held = heldDesktops(deployment);
  // Before the handshake nobody is given a desktop, on hold or not.
  if (held.size === 0 || stageOf(deployment) === 'foundation') return made;
  const inStack = blocksIn(await readFile(file, 'utf8'));
  const absent = [...held].flatMap(([address, upn]) => (inStack.has(address) ? [] : [upn]));
  const left = noLongerAwaited(plan);
  const putOnHold = [...new Set(held.values())].filter((upn) => left.has(userNameKey(upn)));
  const who = absent.length === 1 ? absent[0] : 'UPN';
  const texts = [
    ...(putOnHold.length === 0 ? [] : [`Put on hold, without access from this apply on: ${namedUpTo(putOnHold)}.`]),
    ...(absent.length === 0
      ? []
      : [
          `On hold and without a desktop, so none is made: ${namedUpTo(absent)}. Whoever is to have one again: entra-workspaces users add ${who}`,
        ]),
  ];
  return texts.length === 0 ? made : { ...made, notes: [...(made.notes ?? []), ...texts.map((text) => ({ text }))] };
}

/** For whom a plan waits no longer: only who has access is waited for, each by a step of their own. */
function noLongerAwaited({ resource_changes: changes = [] }: PlanJson): ReadonlySet<string> {
  return new Set(
    changes.flatMap((change) => {
      if (change.type !== invocationType || actionOf(change) !== 'delete') return [];
      const { kind, identity } = parseInvocation(known(change.change.before, 'input') ?? '') ?? {};
      const names: unknown = kind === 'user-presence' ? identity?.['userNames'] : undefined;
      return Array.isArray(names) && names.length === 1 ? [userNameKey(String(names[0]))] : [];
    }),
  );
}

/** Whose desktop it is, by its address, of everybody on hold. */
function heldDesktops({ sites }: Deployment): ReadonlyMap<string, string> {
  return new Map(
    sites.flatMap(({ key, desktops }) =>
      desktops.users.flatMap(({ upn, state }) =>
        state === 'held' ? [[desktopAddressOf(key, upn, sha256), upn] as const] : [],
      ),
    ),
  );
}

/** @returns whether anything was there to be taken out */
async function takeOut(file: string, addresses: readonly string[]): Promise<boolean> {
  if (addresses.length === 0) return false;
  const stack = JSON.parse(await readFile(file, 'utf8')) as Blocks;
  const blocks = stack.resource?.[desktopType] ?? {};
  const names = addresses.map((address) => address.slice(desktopType.length + 1)).filter((name) => name in blocks);
  if (names.length === 0) return false;
  for (const name of names) delete blocks[name];
  // Terraform takes a type without a block for a mistake.
  if (Object.keys(blocks).length === 0) delete stack.resource?.[desktopType];
  await writeFile(file, `${JSON.stringify(stack, undefined, 2)}\n`);
  return true;
}

interface Blocks {
  readonly resource?: Record<string, Record<string, unknown>>;
}

/** Addresses of the desktops in a stack. */
function blocksIn(text: string): ReadonlySet<string> {
  const { resource } = JSON.parse(text) as StackJson;
  return new Set(Object.keys(resource?.[desktopType] ?? {}).map((name) => `${desktopType}.${name}`));
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
