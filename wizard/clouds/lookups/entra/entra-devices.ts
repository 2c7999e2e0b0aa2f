import { lookup } from '../../lookup.js';
import { odataText } from '../../odata.js';

interface Device {
  readonly deviceId: string;
  readonly createdDateTime?: string | null;
}

/** A `$filter` takes 15 alternatives. */
const atOnce = 15;

/**
 * When devices came to Entra. An Autopilot device has one there from the moment in which it is registered
 * (https://learn.microsoft.com/autopilot/enrollment-autopilot); Autopilot itself keeps no such time. The page of `device` does
 * not list `createdDateTime`, Graph answers with it (recorded in pnp/cli-microsoft365).
 */
export const entraDevices = lookup({
  id: 'entra-devices',
  what: 'the devices in Entra',
  needs: { graph: ['Device.Read.All'] },
  seconds: 30,
  async look({ graph }, at: { readonly deviceIds: readonly string[] }) {
    const found: Device[] = [];
    for (let next = 0; next < at.deviceIds.length; next += atOnce) {
      const alternatives = at.deviceIds.slice(next, next + atOnce).map((id) => `deviceId eq ${odataText(id)}`);
      found.push(...(await graph.list<Device>('devices', { query: { $filter: alternatives.join(' or ') } })));
    }
    return found.flatMap(({ deviceId, createdDateTime }) =>
      createdDateTime ? [{ deviceId, created: createdDateTime }] : [],
    );
  },
});
