/** What a plan takes with a fleet, with a list, and with nobody: real terraform with stand-ins, in turns, in one run. */
import { setUpWhole } from '../test/e2e/handshake.js';
import { greenfield, Scenario, type DeploymentFile } from '../test/e2e/harness.js';
import { roomFor, watchMemory } from './terraform-memory.js';

type Line = (what: string, text: string) => void;
const rounds = 5;

/** @param listed desktops that terraform makes and plans */
export async function plansBeside(listed: number, line: Line): Promise<void> {
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
    for (let round = 0; round < rounds; round += 1) for (const each of [none, fleet, list]) await each.plan();
    const [without, withFleet, withList] = [none, fleet, list].map(({ seconds }) => median(seconds));
    const more = (withFleet ?? Number.NaN) - (without ?? Number.NaN);
    line(
      'a plan that changes nothing',
      `${inSeconds(without)} without desktops, ${inSeconds(withFleet)} with the fleet, ${inSeconds(withList)} with ${listed} in a list`,
    );
    line(
      'a plan with the fleet',
      `${more.toFixed(2)} s more than without desktops (limit 0.2)${more > 0.2 ? ': OVER' : ''}`,
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

async function world(
  what: string,
  seed: { readonly users: readonly string[]; readonly desktopQuota: number },
  change: (file: DeploymentFile, scenario: Scenario) => DeploymentFile,
) {
  const scenario = await Scenario.start({ seed });
  await setUpWhole(scenario, change(roomFor(greenfield(scenario.twin), seed.users.length), scenario));
  const memory = watchMemory(scenario);
  const seconds: number[] = [];
  let peak = 0;
  const plan = async (): Promise<void> => {
    const began = process.hrtime.bigint();
    const planned = await scenario.plan();
    seconds.push(Number(process.hrtime.bigint() - began) / 1e9);
    peak = Math.max(peak, memory());
    if (planned.length > 0) throw new Error(`a plan with ${what} changes ${planned[0]?.address ?? ''}`);
  };
  return { what, scenario, seconds, plan, peak: () => peak };
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

function inSeconds(seconds = Number.NaN): string {
  return `${seconds.toFixed(2)} s`;
}
