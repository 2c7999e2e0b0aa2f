import type { Deployment } from './schema.js';

/** Regions in which a fleet has its engine and its alarm, each once, in the order of their names. */
export function fleetRegionsOf({ sites }: Pick<Deployment, 'sites'>): readonly string[] {
  return [...new Set(sites.filter(({ desktops }) => desktops.fleet !== undefined).map(({ region }) => region))].sort();
}
