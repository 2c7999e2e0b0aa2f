/** What people need to sign in for the first time, from the clouds: as `apply` prints it. */
import { usualPortalUrl } from '../../domain/sign-in-addresses.js';
import type { Deployment, Site } from '../../deployment/schema.js';
import { handshakeOf } from '../../deployment/stage.js';
import type { Facts } from '../checks/facts.js';
import type { Seen } from '../clouds/lookup.js';
import { Failure } from '../terminal/failure.js';

/** Of the AWS access portal. @throws Failure where it cannot be known */
export async function signInAddressOf(deployment: Deployment, facts: Facts): Promise<string> {
  const recorded = handshakeOf(deployment)?.serviceProvider.signInUrl;
  if (recorded !== undefined) return recorded;
  const instance = seenOr(await facts.of('instance'), 'The sign-in address');
  if (instance) return usualPortalUrl(deployment.identityCenter.region, instance.identityStoreId);
  throw new Failure('The sign-in address is not known: the Identity Center instance is not there.', [
    'entra-workspaces doctor says more.',
  ]);
}

/** Of the directory of a site. @throws Failure where it cannot be known */
export async function registrationCodeOf(site: Site, facts: Facts): Promise<string> {
  const directory = seenOr(await facts.at(site, 'directory'), 'The registration code');
  if (directory?.registrationCode) return directory.registrationCode;
  const state = directory === undefined ? 'is not there' : `has no registration code, its state is ${directory.state}`;
  throw new Failure(`The registration code is not known: the directory ${site.directoryName} ${state}.`, [
    'It comes with the directory: entra-workspaces apply',
  ]);
}

function seenOr<T>(look: Seen<T>, what: string): T {
  if ('seen' in look) return look.seen;
  throw new Failure(`${what} could not be seen: ${look.message}.`, [
    'What is needed for it: entra-workspaces permissions --command "users letter"',
  ]);
}
