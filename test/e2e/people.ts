import type { Twin } from '../../twin/twin.js';

/** What people see of it in the end, without ids: equal for two runs of the same deployment. */
export interface Table {
  readonly users: readonly string[];
  readonly desktops: readonly string[];
  readonly devices: readonly string[];
}

/** Everybody signs in, to each of their desktops; then what there is. */
export function tableOf(twin: Twin, users: readonly string[]): Table {
  const signIns = users.map((upn) => twin.integrations.signIn(upn));
  const desktops = twin.aws.workspaces.regions().flatMap((region) =>
    [...region.desktops.values()].map((desktop) => ({
      region: region.region,
      directory: region.directories.get(desktop.directoryId)?.name ?? 'no directory',
      bundle: region.bundles.get(desktop.bundleId)?.name ?? 'no bundle',
      ...desktop,
    })),
  );
  for (const { userName, directory } of desktops) twin.integrations.signIn(userName, directory);
  return {
    users: signIns.map(({ userPrincipalName, works, broken }) => `${userPrincipalName}: ${works ? 'works' : broken}`),
    desktops: desktops
      .map(({ userName, region, directory, bundle, state, properties }) =>
        [userName, region, directory, bundle, properties.ComputeTypeName, properties.RunningMode, state].join(' '),
      )
      .sort(),
    devices: twin.integrations
      .devices()
      .map(({ groupTag, profile, enrolled, broken }) =>
        [groupTag, profile ?? 'no profile', enrolled ? 'enrolled' : broken].join(': '),
      )
      .sort(),
  };
}

/** Whether each can work now. What stands in the way of those who cannot. */
export function whoWorks(twin: Twin, ...users: readonly string[]): string[] {
  return users
    .map((upn) => twin.integrations.signIn(upn))
    .map(({ works, broken }) => (works ? 'works' : (broken ?? 'broken')));
}

/** Ids of desktops by user, in lower case: nobody's may change unless it is meant to. */
export function desktopIds(twin: Twin): Record<string, string> {
  const desktops = twin.aws.workspaces.regions().flatMap((region) =>
    [...region.desktops.values()].map(({ id, userName, directoryId }) => {
      const directory = region.directories.get(directoryId)?.name ?? '';
      return [`${userName.toLowerCase()} in ${directory}`, id] as const;
    }),
  );
  return Object.fromEntries(desktops.sort(([one], [other]) => (one < other ? -1 : 1)));
}
