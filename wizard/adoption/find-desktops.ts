/** Desktops by user, what people may open, and the ids that the control plane would give. */
import { CloudError } from '../clouds/cloud-error.js';
import { bundles } from '../clouds/lookups/workspaces/bundles.js';
import { directories } from '../clouds/lookups/workspaces/directories.js';
import { identityCenterInstances } from '../clouds/lookups/identity-center/identity-center-instances.js';
import { syncedGroup } from '../clouds/lookups/identity-center/synced-group.js';
import type { Candidate, Finders, Search } from './finder.js';
import { known, type Values } from './stack.js';

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
  if (kind === 'entra-directory' && rest.includes('"step":"ensure"')) return directoryConflicts(search, rest);
  if (kind === undefined || !rest.includes('"step":"ids"')) return [];
  const name = /"(?:name|displayName)":"([^"]+)"/.exec(rest)?.[1] ?? '';
  const spoken = await search.work(name);
  const found = typeof spoken === 'string' ? await idsOf[kind]?.(search, spoken) : undefined;
  return found ? [{ name, attributes: { result: JSON.stringify(found) } }] : [];
}

/** What a directory never changes, and how the deployment says it. The control plane would stop at it, during the apply. */
const settledOfDirectory = [
  {
    name: 'tenantId',
    what: 'tenant',
    fix: () => 'It is of another tenant: write another directoryName for a second directory.',
  },
  {
    name: 'secretArn',
    what: 'registration secret',
    fix: (there: unknown) =>
      `Write "registrationSecret": { "existing": { "arn": ${JSON.stringify(there)} } } into the site, and its app as entra.registrationApp.existing.`,
  },
  {
    name: 'identityCenterInstanceArn',
    what: 'instance of Identity Center',
    fix: () => 'Write the instance of the directory into identityCenter.instance.existing.',
  },
  {
    name: 'subnetIds',
    what: 'subnets',
    fix: (there: unknown) => `Write "network": { "existing": … "subnetIds": ${JSON.stringify(there)} } into the site.`,
  },
] as const;

async function directoryConflicts(search: Search, rest: string): Promise<readonly Candidate[]> {
  const { clouds, region } = search;
  const name = /"name":"([^"]+)"/.exec(rest)?.[1] ?? '';
  const found = (await directories.look(clouds, { region })).find((each) => each.name === name);
  if (!found) return [];
  const { tenantId, secretArn, instanceArn: identityCenterInstanceArn, subnetIds } = found;
  const there: Values = { tenantId, secretArn, identityCenterInstanceArn, subnetIds: [...subnetIds].sort() };
  const conflicts = await Promise.all(
    settledOfDirectory.map(async (each) => {
      const [, raw = '""'] = new RegExp(`"${each.name}":("(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\])`).exec(rest) ?? [];
      const written = JSON.parse(raw) as string | string[];
      const texts = await Promise.all([written].flat().map(async (text) => search.work(text)));
      const isKnown = texts.every((text) => typeof text === 'string');
      // A secret or subnet that does not exist yet is none that the directory has. The others may be unknown in themselves.
      if (!isKnown && !/\$\{aws_(?:secretsmanager_secret|subnet)\./.test(raw)) return [];
      const wanted = typeof written === 'string' ? texts[0] : texts.map(String).sort();
      const said = isKnown ? JSON.stringify(wanted) : 'one that the apply makes';
      if (said === JSON.stringify(there[each.name])) return [];
      return [
        `A directory never changes its ${each.what}: it is ${JSON.stringify(there[each.name])}, the deployment says ${said}. ${each.fix(there[each.name])}`,
      ];
    }),
  );
  return [{ name: `${name} (${found.id})`, conflicts: conflicts.flat(), attributes: {} }];
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
