import { deploymentRule, evidence, type Finding } from '../../rule.js';

/** Both families, or IPv4 alone: Entra's provisioning speaks IPv4. */
const everybody = (ranges: readonly string[]): boolean => ranges.includes('0.0.0.0/0');

/** Who writes and reads the identity store comes from addresses that nobody can keep up in a list. */
export const storeNetwork = deploymentRule({
  id: 'store-network',
  failureModes: [23],
  title: 'The identity store does not let in who writes and reads it',
  good: 'The identity store lets Entra and the control plane in',
  why: 'Users never arrive from Entra, or an apply cannot see them and waits in vain.',
  fix: 'Let SCIM in with the addresses of the service tag AzureActiveDirectory (they change: https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups), or from everywhere: its token still protects it. `aws identitystore update-identity-store` (a newer AWS CLI) takes the place of all that is set: repeat what is to stay.',
  who: 'Identity Center administrator',
  severity: 'error',
  area: 'identity-center',
  at: ['preflight', 'doctor'],
  because: ['instance'],
  // Entra wrote not long ago: so it is let in, whatever could be read.
  shownBy: evidence(['job'], ({ job }) => job?.running === true && !job.quarantine && job.failuresInARow === 0),
  needs: ['storeNetwork', 'job'],
  evaluate: ({ storeNetwork: network, job }, { deployment }): Finding[] => {
    if (!network) return [];
    const { endpointRequired, scimAddresses, apiAddresses } = network;
    const found: Finding[] = [];
    const shut = endpointRequired && scimAddresses.length === 0;
    if (shut) found.push({ thing: 'SCIM', got: 'open to a VPC alone: no address may use SCIM (ScimAllowSourceIps)' });
    // A list of ranges may be the right one: provisioning that runs says so.
    const proven = job?.running === true && !job.quarantine && job.failuresInARow === 0;
    if (scimAddresses.length > 0 && !everybody(scimAddresses) && !proven) {
      const got = `open to ${scimAddresses.slice(0, 3).join(', ')}${scimAddresses.length > 3 ? ` and ${scimAddresses.length - 3} more` : ''}: are Entra's addresses among them?`;
      found.push({ thing: 'SCIM', got, severity: 'warning' });
    }
    const { identityCenter, aws, sites } = deployment;
    const outside = [...new Set([identityCenter.region, ...sites.map(({ region }) => region)])].filter(
      (region) => aws.functionVpc[region] === undefined,
    );
    if (endpointRequired && !everybody(apiAddresses) && outside.length > 0) {
      found.push({
        thing: 'API',
        got: `open to a VPC alone, and the control plane in ${outside.join(', ')} is in none`,
        fix: 'Put the functions of these Regions into a VPC with an endpoint of Identity Center’s identity store (aws.functionVpc), or let every address use the API (ApiAllowSourceIps): rights still protect it.',
      });
    }
    return found;
  },
});
