/** The ids that the control plane would give, and what of a directory it could not change. */
import { parseInvocation, type WrittenStep } from '../../../domain/control-plane/invocation-text.js';
import { unlessAbsent } from '../../clouds/cloud-error.js';
import { identityCenterInstances } from '../../clouds/lookups/identity-center/identity-center-instances.js';
import { syncedGroup } from '../../clouds/lookups/identity-center/synced-group.js';
import { bundles } from '../../clouds/lookups/workspaces/bundles.js';
import { directories } from '../../clouds/lookups/workspaces/directories.js';
import type { Candidate, Finder, Search } from '../finder.js';
import { known, type Values } from '../values.js';
import { present } from '../../../domain/present.js';

/**
 * What the control plane's `ids` would answer: never imported, for the control plane finds and adopts its own. Others are
 * found by these ids.
 */
export const managedByControlPlane: Finder = {
  needs: {
    aws: ['workspaces:DescribeWorkspaceDirectories', 'workspaces:DescribeWorkspaceBundles', 'identitystore:GetGroupId'],
  },
  async find(search) {
    const written = parseInvocation(known(search.block.values, 'input') ?? '');
    if (written === undefined) return [];
    const { kind, step, name = '' } = written;
    if (kind === 'entra-directory' && step === 'ensure') return directoryConflicts(search, written);
    if (step !== 'ids') return [];
    const spoken = await search.work(name);
    const found = typeof spoken === 'string' ? await idsOf[kind]?.(search, spoken) : undefined;
    return found ? [{ name, attributes: { result: JSON.stringify(found) } }] : [];
  },
};

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

async function directoryConflicts(
  search: Search,
  { name = '', properties }: WrittenStep,
): Promise<readonly Candidate[]> {
  const { clouds, region } = search;
  const found = (await directories.look(clouds, { region })).find((each) => each.name === name);
  if (!found) return [];
  const { tenantId, secretArn, instanceArn: identityCenterInstanceArn, subnetIds } = found;
  const there: Values = { tenantId, secretArn, identityCenterInstanceArn, subnetIds: [...subnetIds].sort() };
  const conflicts = await Promise.all(
    settledOfDirectory.map(async (each) => {
      const written = (properties[each.name] ?? '') as string | string[];
      const texts = await Promise.all([written].flat().map(async (text) => search.work(text)));
      const isKnown = texts.every((text) => typeof text === 'string');
      // A secret or subnet that does not exist yet is none that the directory has. The others may be unknown in themselves.
      if (!isKnown && !/\$\{aws_(?:secretsmanager_secret|subnet)\./.test(JSON.stringify(written))) return [];
      const wanted = Array.isArray(written) ? texts.map(String).sort() : texts[0];
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
    const role = present({ roleArn });
    const all = await identityCenterInstances.look(clouds, { region, ...role });
    const home = all.find(({ arn }) => 'create' in instance || arn === instance.existing.arn);
    if (!home) return undefined;
    const at = { identityStoreId: home.identityStoreId, region, displayName, ...role };
    const found = await unlessAbsent(syncedGroup.look(clouds, at), undefined);
    return found && { groupId: found.groupId };
  },
};
