import { counted } from '../../../../domain/counted.js';
import { ifSeen } from '../../observer.js';
import { broken, judged, ok, type Link } from '../link.js';

export const deviceLimits: Link = {
  id: 'device-limits',
  title: 'May join another device',
  rules: ['device-limits'],
  after: ['account'],
  judge: async (looks) => {
    const managed = await ifSeen(looks.managedDevice());
    if (managed) return ok('it has joined, so the limits let it');
    const user = await looks.entraUser();
    if ('seen' in user && user.seen === undefined) return { state: 'not-reached', seen: 'there is no such account' };
    return judged(looks.deviceLimits(), async ({ devicesAUser, mayJoin, mfaToJoin }) => {
      if (mayJoin === 'none') {
        return broken(
          'nobody may join devices to Entra',
          'the desktop joins Entra as the person at the first sign-in',
          'Entra administrator',
          'allow it in Entra, Devices, Device settings, Users may join devices',
        );
      }
      // Graph tells the list to people alone; what Intune manages is a part of it.
      const owned = (await ifSeen(looks.ownedDevices())) ?? (await ifSeen(looks.ownManagedDevices())) ?? [];
      // A limit of 0 lets nobody join.
      if (owned.length >= devicesAUser) {
        return broken(
          `${owned.length} of ${counted(devicesAUser, 'device')} that a person may have`,
          'Entra refuses to join one more',
          'Entra administrator',
          'delete devices that the person no longer has, or raise the limit in Entra, Devices, Device settings',
        );
      }
      return ok(
        `${owned.length} of ${devicesAUser}${mayJoin === 'selected' ? '; only selected users may join' : ''}${mfaToJoin ? '; joining asks for multi-factor authentication' : ''}`,
      );
    });
  },
};
