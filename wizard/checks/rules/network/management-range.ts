import { overlaps } from '../../../../domain/cidr.js';
import { siteRule } from '../../rule.js';

/** Each desktop has a second network card in a range that AWS settles with BYOL, for ever. */
export const managementRange = siteRule({
  id: 'management-range',
  failureModes: [3],
  title: 'The management range of WorkSpaces is not set, or overlaps the network of the desktops',
  good: 'The management range of WorkSpaces is set, outside the network of the desktops',
  why: 'The directory is refused (UnsupportedNetworkConfiguration), or desktops lose their way to part of the network.',
  fix: 'Give the site a network outside the management range: that range can never be changed. It is seen in the WorkSpaces console, Account settings.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'network',
  at: ['preflight', 'doctor'],
  because: ['byol'],
  needs: ['byol', 'networkRanges'],
  evaluate: ({ byol, networkRanges }) => {
    if (!byol.enabled) return [];
    const { managementCidr } = byol;
    if (managementCidr === undefined) {
      return [{ got: 'no management range', fix: 'Choose it in the WorkSpaces console, Account settings.' }];
    }
    return networkRanges
      .filter((range) => overlaps(range, managementCidr))
      .map((range) => ({ thing: range, got: `overlaps the management range ${managementCidr}` }));
  },
});
