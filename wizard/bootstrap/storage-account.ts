/**
 * The storage account of the state, by plain calls that may be repeated: there is no second state that could be lost. What it
 * has to be is compared with what it is, and put back. One that is there already is taken only with our tag.
 */
import { createHash } from 'node:crypto';
import { bootstrapTag, deploymentTag } from '../../domain/names.js';
import type { Arm, ArmObject } from '../clouds/arm.js';
import { CloudError } from '../clouds/cloud-error.js';
import { Failure, UsageError } from '../terminal/failure.js';

/** Where it lies. */
export interface AccountPlace {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly account: string;
  readonly container: string;
}

export interface AccountWishes {
  /** Name of the deployment. */
  readonly deployment: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Name of the blob that holds the state; kept plans lie under it. */
  readonly stateKey: string;
  /** Azure location of what is made. @default that of the resource group, where it is there */
  readonly location?: string | undefined;
  /** A mark to begin with. */
  readonly mark: string;
}

/** Of an account that is looked at. `foreign` never comes back: it stops. */
export interface AccountStatus {
  readonly group: ArmObject | undefined;
  readonly account: ArmObject | undefined;
}

export const groupPath = ({ subscriptionId, resourceGroup }: AccountPlace): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;

export const accountPath = (place: AccountPlace): string =>
  `${groupPath(place)}/providers/Microsoft.Storage/storageAccounts/${place.account}`;

export const containerPath = (place: AccountPlace): string =>
  `${accountPath(place)}/blobServices/default/containers/${place.container}`;

/** The subscription must be one of the deployment's tenant, and whoever is signed in must see it. */
export async function assertSubscription(arm: Arm, { subscriptionId }: AccountPlace, tenantId: string): Promise<void> {
  const found = (await arm.find(`/subscriptions/${subscriptionId}`)) as { tenantId?: string } | undefined;
  if (found?.tenantId?.toLowerCase() === tenantId.toLowerCase()) return;
  throw new Failure(
    'The subscription of the state is not one of the tenant of this deployment, or nobody may see it.',
    [
      `must be a subscription of ${tenantId}, got: ${subscriptionId}${found === undefined ? ', which whoever is signed in does not see' : ` of ${found.tenantId ?? 'an unknown tenant'}`}`,
      `Sign in (az login --tenant ${tenantId}), and look at state.azurerm.subscriptionId of the deployment.`,
    ],
  );
}

/** @throws Failure when an account of this name is there without our tag: both are shown */
export async function lookAtAccount(arm: Arm, place: AccountPlace, deployment: string): Promise<AccountStatus> {
  const group = await arm.find(groupPath(place));
  const account = group === undefined ? undefined : await arm.find(accountPath(place));
  if (account === undefined || account.tags?.[deploymentTag] === deployment) return { group, account };
  const shown = Object.entries(account.tags ?? {}).map(([key, value]) => `${key} = ${value}`);
  throw new Failure(`There is a storage account ${place.account} already, and it is not the one of this deployment.`, [
    `wanted: one in ${place.resourceGroup} with the tag ${deploymentTag} = ${deployment}`,
    `there:  ${account.id ?? place.account}, ${shown.length === 0 ? 'without tags' : `with the tags ${shown.join(', ')}`}`,
    'Choose another name in `state.azurerm`. If it is yours and meant, give it that tag by hand and run this again.',
  ]);
}

/**
 * Makes group, account and container and sets them, or puts back what differs. A group that is there already is its owner's,
 * and stays as it is.
 * @returns what was made or changed, in words, and the mark of this bootstrap
 */
export async function setAccount(
  arm: Arm,
  place: AccountPlace,
  wishes: AccountWishes,
  { group, account }: AccountStatus,
): Promise<{ readonly done: readonly string[]; readonly mark: string }> {
  const done: string[] = [];
  const mark = account?.tags?.[bootstrapTag] ?? group?.tags?.[bootstrapTag] ?? wishes.mark;
  const tags = { ...wishes.tags, [deploymentTag]: wishes.deployment, [bootstrapTag]: mark };
  const location = account?.location ?? wishes.location ?? group?.location;
  if (location === undefined) throw noLocation();
  if (group === undefined) {
    await arm.put(groupPath(place), { location, tags });
    done.push(`the resource group ${place.resourceGroup} in ${location}`);
  }
  if (account === undefined) {
    await arm
      .put(accountPath(place), {
        location,
        kind: 'StorageV2',
        sku: { name: 'Standard_ZRS' },
        tags,
        properties: closed,
      })
      .catch((error: unknown) => {
        throw taken(error, place);
      });
    done.push(`the storage account ${place.account}`);
  } else if (!holds(account.properties, closed) || !holds(account.tags, tags)) {
    await arm.patch(accountPath(place), { tags: { ...account.tags, ...tags }, properties: closed });
    done.push(`the settings of the storage account ${place.account}`);
  }
  for (const { what, path, wanted } of settingsOf(place, wishes)) {
    const there = await arm.find(path);
    const body = wanted(there?.properties);
    if (there !== undefined && holds(there.properties, body)) continue;
    await arm.put(path, { properties: body });
    done.push(account === undefined ? `its ${what}` : `${what}: ${place.account}`);
  }
  return { done, mark };
}

