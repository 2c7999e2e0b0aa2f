import { DescribeWorkspacesCommand, type Workspace } from '@aws-sdk/client-workspaces';
import type { Clients } from '../clients.js';
import type { Blockers } from './kind.js';

/** The desktops of a directory or bundle, told apart by whether waiting helps. */
export async function desktopsOf(
  clients: Clients,
  where: { DirectoryId: string } | { BundleId: string },
): Promise<Blockers> {
  const desktops: Workspace[] = [];
  let token: string | undefined;
  do {
    const page = await clients.workspaces.send(
      new DescribeWorkspacesCommand({ ...where, ...(token ? { NextToken: token } : {}) }),
    );
    desktops.push(...(page.Workspaces ?? []));
    token = page.NextToken;
  } while (token);
  const called = (desktop: Workspace): string => desktop.UserName ?? desktop.WorkspaceId ?? 'unknown';
  const leaving = (desktop: Workspace): boolean => desktop.State === 'TERMINATING' || desktop.State === 'TERMINATED';
  return {
    staying: desktops.filter((desktop) => !leaving(desktop)).map(called),
    leaving: desktops.filter(leaving).map(called),
    called: 'desktops',
  };
}
