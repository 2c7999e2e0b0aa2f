/** Gives a network that is made here the room that its users need: `capacity` is a promise of the file, nothing is built by it. */
import { desktopsThatFit } from '../../domain/cidr.js';
import type { Site } from '../../deployment/schema.js';
import { jsonTextLike, readWritten } from './json-text.js';

/** The room that a site has to be given for so many users, where its range holds them; nothing where it has it, or cannot. */
export function roomNeeded({ network }: Pick<Site, 'network'>, users: number): number | undefined {
  if (!('create' in network)) return undefined;
  const { cidr, capacity } = network.create;
  return users > capacity && users <= desktopsThatFit(cidr) ? users : undefined;
}

/** The text of a deployment file with the room of one of its sites set. The site must make its network. */
export function giveRoom(text: string, site: number, capacity: number): string {
  const file = readWritten(text);
  const network = file.sites[site]?.network;
  if (network === undefined || !('create' in network)) throw new Error('the site makes no network');
  network.create.capacity = capacity;
  return jsonTextLike(text, file);
}
