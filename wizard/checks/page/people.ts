/** The way of everybody in the deployment, from what the rules saw anyway: no call is made for one person alone. */
import { userNameKey } from '../../../domain/user-name.js';
import type { Deployment, Site } from '../../../deployment/schema.js';
import type { Seen } from '../../clouds/lookup.js';
import type { Facts } from '../facts.js';
import type { DeploymentSights, SiteSights } from '../sights.js';
import type { Person, Step } from './contents.js';

type User = Deployment['sites'][number]['desktops']['users'][number];

/** What is seen of all together. */
interface Crowd {
  /** Before an apply what it will make is missing, and that is no fault. */
  readonly applied: boolean;
  readonly users: Seen<DeploymentSights['users']>;
  readonly members: Seen<DeploymentSights['groupMembers']>;
  readonly synced: Seen<DeploymentSights['syncedUsers']>;
  readonly managed: Seen<DeploymentSights['managedDevices']>;
}

interface Place {
  readonly desktops: Seen<SiteSights['desktops']>;
  readonly devices: Seen<SiteSights['devices']>;
}

/** Everybody who is listed, each with the steps that can be told without looking at them one by one. */
export async function peopleOf(
  deployment: Deployment,
  facts: Facts,
  { site: only, applied }: { readonly site?: string; readonly applied: boolean },
): Promise<readonly Person[]> {
  const [users, members, synced, managed] = await Promise.all([
    facts.of('users'),
    facts.of('groupMembers'),
    facts.of('syncedUsers'),
    facts.of('managedDevices'),
  ]);
  const crowd = { users, members, synced, managed, applied };
  const sites = deployment.sites.filter(({ key }) => only === undefined || key === only);
  const people = await Promise.all(sites.map((site) => peopleAt(site, crowd, facts)));
  return people.flat();
}

async function peopleAt(site: Site, crowd: Crowd, facts: Facts): Promise<readonly Person[]> {
  const [desktops, devices] = await Promise.all([facts.at(site, 'desktops'), facts.at(site, 'devices')]);
  return site.desktops.users.map((user) => ({
    upn: user.upn,
    site: site.key,
    steps: stepsOf(user, crowd, { desktops, devices }),
  }));
}

const asleep = ['AVAILABLE', 'STOPPED', 'SUSPENDED'];
const onTheWay = ['PENDING', 'STARTING', 'REBOOTING', 'REBUILDING', 'UPDATING', 'STOPPING', 'MAINTENANCE', 'RESTORING'];

function stepsOf(user: User, crowd: Crowd, { desktops, devices }: Place): readonly Step[] {
  const key = userNameKey(user.upn);
  const held = user.state === 'held';
  const missing = crowd.applied ? bad : later;
  const desktopOf =
    'seen' in desktops ? desktops.seen.find(({ userName }) => userNameKey(userName) === key) : undefined;
  return [
    step('Account in Entra', crowd.users, (all) => {
      const found = all.find(({ upn }) => userNameKey(upn) === key);
      if (!found) return bad('not in Entra');
      if (!found.enabled) return held ? fine : bad('disabled in Entra');
      return found.guest ? bad('a guest') : fine;
    }),
    step('Group of desktop users', crowd.members, (all) => {
      const member = all.some(({ upn }) => upn !== undefined && userNameKey(upn) === key);
      if (held) return member ? bad('on hold, and still in the group') : later('on hold');
      return member ? fine : missing('not in the group');
    }),
    step('User in Identity Center', crowd.synced, (all) => {
      const found = all.find(({ userName }) => userNameKey(userName) === key);
      if (!found) return held ? later('on hold') : missing('not in Identity Center');
      return found.enabled || held ? fine : bad('disabled in Identity Center');
    }),
    step('Desktop', desktops, () => {
      if (!desktopOf) return missing('no desktop');
      if (asleep.includes(desktopOf.state)) return fine;
      if (onTheWay.includes(desktopOf.state)) return later(`desktop is ${desktopOf.state}`);
      const { errorCode } = desktopOf;
      return bad(`desktop is ${desktopOf.state}${errorCode === undefined ? '' : ` (${errorCode})`}`);
    }),
    step('Registered with Autopilot', devices, (all) => {
      if (!desktopOf) return nothing;
      const found = all.find((device) => device.serialNumber === desktopOf.id || userNameKey(device.upn) === key);
      if (found) return fine;
      return onTheWay.includes(desktopOf.state)
        ? later('registered when the desktop is up')
        : bad('not registered with Autopilot');
    }),
    step('Managed by Intune', crowd.managed, (all) => {
      if (!desktopOf) return nothing;
      const found = all.find(
        ({ serialNumber, upn, name }) =>
          serialNumber === desktopOf.id || (userNameKey(upn) === key && /^ws/i.test(name)),
      );
      if (!found) return later('enrols when the person signs in for the first time');
      return found.compliance === 'noncompliant' ? bad('not compliant in Intune') : fine;
    }),
  ];
}

type Judged = Omit<Step, 'title'>;
const fine: Judged = { standing: 'good' };
const nothing: Judged = { standing: 'none' };
const bad = (says: string): Judged => ({ standing: 'error', says });
const later = (says: string): Judged => ({ standing: 'warning', says });

function step<T>(title: string, look: Seen<T>, judge: (seen: T) => Judged): Step {
  return 'seen' in look ? { title, ...judge(look.seen) } : { title, standing: 'unknown', says: look.message };
}
