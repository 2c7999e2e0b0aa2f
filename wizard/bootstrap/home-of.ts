/** Where the state lies: the home of a run, as far as it has to do with it. */
import type { Deployment } from '../../deployment/schema.js';
import { Addresses } from '../clouds/addresses.js';
import { cloudsOf } from '../clouds/clouds.js';
import { AzureHome } from './azure-home.js';
import type { Bootstrap } from './bootstrap.js';
import { s3Home } from './s3-home.js';
import type { StateHome } from './state-home.js';
import { partOfState } from './state-place.js';

/** Where the state lies, for whoever does the part that makes it. */
export function homeOf(
  { context, location, intended: { place, parts } }: Bootstrap,
  deployment: Deployment,
): StateHome | undefined {
  if (!parts.includes(partOfState(deployment.state))) return undefined;
  if ('azurerm' in place) return new AzureHome(context, deployment, place.azurerm, location);
  return s3Home(context, cloudsOf(deployment, context.env), new Addresses(context.env), deployment);
}
