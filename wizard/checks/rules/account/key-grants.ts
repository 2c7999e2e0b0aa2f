import { counted } from '../../../../domain/counted.js';
import { siteRule } from '../../rule.js';

/** Of a key, and of one encrypted volume of a desktop: docs/facts/fleet.md 8. */
const grantsOfKey = 50_000;
const grantsOfVolume = 2;
/** Share of a key from which one whose grants are not all counted may have none left. */
const nearItsEnd = 0.9;

/** Whether the key of the volumes takes a desktop for everybody in the group of a fleet. */
export const keyGrants = siteRule({
  id: 'key-grants',
  failureModes: [4],
  title: 'The key of the volumes may have no grants left for a desktop for everybody in the group of the fleet',
  good: 'The key of the volumes has grants left for a desktop for everybody in the group of the fleet',
  why: 'Each desktop with encrypted volumes takes grants of the key. When they are used up AWS makes no desktop more, nor anything else that needs this key.',
  fix: 'Ask for more in Service Quotas, AWS Key Management Service, "Grants per CMK", or spread people over sites, each with a key of its own. Whoever has more already may leave it.',
  who: 'desktop engineer',
  severity: 'warning',
  area: 'account',
  at: ['preflight', 'doctor'],
  holdsFor: ({ site }) => site.desktops.fleet !== undefined && site.desktops.encryption !== null,
  needs: ['fleetGroupMembers', 'desktops', 'volumeKeyGrants'],
  evaluate: ({ fleetGroupMembers, desktops, volumeKeyGrants }, { site }) => {
    const { encryption } = site.desktops;
    const volumes = [encryption?.root, encryption?.user].filter(Boolean).length;
    const people = fleetGroupMembers.filter(({ type }) => type === 'user').length;
    const missing = Math.max(0, people - desktops.length);
    // Before the first desktop a key that is made here has none, and neither is it there.
    const { grants = 0, more = false } = volumeKeyGrants ?? {};
    const needed = missing * volumes * grantsOfVolume;
    // Not all are counted of a key with many. Where they can be those of the desktops it is judged by these, near its end with
    // care; where they are somebody else's nobody can tell how many more there are.
    const ofDesktops = desktops.length * volumes * grantsOfVolume;
    const surely = Math.max(grants, more ? ofDesktops : 0);
    const isOfOthers = more && ofDesktops < grants;
    if (needed === 0 || (!isOfOthers && surely + needed <= grantsOfKey * (more ? nearItsEnd : 1))) return [];
    const there = `${more ? 'at least ' : ''}${surely} there`;
    return [
      {
        thing: 'grants of the key',
        got: `${there}, and ${needed} for ${counted(missing, 'desktop')} to be made, of ${grantsOfKey}`,
      },
    ];
  },
});
