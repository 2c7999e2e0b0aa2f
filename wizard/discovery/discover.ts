import { openClouds } from '../clouds/clouds.js';
import { inTime } from '../clouds/lookup.js';
import type { CommandContext } from '../command.js';
import { Cancelled } from '../terminal/failure.js';
import type { Discovered } from './discovered.js';
import { offersFrom } from './offers.js';
import { sayVerdict } from './say-verdict.js';
import { lookAround } from './facts.js';
import { verdictOf } from './verdict.js';

export interface DiscoverOptions {
  /** A person answers: after a "no" they are asked whether to go on. */
  readonly asks?: boolean;
}

/**
 * Looks at both clouds before anything is asked, and says what is possible. Reads only, and takes nothing for granted:
 * what could not be seen is asked.
 * @throws Cancelled when something is missing and a person would rather stop.
 */
export async function discover(context: CommandContext, options: DiscoverOptions = {}): Promise<Discovered> {
  const { terminal, env } = context;
  terminal.say('Looking at AWS and Entra, reading only (--offline skips this) …');
  const clouds = openClouds(env);
  const facts = await lookAround(inTime(clouds));
  const verdict = verdictOf(facts);
  sayVerdict(terminal, verdict);
  if (verdict.possible === 'no' && options.asks === true) {
    const on = await terminal.prompts.confirm({
      message: 'Go on and prepare what can be built meanwhile?',
      initial: true,
    });
    if (!on) throw new Cancelled(['Nothing was written. Run it again once what is missing is there.']);
  }
  return offersFrom(facts, clouds);
}
