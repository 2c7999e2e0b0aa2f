/** From a name to a path: what `doctor --user` does, without a terminal. Reads only. */
import { ifSeen, Observer, type ObserverOptions } from '../observer.js';
import { present } from '../../../domain/present.js';
import { userNameKey } from '../../../domain/user-name.js';
import type { Deployment } from '../../../deployment/schema.js';
import { Addresses } from '../../clouds/addresses.js';
import type { Clouds } from '../../clouds/lookup.js';
import { Facts } from '../facts.js';
import { everyFinding, type ReportedFinding } from '../report/model.js';
import { rules } from '../rules/index.js';
import { runRules } from '../run.js';
import { decisive, followChain, links } from './chain.js';
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
  /** What the places are of: its rules are asked about the person. */
  readonly deployment?: Deployment;
}

/** Follows one person. Throws where the person or the place cannot be told. */
export async function examinePerson(
  clouds: Clouds,
  question: PersonQuestion,
  options: ObserverOptions = {},
): Promise<Path> {
  return examineSeen(new Observer(clouds, options), question);
}

/** The same by an observer: whatever was looked at before is not looked at again. */
export async function examineSeen(observer: Observer, question: PersonQuestion): Promise<Path> {
  const { user, from, device, places, now, deployment } = question;
  const { who, around } = await findPerson(observer, places, user, deployment);
  const looks = new PersonLooks(around, who, now, from, device);
  const found = deployment ? await foundAbout(looks, deployment, now) : [];
  const [judged, morning] = await Promise.all([followChain(looks, found), ifSeen(looks.morning())]);
  return { who, place: around.place, when: now, links: judged, decisive: decisive(judged), ...present({ morning }) };
}

/** What the rules that links name find, of the site and the person alone. */
async function foundAbout(
  { around: { observer }, place, who }: PersonLooks,
  deployment: Deployment,
  now: Date,
): Promise<readonly ReportedFinding[]> {
  const names = [who.upn, who.desktopUser ?? who.upn].map(userNameKey);
  const sites = deployment.sites
    .filter(({ key }) => key === place.site)
    .map((site) => ({
      ...site,
      desktops: {
        ...site.desktops,
        users: site.desktops.users.filter(({ upn }) => names.includes(userNameKey(upn))),
      },
    }));
  const narrow = { ...deployment, sites };
  const named = new Set(links.flatMap((link) => link.rules ?? []));
  // No rule that a link names asks the SCIM endpoint, the only thing with an address of its own.
  const facts = new Facts(narrow, observer, new Addresses({}));
  const chosen = rules.filter(({ id }) => named.has(id));
  return everyFinding((await runRules(chosen, narrow, facts, { occasion: 'doctor', now })).findings);
}
