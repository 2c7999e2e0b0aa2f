import { availabilityZoneIdsOf } from '../../../../domain/regions.js';
import { siteRule, type Finding } from '../../rule.js';

/** Two subnets in two zones in which WorkSpaces runs. */
export const subnetZones = siteRule({
  id: 'subnet-zones',
  failureModes: [6],
  title: 'The subnets do not lie in two zones in which WorkSpaces runs',
  good: 'The subnets lie in two zones in which WorkSpaces runs',
  why: 'The directory is refused (OperationNotSupported), and subnets of a directory can never be changed.',
  fix: 'Name two subnets in different zones with WorkSpaces, by zone id: zone names differ per account.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'network',
  at: ['preflight', 'doctor'],
  needs: ['subnets'],
  evaluate: ({ subnets }, { site }): Finding[] => {
    const chosen = 'existing' in site.network ? site.network.existing.subnetIds : [];
    const absent = chosen.filter((wanted) => !subnets.some(({ id }) => id === wanted));
    if (absent.length > 0) return absent.map((id) => ({ thing: id, got: `no such subnet in ${site.region}` }));
    const zones = availabilityZoneIdsOf(site.region);
    const outside = subnets.filter(({ availabilityZoneId }) => !zones.includes(availabilityZoneId));
    if (outside.length > 0) {
      return outside.map(({ id, availabilityZoneId }) => ({
        thing: id,
        got: `${availabilityZoneId}, without WorkSpaces; possible: ${zones.join(', ')}`,
      }));
    }
    const [first, second] = subnets;
    return first && second && first.availabilityZoneId === second.availabilityZoneId
      ? [{ got: `both subnets in ${first.availabilityZoneId}` }]
      : [];
  },
});
