/** How long a look at many desktops or people may take, and what is said meanwhile. */
import type { Network } from '../clouds/network.js';

/** Never less: the clouds answer slowly at times. */
const least = 60;
/** Never more: whoever waits for longer would rather know that something is wrong. */
const most = 3600;
/** So many are looked at without a word. */
const manyDesktops = 200;
/**
 * A look at a desktop is a call for 25, and one more for when it was last used; WorkSpaces takes two calls a second of an
 * account, of which others (the engine among them) make half. Three times as long is how a look counts as stuck.
 * Source: docs/facts/fleet.md 1
 */
const secondsADesktop = 2 / 25;
const stuck = 3;

/** Seconds that a look at so many desktops may take. */
export function longLookSeconds(desktops: number): number {
  return Math.min(most, Math.max(least, Math.ceil(desktops * secondsADesktop * stuck)));
}

/**
 * Lets a command look for as long as so many desktops take; what the environment says counts before.
 * @returns how many times its usual limit a single look may take
 */
export function allowFor(network: Network, desktops: number): number {
  const seconds = longLookSeconds(desktops);
  network.allow(seconds);
  return Math.max(1, seconds / least);
}

/** What is said before a look that takes long; undefined: it does not. */
export function longLookInWords(desktops: number): string | undefined {
  if (desktops <= manyDesktops) return undefined;
  const minutes = Math.max(1, Math.round((desktops * secondsADesktop) / 60));
  return `Looking at ${desktops} desktops, which takes about ${minutes === 1 ? 'a minute' : `${minutes} minutes`}: AWS takes two calls a second, for 25 desktops each.`;
}
