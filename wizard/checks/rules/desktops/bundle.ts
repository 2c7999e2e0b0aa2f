import { siteRule } from '../../rule.js';

/** Bundles that exist, or were made. */
export const bundle = siteRule({
  id: 'bundle',
  failureModes: [9],
  title: 'A bundle that desktops are made of cannot be used',
  good: 'The bundles that desktops are made of can be used',
  why: 'No desktop can be made of it, and those that exist cannot be rebuilt.',
  fix: 'Name a bundle of your own that is AVAILABLE and made of a BYOL image for DCV; AWS bundles carry licences that do not join Entra.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'desktops',
  at: ['preflight', 'doctor'],
  needs: ['bundles'],
  evaluate: ({ bundles }, { site }) =>
    Object.entries(site.bundles).flatMap(([name, chosen]) => {
      if (!('existing' in chosen)) return [];
      const found = bundles.find(({ id }) => id === chosen.existing.id);
      const thing = `${chosen.existing.id} (${name})`;
      if (!found) return [{ thing, got: `no such bundle of this account in ${site.region}` }];
      return found.state === 'AVAILABLE' ? [] : [{ thing, got: `the state ${found.state}` }];
    }),
});
