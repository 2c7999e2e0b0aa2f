/** The small world, with passes as the state machine runs them: the very definition, by the twin's interpreter. */
import type { FleetSettings, PassState } from '../../../domain/fleet/settings.js';
import type { FleetPolicy } from '../../../domain/fleet/types.js';
import { act } from '../../../function/fleet/act.js';
import { observe } from '../../../function/fleet/observe.js';
import type { StoredPlan } from '../../../function/fleet/ports.js';
import { marked, writtenIn } from '../../../function/fleet/written.js';
import { remove } from '../../../function/fleet/remove.js';
import { fleetDefinition } from '../../../modules/fleet/definition.js';
import type { Cloud } from '../../../twin/aws/service.js';
import { StateMachines } from '../../../twin/aws/step-functions/machines.js';
import { Clock } from '../../../twin/clock.js';
import { FleetWorld, Killed, sha256, type Behaviour, type Trouble } from './world.js';

const site = 'berlin';
const region = 'eu-central-1';

export interface MachineTrouble extends Trouble {
  /** Lambda invokes each function a second time. */
  twice?: boolean;
  /** No time is left after so many looks at the clock. */
  short?: number;
  /** Minutes that the clocks of the functions are wrong. */
  skew?: number;
  /** Between two functions of the pass the policy becomes this. */
  policyBecomes?: Partial<FleetPolicy>;
}

interface Asked {
  readonly state?: Partial<PassState>;
  readonly execution?: string;
}

export class MachineWorld extends FleetWorld {
  readonly machines: StateMachines;
  private readonly clock = new Clock(1, new Date(this.now));
  private readonly arn = `arn:aws:states:${region}:111122223333:stateMachine:contoso-fleet`;
  private stored: StoredPlan | undefined;
  private tableId = 1;
  private tableRestoredAt: number | undefined;
  private mark: number | undefined;
  private readonly marks: (number | undefined)[] = [];
  private faults: MachineTrouble = {};

