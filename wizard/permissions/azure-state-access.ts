/**
 * What each job of a pipeline may do with a state in Azure: a role of data actions alone, given on the container, with a
 * condition on the paths. A lock is a lease, and a lease is a write, which replaces the state as well: so the job that plans
 * takes no lock, and may read, and put what is not there yet under `.plans/`.
 * Sources: https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes (actions, suboperations, paths),
 * https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-blob-service-operations
 * (add makes a new blob, write replaces one), https://learn.microsoft.com/azure/role-based-access-control/conditions-format,
 * https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-examples#example-read-only-current-blob-versions.
 */
import { blobActions } from '../../domain/azure-role.js';
import { stateKeyOf } from '../../deployment/state-key.js';
import type { Deployment } from '../../deployment/schema.js';

type Job = 'mainPlan' | 'apply' | 'pullRequestPlan';

export interface StateAccess {
  /** As `az role definition create` takes it. */
  readonly definition: {
    readonly Name: string;
    readonly Description: string;
    readonly Actions: readonly string[];
    readonly DataActions: readonly string[];
    readonly AssignableScopes: readonly string[];
  };
  /** Of the assignment. */
  readonly condition: string;
  /** The container. */
  readonly scope: string;
}

const words: Readonly<
  Record<Job, { readonly name: string; readonly says: string; readonly actions: readonly string[] }>
> = {
  mainPlan: {
    name: 'main-plan',
    says: 'Reads the state and keeps new plans beside it; replaces nothing, and takes no lock',
    actions: ['read', 'add/action'],
  },
  pullRequestPlan: { name: 'pull-request-plan', says: 'Reads the state', actions: ['read'] },
  apply: {
    name: 'apply',
    says: 'Reads and writes the state, its lock and what lies beside it',
    actions: ['read', 'write', 'delete', 'add/action'],
  },
};

/** Nothing where the state is not in Azure, or where its subscription is not named. */
export function stateAccessOf(deployment: Deployment, job: Job): StateAccess | undefined {
  const { state, name } = deployment;
  if (!('azurerm' in state)) return undefined;
  const { subscriptionId = 'SUBSCRIPTION_ID', resourceGroupName, storageAccountName, containerName } = state.azurerm;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;
  const key = quoted(stateKeyOf(deployment) ?? '');
  const { name: job_, says, actions } = words[job];
  // What lies beside the state is called by its key and a dot: `contoso.tfstate2` is another one.
  const within = (action: string): readonly string[] =>
    action === 'add/action' && job === 'mainPlan' ? [`${key}.plans/*`] : [key, `${key}.*`];
  return {
    definition: {
      Name: `${name} state ${job_}`,
      Description: says,
      Actions: [],
      DataActions: actions.map((action) => `${blobActions}/${action}`),
      AssignableScopes: [group],
    },
    condition: actions.map((action) => clause(action, within(action))).join(' AND '),
    scope: `${group}/providers/Microsoft.Storage/storageAccounts/${storageAccountName}/blobServices/default/containers/${containerName}`,
  };
}

/**
 * Names of blobs are listed whole: a list has no path that could be compared. What is read is as it is now: earlier versions and
 * snapshots hold secrets of before, and plans that were taken away.
 */
function clause(action: string, paths: readonly string[]): string {
  const one = `ActionMatches{'${blobActions}/${action}'}`;
  const within = paths.map((path) => `@Resource[${blobActions}:path] StringLike '${path}'`).join(' OR ');
  if (action !== 'read') return `((!(${one})) OR (${within}))`;
  const current = `@Resource[${blobActions}:isCurrentVersion] BoolEquals true`;
  return `((!(${one} AND NOT SubOperationMatches{'Blob.List'})) OR ((${within}) AND ${current}))`;
}

/** In a pattern a star and a question mark stand for others, and a quote ends it. */
const quoted = (key: string): string => key.replace(/['*?\\]/g, '?');
