/** What an outbound allow-list means for the people at a desktop, and what it costs: for the review and the README. */
import { counted } from '../../domain/counted.js';
import { endpointsAsOf } from '../../domain/endpoints.js';
import { allowedNames, firewallDollarsAMonth } from '../../domain/outbound.js';
import type { Deployment } from '../../deployment/schema.js';

/** A line a site whose desktops reach only what is listed. */
export function outboundInWords({ sites }: Deployment): readonly string[] {
  return sites.flatMap(({ key, network }) => {
    if (!('create' in network) || network.create.outbound === 'open') return [];
    const { also } = network.create.outbound.allowList;
    const added = also.length === 0 ? 'none of your own' : also.join(', ');
    return [
      `Desktops of ${key} reach ${counted(allowedNames().length, 'name')} (${endpointsAsOf}) for signing in, Intune, apps, updates and activation, and ${added}. Everything not listed stops: web sites, mail, Teams, business software. The firewall costs about $${firewallDollarsAMonth} a month for two endpoints, and by the gigabyte.`,
    ];
  });
}
