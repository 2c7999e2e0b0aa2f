/** A small valid deployment to break in tests, and what loading says of it. */
import { checkDeploymentValue, parseDeployment, type LoadedDeployment } from '../../deployment/load.js';
import { DeploymentError, type Problem } from '../../deployment/problem.js';

/** Tests write into it freely: a deployment as anyone could write it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test breaks the types on purpose
export type Loose = any;

/** Greenfield, handshake recorded, one site in Frankfurt, two users. A new copy each time. */
export function greenfield(): Loose {
  return {
    schemaVersion: 1,
    name: 'contoso-desktops',
    aws: { accountId: '111122223333' },
    entra: {
      tenantId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      enterpriseApp: { create: { notificationEmails: ['identity@contoso.com'], certificates: ['1', '2'] } },
    },
    identityCenter: {
      region: 'eu-central-1',
      instance: { existing: { arn: 'arn:aws:sso:::instance/ssoins-69870a1b2c3d4e5f', kind: 'organization' } },
      federation: {
        setUp: {
          replaceIdentitySource: 'ssoins-69870a1b2c3d4e5f',
          handshake: {
            serviceProvider: {
              entityId: 'https://eu-central-1.signin.aws.amazon.com/platform/saml/d-99672f0a1b',
              acsUrls: ['https://eu-central-1.signin.aws/platform/saml/acs/2f6f1b9e'],
              signInUrl: 'https://d-99672f0a1b.awsapps.com/start',
            },
            scimEndpoint: 'https://scim.eu-central-1.amazonaws.com/b1a2c3d4/scim/v2',
            activeCertificate: '2',
          },
        },
      },
    },
    sites: [
      {
        key: 'berlin',
        region: 'eu-central-1',
        directoryName: 'contoso-berlin',
        network: { create: { cidr: '172.20.0.0/20', availabilityZoneIds: ['euc1-az2', 'euc1-az3'] } },
        bundles: {
          standard: {
            fromImage: { imageId: 'wsi-1a2b3c4d5', computeType: 'POWER', rootVolumeGib: 175, userVolumeGib: 100 },
          },
        },
        desktops: { bundle: 'standard', users: { list: [{ upn: 'ada@contoso.com' }, { upn: 'grace@contoso.com' }] } },
      },
    ],
    state: { s3: { bucket: 'contoso-terraform-state', region: 'eu-central-1' } },
  };
}

/** The same with the federation that the company has already. */
export function existingFederation(): Loose {
  const deployment = greenfield();
  deployment.entra.enterpriseApp = { existing: { servicePrincipalObjectId: '7c9e6679-7425-40de-944b-e07fc1f90ae7' } };
  deployment.identityCenter.federation = { existing: {} };
  return deployment;
}

/** A second site beside the first, in the same Region. */
export function anotherSite(over: Loose = {}): Loose {
  return {
    ...greenfield().sites[0],
    key: 'engineering',
    directoryName: 'contoso-engineering',
    network: { create: { cidr: '172.21.0.0/20', availabilityZoneIds: ['euc1-az2', 'euc1-az3'] } },
    ...over,
  };
}

/** Loads without problems, or throws them. */
export function load(value: Loose, usersFiles: Record<string, string> = {}): LoadedDeployment {
  return checkDeploymentValue(value, 'deployment.json', readFrom(usersFiles));
}

/** What is wrong; empty when nothing is. */
export function problemsOf(value: Loose, usersFiles: Record<string, string> = {}): readonly Problem[] {
  return caught(() => load(value, usersFiles));
}

/** What is wrong with a text. */
export function problemsOfText(text: string, usersFiles: Record<string, string> = {}): readonly Problem[] {
  return caught(() => parseDeployment(text, 'deployment.json', readFrom(usersFiles)));
}

function caught(run: () => unknown): readonly Problem[] {
  try {
    run();
    return [];
  } catch (error) {
    if (error instanceof DeploymentError) return error.problems;
    throw error;
  }
}

const readFrom = (files: Record<string, string>) => (path: string) => {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
  return text;
};
