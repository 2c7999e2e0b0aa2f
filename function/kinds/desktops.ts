import { paginateDescribeWorkspaces, type Workspace } from '@aws-sdk/client-workspaces';
import type { Clients } from '../clients.js';
import { everyOf } from '../pages.js';
import type { Blockers } from './kind.js';

/** The desktops of a directory or bundle, told apart by whether waiting helps. */
export async function desktopsOf(
  clients: Clients,
  where: { DirectoryId: string } | { BundleId: string },
): Promise<Blockers> {
  const pages = paginateDescribeWorkspaces({ client: clients.workspaces }, where);
  const desktops = await everyOf(pages, (page) => page.Workspaces);
  const called = (desktop: Workspace): string => desktop.UserName ?? desktop.WorkspaceId ?? 'unknown';
  const leaving = (desktop: Workspace): boolean => desktop.State === 'TERMINATING' || desktop.State === 'TERMINATED';
  return {
    staying: desktops.filter((desktop) => !leaving(desktop)).map(called),
    leaving: desktops.filter(leaving).map(called),
    called: 'desktops',
  };
}
