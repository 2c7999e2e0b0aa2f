import { jest } from '@jest/globals';
import { handle } from '../../function/index.js';
import { Clients } from '../../function/clients.js';
import { kinds, type Kind, type ManagedKind, type Request } from '../../domain/control-plane/contract.js';
import { Faults, type Fault } from '../../twin/faults.js';
import type { PolicyDocument } from '../../twin/aws/policy.js';
import { accountId, region, startAccount, type StartedAccount } from '../twin/aws/account-in-test.js';
import { synthesize } from '../modules/control-plane/synthesis.js';

export { accountId, region } from '../twin/aws/account-in-test.js';

/**
 * The function against the twin, with the rights of the very role that is synthesized for it, and with the twin's time:
 * where it would sleep, the twin's clock moves.
 */
export async function startFunction(
  options: Parameters<typeof startAccount>[0] = {},
  props: Parameters<typeof synthesize>[0] = {},
  faults = new Faults(),
) {
  const started = await startAccount(options, 1);
  started.world.faults = faults;
  const { account, listener, world } = started;
  const policy = policyWith(props);
  const credentials = account.principals.issue({
    arn: `arn:aws:sts::${accountId}:assumed-role/contoso-control-plane-${region}/function`,
    accountId,
    userId: 'AROAEXAMPLE:function',
    rights: { kind: 'documents', policies: [JSON.parse(policy) as PolicyDocument] },
  });
  const clientsWith = (settings: { maxAttempts?: number } = {}): Clients =>
    new Clients({ region, endpoint: listener.url, credentials, ...settings });
  const clients = clientsWith();
  const time = {
    now: () => world.clock.now().getTime(),
    sleep: (milliseconds: number) => world.clock.advance(milliseconds / 60_000),
  };
  const invoke = (event: unknown, as: Clients = clients, milliseconds = 330_000): Promise<unknown> =>
    handle(event, { clients: as, remaining: () => milliseconds, time });
  const logged: string[] = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void logged.push(line));
  return { ...started, credentials, clients, clientsWith, invoke, logged };
}

const policies = new Map<string, string>();

/** The policy of the function's role, as it is synthesized for every kind. */
export function policyWith(props: Parameters<typeof synthesize>[0] = {}): string {
  const key = JSON.stringify(props);
  const known =
    policies.get(key) ??
    (synthesize({ kinds, accountId, region, ...props }).only('aws_iam_role_policy')['policy'] as string);
  policies.set(key, known);
  return known;
}

export type StartedFunction = Awaited<ReturnType<typeof startFunction>>;

type Step = readonly [name: string, event: Record<string, unknown>];

/** The steps of one resource in the order in which Terraform makes them, as the construct writes them. */
export function stepsOf<K extends Kind>(request: Request<K>, minutes = 60): readonly Step[] {
  const key = JSON.stringify([request, minutes]);
  const known = written.get(key) ?? writeSteps(request, minutes);
  written.set(key, known);
  return known;
}

const written = new Map<string, readonly Step[]>();

/** The event of one step of one resource. */
export function eventOf<K extends Kind>(request: Request<K>, name: string): Record<string, unknown> {
  const step = stepsOf(request).find(([each]) => each === name);
  if (!step) throw new Error(`no step ${name}`);
  return step[1];
}

function writeSteps<K extends Kind>(request: Request<K>, minutes: number): Step[] {
  const made = synthesize({ kinds: [request.kind] }, (controlPlane, stack) => {
    controlPlane.managedResource(stack, 'it', request, { minutes });
  });
  const number = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 0);
  const rank = (name: string): number => ['gone', 'claim', 'ensure', 'wait', 'ids'].indexOf(name.replace(/-\d+$/, ''));
  const inOrder = Object.keys(made.invocations('it')).sort(
    (one, other) =>
      rank(one) - rank(other) || (one.startsWith('gone') ? number(other) - number(one) : number(one) - number(other)),
  );
  return inOrder.map((name) => [name, made.input('it', name)]);
}

/** What Terraform does with the steps of one resource: it remembers which are done, and stops at one that fails. */
export class Plan<K extends ManagedKind> {
  private readonly done = new Map<string, string>();
  /** What `ids` answered: the attributes. */
  ids: Record<string, unknown> | undefined;

  constructor(
    private readonly invoke: (event: unknown) => Promise<unknown>,
    private request: Request<K>,
    private readonly minutes = 60,
  ) {}

  /** Applies, with other properties where they are given. */
  async apply(properties?: Request<K>['properties'], through = this.invoke): Promise<void> {
    if (properties) this.request = { ...this.request, properties };
    for (const [name, event] of stepsOf(this.request, this.minutes)) {
      const input = JSON.stringify(event);
      if (this.done.get(name) === input) continue;
      if (this.done.has(name) && isCrud(name)) throw new Error(`the identity of ${name} changed: not played here`);
      const answer = await through(isCrud(name) ? { ...event, tf: { action: 'create', prev_input: null } } : event);
      this.done.set(name, input);
      if (name === 'ids') this.ids = answer as Record<string, unknown>;
      // replace_triggered_by ensure: a chain of waits is made anew as a whole.
      if (name === 'ensure')
        for (const each of [...this.done.keys()]) if (each.startsWith('wait')) this.done.delete(each);
    }
  }

  /** Destroys everything that is done, last first. */
  async destroy(through = this.invoke): Promise<void> {
    for (const [name, event] of [...stepsOf(this.request, this.minutes)].reverse()) {
      if (!this.done.has(name)) continue;
      if (isCrud(name)) await through({ ...event, tf: { action: 'delete', prev_input: event } });
      this.done.delete(name);
    }
  }
}

const isCrud = (name: string): boolean => name === 'claim' || name.startsWith('gone');

/** Faults by the number of the call: from 0, counted since `at`. */
export class NumberedFaults extends Faults {
  private call = 0;
  private plan: ((call: number) => Fault | undefined) | undefined;

  /** From now on, calls are counted and `plan` says what goes wrong with each. */
  at(plan: (call: number) => Fault | undefined): void {
    this.call = 0;
    this.plan = plan;
  }

  /** Nothing goes wrong any more. Answers how many calls there were. */
  over(): number {
    this.plan = undefined;
    return this.call;
  }

  override take(where: string): Fault | undefined {
    const fault = this.plan?.(this.call);
    this.call += 1;
    if (!fault) return super.take(where);
    this.met.push({ where, fault });
    return fault;
  }
}

/** The message that a step ends with. */
export async function messageOf(act: Promise<unknown>): Promise<string> {
  try {
    await act;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was expected to fail, but it succeeded');
}

/** What was called that changes something, in order. */
export function changes({ account }: StartedAccount): string[] {
  return account.calls
    .filter(({ operation, caller }) => caller.includes('control-plane') && !/^(Describe|List|Get)/.test(operation))
    .map(({ operation, error }) => (error ? `${operation} ${error}` : operation));
}
