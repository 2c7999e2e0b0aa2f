import { see, type Seen } from '../clouds/lookup.js';
import { lookups } from '../clouds/lookups/index.js';
import type { Fleet } from './fleet.js';

/**
 * Whether a desktop that is rebuilt now would be registered again. `unknown`: it could not be seen, and why.
 * Desktops that come up with a secret that has ended are never enrolled, and nothing says so.
 */
export async function registrationNow(
  fleet: Fleet,
  directoryId: string,
): Promise<{ readonly broken: string } | { readonly unknown: string } | { readonly until: string }> {
  const { clouds, site } = fleet;
  const directories = await see(lookups.directories, clouds, { region: site.region });
  if (!('seen' in directories)) return whyNot(directories);
  const secretArn = directories.seen.find(({ id }) => id === directoryId)?.secretArn;
  if (secretArn === undefined) return { broken: `the directory ${directoryId} names no registration secret` };
  const shape = await see(lookups.secretShape, clouds, { region: site.region, secretId: secretArn });
  if (!('seen' in shape)) return whyNot(shape);
  const applicationId = 'applicationId' in shape.seen ? shape.seen.applicationId : undefined;
  if (applicationId === undefined) return { broken: 'the registration secret names no application' };
  const app = await see(lookups.registrationApp, clouds, { applicationId });
  if (!('seen' in app)) return whyNot(app);
  if (!app.seen) return { broken: 'the registration secret names no application of this tenant' };
  const { displayName, enabled, secrets } = app.seen;
  if (enabled !== true) return { broken: `the application ${displayName} is disabled, or has no service principal` };
  const until = secrets
    .map(({ ends }) => ends)
    .sort()
    .at(-1);
  if (until === undefined) return { broken: `the application ${displayName} has no client secret` };
  return Date.parse(until) > fleet.now()
    ? { until }
    : { broken: `the client secret of ${displayName} ended on ${until.slice(0, 10)}` };
}

function whyNot(seen: Seen<unknown>): { readonly unknown: string } {
  return { unknown: 'message' in seen ? seen.message : 'it could not be seen' };
}
