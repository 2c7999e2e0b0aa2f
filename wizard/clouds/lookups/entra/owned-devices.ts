import { lookup } from '../../lookup.js';

interface Device {
  readonly id: string;
  readonly displayName: string | null;
}

/**
 * The devices that a user joined or registered: Entra limits their number. Graph tells it to people alone (page of
 * `List ownedDevices`: application permissions are not supported).
 */
export const ownedDevices = lookup({
  id: 'owned-devices',
  what: "the user's devices in Entra",
  needs: { graph: ['User.Read.All'], delegatedOnly: true },
  seconds: 10,
  async look({ graph }, at: { readonly userId: string }) {
    const devices = await graph.list<Device>(`users/${at.userId}/ownedDevices`);
    return devices.map(({ id, displayName }) => ({ id, name: displayName ?? '' }));
  },
});
