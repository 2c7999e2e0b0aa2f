import type { DeploymentInput } from '../../deployment/schema.js';
import type { Twin } from '../../twin/twin.js';
import { greenfield } from './harness.js';

/** As much of a deployment as one site can hold, so that few types and few texts are left out. */
export function withEverything(twin: Twin): DeploymentInput {
  const deployment = greenfield(twin) as DeploymentInput;
  const [site] = deployment.sites;
  Object.assign(site!.network, {
    create: {
      cidr: '10.20.0.0/22',
      availabilityZoneIds: ['euc1-az2', 'euc1-az3'],
      flowLogs: { bucketArn: 'arn:aws:s3:::contoso-flow-logs' },
    },
  });
  site!.access = {
    ipGroups: [{ name: 'offices', description: 'Offices', rules: [{ cidr: '203.0.113.0/24', description: 'Berlin' }] }],
  };
  site!.desktops.encryption = { root: true, user: true, key: 'create' };
  site!.tags = { site: 'berlin' };
  deployment.tags = { owner: 'desktop-team' };
  deployment.entra.enterpriseApp = {
    create: { displayName: 'Contoso sign-in', notificationEmails: ['identity@contoso.com'] },
  };
  deployment.entra.desktopUsers = { create: { displayName: 'Contoso desktop users' } };
  deployment.entra.registrationApp = { create: { displayName: 'Contoso registration' } };
  deployment.intune = { profile: { create: { displayName: 'Contoso desktops', description: 'Desktops' } } };
  deployment.alerts = { email: 'it@contoso.com' };
  deployment.monitoring = {
    subscriptionId: twin.seeded.subscriptionId,
    location: 'westeurope',
    alertEmail: 'identity@contoso.com',
  };
  return deployment;
}
