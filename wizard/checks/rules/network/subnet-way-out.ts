import { siteRule } from '../../rule.js';

/** The first Windows sign-in, Autopilot and Intune are all on the internet. */
export const subnetWayOut = siteRule({
  id: 'subnet-way-out',
  failureModes: [6],
  title: 'A subnet of the desktops has no way to the internet',
  good: 'The subnets of the desktops have a way to the internet',
  why: 'Desktops there come up, but nobody can sign in to Windows and nothing reaches Intune.',
  fix: 'Give its route table a default route to a NAT gateway, or to a proxy or transit gateway of yours.',
  who: 'desktop engineer',
  severity: 'error',
  area: 'network',
  at: ['preflight', 'doctor'],
  needs: ['subnets'],
  // Routes of a network that Terraform made it also mends.
  holdsFor: ({ site, occasion }) => occasion === 'doctor' || 'existing' in site.network,
  evaluate: ({ subnets }, { site }) =>
    subnets.flatMap(({ id, wayOut }) => {
      if (wayOut === 'none') return [{ thing: id, got: 'no default route' }];
      if (wayOut !== 'public' || site.access.internetAccess) return [];
      return [
        {
          thing: id,
          got: 'a route to an internet gateway, and desktops without a public address',
          fix: 'Route it through a NAT gateway, or give desktops a public address (access.internetAccess: true).',
        },
      ];
    }),
});