export const noLocation = (): UsageError =>
  new UsageError('Where in Azure the state is to lie is not known.', [
    '--location must name a location of Azure (az account list-locations), got: nothing',
  ]);

/** No key opens it, nobody reads it without signing in, nothing of another tenant is copied there. */
const closed = {
  allowSharedKeyAccess: false,
  allowBlobPublicAccess: false,
  allowCrossTenantReplication: false,
  defaultToOAuthAuthentication: true,
  minimumTlsVersion: 'TLS1_2',
  supportsHttpsTrafficOnly: true,
};

/** Days that what was deleted can be brought back. */
const days = 30;

interface AccountSetting {
  readonly what: string;
  readonly path: string;
  /** @param there what is there already, and its owner's */
  readonly wanted: (there: ArmObject['properties']) => object;
}

function settingsOf(place: AccountPlace, { stateKey }: AccountWishes): AccountSetting[] {
  const kept = { enabled: true, days };
  const rule = (name: string, filters: object, actions: object): object => ({
    ...{ name, enabled: true, type: 'Lifecycle' },
    definition: { filters: { blobTypes: ['blockBlob'], ...filters }, actions },
  });
  const ours = [
    rule('earlier-versions', {}, { version: { delete: { daysAfterCreationGreaterThan: 90 } } }),
    rule(
      'kept-plans',
      { prefixMatch: [`${place.container}/${stateKey}.plans/`] },
      { baseBlob: { delete: { daysAfterModificationGreaterThan: 30 } } },
    ),
  ];
  return [
    {
      what: 'versions, and what was deleted kept for 30 days',
      path: `${accountPath(place)}/blobServices/default`,
      wanted: () => ({ isVersioningEnabled: true, deleteRetentionPolicy: kept, containerDeleteRetentionPolicy: kept }),
    },
    { what: `container ${place.container}`, path: containerPath(place), wanted: () => ({ publicAccess: 'None' }) },
    {
      what: 'lifecycle',
      path: `${accountPath(place)}/managementPolicies/default`,
      wanted: (there) => {
        const { rules = [] } = (there?.['policy'] ?? {}) as { rules?: readonly { name?: string }[] };
        const theirs = rules.filter(({ name }) => !['earlier-versions', 'kept-plans'].includes(name ?? ''));
        return { policy: { rules: [...ours, ...theirs] } };
      },
    },
  ];
}

/** Whether everything wanted is there; what is there besides is its owner's. */
export function holds(there: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return Array.isArray(there) && there.length === wanted.length && wanted.every((each, at) => holds(there[at], each));
  if (wanted === null || typeof wanted !== 'object') return there === wanted;
  if (there === null || typeof there !== 'object') return false;
  return Object.entries(wanted).every(([key, value]) => holds((there as Record<string, unknown>)[key], value));
}

function taken(error: unknown, { account, subscriptionId }: AccountPlace): unknown {
  if (!(error instanceof CloudError)) return error;
  if (error.code === 'StorageAccountAlreadyTaken' || error.code === 'StorageAccountAlreadyExists') {
    return new Failure(`The name ${account} is taken: names of storage accounts are unique in all of Azure.`, [
      'Somebody else has it, or it lies in another resource group. Choose another one in `state.azurerm.storageAccountName`.',
    ]);
  }
  if (error.code === 'MissingSubscriptionRegistration') {
    return new Failure('The subscription knows no storage accounts yet.', [
      `az provider register --namespace Microsoft.Storage --subscription ${subscriptionId} --wait, then run this again.`,
    ]);
  }
  return error;
}

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage#storage-blob-data-contributor */
const blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';

/**
 * Lets whoever runs this read and write the container: an owner of the subscription may not, as there is no key.
 * @returns what was made, in words
 */
export async function letCallerIn(arm: Arm, place: AccountPlace): Promise<string[]> {
  const { objectId, type } = await arm.caller();
  const scope = containerPath(place);
  const name = guidOf(`${scope.toLowerCase()} ${objectId} ${blobDataContributor}`);
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  if ((await arm.find(path)) !== undefined) return [];
  const roleDefinitionId = `/subscriptions/${place.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${blobDataContributor}`;
  try {
    await arm.put(path, { properties: { roleDefinitionId, principalId: objectId, principalType: type } });
  } catch (error) {
    // Somebody gave the same role under another name.
    if (!(error instanceof CloudError) || error.code !== 'RoleAssignmentExists') throw error;
    return [];
  }
  return [`the role Storage Blob Data Contributor on ${place.container} for whoever is signed in`];
}

/** The same for the same text: a run that was killed finds what it had made. */
export function guidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-5${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
