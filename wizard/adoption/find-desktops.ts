/** Desktops by user, what people may open, and the ids that the control plane would give. */
import { CloudError } from '../clouds/cloud-error.js';
import { bundles } from '../clouds/lookups/bundles.js';
import { directories } from '../clouds/lookups/directories.js';
import { identityCenterInstances } from '../clouds/lookups/identity-center-instances.js';
import { syncedGroup } from '../clouds/lookups/synced-group.js';
import type { Candidate, Finders, Search } from './finder.js';
import { known } from './stack.js';

export const desktopFinders: Finders = {
  aws_workspaces_workspace: {
    needs: { aws: ['workspaces:DescribeWorkspaces'] },
    async find({ clouds, region, values }) {
      const [directory, user] = [known(values, 'directory_id'), known(values, 'user_name')];
      if (directory === undefined || user === undefined) return [];
      const pages = await clouds.aws.pages('workspaces', 'DescribeWorkspaces', region, {
        DirectoryId: directory,
        UserName: user,
      });
      return pages
        .flatMap(({ Workspaces = [] }) => Workspaces)
        .filter(({ State }) => State !== 'TERMINATED' && State !== 'TERMINATING')
        .map(({ WorkspaceId = '', UserName = '' }) => ({
          name: `${UserName} (${WorkspaceId})`,
          importId: WorkspaceId,
          attributes: { id: WorkspaceId },
        }));
    },
  },
  aws_ssoadmin_application_assignment: {
    needs: { aws: ['sso:ListApplicationAssignments'] },
    async find(search) {
      const { values } = search;
      const [application, group] = [known(values, 'application_arn'), known(values, 'principal_id')];
      if (application === undefined || group === undefined) return [];
      const pages = await identityCenter(search).pages('sso', 'ListApplicationAssignments', search.region, {
        ApplicationArn: application,
      });
      return pages
        .flatMap(({ ApplicationAssignments = [] }) => ApplicationAssignments)
        .filter(({ PrincipalId }) => PrincipalId === group)
        .map(({ PrincipalType = 'GROUP' }) => ({
          name: `group ${group}`,
          importId: `${application},${group},${PrincipalType}`,
          attributes: {},
        }));
    },
  },
  aws_ssoadmin_application_assignment_configuration: {
    needs: { aws: ['sso:GetApplicationAssignmentConfiguration'] },
    async find(search) {
      const application = known(search.values, 'application_arn');
      if (application === undefined) return [];
      await identityCenter(search).call('sso', 'GetApplicationAssignmentConfiguration', search.region, {
        ApplicationArn: application,
      });
      return [{ name: application.split('/').at(-1) ?? application, importId: application, attributes: {} }];
    },
  },
  aws_lambda_invocation: {
    needs: {
      aws: [
        'workspaces:DescribeWorkspaceDirectories',
        'workspaces:DescribeWorkspaceBundles',
        'identitystore:GetGroupId',
      ],
    },
    find: managed,
  },
};

const identityCenter = ({ clouds, deployment }: Search) => clouds.aws.as(deployment.identityCenter.roleArn);

/**
 * What the control plane's `ids` would answer: never imported, for the control plane finds and adopts its own. Others are
 * found by these ids. The input may hold expressions and is therefore no JSON yet.
 */
async function managed(search: Search): Promise<readonly Candidate[]> {
  const input = search.block.values['input'];
  const [, kind, rest = ''] =
    /^\{"kind":"([\w-]+)","identity":(.*)$/s.exec(typeof input === 'string' ? input : '') ?? [];
  if (kind === undefined || !rest.includes('"step":"ids"')) return [];
  const name = /"(?:name|displayName)":"([^"]+)"/.exec(rest)?.[1] ?? '';
  const spoken = await search.work(name);
  const found = typeof spoken === 'string' ? await idsOf[kind]?.(search, spoken) : undefined;
  return found ? [{ name, attributes: { result: JSON.stringify(found) } }] : [];
}

const idsOf: Readonly<Record<string, (search: Search, name: string) => Promise<object | undefined>>> = {
  'entra-directory': async ({ clouds, region }, name) => {
    const found = (await directories.look(clouds, { region })).find((each) => each.name === name);
    return (
      found && { directoryId: found.id, applicationArn: found.applicationArn, registrationCode: found.registrationCode }
    );
  },
  bundle: async ({ clouds, region }, name) => {
    const found = (await bundles.look(clouds, { region })).find((each) => each.name === name);
    return found && { bundleId: found.id };
  },
  'synced-group': async ({ clouds, deployment }, displayName) => {
    const { region, roleArn, instance } = deployment.identityCenter;
    const role = roleArn === undefined ? {} : { roleArn };
    const all = await identityCenterInstances.look(clouds, { region, ...role });
    const home = all.find(({ arn }) => 'create' in instance || arn === instance.existing.arn);
    if (!home) return undefined;
    const at = { identityStoreId: home.identityStoreId, region, displayName, ...role };
    const found = await syncedGroup.look(clouds, at).catch((error: unknown) => {
      if (error instanceof CloudError && error.isAbsent) return undefined;
      throw error;
    });
    return found && { groupId: found.groupId };
  },
};
