import type { Invocation, Kind, ManagedKind, Request, StepInvocation } from '../domain/control-plane/contract.js';
import { isObserved, kinds } from '../domain/control-plane/contract.js';
import { Clients } from './clients.js';
import { Deadline, type Time } from './deadline.js';
import { explained, failed } from './errors.js';
import { watchExpiry } from './expiry.js';
import { managed, observed } from './kinds/table.js';
import { LifeCycle } from './life-cycle.js';
import { log } from './log.js';
import { Observation } from './observation.js';
import { waitForRole } from './role.js';

/** Seconds that steps without a time of their own may wait. */
const stepSeconds = { ensure: 120, claim: 240, ids: 0, role: 120 } as const;

/** What an invocation runs in; tests give their own. */
export interface Surroundings {
  readonly clients: Clients;
  /** Milliseconds until the invocation is ended from outside. */
  remaining(): number;
  readonly time?: Time;
}

let clients: Clients | undefined;

/** What Lambda calls. */
export async function handler(event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<unknown> {
  clients ??= new Clients();
  return handle(event, { clients, remaining: () => context.getRemainingTimeInMillis() });
}

/** Does one step. Throws with a message for a person. */
export async function handle(event: unknown, around: Surroundings): Promise<unknown> {
  const invocation = understood(event);
  const started = Date.now();
  const about = 'kind' in invocation ? { kind: invocation.kind } : {};
  try {
    const answer = await step(invocation, around);
    log(invocation.step, { ...about, outcome: 'done', milliseconds: Date.now() - started });
    return answer;
  } catch (error) {
    const told = explained(error, `the step ${invocation.step}`);
    log(invocation.step, { ...about, outcome: told.name, milliseconds: Date.now() - started });
    throw told;
  }
}

async function step(invocation: Invocation, around: Surroundings): Promise<unknown> {
  switch (invocation.step) {
    case 'role':
      await waitForRole(invocation, around.clients, deadlineOf(stepSeconds.role, around));
      return { effective: true };
    case 'expiry':
      return watchExpiry(invocation, around.clients, new Date(around.time?.now() ?? Date.now()));
    default:
      return isObserved(invocation.kind) ? observe(invocation, around) : manage(invocation, around);
  }
}

async function observe(invocation: StepInvocation, around: Surroundings): Promise<unknown> {
  const kind = observed[invocation.kind as keyof typeof observed];
  const at = (seconds: number): Observation<never> =>
    new Observation(
      kind as never,
      around.clients,
      invocation.identity as never,
      deadlineOf(seconds, around),
      ('properties' in invocation ? invocation.properties : {}) as never,
    );
  switch (invocation.step) {
    case 'wait':
    case 'condition':
      return at(invocation.wait.seconds).wait(invocation.wait);
    case 'ids':
      return at(0).ids();
    default:
      throw failed(`nothing to do for ${invocation.kind} in the step ${invocation.step}: it is only waited for`);
  }
}

async function manage(invocation: StepInvocation, around: Surroundings): Promise<unknown> {
  const kind = managed[invocation.kind as ManagedKind];
  const at = (seconds: number): LifeCycle<never> =>
    new LifeCycle(kind as never, around.clients, invocation.identity as never, deadlineOf(seconds, around));
  switch (invocation.step) {
    case 'claim':
      // Create does nothing, on purpose: a claim exists before anything is made, so that a destroy after a half-done
      // apply removes it. An update comes only from a changed wire format and does nothing either.
      if (invocation.tf?.action !== 'delete') return { claimed: true };
      return at(stepSeconds.claim).remove();
    case 'gone':
      if (invocation.tf?.action !== 'delete') return { gone: false };
      return at(invocation.wait.seconds).gone(invocation.wait);
    case 'ensure':
      return at(stepSeconds.ensure).ensure(requestOf(invocation), invocation.repair);
    case 'wait':
      return at(invocation.wait.seconds).wait(requestOf(invocation), invocation.wait, invocation.repair);
    case 'condition':
      return at(invocation.wait.seconds).present(invocation.wait);
    case 'ids':
      return at(stepSeconds.ids).ids();
  }
}

function requestOf(invocation: StepInvocation & { properties: unknown }): Request<never> {
  const { kind, identity, properties } = invocation;
  return { kind, identity, properties } as unknown as Request<never>;
}

function deadlineOf(seconds: number, around: Surroundings): Deadline {
  return new Deadline(seconds, around.remaining(), around.time);
}

/** Only the construct of the same version writes events, but an old state may send those of an older one. */
function understood(event: unknown): Invocation {
  const { step, kind } = (event ?? {}) as { step?: unknown; kind?: unknown };
  if (step === 'role' || step === 'expiry') return event as Invocation;
  const steps = ['claim', 'ensure', 'wait', 'gone', 'ids', 'condition'];
  if (!steps.includes(step as string)) {
    throw failed(`\`step\` of an invocation must be one of ${steps.join(', ')}, role, expiry, got: ${String(step)}`);
  }
  if (!kinds.includes(kind as Kind)) {
    throw failed(`\`kind\` of an invocation must be one of ${kinds.join(', ')}, got: ${String(kind)}`);
  }
  return event as Invocation;
}
