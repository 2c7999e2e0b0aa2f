/** What is in both clouds under the names that a deployment is going to give: where its state is empty it is another one's. */
import {
  autopilotGroupName,
  desktopUsersGroupName,
  enterpriseAppName,
  functionName,
  registrationAppName,
  siteUsersGroupName,
} from '../../domain/names.js';
import type { Deployment } from '../../deployment/schema.js';
import type { Seen } from '../clouds/lookup.js';
import { lookups } from '../clouds/lookups/index.js';
import type { Observer } from './observer.js';

/** What was found, a line each, as a person knows it. */
export interface Namesakes {
  /** Names there are not unique: a second one of each would simply be made. */
  readonly inEntra: readonly string[];
  /** Of this account and the Regions of the deployment. */
  readonly inAws: readonly string[];
  /** Why something could not be looked at, by cloud: what was found there is not all then. */
  readonly unseen: { readonly inEntra: readonly string[]; readonly inAws: readonly string[] };
}

/** Looks for what the deployment makes, by its names. Changes nothing and never throws. */
export async function namesakesOf(deployment: Deployment, observer: Observer): Promise<Namesakes> {
  const { name, entra, identityCenter, sites } = deployment;
  const { enterpriseApp, registrationApp, desktopUsers } = entra;
  const apps = [
    ...('create' in enterpriseApp
      ? [{ noun: 'enterprise app', displayName: enterpriseApp.create.displayName ?? enterpriseAppName(name) }]
      : []),
    ...('create' in registrationApp
      ? [{ noun: 'app registration', displayName: registrationApp.create.displayName ?? registrationAppName(name) }]
      : []),
  ];
  const groups = [
    ...('create' in desktopUsers ? [desktopUsers.create.displayName ?? desktopUsersGroupName(name)] : []),
    ...sites.flatMap(({ key, desktops }) => [
      autopilotGroupName(name, key),
      ...(desktops.fleet?.entra === 'ours' ? [siteUsersGroupName(name, key)] : []),
    ]),
  ];
  const regions = [...new Set([identityCenter.region, ...sites.map(({ region }) => region)])];
  const inEntra = await Promise.all([
    ...apps.map(async ({ noun, displayName }) =>
      linesOf(observer.look(lookups.applicationsNamed, { displayName }), (all) =>
        all.map((app) => `${noun} "${app.displayName}" (${app.applicationId})`),
      ),
    ),
    ...groups.map(async (displayName) =>
      linesOf(observer.look(lookups.groupsNamed, { displayName }), (all) =>
        all.map((group) => `group "${group.displayName}" (${group.id})`),
      ),
    ),
  ]);
  const inAws = await Promise.all(
    regions.map(async (region) =>
      // Each Region in use has one. By its name alone: whoever plans may read it, and may not list the secrets.
      linesOf(observer.look(lookups.functionNamed, { region, name: functionName(name) }), (arn) =>
        arn === undefined ? [] : [`function ${functionName(name)} in ${region}`],
      ),
    ),
  );
  const reasons = (all: readonly Found[]): string[] => [...new Set(all.flatMap(({ unseen }) => unseen ?? []))];
  return {
    inEntra: inEntra.flatMap(({ lines }) => lines),
    inAws: inAws.flatMap(({ lines }) => lines),
    unseen: { inEntra: reasons(inEntra), inAws: reasons(inAws) },
  };
}

interface Found {
  readonly lines: readonly string[];
  readonly unseen?: string;
}

async function linesOf<T>(look: Promise<Seen<T>>, lines: (seen: T) => readonly string[]): Promise<Found> {
  const found = await look;
  if ('seen' in found) return { lines: lines(found.seen) };
  return { lines: [], unseen: found.permission === undefined ? found.message : `no permission: ${found.permission}` };
}
