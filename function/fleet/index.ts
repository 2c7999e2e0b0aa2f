/** The engine's three functions, as Lambda calls them. The state machine hands the state of a pass from one to the next. */
import { PublishCommand } from '@aws-sdk/client-sns';
import { createHash } from 'node:crypto';
import { fleetSeconds, type FleetSettings, type FleetStep, type PassState } from '../../domain/fleet/settings.js';
import { overIsKept } from '../../domain/fleet/timing.js';
import type { FleetDesktop } from '../../domain/fleet/types.js';
import { Clients } from '../clients.js';
import { explained, failed } from '../errors.js';
import { log } from '../log.js';
import { act as perform } from './act.js';
import { claim } from './claim.js';
import { fleetDesktops, fleetRemoval, namedDesktops } from './desktops.js';
import { observe as look } from './observe.js';
import { Pace } from './pace.js';
import { asAsked, otherPasses, passOf } from './passes.js';
import { fleetPeople } from './people.js';
import type { Audit } from './ports.js';
import { remove as takeAway } from './remove.js';
import { ride } from './ride.js';
import { FleetTable } from './table.js';
import { marked } from './written.js';

interface Remaining {
  getRemainingTimeInMillis(): number;
}

/** Kept back to end well: one call with its retries. */
const reserve = 45_000;

let clients: Clients | undefined;
const pace = new Pace();

/** Reads and decides; also what Terraform asks for. */
export async function observe(event: unknown): Promise<unknown> {
  return guarded('observe', async () => {
    const table = tableInUse();
    const asked = event as Partial<FleetStep> | null;
    if (asked?.step === 'policy') return takePolicy((asked as { settings: FleetSettings }).settings, table);
    if (asked?.step === 'claim') return claim(asked as Extract<FleetStep, { step: 'claim' }>, table, desktopsOf);
    const begun = passOf(event);
    const { written, isSecond } = await otherPasses(begun);
    // What was left, or a person who calls for a pass: all is compared, whenever it was compared last.
    const full = begun.state?.more === true;
    if (isSecond) {
      log('fleet', { part: 'observe', outcome: 'another pass is running' });
      return asAsked({ actions: 0, removals: 0, more: full, written: begun.state?.written });
    }
    const all = await settingsOf(table);
    const { id: tableId, restoredAt: tableRestoredAt } = await table.origin();
    let state: PassState = { actions: 0, removals: 0, more: false, written };
    pace.after(begun.state?.lastCall);
    for (const settings of all) {
      const found = await look(settings, {
        memory: table.of(settings.site),
        people: fleetPeople(awsClients(), settings, all),
        desktops: {
          ...fleetDesktops(awsClients(), settings, pace),
          named: (upn) => namedDesktops(awsClients(), settings, pace, upn),
        },
        tableId,
        tableRestoredAt,
        written: written[settings.site],
        full,
        digest: (text) => createHash('sha256').update(text).digest('hex'),
        now: () => Date.now(),
        tell: (subject, message) => tell(settings, subject, message),
        notTold: (error) => log('fleet', { fleet: settings.fleet, notTold: explained(error, 'the topic').message }),
      });
      const { actions, removals } = found;
      // Tidying is no reason to stop: the plan is written.
      if (found.full)
        await table
          .forgetOld(settings.site, Date.now() - overIsKept)
          .catch((error: unknown) =>
            log('fleet', { fleet: settings.fleet, notForgotten: explained(error, 'the table').message }),
          );
      log('fleet', { fleet: settings.fleet, mode: settings.mode, actions, removals });
      state = {
        actions: state.actions + actions,
        removals: state.removals + removals,
        more: false,
        written: { ...state.written, [settings.site]: found.written },
      };
    }
    // `act` takes them a step on, whatever else there is to do.
    let waves = 0;
    for (const { site } of all) waves += (await table.waves(site).open()).length;
    return asAsked({ ...state, actions: state.actions + waves, lastCall: pace.last });
  });
}

