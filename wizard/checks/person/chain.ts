/** The chain as a whole: every link judged side by side, and the first that is broken. */
import type { JudgedLink, PathState } from './path.js';
import { userNameKey } from '../../../domain/user-name.js';
import type { ReportedFinding } from '../report/model.js';
import { broken, type Link, type Verdict } from './link.js';
import { access } from './links/access.js';
import { account } from './links/account.js';
import { application } from './links/application.js';
import { autopilotDevice } from './links/autopilot-device.js';
import { autopilotProfile } from './links/autopilot-profile.js';
import { desktop } from './links/desktop.js';
import { deviceContent } from './links/device-content.js';
import { deviceLimits } from './links/device-limits.js';
import { directory } from './links/directory.js';
import { enrolmentEvents } from './links/enrolment-events.js';
import { federation } from './links/federation.js';
import { group } from './links/group.js';
import { identityCenterUser } from './links/identity-center-user.js';
import { licences } from './links/licences.js';
import { managedDevice } from './links/managed-device.js';
import { mdmScope } from './links/mdm-scope.js';
import { provisioningLog } from './links/provisioning-log.js';
import { provisioning } from './links/provisioning.js';
import { registrationSecret } from './links/registration-secret.js';
import { scimToken } from './links/scim-token.js';
import { signIns } from './links/sign-ins.js';
import type { PersonLooks } from './looks.js';

/** In the order in which a person goes: what holds for everybody first. */
export const links: readonly Link[] = [
  directory,
  scimToken,
  registrationSecret,
  federation,
  provisioning,
  account,
  licences,
  group,
  signIns,
  provisioningLog,
  identityCenterUser,
  application,
  desktop,
  access,
  autopilotDevice,
  autopilotProfile,
  enrolmentEvents,
  mdmScope,
  deviceLimits,
  managedDevice,
  deviceContent,
];

/**
 * Judges every link. What fails or waits only because something before it does is not reached.
 * @param found What the rules found that links name; without a deployment there are none to ask.
 */
export async function followChain(
  looks: PersonLooks,
  found: readonly ReportedFinding[] = [],
): Promise<readonly JudgedLink[]> {
  const verdicts = await Promise.all(links.map(async (link) => ruled(await link.judge(looks), link, looks, found)));
  const hindered = new Map<string, Link>();
  return links.map((link, at) => {
    const { id, title, everybody, after } = link;
    const own = verdicts[at] ?? { state: 'not-reached', seen: '' };
    const reason = after.map((each) => hindered.get(each)).find((each) => each !== undefined);
    const verdict: Verdict =
      reason && own.state !== 'ok' && own.state !== 'unknown'
        ? { state: 'not-reached', seen: `waits for: ${reason.title}` }
        : own;
    if (verdict.state !== 'ok' && verdict.state !== 'unknown') {
      hindered.set(id, verdict.state === 'not-reached' && reason ? reason : link);
    }
    return { id, title, everybody: everybody === true, verdict };
  });
}

/** A rule's finding breaks what looks whole to the link. What the link says of a fault itself is nearer to the person. */
function ruled(
  own: Verdict,
  { rules = [], everybody }: Link,
  { who, place }: PersonLooks,
  found: readonly ReportedFinding[],
): Verdict {
  if (own.state !== 'ok' && own.state !== 'unknown') return own;
  const names = [who.upn, who.desktopUser ?? who.upn].map(userNameKey);
  const about = found.filter(
    ({ rule, severity, subject: { user, site } }) =>
      rules.includes(rule) &&
      (site === undefined || site === place.site) &&
      (user === undefined ? everybody === true && severity === 'error' : names.includes(userNameKey(user))),
  );
  const worst = about.find(({ severity }) => severity === 'error') ?? about[0];
  if (!worst) return own;
  const { subject, got, why, fix, who: owner } = worst;
  return broken(
    `${subject.thing === undefined ? '' : `${subject.thing}: `}${got}`,
    inSentence(why),
    owner,
    inSentence(fix),
  );
}

/** Without its full stop, and in lower case unless it begins with a name. */
function inSentence(text: string): string {
  const [first = '', second = ''] = text;
  const begins = /[a-z ]/.test(second) && !/^(?:Entra|Intune|Identity|Windows|Autopilot)\b/.test(text);
  return `${begins ? first.toLowerCase() : first}${text.slice(1)}`.replace(/\.$/, '');
}

/** The link that everything else hangs on: the first that is broken, else that takes its time, else that is hidden. */
export function decisive(judged: readonly JudgedLink[]): JudgedLink | undefined {
  const first = (state: PathState): JudgedLink | undefined => judged.find(({ verdict }) => verdict.state === state);
  return first('broken') ?? first('wait') ?? first('unknown');
}
