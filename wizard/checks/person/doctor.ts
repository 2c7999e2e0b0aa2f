/** From a name to a path: what `doctor --user` does, without a terminal. Reads only. */
import { Observer, type ObserverOptions } from '../observer.js';
import type { Clouds } from '../../clouds/lookup.js';
import { decisive, followChain } from './chain.js';
import { PersonLooks } from './looks.js';
import type { Path } from './path.js';
import type { Place } from './place.js';
import { findPerson } from './who.js';

export interface PersonQuestion {
  /** UPN, mail address, name of a computer, WorkSpace id. */
  readonly user: string;
  /** Address and kind of device that the person connects from. */
  readonly from?: string;
  readonly device?: string;
  readonly places: readonly Place[];
  readonly now: Date;
}

/** Follows one person. Throws where the person or the place cannot be told. */
export async function examinePerson(
  clouds: Clouds,
  question: PersonQuestion,
  options: ObserverOptions = {},
): Promise<Path> {
  const { user, from, device, places, now } = question;
  const { who, around } = await findPerson(new Observer(clouds, options), places, user);
  const looks = new PersonLooks(around, who, now, from, device);
  const links = await followChain(looks);
  return { who, place: around.place, when: now, links, decisive: decisive(links) };
}
