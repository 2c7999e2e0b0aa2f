/** What people need to sign in for the first time, from the clouds: as `apply` prints it. */
import { usualPortalUrl } from '../../domain/sign-in-addresses.js';
import type { Deployment, Site } from '../../deployment/schema.js';
import { handshakeOf } from '../../deployment/stage.js';
import type { Facts } from '../checks/facts.js';
import { seenFor } from '../clouds/seen-for.js';
import type { LookingCommand } from '../permissions/lookup-rights.js';
import { Failure } from '../terminal/failure.js';

/** Of the AWS access portal, for the command that prints it. @throws Failure where it cannot be known */
export async function signInAddressOf(deployment: Deployment, facts: Facts, command: LookingCommand): Promise<string> {
  const recorded = handshakeOf(deployment)?.serviceProvider.signInUrl;
  if (recorded !== undefined) return recorded;
  const instance = seenFor(await facts.of('instance'), 'The sign-in address', command);
  if (instance) return usualPortalUrl(deployment.identityCenter.region, instance.identityStoreId);
  throw new Failure('The sign-in address is not known: the Identity Center instance is not there.', [
    'entra-workspaces doctor says more.',
  ]);
}

/** Of the directory of a site, for the command that prints it. @throws Failure where it cannot be known */
export async function registrationCodeOf(site: Site, facts: Facts, command: LookingCommand): Promise<string> {
  const directory = seenFor(await facts.at(site, 'directory'), 'The registration code', command);
  if (directory?.registrationCode) return directory.registrationCode;
  const state = directory === undefined ? 'is not there' : `has no registration code, its state is ${directory.state}`;
  throw new Failure(`The registration code is not known: the directory ${site.directoryName} ${state}.`, [
    'It comes with the directory: entra-workspaces apply',
  ]);
}