/** Does what was decided, but for removals. */
export async function act(state: PassState, context: Remaining): Promise<PassState> {
  return guarded('act', async () => {
    const mayGoOn = timeOf(context);
    const table = tableInUse();
    pace.after(state.lastCall);
    let more = false;
    let { written } = state;
    for (const settings of await settingsOf(table)) {
      const memory = table.of(settings.site);
      const desktops = fleetDesktops(awsClients(), settings, pace);
      const common = { memory, desktops, now: () => Date.now(), mayGoOn };
      if (settings.mode === 'apply') {
        const plan = await memory.plan();
        const audit = auditOf(settings);
        const actions = plan?.actions ?? [];
        const done = await marked(memory, (marking) =>
          perform(actions, { ...common, memory: marking, fleet: settings.fleet, audit }),
        );
        // What the plan had no room for is decided anew, in the next round.
        more ||= done.more || plan?.rest === true;
        // Rows from before these actions are seen to have gone back, however soon that is.
        if (done.written !== undefined) written = { ...written, [settings.site]: done.written };
      }
      // A person called for them, whatever the engine does by itself.
      const ridden = await ride({
        ...common,
        waves: table.waves(settings.site),
        audit: (line) => log('audit', { fleet: settings.fleet, ...line }),
      });
      more ||= ridden.more;
    }
    return { ...state, more, written, lastCall: pace.last };
  });
}

/** Removes, one desktop at a time, what two witnesses let go. */
export async function remove(state: PassState, context: Remaining): Promise<PassState> {
  return guarded('remove', async () => {
    const mayGoOn = timeOf(context);
    const table = tableInUse();
    const all = await settingsOf(table);
    pace.after(state.lastCall);
    let { more, written } = state;
    for (const settings of all) {
      if (settings.mode !== 'apply') continue;
      const memory = table.of(settings.site);
      const plan = await memory.plan();
      const removals = {
        fleet: settings.fleet,
        holdDays: settings.holdDays,
        people: fleetPeople(awsClients(), settings, all),
        desktops: fleetRemoval(awsClients(), settings, pace),
        audit: auditOf(settings),
        now: () => Date.now(),
        mayGoOn,
      };
      const done = await marked(memory, (marking) => takeAway(plan?.actions ?? [], { ...removals, memory: marking }));
      more ||= done.more;
      if (done.written !== undefined) written = { ...written, [settings.site]: done.written };
    }
    return { ...state, more, written, lastCall: pace.last };
  });
}

async function takePolicy(settings: FleetSettings, table: FleetTable): Promise<{ fleet: string }> {
  await table.putSettings(settings);
  return { fleet: settings.fleet };
}

async function settingsOf(table: FleetTable): Promise<FleetSettings[]> {
  const all = await table.settings();
  for (const { schema, fleet } of all) {
    if ((schema as number) !== 1)
      throw failed(
        `the policy of ${fleet} has schema ${String(schema)}, this code knows 1. Apply again with one version.`,
      );
  }
  return all;
}

function desktopsOf(settings: FleetSettings): Promise<FleetDesktop[]> {
  return fleetDesktops(awsClients(), settings, pace).all();
}

function timeOf(context: Remaining): () => boolean {
  const end = Date.now() + fleetSeconds.work * 1000;
  return () => Date.now() < end && context.getRemainingTimeInMillis() > reserve;
}

function auditOf({ fleet }: FleetSettings): Audit {
  return ({ action, userId, desktopId, outcome }) => log('audit', { fleet, action, userId, desktopId, outcome });
}

async function tell({ topicArn }: FleetSettings, subject: string, message: string): Promise<void> {
  if (topicArn === undefined) return;
  await awsClients()
    .snsOf(topicArn)
    .send(
      // A subject has at most 100 characters (SNS).
      new PublishCommand({ TopicArn: topicArn, Subject: subject.slice(0, 100), Message: message }),
    );
}

async function guarded<T>(part: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const told = explained(error, `the fleet's ${part}`);
    log('fleet', { part, outcome: told.message });
    throw told;
  }
}

function awsClients(): Clients {
  clients ??= new Clients();
  return clients;
}

function tableInUse(): FleetTable {
  const name = process.env['FLEET_TABLE'];
  if (!name) throw failed('the function has no table: its variable FLEET_TABLE is not set');
  return new FleetTable(name);
}
