/** `--html FILE` of `preflight` and `doctor`: one file that shows what was found, to look at without us. */
import type { Deployment } from '../../deployment/schema.js';
import type { Facts } from '../checks/facts.js';
import type { Report } from '../checks/report/model.js';
import type { Contents } from '../checks/page/contents.js';
import { html } from '../checks/page/html.js';
import { pageOf } from '../checks/page/page.js';
import { peopleOf } from '../checks/report/people.js';
import { CloudError } from '../clouds/cloud-error.js';
import { Failure } from '../terminal/failure.js';
import type { CommandContext } from '../command.js';
import { writeWhole } from '../../deployment/whole-file.js';
import { present } from '../../domain/present.js';

type FleetOnPage = NonNullable<Contents['more']>[number] & { readonly key: string; readonly desktops?: number };

/** The report of each fleet; why there is none, where it cannot be made: the rest of the page is shown all the same. */
async function fleetsOf(deployment: Deployment, env: NodeJS.ProcessEnv, only?: string): Promise<FleetOnPage[]> {
  const fleets = deployment.sites.filter(({ key, desktops }) => desktops.fleet && (only === undefined || key === only));
  if (fleets.length === 0) return [];
  const [{ Fleet }, { fleetReport }, { fleetSections }] = await Promise.all([
    import('../fleet/fleet.js'),
    import('../fleet/report-facts.js'),
    import('../fleet/report-page.js'),
  ]);
  const more: FleetOnPage[] = [];
  for (const { key } of fleets) {
    const title = `The fleet of ${key}`;
    try {
      const report = await fleetReport(Fleet.of(deployment, env, key), env, unusedDays);
      more.push({ key, title, body: fleetSections(report), desktops: report.desktops.length });
    } catch (error) {
      if (!(error instanceof CloudError || error instanceof Failure)) throw error;
      more.push({ key, title, body: html`<p class="card empty">It could not be looked at: ${error.message}</p>` });
    }
  }
  return more;
}

/** As `fleet report` counts without being told. */
const unusedDays = 60;

/** Writes the page, whole or not at all. */
export async function writePage(
  file: string,
  { deployment, report, facts, site }: { deployment: Deployment; report: Report; facts: Facts; site?: string },
  { terminal, env, version }: CommandContext,
): Promise<void> {
  const people = await peopleOf(deployment, facts, report, present({ site }));
  const more = await fleetsOf(deployment, env, site);
  const sites = deployment.sites
    .filter(({ key }) => site === undefined || key === site)
    .map(({ key, region, directoryName, desktops }) => ({
      key,
      region,
      directory: directoryName,
      desktops: desktops.fleet ? more.find((each) => each.key === key)?.desktops : desktops.users.length,
      isFleet: desktops.fleet !== undefined,
    }));
  writeWhole(file, pageOf({ report, people, sites, more, version }));
  terminal.good(`The page: ${file}`);
}
