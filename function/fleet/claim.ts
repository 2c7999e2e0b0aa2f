import { counted } from '../../domain/counted.js';
import { notTakenOver } from '../../domain/fleet/former.js';
import type { FleetSettings, FleetStep } from '../../domain/fleet/settings.js';
import type { FleetDesktop } from '../../domain/fleet/types.js';
import { refused } from '../errors.js';
import type { FleetTable } from './table.js';

type ClaimTable = Pick<FleetTable, 'of' | 'pause' | 'resume' | 'settings' | 'removeSettings'>;

/**
 * What Terraform asks when the fleet of a site begins and ends. Its end, by a destroy or because the site goes back to a list,
 * is refused while there are desktops, unless a person has handed them to a list.
 */
export async function claim(
  { site, tf }: Extract<FleetStep, { step: 'claim' }>,
  table: ClaimTable,
  desktopsOf: (settings: FleetSettings) => Promise<readonly FleetDesktop[]>,
): Promise<object> {
  if (tf?.action !== 'delete') return { claimed: true };
  const { paused, ending } = await table.of(site).control();
  // Before the rows are read: what a pass makes meanwhile would be in none, and stay behind.
  await table.pause(site, 'terraform destroy');
  try {
    if (ending !== 'list') await mustHaveNone(site, table, desktopsOf);
  } catch (error) {
    if (!paused) await table.resume(site);
    throw error;
  }
  await table.removeSettings(site);
  return { released: true };
}

async function mustHaveNone(
  site: string,
  table: ClaimTable,
  desktopsOf: (settings: FleetSettings) => Promise<readonly FleetDesktop[]>,
): Promise<void> {
  const rows = await table.of(site).rows();
  const having = rows.filter(({ phase }) => phase !== 'removed' && phase !== 'wanted').map(({ upn }) => upn);
  if (having.length > 0) {
    throw refused(
      `the fleet of site ${site} has ${counted(having.length, 'desktop')} (${some(having)}). To keep them, in a list: ` +
        '`entra-workspaces fleet migrate --back`. To remove them with all that is on them: ' +
        '`entra-workspaces fleet empty --confirm NAME`, and destroy when `entra-workspaces fleet status` names nobody.',
    );
  }
  const settings = (await table.settings()).find((each) => each.site === site);
  const waiting = settings?.from ? notTakenOver({ policy: settings, rows, desktops: await desktopsOf(settings) }) : [];
  if (waiting.length > 0) {
    throw refused(
      `${counted(waiting.length, 'desktop')} of the former list of site ${site} ${waiting.length === 1 ? 'is' : 'are'} not the fleet's yet (${some(waiting)}). ` +
        'Let the engine take them over (mode apply, a pass), then `entra-workspaces fleet migrate --back` or `entra-workspaces fleet empty`.',
    );
  }
}

function some(upns: readonly string[]): string {
  return `${upns.slice(0, 5).join(', ')}${upns.length > 5 ? ', …' : ''}`;
}
