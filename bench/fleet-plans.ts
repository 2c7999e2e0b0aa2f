/**
 * What a plan takes with a fleet, with a list, and with nobody: real terraform with stand-ins, in turns, in one run. Judged by
 * processor time and calls: what passes on the wall says as much of whatever else the machine does.
 */
import { setUpWhole } from '../test/e2e/handshake.js';
import { greenfield, Scenario, type DeploymentFile } from '../test/e2e/harness.js';
import { useBuiltZip } from './built-zip.js';
import { roomFor, watchTerraform } from './terraform-memory.js';

type Line = (what: string, text: string) => void;
const rounds = 5;
/** Seconds that a plan may take more for a fleet of any size. */
const mostMore = 0.2;

/** @param listed desktops that terraform makes and plans */
export async function plansBeside(listed: number, line: Line): Promise<void> {
  useBuiltZip();
  const users = Array.from({ length: listed }, (_, at) => ({ upn: `person${at}@contoso.com` }));
  const seed = { users: users.map(({ upn }) => upn), desktopQuota: listed };
  const none = await world('no desktops', seed, (file) => withUsers(file, { list: [] }));
  const fleet = await world('a fleet', seed, (file, scenario) => ofGroup(file, scenario, seed.users));
  const began = Date.now();
  const list = await world(`${listed} desktops in a list`, seed, (file) => withUsers(file, { list: users }));
  line(
    `${listed} in Terraform, measured`,
    `${((Date.now() - began) / 1000).toFixed(1)} s of this machine for all of it`,
  );
  try {
    // The desktops of the fleet are made by the engine: what terraform plans does not know them.
    await fleet.scenario.twin.advance(180);
    // While the clock goes on, passes of the engine run between two answers of the cloud, and would count as the plan's.
    for (const { scenario } of [none, fleet, list]) {
      scenario.twin.world.clock.standStill();
      await scenario.twin.advance(0);
    }
    for (let round = 0; round < rounds; round += 1) for (const each of [none, fleet, list]) await each.plan();
    const [without, withFleet, withList] = [medians(none.taken), medians(fleet.taken), medians(list.taken)] as const;
    line(
      'a plan that changes nothing',
      `${inWords(without)} without desktops, ${inWords(withFleet)} with the fleet, ${inWords(withList)} with ${listed} in a list`,
    );
    const more = withFleet.terraform - without.terraform;
    line(
      'a plan with the fleet',
      `${withFleet.calls - without.calls} calls and ${more.toFixed(2)} s of processor in terraform more than without desktops (limit ${mostMore})${more > mostMore ? ': OVER' : ''}; ${(withFleet.emulated - without.emulated).toFixed(2)} s in the stand-ins and the clouds that answer`,
    );
    const made = fleet.scenario.twin.aws.workspaces.region('eu-central-1').desktops.size;
    line(
      'desktops of that fleet',
      `${made}, in its state: ${(await fleet.scenario.addresses()).filter((each) => each.startsWith('aws_workspaces_workspace')).length}`,
    );
    line('memory of terraform', [none, fleet, list].map(({ what, peak }) => `${peak()} MB ${what}`).join(', '));
  } finally {
    for (const { scenario } of [none, fleet, list]) await scenario.stop();
  }
}

interface Taken {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of processor in terraform. */
  readonly terraform: number;
  /** The same in the stand-ins and both clouds, which nobody has at work. */
  readonly emulated: number;
  /** Of AWS. */
  readonly calls: number;
}

async function world(
  what: string,
  seed: { readonly users: readonly string[]; readonly desktopQuota: number },
  change: (file: DeploymentFile, scenario: Scenario) => DeploymentFile,
) {
  const scenario = await Scenario.start({ seed });
  await setUpWhole(scenario, change(roomFor(greenfield(scenario.twin), seed.users.length), scenario));
  const use = watchTerraform(scenario);
  const taken: Taken[] = [];
  let peak = 0;
  const plan = async (): Promise<void> => {
    use();
    const calls = scenario.twin.aws.calls.length;
    const cpu = process.cpuUsage();
    const began = process.hrtime.bigint();
    const planned = await scenario.plan();
    const wall = Number(process.hrtime.bigint() - began) / 1e9;
    const { user, system } = process.cpuUsage(cpu);
    const { megabytes, seconds } = use();
    const emulated = (user + system) / 1e6;
    taken.push({ wall, terraform: seconds, emulated, calls: scenario.twin.aws.calls.length - calls });
    peak = Math.max(peak, megabytes);
    if (planned.length > 0) throw new Error(`a plan with ${what} changes ${planned[0]?.address ?? ''}`);
  };
  return { what, scenario, taken, plan, peak: () => peak };
}

const withUsers = (file: DeploymentFile, users: object): DeploymentFile => {
  const sites = file['sites'] as { readonly desktops: object }[];
  return { ...file, sites: sites.map((site) => ({ ...site, desktops: { ...site.desktops, users } })) };
};

function ofGroup(file: DeploymentFile, { twin }: Scenario, upns: readonly string[]): DeploymentFile {
  const group = twin.entra.addGroup('Desktop users');
  const ids = [...twin.entra.state.users.values()]
    .filter(({ userPrincipalName }) => upns.includes(userPrincipalName ?? ''))
    .map(({ id }) => id);
  twin.entra.state.members.set(group.id, ids);
  const entra = { ...(file['entra'] as object), desktopUsers: { existing: { objectId: group.id } } };
  return withUsers({ ...file, entra }, { group: { mode: 'apply' } });
}

function median(of: readonly number[]): number {
  return [...of].sort((one, other) => one - other)[Math.floor(of.length / 2)] ?? Number.NaN;
}

const medians = (taken: readonly Taken[]): Taken => ({
  wall: median(taken.map(({ wall }) => wall)),
  terraform: median(taken.map(({ terraform }) => terraform)),
  emulated: median(taken.map(({ emulated }) => emulated)),
  calls: median(taken.map(({ calls }) => calls)),
});

const inWords = ({ wall, terraform, calls }: Taken): string =>
  `${wall.toFixed(2)} s (${terraform.toFixed(2)} s of processor in terraform, ${calls} calls)`;
