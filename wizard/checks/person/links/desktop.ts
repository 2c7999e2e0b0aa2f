import { counted } from '../../../../domain/counted.js';
import { userNameKey } from '../../../../domain/user-name.js';
import { ifSeen } from '../../observer.js';
import { broken, judged, ok, undecided, wait, type Link, type Verdict } from '../link.js';
import type { Desktop, PersonLooks } from '../looks.js';
import { after, ago, since } from '../times.js';

/** Minutes that a state lasts. Source: AWS, launch-workspaces-tutorials and encrypt-workspaces; others are ours. */
const lasts: Readonly<Record<string, { readonly minutes: number; readonly usual: string }>> = {
  REBOOTING: { minutes: 10, usual: '10 minutes' },
  STARTING: { minutes: 10, usual: '10 minutes' },
  RESUMING: { minutes: 10, usual: '10 minutes' },
  UPDATING: { minutes: 30, usual: '30 minutes' },
  STOPPING: { minutes: 10, usual: '10 minutes' },
  REBUILDING: { minutes: 60, usual: 'an hour' },
  RESTORING: { minutes: 60, usual: 'an hour' },
  MAINTENANCE: { minutes: 120, usual: 'two hours' },
};
/** With encrypted volumes it takes up to an hour. */
const creation = { plain: 20, encrypted: 60 } as const;

export const desktop: Link = {
  id: 'desktop',
  title: 'The desktop',
  rules: ['desktop-missing', 'desktop-state', 'desktop-double'],
  after: ['directory', 'identity-center-user'],
  judge: (looks) =>
    judged(looks.desktops(), async (all) => {
      if (!all) return { state: 'not-reached', seen: 'there is no directory' };
      const [found] = all;
      if (!found) return none(looks);
      if (all.length > 1) {
        return broken(
          `${counted(all.length, 'desktop')} in one directory: ${all.map(({ computerName, state }) => `${computerName ?? 'unnamed'} ${state}`).join(', ')}`,
          'the client opens one of them, and not always the same',
          'desktop engineer',
          'terminate the one that is not used; its data is lost',
        );
      }
      return stateOf(found, looks);
    }),
};

function none({ who, place }: PersonLooks): Verdict {
  const planned = place.users?.get(userNameKey(who.upn));
  return broken(
    `${who.upn} has no desktop in ${place.directory ?? place.region}`,
    planned
      ? 'the deployment lists the person, and the desktop was never made'
      : 'nobody ordered a desktop for this person',
    'desktop engineer',
    planned
      ? 'entra-workspaces apply; if it fails, it says why'
      : `entra-workspaces users add ${who.upn}, then entra-workspaces apply`,
  );
}

async function stateOf(found: Desktop, looks: PersonLooks): Promise<Verdict> {
  const { now } = looks;
  const name = found.computerName === undefined ? '' : ` (${found.computerName})`;
  const code =
    found.errorCode === undefined
      ? ''
      : `: ${found.errorCode}${found.errorMessage === undefined ? '' : `, ${found.errorMessage}`}`;
  const passing = lasts[found.state];
  if (passing) return wait(`${found.state}${name}`, passing.usual, after(now, passing.minutes));
  switch (found.state) {
    case 'PENDING':
      return beingMade(found, looks);
    case 'AVAILABLE':
    case 'STOPPED':
    case 'SUSPENDED': {
      const last = (await ifSeen(looks.connection()))?.lastConnected;
      const used = last === undefined ? 'never connected to' : `last connected to ${ago(last, now)}`;
      const code = (await ifSeen(looks.around.directory()))?.registrationCode;
      const asleep = found.state === 'AVAILABLE' ? 'running' : 'asleep; it starts when the person signs in';
      return ok(`${asleep}${name}, ${used}${code === undefined ? '' : `; registration code ${code}`}`);
    }
    case 'ADMIN_MAINTENANCE':
      return broken(
        `in maintenance by an administrator${name}`,
        'nobody can connect while an administrator has it in maintenance',
        'desktop engineer',
        'set the state of the WorkSpace back to AVAILABLE in the WorkSpaces console',
      );
    case 'TERMINATING':
    case 'TERMINATED':
      return broken(
        `being removed${name}`,
        'the desktop was terminated',
        'desktop engineer',
        `entra-workspaces users add ${looks.who.upn}, then entra-workspaces apply, make a new one; what was on this one is lost`,
      );
    case 'UNHEALTHY':
    case 'IMPAIRED':
      return broken(
        `${found.state}${name}${code}`,
        'the desktop does not answer: Windows hangs, or a firewall policy cuts its management interface',
        'desktop engineer',
        'restart it; if it stays so, rebuild it (its user volume comes back from the last snapshot)',
      );
    case 'ERROR':
    case 'INOPERABLE_STATE':
      return broken(
        `${found.state}${name}${code}`,
        'AWS could not make or keep the desktop',
        'desktop engineer',
        'mend what the error names; then entra-workspaces apply makes it anew',
      );
    default:
      return undecided(`${found.state}${name}${code}: a state that this version does not know`);
  }
}

/** No API tells when a desktop was made: not before its user was there, which is known. */
async function beingMade({ rootEncrypted, userEncrypted }: Desktop, looks: PersonLooks): Promise<Verdict> {
  const encrypted = rootEncrypted === true || userEncrypted === true;
  const minutes = encrypted ? creation.encrypted : creation.plain;
  const usual = encrypted ? 'an hour with encrypted volumes' : '20 minutes';
  const born = (await ifSeen(looks.syncedUser()))?.created;
  if (born && since(born, looks.now) < minutes * 60_000) {
    return wait(`created at most ${ago(born, looks.now)}`, usual, after(born, minutes));
  }
  return wait('being created', usual, after(looks.now, minutes));
}