  constructor(behaviour?: Behaviour) {
    super(behaviour);
    this.clock.standStill();
    const Statement = [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }];
    const foundation = { role: async (arn: string) => ({ arn, trust: { Statement } }) };
    const cloud = { world: { clock: this.clock }, accountId: '111122223333', foundation, leanOn: () => undefined };
    this.machines = new StateMachines(cloud as unknown as Cloud, (_role, _region, name, payload) =>
      this.invoked(name as 'observe' | 'act' | 'remove', payload),
    );
  }

  async setUp(): Promise<void> {
    const definition = JSON.stringify(fleetDefinition({ observe: 'observe', act: 'act', remove: 'remove' }));
    const input = { name: 'contoso-fleet', definition, roleArn: 'role' };
    const call = { region, alsoNeeds: async () => undefined };
    await this.machines.operations['CreateStateMachine']?.(input as never, call as never);
  }

  /** The schedule's next pass, or one that a person starts. It may still wait when this returns. */
  async start(trouble: MachineTrouble, full: boolean): Promise<void> {
    this.trouble = trouble;
    this.faults = trouble;
    this.calls = 0;
    await this.machines.start(this.arn, JSON.stringify(full ? { more: true } : {}));
    this.trouble = {};
    this.faults = {};
  }

  async later(minutes: number): Promise<void> {
    this.advance(minutes);
    await this.clock.advance(minutes);
  }

  override remember(): void {
    super.remember();
    this.marks.push(this.mark);
  }

  /** Rows of an hour ago lie in the same table again: nothing tells the engine but what it sees. */
  override restore(): void {
    const last = this.snapshots.pop();
    this.marks.pop();
    if (last) this.rows = new Map(last.rows);
  }

  /** All that the table held comes back, in a table with another id. */
  restoreTable(): void {
    const last = this.snapshots.pop();
    if (!last) return;
    this.rows = new Map(last.rows);
    this.control_ = last.control;
    this.mark = this.marks.pop();
    this.tableId += 1;
    this.tableRestoredAt = this.now;
  }

  private async invoked(
    part: 'observe' | 'act' | 'remove',
    payload: string,
  ): Promise<{ payload: string; failed: boolean }> {
    if (part !== 'observe' && this.faults.policyBecomes)
      this.policy_ = { ...this.policy_, ...this.faults.policyBecomes };
    try {
      const run = (): Promise<PassState> => this[part](JSON.parse(payload) as never);
      if (this.faults.twice) await run();
      return { payload: JSON.stringify(await run()), failed: false };
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      return { payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: error.message }), failed: true };
    }
  }

  private async observe({ state, execution }: Asked): Promise<PassState> {
    const { executions } = this.machines;
    const own = executions.findIndex(({ arn }) => arn === execution);
    const full = state?.more === true;
    const outputs = executions.flatMap(({ status, output }) => (status === 'SUCCEEDED' && output ? [output] : []));
    const last = outputs.findLast((output) => 'written' in (JSON.parse(output) as PassState));
    const written = { ...(JSON.parse(last ?? '{}') as PassState).written, ...state?.written };
    if (executions.slice(0, own).some(({ status }) => status === 'RUNNING'))
      return { actions: 0, removals: 0, more: full, written: state?.written };
    const settings = { ...this.policy_, site } as FleetSettings;
    const found = await observe(settings, {
      memory: {
        ...this.memory,
        ...this.marking(),
        putControl: async (control) => {
          this.call();
          this.control_ = control;
        },
        putRequest: async (request) => {
          this.call();
          this.requests_ = [...this.requests_.filter(({ id }) => id !== request.id), request];
        },
        plan: async () => this.stored,
        putPlan: async (plan) => {
          this.call();
          this.stored = plan;
        },
      },
      people: this.people,
      desktops: { ...this.workspaces, named: (upn) => this.removal.named(upn) },
      tableId: String(this.tableId),
      tableRestoredAt: this.tableRestoredAt,
      written: written[site],
      full,
      digest: sha256,
      now: () => this.skewed(),
      tell: async () => undefined,
      notTold: () => undefined,
    });
    return { actions: found.actions, removals: found.removals, more: false, written: { [site]: found.written } };
  }

  private async act(state: PassState): Promise<PassState> {
    const common = { ...this.common(), desktops: this.workspaces };
    const { more, written } = await marked({ ...this.memory, ...this.marking() }, (memory) =>
      act(this.stored?.actions ?? [], { ...common, memory }),
    );
    return { ...state, more, ...(written === undefined ? {} : { written: { [site]: written } }) };
  }

  private async remove(state: PassState): Promise<PassState> {
    const context = { ...this.common(), people: this.people, desktops: this.removal };
    const { more, written } = await marked({ ...this.memory, ...this.marking() }, (memory) =>
      remove(this.stored?.actions ?? [], { ...context, memory }),
    );
    return { ...state, more: state.more || more, ...(written === undefined ? {} : { written: { [site]: written } }) };
  }

  /** As the table has it: each function counts from what there is when it begins. */
  private marking() {
    let announced: number | undefined;
    const put = (written: number): void => {
      this.call();
      this.mark = written;
    };
    return {
      announce: async (writes: number) => {
        announced = (announced ?? writtenIn([...this.rows.values()])) + writes;
        put(announced);
      },
      mark: async () => this.mark,
      putMark: async (written: number) => put(written),
    };
  }

  private common() {
    let looks = 0;
    return {
      fleet: this.policy_.fleet,
      holdDays: this.policy_.holdDays,
      memory: this.memory,
      now: () => this.skewed(),
      mayGoOn: () => (looks += 1) <= (this.faults.short ?? Number.POSITIVE_INFINITY),
      audit: (line: object) => this.audit.push(JSON.stringify(line)),
    };
  }

  private skewed(): number {
    return this.now + (this.faults.skew ?? 0) * 60_000;
  }
}
