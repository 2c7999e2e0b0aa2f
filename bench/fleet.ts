/**
 * `npm run bench:fleet [-- PEOPLE [SPEED [LISTED]]]` (default 3000, 40 and 300): people join a fleet on the twin, get a new
 * image in a wave and leave, while WorkSpaces takes two calls a second of which others make one. Prints calls, time of the
 * twin and memory, beside as many desktops in Terraform on paper (throttled-calls.ts) and LISTED of them measured: real
 * terraform with stand-ins, in this run. And what a plan takes with the fleet, with LISTED desktops and with none. Needs
 * `npm run build`. SPEED is how much faster than the machine's the twin's time runs: what the machine takes for a call
 * counts as many times.
 */
import { plansBeside } from './fleet-plans.js';
import { waveOf } from './fleet-wave.js';
import { playThrottled } from './throttled-calls.js';
import { startFleet, type FleetBench } from './fleet-world.js';

const [people = 3000, speed = 40, listed = 300] = process.argv.slice(2).map(Number);
const leavers = Math.ceil(people / 10);

interface Phase {
  readonly minutes: number;
  readonly calls: number;
  readonly throttled: number;
}

/** Passes until nothing is left to do, and what they called. */
async function phase(fleet: FleetBench, what: string, isOver: () => boolean): Promise<Phase> {
  const { account, world } = fleet;
  const before = account.calls.length;
  const began = world.clock.now().getTime();
  let passes = 0;
  while (!isOver()) {
    if (passes >= 100 + people) throw new Error(`${what}: not over after ${passes} passes`);
    await fleet.pass();
    passes += 1;
    await world.clock.advance(isOver() ? 0 : 5);
  }
  const all = account.calls.slice(before);
  const calls = all.filter(({ service }) => service === 'workspaces');
  const throttled = calls.filter(({ error }) => error === 'ThrottlingException').length;
  const minutes = (world.clock.now().getTime() - began) / 60_000;
  const ofTable = all.filter(({ service }) => service === 'dynamodb').length;
  line(
    what,
    `${minutes.toFixed(1)} min, ${passes} passes, ${calls.length - throttled} calls of WorkSpaces answered, ${throttled} throttled, ${ofTable} of the table`,
  );
  return { minutes, calls: calls.length - throttled, throttled };
}

function line(what: string, text: string): void {
  process.stdout.write(`${what.padEnd(34)} ${text}\n`);
}

const fleet = await startFleet(people, speed);
try {
  const { account, group, users, rows } = fleet;
  account.settings.workspacesCallsPerSecond = 2;
  account.settings.workspacesCallsOfOthers = 1;
  const inPhase = (wanted: string): number => rows().filter(({ phase: each }) => each === wanted).length;

  const join = await phase(fleet, `${people} join`, () => inPhase('present') === people);
  const quiet = await phaseOnce(fleet, 'a pass that compares all');
  const wave = await phase(fleet, `${people} migrate to a new image`, waveOf(fleet));
  const gone = new Set(users.slice(0, leavers).map(({ userId }) => userId));
  for (const [membership, userId] of group.memberships) if (gone.has(userId)) group.memberships.delete(membership);
  const leave = await phase(fleet, `${leavers} leave, and are stopped`, () => inPhase('held') === leavers);
  await fleet.world.clock.advance(8 * 24 * 60);
  const end = await phase(fleet, `${leavers} lose theirs`, () => inPhase('held') === 0 && inPhase('removing') === 0);

  const perApply = { desktops: people, parallelism: 10, minutesEach: 15, rate: 1 };
  const paper = playThrottled(perApply);
  line(
    `${people} in Terraform, on paper`,
    `${paper.minutes.toFixed(1)} min, ${paper.answered} calls answered, ${paper.throttled} throttled, ${paper.failed} failed`,
  );
  const small = playThrottled({ ...perApply, desktops: 300 });
  line('300 in Terraform, on paper', `${small.minutes.toFixed(1)} min, ${small.answered} calls answered`);
  line(
    'ratio to join, Terraform / fleet',
    `calls ${(paper.answered / join.calls).toFixed(1)} x, time ${(paper.minutes / join.minutes).toFixed(1)} x`,
  );
  // One call a desktop, and one more for its tags: what a refresh reads.
  line('ratio of a plan that changes nothing', `calls ${((2 * people) / quiet.calls).toFixed(1)} x`);
  line(
    'calls a desktop',
    `join ${(join.calls / people).toFixed(2)}, image wave ${(wave.calls / people).toFixed(2)}, leave ${(leave.calls / leavers).toFixed(2)}, lose ${(end.calls / leavers).toFixed(2)}`,
  );
  line('memory, twin and bench', `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
} finally {
  await fleet.stop();
}
await plansBeside(listed, line);
// Functions of the twin stay warm.
process.exit(0);

async function phaseOnce(of: FleetBench, what: string): Promise<Phase> {
  let done = false;
  return phase({ ...of, pass: async () => of.pass().then(() => void (done = true)) }, what, () => done);
}
