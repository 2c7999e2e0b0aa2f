import { isIPv4 } from 'node:net';
import { deviceTypeWords } from '../../../../domain/bundle-options.js';
import { cidrHolds } from '../../../../domain/cidr.js';
import { deviceFields } from '../../../../domain/directory-fields.js';
import { broken, judged, ok, unseen, type Link, type Verdict } from '../link.js';
import type { PersonLooks } from '../looks.js';
import type { Directory } from '../surroundings.js';

export const access: Link = {
  id: 'access',
  title: 'May connect from there',
  after: ['directory', 'desktop'],
  judge: (looks) =>
    judged(looks.around.directory(), async (directory) => {
      if (!directory) return { state: 'not-reached', seen: 'there is no directory' };
      const device = ofDevice(directory, looks.device);
      return device.state === 'ok' ? ofAddress(directory, looks, device.seen) : device;
    }),
};

function ofDevice({ access: allowed, name }: Directory, device: string | undefined): Verdict {
  const denied = Object.entries(deviceFields)
    .filter(([, property]) => allowed[property] === 'DENY')
    .map(([kind]) => kind as keyof typeof deviceTypeWords);
  const refuse = (seen: string, what: string): Verdict =>
    broken(
      seen,
      'the directory lets nobody connect from such a device',
      'desktop engineer',
      `allow ${what} in access.deviceTypes of the deployment, then entra-workspaces apply; or connect from another device`,
    );
  if (device !== undefined && (denied as readonly string[]).includes(device))
    return refuse(`${name} denies ${device}`, device);
  // Web and thin clients are off unless somebody switches them on: that alone is no fault.
  if (
    ['windows', 'macos', 'linux', 'web', 'ios', 'android', 'chromeos'].every((kind) =>
      (denied as readonly string[]).includes(kind),
    )
  ) {
    return refuse(`${name} denies every kind of device`, 'the devices that people have');
  }
  return ok(
    denied.length === 0
      ? 'from every kind of device'
      : `from every kind of device but ${denied.map((kind) => deviceTypeWords[kind]).join(', ')}`,
  );
}

async function ofAddress({ ipGroupIds }: Directory, looks: PersonLooks, devices: string): Promise<Verdict> {
  if (ipGroupIds.length === 0) return ok(`${devices}, from every network`);
  const look = await looks.ipGroups();
  if (!('seen' in look)) return unseen(look);
  const groups = look.seen.filter(({ id }) => ipGroupIds.includes(id));
  const names = groups.map(({ name }) => name).join(', ');
  const { from } = looks;
  if (from === undefined) {
    return ok(`${devices}, from the networks ${names} alone (--from ADDRESS says whether the person is in one)`);
  }
  const inside = groups.find(({ cidrs }) => cidrs.some((cidr) => isIPv4(from) && cidrHolds(cidr, from)));
  if (inside) return ok(`${devices}; ${from} is in ${inside.name}`);
  return broken(
    `${from} is in none of the networks ${names}`,
    'the directory lets people connect from these networks alone',
    'desktop engineer',
    'connect through one of these networks (office, VPN), or add the range to access.ipGroups of the deployment',
  );
}
