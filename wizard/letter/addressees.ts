/** Whom letters are for: the people of lists, and those of whom the engine of a fleet knows. */
import type { FleetRow } from '../../domain/fleet/types.js';
import { present } from '../../domain/present.js';
import type { Deployment, Site } from '../../deployment/schema.js';
import { Fleet } from '../fleet/fleet.js';

export interface Addressee {
  /** Key of the site. */
  readonly site: string;
  readonly user: {
    readonly upn: string;
    /** No access: on hold. */
    readonly held: boolean;
    /** By being in a group, and not in a list. */
    readonly fleet: boolean;
    /** Whole hours, in minutes; nothing where the desktop does not stop, or nobody knows whether it does. */
    readonly autoStopMinutes?: number;
  };
}

/**
 * Everybody who has a desktop or is to have one, in the order of the sites. Fleets are asked, lists are read.
 * @param only Key of a site
 * @throws Failure where the engine of a fleet is not there yet, CloudError where it cannot be asked
 */
export async function addresseesOf(
  deployment: Deployment,
  env: NodeJS.ProcessEnv,
  only?: string,
): Promise<readonly Addressee[]> {
  const people: Addressee[] = [];
  for (const site of deployment.sites) {
    if (only !== undefined && site.key !== only) continue;
    people.push(...site.desktops.users.map((user) => addressee(site, user.upn, user.state === 'held', user)));
    if (site.desktops.fleet === undefined) continue;
    const fleet = Fleet.of(deployment, env, site.key);
    await fleet.settings();
    people.push(...(await fleet.table.rows()).flatMap((row) => ofRow(site, row)));
  }
  return people;
}

function ofRow(site: Site, row: FleetRow): readonly Addressee[] {
  if (row.phase === 'removed' || row.phase === 'removing') return [];
  return [addressee(site, row.upn, row.phase === 'held', row.own ?? {}, site.desktops.fleet)];
}

interface Own {
  readonly runningMode?: Site['desktops']['runningMode'] | undefined;
  readonly autoStopMinutes?: number | undefined;
}

function addressee(site: Site, upn: string, held: boolean, own: Own, fleet?: Site['desktops']['fleet']): Addressee {
  const mode = own.runningMode ?? (fleet && packagesDiffer(fleet) ? undefined : site.desktops.runningMode);
  const minutes = mode === 'AUTO_STOP' ? (own.autoStopMinutes ?? site.desktops.autoStopMinutes) : undefined;
  return { site: site.key, user: { upn, held, fleet: fleet !== undefined, ...present({ autoStopMinutes: minutes }) } };
}

/** Whose desktop is of which package the engine decides anew in each pass: a letter says nothing then. */
function packagesDiffer({ packages }: NonNullable<Site['desktops']['fleet']>): boolean {
  return packages.some(({ runningMode, autoStopMinutes }) => (runningMode ?? autoStopMinutes) !== undefined);
}
